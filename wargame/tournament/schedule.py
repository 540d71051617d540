"""The schedule: a round robin in which every two players meet in pairs of games, each pair under a seed of its own.

The two games of a *pair* have one seed, hence the same mandates and the same rolls wherever the same rule rolls at the
same ply; the players change seats between them. Pair k has the same seed in every pairing (common random numbers), so
that players who never meet can be compared as well.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.kernel.dice import game_seed

if TYPE_CHECKING:
    from collections.abc import Sequence


@frozen
class Fixture:
    """One game that is to be played."""

    index: int  # in its tournament
    pairing: int  # index into Schedule.pairings
    pair: int  # this and the pairing name the two games that belong together
    players: tuple[str, str]  # by seat
    seed: int


@frozen(kw_only=True)
class Schedule:
    """All games of a tournament, in the order in which their results are written."""

    players: tuple[str, ...]
    pairs: int  # of games, for every two players
    seed: int
    selves: bool = False  # also each player against itself

    @property
    def pairings(self) -> tuple[tuple[str, str], ...]:
        """Return every two players that meet; the first has the first seat in the first game of a pair."""
        found = list(combinations(self.players, 2))
        return (*found, *((each, each) for each in self.players)) if self.selves else tuple(found)

    @property
    def games(self) -> int:
        """Return how many games there are in all."""
        return 2 * self.pairs * len(self.pairings)

    def pairing_of(self, index: int) -> int:
        """Return which two players meet in the game with that index: an index into `pairings`."""
        return index // 2 % len(self.pairings)

    def fixture(self, index: int) -> Fixture:
        """Return the game with that index: pair by pair, within it pairing by pairing, within it the two seatings."""
        pairings = self.pairings
        meeting, swapped = divmod(index, 2)
        pair, pairing = divmod(meeting, len(pairings))
        first, second = pairings[pairing]
        if first == second:  # swapped, it would be the same game
            return Fixture(index, pairing, pair, (first, first), self._seed(pair + swapped * self.pairs))
        return Fixture(index, pairing, pair, (second, first) if swapped else (first, second), self._seed(pair))

    def fixtures(self, indices: Sequence[int]) -> list[Fixture]:
        """Return several games."""
        return [self.fixture(index) for index in indices]

    def _seed(self, pair: int) -> int:
        return int(game_seed(np.uint64(self.seed), np.uint64(pair)))
