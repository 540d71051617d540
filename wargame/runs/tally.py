"""Tallies: counts and sums over many games, in whole numbers, so that no order of adding can change a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.arrays import Array
from wargame.kernel.playout import RESULT
from wargame.kernel.state import SEATS, TOO_LONG

if TYPE_CHECKING:
    from wargame.runs.batch import Chunk
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
