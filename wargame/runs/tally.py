"""Tallies: counts and sums over many games, in whole numbers, so that no order of adding can change a figure."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from wargame.arrays import Array
from wargame.errors import RunError
from wargame.kernel.playout import RESULT
from wargame.kernel.state import SEATS, TOO_LONG
from wargame.runs.batch import CHUNK, chunks_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from wargame.runs.batch import Chunk, Run
    from wargame.runs.kept import Keeping
    from wargame.runs.rows import RowFiles
    from wargame.scenario.ruleset import Rules

SCORES = 101  # 0 to 100


@frozen(eq=False)
class Tally:
    """Counts and sums over games. A game at fault is counted as that and in nothing else."""

    games: int
    endings: Array  # games by ending, in file order
    scores: Array  # (2, SCORES): games by seat and score
    fate: Array  # (3): games in which neither, one or both sides succeed
    plies: int
    chance_nodes: int
    faults: int  # games that the rules could not bring to an end, those over the ply limit included
    over_ply_limit: int
    first_fault: int | None  # index of the first game at fault

    @property
    def ended(self) -> int:
        """Return how many games ended by the rules."""
        return self.games - self.faults

    def plus(self, other: Tally) -> Tally:
        """Return both tallies as one."""
        firsts = [each.first_fault for each in (self, other) if each.first_fault is not None]
        return Tally(
            self.games + other.games,
            self.endings + other.endings,
            self.scores + other.scores,
            self.fate + other.fate,
            self.plies + other.plies,
            self.chance_nodes + other.chance_nodes,
            self.faults + other.faults,
            self.over_ply_limit + other.over_ply_limit,
            min(firsts, default=None),
        )


def empty_tally(rules: Rules) -> Tally:
    """Return the tally of no games."""
    endings = np.zeros(len(rules.endings), np.int64)
    return Tally(0, endings, np.zeros((2, SCORES), np.int64), np.zeros(3, np.int64), 0, 0, 0, 0, None)


def tally_of(rules: Rules, chunk: Chunk) -> Tally:
    """Count the games of a chunk."""
    fault = chunk.results[:, RESULT.fault]
    at_fault = np.flatnonzero(fault)
    ended = chunk.results[fault == 0].astype(np.int64)
    scores = ended[:, RESULT.scores : RESULT.scores + SEATS]
    successes = (scores >= rules.scenario.success).sum(axis=1)
    return Tally(
        games=len(chunk.results),
        endings=np.bincount(ended[:, RESULT.ending], minlength=len(rules.endings)),
        scores=np.stack([np.bincount(scores[:, seat], minlength=SCORES) for seat in range(2)]),
        fate=np.bincount(successes, minlength=3),
        plies=int(ended[:, RESULT.plies].sum()),
        chance_nodes=int(ended[:, RESULT.chance_nodes].sum()),
        faults=at_fault.size,
        over_ply_limit=int((fault == TOO_LONG).sum()),
        first_fault=chunk.first + int(at_fault[0]) if at_fault.size else None,
    )


def count_games(
    run: Run, games: range, threads: int, file: RowFiles | None, keeping: Keeping | None = None
) -> Generator[Tally, None, None]:
    """Play games of a run, and write their rows if there are files; yields the tally so far after each chunk.

    A reader that stops early loses nothing: the last tally is of the games that were written, unless an error follows.
    `keeping` saves those that are played turn by turn.

    Raises:
        JournalError: a game cannot be saved.
        RunError: the file cannot be written.
        Forfeit: a player in a process of its own did not make a move.
    """
    rules = run.summit.rules

    def work(chunk: Chunk) -> tuple[Tally, Any]:
        if keeping:
            for one in chunk.games:
                keeping.take(one)
        return tally_of(rules, chunk), file.make(chunk) if file else None

    size = file.rows if file else CHUNK
    states, moves = (file.states, file.moves) if file else (False, False)
    wanted = {"states": states, "moves": moves, "whole": keeping is not None}
    with closing(chunks_of(run, games, threads, work, size=size, **wanted)) as counted:
        yield from add_up(rules, counted, file)


def add_up(
    rules: Rules, counted: Iterable[tuple[Tally, Any] | None], file: RowFiles | None
) -> Generator[Tally, None, None]:
    """Add up tallies, and write the rows that come with each; yields the tally so far after each, None included.

    Raises:
        RunError: the file cannot be written.
    """
    tally = empty_tally(rules)
    for each in counted:
        if each is not None:
            tally = tally.plus(each[0])
            try:
                if file:
                    file.write(each[1])
            except RunError:
                yield tally  # what was played is told, written or not
                raise
        yield tally
