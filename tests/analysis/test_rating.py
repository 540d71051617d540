from __future__ import annotations

import random
from math import exp

import pytest

from wargame.analysis.rating import SCALE, Won, rated
from wargame.analysis.stopping import LEAST, Sequential, settled_by


def games_between(strengths: list[float], seat: float, pairs: int, seed: int) -> list[Won]:
    """Return games whose outcomes follow the model; strengths and the seat's worth in natural units."""
    rnd = random.Random(seed)  # noqa: S311
    found = []
    for pair in range(pairs):
        for first in range(len(strengths)):
            for second in range(len(strengths)):
                if first != second:
                    chance = 1 / (1 + exp(-(strengths[first] - strengths[second] + seat)))
                    found.append(Won(first, second, float(rnd.random() < chance), pair))
    return found


@pytest.mark.parametrize("seat", [0.0, 0.8, -0.5])
def test_known_strengths_and_a_known_seat_are_found_again(seat: float) -> None:
    strengths = [-0.9, -0.2, 0.3, 0.8]
    ratings = rated(games_between(strengths, seat, pairs=600, seed=4), 4)
    for estimate, strength in zip(ratings.players, strengths, strict=True):
        assert estimate.low < SCALE * strength < estimate.high
        assert estimate.high - estimate.low < 60
    assert ratings.seat.low < SCALE * seat < ratings.seat.high


def test_ratings_average_zero_and_stay_finite_for_who_wins_everything() -> None:
    ratings = rated([Won(0, 1, 1.0, pair) for pair in range(20)] + [Won(1, 0, 0.0, pair) for pair in range(20)], 2)
    first, second = ratings.players
    assert first.value == pytest.approx(-second.value)
    assert 300 < first.value < 2000
    assert ratings.seat.value == pytest.approx(0, abs=1e-6)


def test_four_hundred_points_are_odds_of_ten_to_one() -> None:
    even = [Won(0, 1, share, pair) for pair, share in enumerate([1.0] * 1000 + [0.0] * 100)]
    swapped = [Won(1, 0, 1 - each.share, each.pair) for each in even]
    ratings = rated(even + swapped, 2)
    assert ratings.players[0].value - ratings.players[1].value == pytest.approx(400, abs=2)


def test_players_nobody_tells_apart_are_rated_alike() -> None:
    games = [Won(first, 1 - first, 0.5, pair) for pair in range(10) for first in (0, 1)]
    ratings = rated(games, 2)
    assert [estimate.value for estimate in ratings.players] == pytest.approx([0, 0], abs=1e-6)


# -- stopping


def verdicts(mean: float, runs: int, points: float = 2.0, spread: float = 10.0) -> list[tuple[str, int]]:
    """Return what sequential tests said of gains with this mean, and after how many pairs."""
    rnd = random.Random(11)  # noqa: S311
    return [settled_by(points, (rnd.gauss(mean, spread) for _ in range(3000))) for _ in range(runs)]


def test_a_sequential_test_errs_as_seldom_as_it_says() -> None:
    same = [verdict for verdict, _ in verdicts(0.0, 300)]
    assert same.count("first") + same.count("second") <= 0.08 * 300
    better = [verdict for verdict, _ in verdicts(2.0, 300)]
    assert better.count("first") >= 0.95 * 300
    worse = [verdict for verdict, _ in verdicts(-2.0, 300)]
    assert worse.count("second") >= 0.95 * 300


def test_a_sequential_test_needs_fewer_pairs_where_the_difference_is_large() -> None:
    small, large = ([pairs for _, pairs in verdicts(mean, 50)] for mean in (2.0, 8.0))
    assert sum(large) < sum(small) / 2
    assert min(large) >= LEAST


def test_a_verdict_never_changes_again() -> None:
    test = Sequential(1.0)
    said = [test.add(5.0) for _ in range(LEAST)]
    assert said == [""] * (LEAST - 1) + ["first"]
    assert all(test.add(-50.0) == "first" for _ in range(100))
