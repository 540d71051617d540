"""`wargame serve`: the interface in a browser, on this machine alone."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from wargame.errors import RunError

__all__ = ["serve"]

LOCAL = "127.0.0.1"  # it asks nobody who he is, so nobody else may reach it
USUAL_PORT = 8018


def serve(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = USUAL_PORT,
) -> None:
    """Offer the interface in a browser, to this machine alone.

    It is at http://127.0.0.1:PORT. Each page that is opened is a player of its own; all save to the same folder. Ctrl-C
    ends it.
    """
    try:
        from textual_serve.server import Server
    except ModuleNotFoundError as error:
        message = f"{error.name} is not installed; pip install 'wargame[serve]' brings it"
        raise RunError(message) from None
    print(f"Serving at http://{LOCAL}:{port} (Ctrl-C ends it)", flush=True)
    Server(f"{sys.executable} -m wargame", host=LOCAL, port=port, title="wargame").serve()
