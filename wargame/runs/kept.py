"""Games of a run as saved games: the same bytes whenever and wherever they are played."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from wargame.errors import JournalError
from wargame.journal.entries import PolicyId
from wargame.journal.keeping import header_for
from wargame.journal.reading import read_journal
from wargame.journal.replay import entries_of
from wargame.journal.store import keep_rules
from wargame.journal.writing import publish
from wargame.kernel.playout import RESULT
from wargame.runs.batch import chunks_of
from wargame.runs.one import play_one
from wargame.system import file_stem

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.runs.batch import Chunk, Run

CREATED = "1970-01-01T00:00:00Z"  # nobody sat there at any time


def save_game(run: Run, index: int, folder: Path) -> Path | None:
    """Save the game with that index in a run; returns its file, or None if the rules could not bring it to its end.

    A file that holds this game already is left as it is.

    Raises:
        JournalError: nothing can be written there.
    """
    one = play_one(run, index)
    if one.fault:
        return None
    keep_rules(folder, run.summit)
    header = header_for(one.game, run.seats, CREATED, policy=PolicyId.of(run.policy.identity))
    entries = entries_of(one.game)
    players = "-".join(re.sub(r"[^a-z0-9]", "-", player) for player in run.seats.values())
    stem = f"{file_stem(f'{run.summit.id}-{players}')}-seed-{run.seed}-game-{index}"
    path = folder / f"{stem}.jsonl"
    with suppress(JournalError):  # it is not there, or something else
        found = read_journal(path)
        if (found.header, list(found.entries), found.problem) == (header, entries, ""):
            return path
    return publish(folder, stem, header, entries)


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
