"""The tools of the server, each a page of `tables`; what a tool refuses is told to whoever called it, in one line."""

from __future__ import annotations

from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import ValidationError

from wargame import __version__
from wargame.errors import WargameError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcp.server.mcpserver import Context
    from mcp.types import CallToolResult, InputRequiredResult

    from wargame.mcp.tables import Tables

INSTRUCTIONS = (
    "A tabletop wargame of summit negotiations. list_scenarios names the games; open_game seats you against a built-in"
    " opponent and tells your secret brief; look shows a page, preview and why explain a move, play makes one and tells"
    " what came of it. You see what your seat may know and nothing else. finish tells the end and both scores."
)


class _Server(MCPServer):
    """A server that tells of arguments of a wrong type in one line, where the SDK writes a page."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            faults = error.__cause__.errors(include_url=False, include_input=False)
            told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in faults)
            message = f"Error executing tool {name}: {told}"
            raise ToolError(message) from None


def server_of(tables: Tables) -> MCPServer:
    """Return a server whose tools play at these tables, one call at a time."""
    server = _Server("wargame", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR")
    lock = Lock()

    def tool(told: Callable[..., str]) -> None:
        @wraps(told)
        def guarded(*args: object, **named: object) -> str:
            with lock:
                try:
                    return told(*args, **named)
                except WargameError as error:
                    raise ToolError(str(error)) from None

        server.add_tool(guarded, structured_output=False)

    for each in _tools(tables):
        tool(each)
    return server


def _tools(tables: Tables) -> tuple[Callable[..., str], ...]:
    """Return the tools; their names, signatures and docstrings are what an assistant is told of them."""

    def list_scenarios() -> str:
        """List the scenarios that can be played, each with its seats."""
        return tables.scenarios()

    def open_game(scenario: str, seat: str, opponent: str = "doctrine", seed: int | None = None) -> str:
        """Begin a game in one seat; the other side's mandate stays hidden until the end.

        Opponents: random, doctrine, greedy, mixed, novice, envoy, minister, chancellor, grandmaster. Without a seed one
        is drawn.
        """
        return tables.open(scenario, seat, opponent, seed)

    def look(game: str, page: str = "moves") -> str:
        """Show a page of your seat: moves, situation, stories, draft, brief, closed, risks, score or rules."""
        return tables.look(game, page)

    def why(game: str, move: str) -> str:
        """Say why a move is closed. A move is its number in the menu, such as 4 or 4.2, its id, or its title."""
        return tables.why(game, move)

    def preview(game: str, move: str) -> str:
        """Show a move's rule card, and what it would do now with every outcome and its odds; nothing is played."""
        return tables.preview(game, move)

    def play(game: str, move: str) -> str:
        """Play a move; tells what came of it and of the other side's answer, and your next menu."""
        return tables.play(game, move)

    def hint(game: str) -> str:
        """Say what an AI would play here, and why, from what your seat sees."""
        return tables.hint(game)

    def log(game: str) -> str:
        """Tell all that has happened, as your seat was shown it."""
        return tables.log(game)

    def finish(game: str) -> str:
        """Leave the table. Of a game that is over this tells the end, both scores and what was hidden."""
        return tables.finish(game)

    return list_scenarios, open_game, look, why, preview, play, hint, log, finish


def serve(tables: Tables) -> None:
    """Serve on standard input and output until the client leaves; every game is saved and closed then."""
    try:
        server_of(tables).run("stdio")
    finally:
        tables.close()
