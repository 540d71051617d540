"""Shared by the commands on saved games: finding one by name, opening it, and reporting what is wrong with it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.errors import JournalError
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.analysis.gathering import Gathered
    from wargame.game.summit import Summit
    from wargame.journal.entries import ScenarioId
    from wargame.journal.reading import Journal

FILE = "A saved game: its path, or its name in the folder of saves."
MOST_DIGITS = 6  # of a ply
MOST_NAMED = 3  # files that were passed over
Saves = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="The folder of saves.  [default: WARGAME_SAVES, else ./saves if it is there, else your data folder]",
    ),
]


def warn(message: str) -> None:
    """Print a line on standard error."""
    print(legible(f"wargame: {message}"), file=sys.stderr)


def open_save(name: str, saves: Path | None, *, quiet: bool = False) -> Journal:
    """Read a saved game as far as it is whole; warns of what is wrong after that, unless `quiet`.

    Raises:
        JournalError: there is no such game, or nothing of it can be read.
    """
    from wargame.journal.reading import read_journal
    from wargame.journal.store import find_save, saves_folder

    if os.path.isdir(name):  # noqa: PTH112  says no where pathlib raises
        message = f"{name}: a folder, not a saved game; `wargame save list --saves {name}` names those in it"
        raise JournalError(message)
    journal = read_journal(find_save(name, saves_folder(saves)))
    if journal.problem and journal.entries and not quiet:  # where nothing is whole, whoever plays it again says so
        warn(f"{journal.path}, {journal.problem}; what stands before it is whole")
    return journal


def gathered(names: Iterable[str], saves: Path | None) -> Gathered:
    """Return the games of saved games, of folders of them and of files of tournaments; warns of what is not whole.

    Raises:
        JournalError: there is no such game, or nothing of it can be read.
        RunError: a file or a folder holds no games, or files are of several rules.
    """
    from wargame.analysis.gathering import Gathered
    from wargame.journal.store import find_save, saves_folder

    folder = saves_folder(saves)
    found = Gathered.of(Path(name) if os.path.isdir(name) else find_save(name, folder) for name in names)  # noqa: PTH112  says no where pathlib raises
    for problem in found.problems:
        warn(f"{problem}; what stands before it is whole")
    return found


def rules_for(journal: Journal) -> Summit:
    """Return the rules that a saved game was played by.

    Raises:
        JournalError: they are nowhere to be found.
    """
    return _rules(journal.header.scenario, journal.path.parent)


@cache
def _rules(scenario: ScenarioId, folder: Path) -> Summit:
    """Return the rules of saved games, cached, since many may be of one scenario."""
    from wargame.journal.store import rules_of

    return rules_of(scenario, folder)


def kinship(journal: Journal) -> list[str]:
    """Return lines on where a saved game comes from, and on the branches in which its chance was seen ahead."""
    from wargame.journal.branches import branch_words, seen_ahead_in

    ahead = seen_ahead_in(journal, _branches(journal.path.parent))
    seen = f"It was branched from before it went on: {', '.join(ahead)} showed what it would draw." if ahead else ""
    return [words for words in (branch_words(journal.header), seen) if words]


@cache
def _branches(folder: Path) -> list[Journal]:
    """Return the branches in a folder, cached, since many of its games may be asked about."""
    from wargame.journal.branches import branches_in

    return branches_in(folder)


def at_ply(text: str, option: str) -> tuple[str, int]:
    """Parse FILE@PLY.

    Raises:
        typer.BadParameter: it is malformed.
    """
    name, at, ply = text.rpartition("@")
    if not (at and name and ply.isascii() and ply.isdecimal() and len(ply) <= MOST_DIGITS):
        message = f"a moment of a saved game is written FILE@PLY, such as game.jsonl@12; found {text!r}"
        raise typer.BadParameter(message, param_hint=f"'{option}'")
    return name, int(ply)


def newest_unfinished(saves: Path | None) -> Path:
    """Return the unfinished game that was played last; damaged files that are newer are named on standard error.

    Raises:
        JournalError: there is none.
    """
    from wargame.journal.account import is_unfinished
    from wargame.journal.reading import read_journal
    from wargame.journal.store import newest_first, saves_folder, saves_in

    folder = saves_folder(saves)
    bad: list[str] = []
    try:
        for path in newest_first(saves_in(folder)):
            try:
                journal = read_journal(path)
                if is_unfinished(journal):
                    return path
            except JournalError as error:
                bad.append(f"{error}")
            else:
                bad += [f"{path}, {journal.problem}"] if journal.problem else []
    finally:
        for each in bad[:MOST_NAMED]:
            warn(f"passed over: {each}")
        if len(bad) > MOST_NAMED:
            warn(f"passed over: {len(bad) - MOST_NAMED} more; `wargame save list` says why")
    message = f"no unfinished game in {folder}; `wargame save list` names all that are there"
    raise JournalError(message)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Defer an interrupt until the block is done."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        raise KeyboardInterrupt
