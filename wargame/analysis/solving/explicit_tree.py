"""A scenario's whole game tree in arrays, chance nodes and information sets included."""

from __future__ import annotations

from fractions import Fraction
from math import log10
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field, frozen

from wargame.analysis.solving.probing import GAMES, Probe, probed
from wargame.arrays import Array
from wargame.errors import RulesError
from wargame.game.tree import Node
from wargame.kernel.regret import CHANCE_NODE, END_NODE, TREE_NODES, TreeNode
from wargame.kernel.state import SEATS

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.game.summit import Summit

MOST_NODES = 1_000_000
_SURELY = 1000  # times as many nodes as there may be: so far above the truth an estimate is once in as many trials
_COUNTABLE = 1e6
Pair = tuple[Fraction, Fraction]


class TooManyNodesError(RulesError):
    """A tree is too large to be held."""


@frozen(eq=False)
class ExplicitTree:
    """A tree as the kernel walks it, and what its information sets are."""

    nodes: Array  # (nodes, TREE_NODES.width), int32
    odds: Array  # (nodes), float64: how likely each is drawn, where chance leads to it; else 1
    scores: Array  # (nodes, 2), float64: expected ones of an end; else 0
    exact_odds: tuple[Fraction, ...]  # the same numbers as fractions
    exact_scores: tuple[Pair, ...]
    labels: tuple[str, ...]  # of each node: the move or the outcome (its id) that leads to it
    seats: Array  # (information sets), int8
    starts: Array  # (information sets + 1), int32: where the actions of each begin
    levels: Array  # (information sets), int32: decisions of the same seat before it
    keys: tuple[int, ...]  # the information key of each
    moves: tuple[tuple[str, ...], ...]  # the open moves of each, by id

    @property
    def actions(self) -> int:
        """Return how many actions all information sets have together."""
        return int(self.starts[-1])

    @property
    def sets(self) -> tuple[int, int]:
        """Return how many information sets each seat has."""
        own, other = np.bincount(self.seats, minlength=SEATS).tolist()
        return own, other


@define(eq=False)
class _Grown:
    """A node while the tree grows."""

    actor: int
    label: str = ""
    scores: Pair = (Fraction(0), Fraction(0))
    odds: Fraction = Fraction(1)
    information_set: int = -1
    children: list[_Grown] = field(factory=list)


class _Grower:
    def __init__(self, summit: Summit, most: int, go_on: Callable[[int], bool]) -> None:
        self.summit, self._most, self._go_on = summit, most, go_on
        self._numbers: tuple[dict[int, int], dict[int, int]] = ({}, {})  # of information sets, by key
        self.seats: list[int] = []
        self.levels: list[int] = []
        self.keys: list[int] = []
        self.moves: list[tuple[str, ...]] = []
        self.count = 0

    def grow(self, node: Node, taken: tuple[int, int] = (0, 0)) -> _Grown:
        """Return the tree below a node; a roll after which nobody decides any more is an end with its mean scores.

        Raises:
            TooManyNodesError: it is too large.
            InterruptedError: it was stopped.
        """
        if node.is_over:
            self._counted()
            own, other = (Fraction(node.scores[side]) for side in self.summit.rules.side_ids)
            return _Grown(END_NODE, scores=(own, other))
        if node.is_chance:
            return self._drawn(node, taken)
        self._counted()
        seat = self.summit.seat(node.turn)
        grown = _Grown(seat, information_set=self._number(node, seat, taken[seat]))
        after = (taken[0] + 1, taken[1]) if seat == 0 else (taken[0], taken[1] + 1)
        for action in node.actions:
            child = node.copy()
            child.play(action)
            below = self.grow(child, after)
            below.label = self.summit.move_ids[action]
            grown.children.append(below)
        return grown

    def _drawn(self, node: Node, taken: tuple[int, int]) -> _Grown:
        grown = _Grown(CHANCE_NODE)
        for outcome in node.chance():
            child = node.copy()
            child.resolve(outcome.number)
            below = self.grow(child, taken)
            below.odds, below.label = outcome.probability, outcome.id
            grown.children.append(below)
        if all(each.actor == END_NODE for each in grown.children):
            self.count -= len(grown.children)
            own, other = (
                sum((each.odds * each.scores[seat] for each in grown.children), Fraction(0)) for seat in range(SEATS)
            )
            grown = _Grown(END_NODE, scores=(own, other))
        self._counted()
        return grown

    def _counted(self) -> None:
        self.count += 1
        if self.count > self._most:
            among = f"{len(self.keys):,} information sets among these"
            raise TooManyNodesError(_too_many(self._most, probed(self.summit), among))
        if not self.count % 1024 and not self._go_on(self.count):
            raise InterruptedError

    def _number(self, node: Node, seat: int, level: int) -> int:
        key = node.information_key(node.turn)
        number = self._numbers[seat].setdefault(key, len(self.keys))
        if number == len(self.keys):
            self.keys.append(key)
            self.seats.append(seat)
            self.levels.append(level)
            self.moves.append(node.legal_moves)
        return number


def explicit_tree(
    summit: Summit, most: int = MOST_NODES, go_on: Callable[[int], bool] = lambda _: True
) -> ExplicitTree | None:
    """Return the whole tree of a scenario; None if that was stopped.

    Args:
        summit: the scenario.
        most: nodes that it may have.
        go_on: is told how many nodes there are so far, every now and then, and says whether to go on.

    Raises:
        RulesError: its rules cannot go on.
        TooManyNodesError: it has more nodes; one that has by far too many is not counted.
    """
    probe = probed(summit)
    if probe.nodes > _SURELY * most:
        raise TooManyNodesError(_too_many(most, probe))
    grower = _Grower(summit, most, go_on)
    try:
        root = grower.grow(Node(summit))
    except InterruptedError:
        return None
    nodes, order = _laid_out(root)
    ends = np.cumsum([0, *(len(each) for each in grower.moves)])
    return ExplicitTree(
        nodes=nodes,
        odds=np.array([float(each.odds) for each in order]),
        scores=np.array([[float(score) for score in each.scores] for each in order]),
        exact_odds=tuple(each.odds for each in order),
        exact_scores=tuple(each.scores for each in order),
        labels=tuple(each.label for each in order),
        seats=np.array(grower.seats, np.int8),
        starts=ends.astype(np.int32),
        levels=np.array(grower.levels, np.int32),
        keys=tuple(grower.keys),
        moves=tuple(grower.moves),
    )


def _too_many(most: int, probe: Probe, *told: str) -> str:
    """Return how large a tree is, in words."""
    about = f"{probe.nodes:,.0f}" if probe.nodes < _COUNTABLE else f"10^{round(log10(probe.nodes))}"
    words = ", ".join((*told, f"about {about} in all by {GAMES} random games"))
    return f"its tree has more than {most:,} nodes ({words}), and is too large to be held whole"


def _laid_out(root: _Grown) -> tuple[Array, list[_Grown]]:
    """Return the nodes in the order of their depth, the children of one next to each other, as rows and as they are."""
    order = [root]
    rows = []
    for grown in order:  # it grows as it is read
        rows.append(TreeNode(grown.actor, len(order), len(grown.children), grown.information_set))
        order += grown.children
    return np.array(rows, np.int32).reshape(len(rows), TREE_NODES.width), order
