"""`wargame save extract`, and `wargame save verify` of a file of trajectories."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.saves import Saves  # noqa: TC001  Typer reads the annotations
from wargame.errors import RunError
from wargame.legible import legible

if TYPE_CHECKING:
    from wargame.runs.trajectories.reading import Trajectories

ENDING = ".parquet"  # by which a file of trajectories is told from a saved game
MOST_GAME = 10**15

File = Annotated[
    Path, typer.Argument(metavar="FILE.parquet", help="Trajectories, as `wargame run --trajectories` writes them.")
]
Numbers = Annotated[
    list[int],
    typer.Option(
        "--game", min=0, max=MOST_GAME, metavar="K", help="Which game, by its number in the run. Once for each."
    ),
]


def extract(file: File, *, game: Numbers, saves: Saves = None) -> None:
    """Make saved games of trajectories.

    A game is played again by the rules in the file and compared with every row of it. What is saved is the file that
    `wargame run --save` would have written, if it is not there already.
    """
    from wargame.journal.store import saves_folder

    found, folder = _read(file), saves_folder(saves)
    for number in game:
        print(f"Saved {legible(_saved(found, number, folder))}")


def _saved(found: Trajectories, number: int, folder: Path) -> Path:
    from wargame.game.situation import FAULTS
    from wargame.runs.kept import keep_game

    one = found.one(number)
    path = keep_game(found.run, one, folder)
    if path is None:
        message = f"{found.path}: the rules failed in game {number} ({FAULTS[one.fault]}), so there is no whole game"
        raise RunError(message)
    return path


def is_named_so(name: str) -> bool:
    """Say whether a file is named like one of trajectories."""
    return Path(name).suffix.lower() == ENDING


def verified_trajectories(name: str) -> str:
    """Play all games of a file of trajectories again and compare every row; return what was verified.

    Raises:
        RunError: the file is damaged, or a row says something else than comes of playing to it.
    """
    found, count = _read(Path(name)), 0
    for count in found.verify():  # noqa: B007  the last is told
        pass
    seen = ", and what was seen" if found.has_observations else ""
    players = ", ".join(f"{side}={player}" for side, player in found.run.seats.items())
    games = f"{count:,} game{'' if count == 1 else 's'} of {found.run.summit.name}"
    return f"verified: {games}, {players}: every move, every roll and its odds, every result{seen}"


def _read(path: Path) -> Trajectories:
    from wargame.runs.trajectories.reading import read_trajectories

    return read_trajectories(path)
