"""Evaluation of positions, their expected scores and endings, by one judge for all games, chosen beforehand.

`Rollouts` plays the position on by the doctrines, under random numbers of its own, and sees everything. It judges the
position, not what a seat knows of it: mandates and other secrets are as they are.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from attrs import frozen

from wargame.arrays import Array
from wargame.game.summit import Summit
from wargame.kernel.choose import POLICIES
from wargame.kernel.dice import game_seed
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.outlook import judge_luck, roll_out, value_moves
from wargame.kernel.state import STATE


@frozen(eq=False)
class Outlook:
    """The evaluation of a position."""

    expected: Array  # (2): scores
    endings: Array  # (endings): probabilities


class Judge(Protocol):
    """An evaluator of positions, the same in every game."""

    @property
    def name(self) -> str:
        """Return a description of the judge, for reports."""

    def outlook(self, state: Array, number: int) -> Outlook:
        """Evaluate a decision; `number` seeds the judge's random numbers."""

    def moves(self, state: Array, number: int) -> Array:
        """Return the expected scores after each legal move of a decision (moves, 2)."""

    def luck(self, seed: int, moves: Array, number: int) -> Array:
        """Return the points of luck in a game: in the set-up and after it, by seat (2, 2)."""


@frozen(kw_only=True)
class Rollouts:
    """A judge by rollouts."""

    summit: Summit
    policy: str = "doctrine"
    games: int = 200  # for an outlook
    move_games: int = 1000  # for each move
    luck_games: int = 16  # for each outcome of each roll
    seed: int = 0

    @property
    def name(self) -> str:
        """Return a description of the judge, for reports."""
        return f"{self.games} games played on by {self.policy} ({self.move_games} for each move)"

    def _policies(self) -> Array:
        return np.full(2, POLICIES[self.policy], np.int64)

    def _key(self, number: int) -> np.uint64:
        return np.uint64(game_seed(np.uint64(self.seed), np.uint64(number)))

    def outlook(self, state: Array, number: int) -> Outlook:
        """Evaluate a decision by `games` rollouts."""
        compiled = self.summit.compiled
        endings, sums = np.zeros(len(self.summit.rules.endings), np.int64), np.zeros(2, np.int64)
        kept, key = np.zeros((0, compiled.slots.count), STATE), self._key(number)
        roll_out(compiled.ints, compiled.words, state, self._policies(), key, self.games, endings, sums, kept)
        ended = max(int(endings.sum()), 1)
        return Outlook(sums / ended, endings / ended)

    def moves(self, state: Array, number: int) -> Array:
        """Evaluate each legal move by `move_games` rollouts, all moves under the same rolls (common random numbers)."""
        compiled = self.summit.compiled
        found, sums = np.zeros(MOST_MOVES, np.int64), np.zeros((MOST_MOVES, 2), np.int64)
        count = value_moves(
            compiled.ints, compiled.words, state, self._policies(), self._key(number), self.move_games, found, sums
        )
        return sums[:count] / self.move_games

    def luck(self, seed: int, moves: Array, number: int) -> Array:
        """Judge each roll by `luck_games` rollouts from each of its outcomes."""
        compiled, result = self.summit.compiled, np.zeros((2, 2))
        key, policies = self._key(number), self._policies()
        judge_luck(compiled.ints, compiled.words, np.uint64(seed), moves, policies, key, self.luck_games, result)
        return result


def normalized_entropy(probabilities: Array) -> float:
    """Return how open an ending is: 0 if it is certain, 1 if all endings are equally likely."""
    some = probabilities[probabilities > 0]
    if len(probabilities) < 2:  # noqa: PLR2004  one ending is certain
        return 0.0
    return float(-(some * np.log(some)).sum() / np.log(len(probabilities)))
