"""The judge that sees everything: games played on from the true position by the policy of the search.

What a position is worth is what it comes to on average if both sides play on so. The policy is the learned one of the
scenario, its doctrine where there is none. All figures are rounded to one grain, so that sums of them are exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.arrays import Array
from wargame.game.summit import Summit
from wargame.kernel import trace
from wargame.kernel.appraise import appraise
from wargame.kernel.dice import REVIEW_STREAM, stream_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.game.game import Game

Pair = tuple[float, float]  # a figure of each side, in the order of the sides
_GRAIN = 1024.0  # figures are multiples of 1 / this


@frozen(eq=False)
class Worth:
    """What positions are worth."""

    means: Array  # (positions, 2, float64): expected score of each side
    endings: Array  # (positions, endings, int64): how many games came to each


@frozen(eq=False)
class Truth:
    """The judge of one game."""

    summit: Summit
    policy: Array  # see kernel.policy
    key: int  # 64 bits

    @staticmethod
    def of(game: Game, policy: Array) -> Truth:
        """Return the judge of a game; its random numbers are its own, and hang on the seed alone."""
        return Truth(game.summit, policy, int(stream_key(np.uint64(game.seed), REVIEW_STREAM)))

    def worth(self, states: Sequence[Array], games: int, number: int) -> Worth:
        """Play `games` games on from each of some states (slots), all under the same rolls, which `number` seeds."""
        compiled, count = self.summit.compiled, len(states)
        sums, endings = np.zeros((count, 2), np.int64), np.zeros((count, len(self.summit.rules.endings)), np.int64)
        key = np.uint64(stream_key(np.uint64(self.key), number))
        if count:
            appraise(compiled.ints, compiled.words, self.policy, np.stack(states), key, games, sums, endings)
        ended = np.maximum(endings.sum(axis=1, keepdims=True), 1)
        return Worth(in_grains(sums / ended), endings)

    def after(self, state: Array, move: int) -> Array:
        """Return the state (slots) that a move makes of a decision, before chance and events."""
        made, compiled = state.copy(), self.summit.compiled
        trace.run_move(compiled.ints, compiled.words, made, move)
        return made


def in_grains(figures: Array) -> Array:
    """Return figures rounded to multiples of the grain, whose sums are exact."""
    return np.asarray(np.round(np.asarray(figures) * _GRAIN) / _GRAIN)


def pair(figures: Array) -> Pair:
    """Return a row of two figures as plain numbers."""
    own, other = (float(each) for each in figures)
    return own, other
