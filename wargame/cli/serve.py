"""`wargame serve`: the interface in a browser, on this machine alone."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from wargame.errors import RunError

USUAL_PORT = 8018


def serve(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = USUAL_PORT,
    sessions: Annotated[int, typer.Option(min=1, max=64, help="Pages open at once; each takes about 200 MiB.")] = 4,
    idle: Annotated[
        int, typer.Option(min=1, max=1440, help="Minutes without key or mouse after which a page is ended.")
    ] = 30,
) -> None:
    """Offer the interface in a browser, to this machine alone.

    Open the address that is printed: the token in it is new each time, and nothing is served without it. Each page is a
    player of its own; all save to the same folder. Pages play bundled scenarios against built-in players. Ctrl-C ends
    it.
    """
    try:
        from wargame.web.server import Limits, serve_until_told
    except ModuleNotFoundError as error:
        message = f"{error.name} is not installed; pip install 'wargame[serve]' brings it"
        raise RunError(message) from None

    def announce(address: str) -> None:
        print(f"Serving at {address} (Ctrl-C ends it)", flush=True)

    asyncio.run(serve_until_told(port, Limits(sessions, idle * 60.0), announce))
