"""Branches among saved games: which goes on from which, and in which the chance of another was seen ahead."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wargame.errors import JournalError
from wargame.journal.disk import Disk
from wargame.journal.entries import Decision
from wargame.journal.reading import read_journal
from wargame.journal.store import SAMPLES, saves_in
from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.journal.entries import Header
    from wargame.journal.reading import Journal

_FIRST_LINE = 64 * 1024  # bytes in which a header has room


def branches_in(folder: Path) -> list[Journal]:
    """Return the saved games of a folder that are branches; of the others only the first lines are read."""
    found, paths = [], []
    with suppress(JournalError):  # a folder that cannot be looked through
        paths = saves_in(folder)
    for path in paths:
        with suppress(JournalError, OSError):
            if b'"origin"' in Disk().read(path, _FIRST_LINE).partition(b"\n")[0]:
                found.append(read_journal(path))
    return [journal for journal in found if journal.header.origin]


def seen_ahead_in(journal: Journal, branches: Iterable[Journal]) -> list[str]:
    """Return the files of the branches that showed the chance of a game at plies that the game has not come to."""
    return [branch.path.name for branch in branches if _saw_ahead(branch, journal)]


def _saw_ahead(branch: Journal, journal: Journal) -> bool:
    origin = branch.header.origin
    if origin is None or origin.fresh or origin.plies is None or origin.chain not in journal.chains:
        return False
    return min(_furthest(branch), _furthest(journal)) > origin.plies


def _furthest(journal: Journal) -> int:
    """Return the most decisions that a game ever had, later take-backs aside."""
    return max((entry.ply for entry in journal.entries if isinstance(entry, Decision)), default=0)


def parent_of(header: Header) -> str:
    """Return the file that a branch comes from, "" for a game that is none.

    Earlier versions named files by their seeds: such a name is not told.
    """
    if header.origin is None:
        return ""
    return "another saved game" if re.search(rf"-{header.seed}[-.]", header.origin.file) else header.origin.file


def parent_journal(journal: Journal) -> Journal | None:
    """Return the game that a branch comes from, if it lies beside it, or is a sample, and is still that game."""
    origin = journal.header.origin
    if origin is None or Path(origin.file).name != origin.file:  # a name, and nothing that leads elsewhere
        return None
    for folder in (journal.path.parent, journal.path.parent / SAMPLES):
        with suppress(JournalError, OSError):
            parent = read_journal(folder / origin.file)
            if origin.chain in parent.chains:
                return parent
    return None


def branch_words(header: Header) -> str:
    """Describe where a branch comes from and which chance it has, "" for a game that is none."""
    origin, file = header.origin, parent_of(header)
    if origin is None:
        return ""
    start = f"It branches off {file} after {plural(origin.ply, 'decision')}"
    if origin.fresh:
        return f"{start}: what is hidden is as it was there; chance is its own from there on."
    return f"{start} with the same chance: who knows that game knows what will be drawn."
