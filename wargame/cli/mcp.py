"""`wargame mcp`: a Model Context Protocol server on standard input and output."""

from __future__ import annotations

import sys

from wargame.cli.saves import Saves  # noqa: TC001  Typer reads the annotations
from wargame.cli.streams import below
from wargame.extras import extra


def mcp(*, saves: Saves = None) -> None:
    """Let an assistant play (Model Context Protocol).

    An assistant starts this command itself and speaks with it on standard input and output. It opens games, looks at
    its seat's pages, asks about moves and plays them against a built-in player; it sees what its seat may know.
    """
    with extra("mcp", "wargame mcp"):
        from wargame.mcp.server import serve
        from wargame.mcp.tables import Tables
    sys.stdin, sys.stdout = below(sys.stdin), below(sys.stdout)  # the protocol's, whose texts the tables have cleaned
    serve(Tables(saves))
