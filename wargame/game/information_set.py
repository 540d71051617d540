"""An information set with its probabilities: the histories that one side cannot tell from what happened.

A search over information sets (IS-MCTS) draws one of them before each simulation. Here they are drawn by the exact
probabilities: of chance as the rules have them, of the other side's moves as if it chose among the open ones by even
chances. Histories that came to the same state and the same information key are one place, so there are no more places
than there are hidden states: some hundreds at the end of a long game, where the histories themselves are millions.
"""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.errors import RulesError
from wargame.game.tree import Node
from wargame.kernel.observe import observe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wargame.arrays import Array
    from wargame.game.summit import Summit


class InformationSet:
    """What may have happened, as one side knows it after a history: outcomes and moves by number, from the root."""

    def __init__(self, summit: Summit, history: Iterable[int], side: str) -> None:
        """Find every history that is consistent with what the side saw.

        Raises:
            IllegalMove: one of the history cannot be played or drawn.
            MalformedMove: there is no such move.
            SeatError: there is no such side.
        """
        self._side = side
        self._played: dict[int, int] = {}  # by the side's information key, the move that came next
        real = _Remembering(summit, seat=summit.seat(side))
        for action in history:
            if not real.is_chance:
                self._played[real.information_key(side)] = action
            _advance(real, action)
        self._keys, self._end = real.keys, self._told(real)
        self._root = _Place(Node(summit))
        self._weigh()

    def sample(self, draw: Callable[[], float]) -> tuple[int, ...]:
        """Return a history by its probability, the first point in it that the side cannot tell from the real one.

        `draw` returns numbers from 0 up to 1, uniformly; the same numbers give the same history.
        """
        place, history = self._root, []
        while branches := place.branches:
            weights = [odds * child.weight for _, odds, child in branches]
            left, at = (Fraction(draw()) * place.weight if len(branches) > 1 else Fraction(0)), 0
            while at < len(branches) - 1 and left >= weights[at]:
                left -= weights[at]
                at += 1
            action, _, place = branches[at]
            history.append(action)
        return tuple(history)

    # -- inside

    def _weigh(self) -> None:
        """Grow the graph of consistent places; weigh each by the probability to get to the end from there."""
        places: dict[tuple[int, bytes], _Place] = {}
        waiting = [self._root]
        while waiting:  # each place after its children
            place = waiting[-1]
            if place.is_weighed:
                waiting.pop()
            elif place.is_grown:
                place.weigh()
            elif self._told(place.node) == self._end:
                place.is_grown, place.weight, place.is_weighed = True, Fraction(1), True
            else:
                for action, odds, node in self._consistent(place.node):
                    known = node.summit.compiled.slots.first_derived  # what is derived from the rest is scratch
                    key = node.information_key(self._side), node.state[:known].tobytes()
                    child = places.setdefault(key, _Place(node))
                    place.branches.append((action, odds, child))
                    waiting.append(child)
                place.is_grown = True

    def _told(self, node: Node) -> tuple[int, str, bool, bool]:
        """Return what must be equal of a node that stands for another: the side's key, and who or what is next."""
        return node.information_key(self._side), node.turn, node.is_chance, node.is_over

    def _consistent(self, node: Node) -> Iterator[tuple[int, Fraction, Node]]:
        """Yield what may come next without the side having seen anything else than it did, and its probability."""
        for action, odds in self._next(node):
            child = node.copy()
            with suppress(RulesError):  # where the rules fail, the game did not go on
                _advance(child, action)
                if child.information_key(self._side) in self._keys:
                    yield action, odds, child

    def _next(self, node: Node) -> Iterator[tuple[int, Fraction]]:
        if node.is_chance:
            yield from ((each.number, each.probability) for each in node.chance())
            return
        played = self._played.get(node.information_key(self._side))
        if node.is_over or played is None:
            return
        moves = node.summit.rules.moves
        if node.turn == self._side:
            yield played, Fraction(1)
            return
        shown, even = moves[played].shown_as or moves[played].id, Fraction(1, len(node.actions))
        yield from ((each, even) for each in node.actions if shown == (moves[each].shown_as or moves[each].id))


@define(eq=False)
class _Place:
    """A state with the side's information key, by whatever history it was come to."""

    node: Node
    branches: list[tuple[int, Fraction, _Place]] = field(factory=list)  # action, its probability, and what it leads to
    weight: Fraction = Fraction(0)  # the probability to get from here to the end of what the side saw
    is_grown: bool = False
    is_weighed: bool = False

    def weigh(self) -> None:
        """Sum up the branches, and forget those that lead nowhere."""
        self.branches = [each for each in self.branches if each[2].weight]
        self.weight = sum((odds * child.weight for _, odds, child in self.branches), Fraction(0))
        self.is_weighed = True


@define(eq=False)
class _Remembering(Node):
    """A node that keeps every key that a seat has had on the way, those between two nodes as well."""

    seat: int = field(kw_only=True)
    keys: set[int] = field(init=False, factory=set)

    def _came(self, before: Array, count: int, rows: Array, states: Array) -> None:
        compiled, seen, last = self.summit.compiled, self._seen.copy(), before
        self.keys.add(int(seen[self.seat]))
        for at in range(count):
            observe(compiled.ints, compiled.words, last, rows[at : at + 1], states[at : at + 1], seen)
            self.keys.add(int(seen[self.seat]))
            last = states[at]
        super()._came(before, count, rows, states)


def _advance(node: Node, action: int) -> None:
    if node.is_chance:
        node.resolve(action)
    else:
        node.play(action)
