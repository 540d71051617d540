"""The appraiser: what the moves of a decision are worth by what its seat knows, each searched as long as the others.

A search spends its simulations on the move that it likes best, and hardly looks at the others. So the moves that are to
be compared are searched once more, each in a tree of its own in which every simulation begins with it, all of them from
the same particles and under the same random numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.game.move import Move
from wargame.kernel.dice import stream_key
from wargame.players.beliefs import Beliefs
from wargame.players.search import MOST_PARTICLES, STRONGEST, TRIED, Tree, Tried, expected_of
from wargame.players.thought import Expected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.arrays import Array
    from wargame.game.summit import Summit
    from wargame.game.view import View

_FEWEST_PARTICLES = 32


@frozen(kw_only=True)
class Appraised:
    """A move, what it is worth to both sides, and how it might go on."""

    move: str  # id
    own: Expected  # the score of the seat that moves
    other: Expected
    line: tuple[Move, ...]  # begins with the move itself


class Appraiser:
    """Appraises the decisions of one seat through a game."""

    def __init__(self, summit: Summit, side: str, key: int, policy: Array) -> None:
        """Begin before the set-up.

        Args:
            summit: the game's.
            side: whose decisions.
            key: seeds the random numbers (64 bits).
            policy: that guides the search, see `kernel.policy`.
        """
        self._summit, self._side, self._key, self._policy = summit, side, key, policy
        self._beliefs: Beliefs | None = None

    def appraise(self, view: View, asked: Sequence[str], simulations: int, most: int) -> tuple[Appraised, ...]:
        """Return the `most` best moves and those that are asked about, the best first.

        Args:
            view: the seat's, at a decision of its own.
            asked: the ids of open moves.
            simulations: of the search that finds the best moves, and of each of them.
            most: how many of the best.
        """
        if self._beliefs is None:
            particles = min(MOST_PARTICLES, max(_FEWEST_PARTICLES, simulations // 4))
            self._beliefs = Beliefs(self._summit, self._side, self._key, particles=particles)
        believed = self._beliefs.of(view)
        key = int(stream_key(np.uint64(self._key), 1000 + view.ply))

        def tree() -> Tree:
            return Tree(self._summit, believed, key, STRONGEST, simulations + 2, policy=self._policy)

        whole = tree()
        whole.grow(simulations)
        rows = whole.root()
        order = np.lexsort((rows[:, TRIED.move], -rows[:, TRIED.own], -rows[:, TRIED.visits]))[:most]
        index = self._summit.compiled.move_index
        moves = dict.fromkeys([*rows[order, TRIED.move].tolist(), *(index[self._side, each] for each in asked)])
        found = [self._alone(tree(), move, simulations) for move in moves]
        return tuple(sorted(found, key=lambda each: -each.own.mean))

    def _alone(self, tree: Tree, move: int, simulations: int) -> Appraised:
        """Search one move by itself."""
        tree.confine(move)
        tree.grow(simulations)
        row = Tried._make(tree.root()[0].tolist())
        rules = self._summit.rules.moves
        return Appraised(
            move=rules[move].id,
            own=expected_of(row.visits, row.own, row.own_squares),
            other=expected_of(row.visits, row.other, row.other_squares),
            line=tuple(Move(rules[each].side, rules[each].id) for each in tree.line()),
        )
