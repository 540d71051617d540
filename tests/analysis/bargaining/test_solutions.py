"""Bargaining solutions: against worked cases, and against a search of every point by the definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wargame.analysis.bargaining.solutions import frontier, solutions

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from wargame.arrays import Array

Point = tuple[int, int]
POINTS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=30)


def test_the_solutions_part_where_the_sides_could_gain_differently() -> None:
    points = np.array([[10, 50], [40, 40], [55, 33], [90, 11], [5, 90]])
    found = solutions(points, np.array([10, 10]))
    assert found is not None
    assert (found.nash, found.egalitarian, found.utilitarian) == (2, 1, 3)
    assert found.kalai_smorodinsky == 2  # shares of 80 and 40: (0.56, 0.58), against (0.38, 0.75)


def test_no_room_is_no_solution_and_a_point_that_only_one_gains_by_is_no_room() -> None:
    assert solutions(np.array([[9, 20], [10, 30], [12, 9]]), np.array([10, 10])) is None
    assert solutions(np.zeros((0, 2)), np.array([10, 10])) is None


def test_a_tie_goes_to_the_side_that_can_gain_more_at_no_cost() -> None:
    found = solutions(np.array([[20, 20], [20, 25], [25, 20]]), np.array([10, 10]))
    assert found is not None
    assert found.egalitarian == 2
    assert solutions(np.array([[20, 20], [20, 25]]), np.array([10, 10])).egalitarian == 1  # type: ignore[union-attr]


@given(POINTS, st.tuples(st.integers(0, 20), st.integers(0, 20)), st.randoms())
def test_each_solution_is_efficient_and_best_by_its_own_definition(
    points: list[Point], no_deal: Point, chance: Random
) -> None:
    found, gains = solutions(np.array(points), np.array(no_deal)), np.array(points) - no_deal
    rational = gains[(gains >= 0).all(axis=1)]
    if not len(rational) or not (rational > 0).all(axis=1).any():
        assert found is None
        return
    assert found is not None
    most = rational.max(axis=0)
    ways: list[tuple[int, Callable[[Array], float]]] = [
        (found.nash, lambda each: float(each.prod())),
        (found.kalai_smorodinsky, lambda each: float((each / most).min())),
        (found.egalitarian, lambda each: float(each.min())),
        (found.utilitarian, lambda each: float(each.sum())),
    ]
    for at, worth in ways:
        assert (gains[at] >= 0).all()
        assert worth(gains[at]) >= max(worth(each) for each in rational) - 1e-9
        assert not ((gains >= gains[at]).all(axis=1) & (gains > gains[at]).any(axis=1)).any()
    order = list(range(len(points)))
    chance.shuffle(order)
    again = solutions(np.array(points)[order], np.array(no_deal))
    assert again is not None
    assert points[order[again.nash]] == points[found.nash]
    assert points[order[again.kalai_smorodinsky]] == points[found.kalai_smorodinsky]


@given(POINTS)
def test_the_frontier_is_what_nothing_beats(points: list[Point]) -> None:
    values = np.array(points)
    beaten = [((values >= each).all(axis=1) & (values > each).any(axis=1)).any() for each in values]
    found = frontier(values)
    assert {points[at] for at in found} == {
        each for each, is_beaten in zip(points, beaten, strict=True) if not is_beaten
    }
    assert [points[at][0] for at in found] == sorted((points[at][0] for at in found), reverse=True)
