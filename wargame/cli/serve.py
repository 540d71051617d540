"""`wargame serve`: the interface in a browser, on this machine alone."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from typing import Annotated

import typer

from wargame.extras import extra
from wargame.legible import legible

USUAL_PORT, LOCAL = 8018, "127.0.0.1"


def serve(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = USUAL_PORT,
    sessions: Annotated[int, typer.Option(min=1, max=64, help="Pages open at once; each takes about 200 MiB.")] = 4,
    idle: Annotated[
        int, typer.Option(min=1, max=1440, help="Minutes without key or mouse after which a page is ended.")
    ] = 30,
    listen: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="The address to listen on: another than this machine's own only in a container whose port is"
            " published to its host alone.",
        ),
    ] = LOCAL,
) -> None:
    """Offer the interface in a browser, to this machine alone.

    Open the address that is printed: the token in it is new each time, and nothing is served without it. Each page is a
    player of its own; all save to the same folder. Pages play bundled scenarios against built-in players. Ctrl-C ends
    it.
    """
    try:
        ip_address(listen)
    except ValueError:
        message = f"{legible(listen)} is no address of a network interface; {LOCAL} is this machine's own"
        raise typer.BadParameter(message, param_hint="'--listen'") from None
    with extra("serve", "wargame serve"):
        from wargame.web.server import Limits, serve_until_told

    def announce(address: str) -> None:
        print(f"Serving at {address} (Ctrl-C ends it)", flush=True)

    asyncio.run(serve_until_told((listen, port), Limits(sessions, idle * 60.0), announce))
