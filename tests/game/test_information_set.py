"""What a side cannot tell apart is drawn as often as it happens, and is never anything else."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

import pytest
from examples import BUNDLED

from wargame import IllegalMove, Node, SeatError, load
from wargame.game.information_set import InformationSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wargame.game.summit import Summit

PLIES = 3


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  a test has to be repeatable


def advance(node: Node, action: int) -> None:
    (node.resolve if node.is_chance else node.play)(action)


def following(node: Node) -> list[tuple[int, Fraction]]:
    """Return what may come next, each move as likely as the others."""
    if node.is_chance:
        return [(each.number, each.probability) for each in node.chance()]
    return [(each, Fraction(1, len(node.actions))) for each in node.actions]


def led(summit: Summit, history: Iterable[int]) -> Node:
    node = Node(summit)
    for action in history:
        advance(node, action)
    return node


def played(summit: Summit, rnd: random.Random) -> Iterator[tuple[Node, list[int]]]:
    """Play at random; yield each node with the history before it."""
    node, history = Node(summit), list[int]()
    while not node.is_over:
        yield node, history
        action, _ = rnd.choice(following(node))
        advance(node, action)
        history.append(action)
    yield node, history


def decisions(node: Node, *history: int) -> Iterator[tuple[Node, tuple[int, ...]]]:
    """Yield every decision after PLIES others, with its history."""
    if node.turn and node.ply == PLIES:
        yield node, history
    elif not node.is_over:
        for action, _ in following(node):
            child = node.copy()
            advance(child, action)
            yield from decisions(child, *history, action)


def test_nothing_that_may_have_happened_is_left_out() -> None:
    summit = load("two-villages")
    alike: dict[tuple[str, int], set[tuple[int, ...]]] = {}
    for node, history in decisions(Node(summit)):
        alike.setdefault((node.turn, node.information_key(node.turn)), set()).add(history)
    assert len(alike) > 100
    rnd = dice(1)
    for (side, _), histories in alike.items():
        found = InformationSet(summit, min(histories), side)
        assert {found.sample(rnd.random) for _ in range(30)} == histories


def probability(summit: Summit, history: Iterable[int], side: str) -> Fraction:
    """Return that of all in a history but the side's own moves."""
    node, result = Node(summit), Fraction(1)
    for action in history:
        if node.turn != side:
            result *= dict(following(node))[action]
        advance(node, action)
    return result


def test_each_is_drawn_by_its_probability() -> None:
    summit, draws = load("trump-kim-2018"), 4000
    history = next([*history] for node, history in played(summit, dice(5)) if node.ply == 4 and not node.is_chance)
    found, rnd = InformationSet(summit, history, "usa"), dice(2)
    counts = Counter(found.sample(rnd.random) for _ in range(draws))
    odds = {each: probability(summit, each, "usa") for each in counts}
    assert len({*odds.values()}) > 1  # not all alike
    for each, count in counts.items():
        expected = float(odds[each] / sum(odds.values()))
        assert abs(count / draws - expected) < 5 * sqrt(expected / draws)


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_a_side_cannot_tell_what_is_drawn_from_what_happened(path: Path) -> None:
    summit = load(path.stem)
    others = 0
    for node, history in played(summit, dice(3)):
        for side in summit.rules.side_ids if node.ply % 3 == 0 else ():
            found = InformationSet(summit, history, side)
            drawn = found.sample(dice(node.ply).random)
            assert drawn == found.sample(dice(node.ply).random)
            other = led(summit, drawn)
            assert other.information_key(side) == node.information_key(side)
            assert (other.turn, other.is_over) == (node.turn, node.is_over)
            assert node.turn != side or other.actions == node.actions
            others += drawn != tuple(history)
    assert others


def test_what_cannot_have_happened_is_refused() -> None:
    summit = load("two-villages")
    with pytest.raises(SeatError):
        InformationSet(summit, [], "nobody")
    with pytest.raises(IllegalMove):
        InformationSet(summit, [7], "hill")
