"""Solving a scenario: strategies of both seats by regret minimization, and how far they are from an equilibrium.

Scores do not add up to a constant, so nothing promises that regret minimization comes to an equilibrium: what is
promised is a coarse correlated one. How far the strategies are from an equilibrium is therefore measured, not assumed:
by what a best response would gain in each seat (the sum of both is NashConv).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field, frozen

from wargame.analysis.solving.explicit_tree import ExplicitTree
from wargame.arrays import Array
from wargame.kernel.regret import METHODS, UNCHOSEN, evaluate, minimize_regret, respond
from wargame.kernel.state import SEATS
from wargame.players.solved import Strategy

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.game.summit import Summit

STEP = 64  # iterations between two looks at whether to go on


@frozen
class Solution:
    """How good the strategies are."""

    iterations: int
    values: tuple[float, float]  # expected scores when both play them
    gains: tuple[float, float]  # of a best response in each seat

    @property
    def nash_conv(self) -> float:
        """Return what both best responses gain together; 0 is an equilibrium."""
        return sum(self.gains)


@define(eq=False)
class Solver:
    """Regret minimization over a whole tree, which can be gone on with."""

    tree: ExplicitTree
    method: str = "dcfr"
    iterations: int = field(init=False, default=0)
    _regrets: Array = field(init=False)
    _hints: Array = field(init=False)
    _sums: Array = field(init=False)
    _values: Array = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Begin without regrets: every action is as likely as the others."""
        self._regrets, self._hints, self._sums = (np.zeros(self.tree.actions) for _ in range(3))
        self._values = self.tree.scores.copy()

    def run(self, iterations: int, go_on: Callable[[int], bool] = lambda _: True) -> bool:
        """Run so many iterations; `go_on` is told how many were run, and says whether to run more: else False."""
        tree, left = self.tree, iterations
        while left > 0:
            step = min(STEP, left)
            minimize_regret(
                tree.nodes,
                tree.odds,
                self._values,
                tree.seats,
                tree.starts,
                METHODS[self.method],
                self.iterations + 1,
                step,
                self._regrets,
                self._hints,
                self._sums,
            )
            self.iterations += step
            left -= step
            if not go_on(step):
                return left == 0
        return True

    @property
    def shares(self) -> Array:
        """Return the average strategy: the share of each action in its information set (actions)."""
        starts = self.tree.starts
        counts = np.diff(starts)
        whole = np.repeat(np.add.reduceat(self._sums, starts[:-1]), counts)
        return np.where(whole > 0, self._sums / np.where(whole > 0, whole, 1.0), even_shares(self.tree))

    def solution(self) -> Solution:
        """Return what the average strategies come to, and what a best response would gain."""
        return solution_of(self.tree, self.shares, self.iterations)

    def strategy(self, summit: Summit, solution: Solution) -> Strategy:
        """Return the average strategies as a file holds them."""
        tree, shares, sides = self.tree, self.shares, summit.rules.side_ids
        played: dict[str, dict[str, dict[str, float]]] = {side: {} for side in sides}
        for at, (key, moves) in enumerate(zip(tree.keys, tree.moves, strict=True)):
            own = shares[tree.starts[at] : tree.starts[at + 1]].tolist()
            some = {move: share for move, share in zip(moves, own, strict=True) if share > 0}
            played[sides[int(tree.seats[at])]][f"{key:016x}"] = some
        return Strategy(
            scenario=summit.id,
            sha256=summit.sha256,
            method=self.method,
            iterations=solution.iterations,
            values=dict(zip(sides, solution.values, strict=True)),
            gains=dict(zip(sides, solution.gains, strict=True)),
            strategies=played,
        )


def even_shares(tree: ExplicitTree) -> Array:
    """Return the shares of whoever plays every action as often as the others (actions)."""
    counts = np.diff(tree.starts)
    return np.repeat(1.0 / counts, counts)


def solution_of(tree: ExplicitTree, shares: Array, iterations: int) -> Solution:
    """Return what strategies (the share of each action) come to, and what a best response would gain."""
    values = tree.scores.copy()
    evaluate(tree.nodes, tree.odds, values, tree.starts, shares)
    now = (float(values[0, 0]), float(values[0, 1]))
    gains = [response_to(tree, shares, seat)[0] - now[seat] for seat in range(SEATS)]
    return Solution(iterations, now, (gains[0], gains[1]))


def response_to(tree: ExplicitTree, shares: Array, seat: int) -> tuple[float, Array]:
    """Return what a best response of a seat expects, and its action in each of its information sets, else -1."""
    values, chosen = tree.scores.copy(), np.full(len(tree.keys), UNCHOSEN, np.int32)
    respond(tree.nodes, tree.odds, values, tree.seats, tree.starts, tree.levels, shares.copy(), seat, chosen)
    return float(values[0, seat]), chosen
