from __future__ import annotations

import numpy as np
import pytest
from coverage_of_intervals import games_between, settled

from wargame.analysis.standings.rating import SCALE, Ratings, Won, rated
from wargame.analysis.standings.stopping import LEAST, Sequential


@pytest.mark.parametrize("seat", [0.0, 0.8, -0.5])
def test_known_strengths_and_a_known_seat_are_found_again(seat: float) -> None:
    strengths = (-0.9, -0.2, 0.3, 0.8)
    ratings = rated(games_between(strengths, seat, 600, np.random.default_rng(4)), 4)
    assert ratings.seat is not None
    for estimate, strength in zip(ratings.players, strengths, strict=True):
        assert estimate is not None
        assert estimate.low < SCALE * strength < estimate.high
        assert estimate.high - estimate.low < 60
    assert ratings.seat.low < SCALE * seat < ratings.seat.high


def test_ratings_average_zero_and_stay_finite_for_who_wins_everything() -> None:
    ratings = rated([Won(0, 1, 1.0, pair) for pair in range(20)] + [Won(1, 0, 0.0, pair) for pair in range(20)], 2)
    first, second = ratings.players
    assert first is not None
    assert second is not None
    assert ratings.seat is not None
    assert first.value == pytest.approx(-second.value)
    assert 300 < first.value < 2000
    assert ratings.seat.value == pytest.approx(0, abs=1e-6)


def test_four_hundred_points_are_odds_of_ten_to_one() -> None:
    even = [Won(0, 1, share, pair) for pair, share in enumerate([1.0] * 1000 + [0.0] * 100)]
    swapped = [Won(1, 0, 1 - each.share, each.pair) for each in even]
    ratings = rated(even + swapped, 2)
    first, second = (each.value if each else 0 for each in ratings.players)
    assert first - second == pytest.approx(400, abs=2)


def test_players_nobody_tells_apart_are_rated_alike() -> None:
    games = [Won(first, 1 - first, 0.5, pair) for pair in range(10) for first in (0, 1)]
    ratings = rated(games, 2)
    assert [estimate.value if estimate else None for estimate in ratings.players] == pytest.approx([0, 0], abs=1e-6)


def test_players_whom_no_game_links_to_the_others_are_not_rated() -> None:
    games = [Won(first, 1 - first, 0.5, pair) for pair in range(10) for first in (0, 1)]
    games += [Won(2, 3, 1.0, 0), Won(3, 2, 0.0, 0)]
    ratings = rated(games, 5)
    assert [each is None for each in ratings.players] == [False, False, True, True, True]


@pytest.mark.parametrize("pairs", [0, 1, 2])
def test_a_few_pairs_rate_nobody(pairs: int) -> None:
    games = [Won(first, 1 - first, 1.0, pair) for pair in range(pairs) for first in (0, 1)]
    assert rated(games, 2) == Ratings((None, None), None)


# -- stopping


def test_a_sequential_test_needs_fewer_pairs_where_the_difference_is_large() -> None:
    small, large = (
        [settled(np.random.default_rng(seed).normal(mean, 10, 3000), 2.0).count for seed in range(30)]
        for mean in (2.0, 8.0)
    )
    assert sum(large) < sum(small) / 2
    assert min(large) >= LEAST


def test_a_verdict_never_changes_again() -> None:
    test = Sequential(1.0)
    said = [test.add(5.0) for _ in range(LEAST)]
    assert said == [""] * (LEAST - 1) + ["first"]
    assert all(test.add(-50.0) == "first" for _ in range(100))
