"""What several commands have in common: flags, seats, player modules, and examples below a help text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.errors import PlayerError, SeatError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.game.summit import Summit

__all__ = ["MOST_SEED", "Modules", "Scenario", "Workers", "add_modules", "examples", "seats_of"]

MOST_SEED = 2**64 - 1
MOST_WORKERS = 256

Scenario = Annotated[str, typer.Argument(metavar="SCENARIO", help="A bundled scenario's name, or the path of a file.")]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1, max=MOST_WORKERS, metavar="W", help="How many play at once; changes no result.  [default: one a core]"
    ),
]

Modules = Annotated[
    list[Path] | None,
    typer.Option(
        "--player-module",
        metavar="FILE.py",
        help="A player of your own, a class with decide(view): --seat may name it by its file's name without .py.",
    ),
]


def examples(*commands: str) -> str:
    """Return the end of a help text: commands to copy, each in a line of its own."""
    heading = "Example:" if len(commands) == 1 else "Examples:"
    return "\b\n" + "\n".join([heading, *(f"  wargame {command}" for command in commands)])


def add_modules(paths: Sequence[Path] | None) -> None:
    """Let the players of `--player-module` be named.

    Raises:
        typer.BadParameter: there is no such file, or its name will not do.
    """
    from wargame.players.roster import add_module

    for path in paths or ():
        try:
            add_module(str(path))
        except PlayerError as error:
            raise typer.BadParameter(str(error), param_hint="'--player-module'") from error


def seats_of(
    summit: Summit, texts: Sequence[str] | None, default: Sequence[str], *, human: bool = False
) -> dict[str, str]:
    """Return the player of each side, as `--seat` says.

    Raises:
        typer.BadParameter: it says nothing that can be done.
    """
    from wargame.match.seating import seated

    try:
        return seated(summit, texts or (), default, human=human)
    except (PlayerError, SeatError) as error:
        raise typer.BadParameter(str(error), param_hint="'--seat'") from error
