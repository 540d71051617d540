"""Games of a run as saved games: the same bytes whenever and wherever they are played.

Games of the kernel are played once more to be saved. All others are saved as they are played, with what players say of
their moves, since a language model, a program of somebody's or a search by the clock may play another game next time.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field

from wargame.errors import JournalError
from wargame.journal.entries import Decision, Note, PolicyId
from wargame.journal.keeping import header_for
from wargame.journal.reading import read_journal
from wargame.journal.replay import entries_of
from wargame.journal.store import keep_rules
from wargame.journal.writing import publish
from wargame.kernel.playout import RESULT
from wargame.runs.batch import OneGame, Run, chunks_of
from wargame.system import file_stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.journal.entries import Entry
    from wargame.runs.batch import Chunk

CREATED = "1970-01-01T00:00:00Z"  # nobody sat there at any time


def save_game(run: Run, index: int, folder: Path) -> Path | None:
    """Save the game with that index in a run; returns its file, or None if the rules could not bring it to its end.

    A file that holds this game already is left as it is.

    Raises:
        JournalError: nothing can be written there.
    """
    return keep_game(run, run.play_one(index), folder)


def keep_game(run: Run, one: OneGame, folder: Path) -> Path | None:
    """Save a game of a run that has just been played, with what players said of their moves; as `save_game` does.

    Raises:
        JournalError: nothing can be written there.
    """
    if one.fault:
        return None
    keep_rules(folder, run.summit)
    header = header_for(one.game, run.seats, CREATED, policy=PolicyId.of(run.policy.identity))
    entries = list(_entries(one))
    players = "-".join(re.sub(r"[^a-z0-9]", "-", player) for player in run.seats.values())
    stem = f"{file_stem(f'{run.summit.id}-{players}')}-seed-{run.seed}-game-{one.index}"
    path = folder / f"{stem}.jsonl"
    with suppress(JournalError):  # it is not there, or something else
        found = read_journal(path)
        if (found.header, list(found.entries), found.problem) == (header, entries, ""):
            return path
    return publish(folder, stem, header, entries)


def _entries(one: OneGame) -> Iterator[Entry]:
    """Yield the entries of a game, each reason as a note of its seat behind the decision that it is of."""
    for entry in entries_of(one.game):
        yield entry
        if isinstance(entry, Decision) and (said := one.reasons.get(entry.ply)):
            yield Note(ply=entry.ply, text=said, seat=entry.side)


@define(eq=False)
class Keeping:
    """Saves games of a run as they end; it may be handed them by several threads."""

    run: Run
    folder: Path
    wanted: range | None  # indices; None: the first game of each ending
    saved: int = field(init=False, default=0)
    _firsts: dict[str, OneGame] = field(init=False, factory=dict)  # so far, by ending
    _lock: Lock = field(init=False, factory=Lock)

    def take(self, one: OneGame) -> None:
        """Take a game that has just been played: save it if it is wanted, or keep it until that is known.

        Raises:
            JournalError: it cannot be saved.
        """
        if self.wanted is not None:
            if one.index in self.wanted:
                self.keep(one)
        elif one.game.ending is not None:
            with self._lock:
                first = self._firsts.setdefault(one.game.ending.id, one)
                self._firsts[one.game.ending.id] = min(first, one, key=lambda each: each.index)

    def finish(self) -> int:
        """Save what could only be chosen now; returns how many games were saved in all.

        Raises:
            JournalError: they cannot be saved.
        """
        for one in sorted(self._firsts.values(), key=lambda each: each.index):
            self.keep(one)
        self._firsts.clear()
        return self.saved

    def keep(self, one: OneGame) -> None:
        """Save a game.

        Raises:
            JournalError: it cannot be saved.
        """
        with self._lock:  # the rules are kept once, for all games
            self.saved += keep_game(self.run, one, self.folder) is not None


def first_of_each_ending(run: Run, games: range, threads: int) -> list[int]:
    """Return the index of the first game of each ending, in the order of the games."""
    return sorted(
        {
            ending: index
            for found in reversed(list(chunks_of(run, games, threads, _firsts)))
            for ending, index in found.items()
        }.values()
    )


def _firsts(chunk: Chunk) -> dict[int, int]:
    """Return the index of the first game of each ending in a chunk."""
    good = np.flatnonzero(chunk.results[:, RESULT.fault] == 0)
    endings, at = np.unique(chunk.results[good, RESULT.ending], return_index=True)
    return {int(ending): chunk.first + int(good[where]) for ending, where in zip(endings, at, strict=True)}
