"""How large a tree is, from random games: an estimate of what is too large to be counted (Knuth, 1975).

A random game meets each node with a known chance; one over that chance, summed along the game, is expected to be the
number of nodes. The mean of such sums is unbiased and uneven: most games tell of too few, some of far too many.
"""

from __future__ import annotations

import random
from math import prod
from statistics import fmean
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.game.tree import Node

if TYPE_CHECKING:
    from wargame.game.summit import Summit

GAMES = 200
MOST_RUNS = 100  # a traversal has no more than so many ends, on average
_SHARES = (1.0, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.09, 0.06, 0.04, 0.03, 0.02, 0.01)


@frozen
class Probe:
    """What random games tell of the size of a tree."""

    nodes: float  # of the whole tree, about
    widths: tuple[tuple[int, ...], ...]  # for each game and seat: how many moves were open at each of its decisions

    @property
    def trying(self) -> float:
        """Return the share of decisions at which a traversal can afford to try all moves; 1 if it can everywhere."""
        return next((share for share in _SHARES if self.runs(share) <= MOST_RUNS), _SHARES[-1])

    def runs(self, share: float) -> float:
        """Return how many ends a traversal has on average that tries all moves at this share of its decisions."""
        return fmean(prod(1.0 + share * (width - 1) for width in widths) for widths in self.widths)


def probed(summit: Summit, games: int = GAMES) -> Probe:
    """Return what so many random games tell; the same ones every time.

    Raises:
        RulesError: the rules cannot go on.
    """
    drawn, nodes = random.Random(0), []  # noqa: S311  no secret hangs on it
    widths: list[tuple[int, ...]] = []
    for _ in range(games):
        node, sum_of_nodes, ways = Node(summit), 1.0, 1.0
        own: tuple[list[int], list[int]] = ([], [])
        while not node.is_over:
            if node.is_chance:
                outcomes = node.chance()
                ways *= len(outcomes)
                node.resolve(drawn.choice(outcomes).number)
            else:
                own[summit.seat(node.turn)].append(len(node.actions))
                ways *= len(node.actions)
                node.play(drawn.choice(node.actions))
            sum_of_nodes += ways
        nodes.append(sum_of_nodes)
        widths += map(tuple, own)
    return Probe(fmean(nodes), tuple(widths))
