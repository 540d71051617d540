from __future__ import annotations

from math import exp, inf, sqrt

import numpy as np
import pytest

from wargame.estimates import (
    Estimate,
    clustered_mean,
    clustered_share,
    deviation_of,
    mean_of,
    mean_score,
    median_of,
    ratio_of,
    share,
    t_quantile,
)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (15, 50, 0.1910, 0.4375),
        (5, 10, 0.2366, 0.7634),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_a_share_has_the_interval_of_wilson(count: int, total: int, low: float, high: float) -> None:
    found = share(count, total)
    assert found.value == count / total
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_of_no_games_nothing_is_known() -> None:
    assert (share(0, 0).low, share(0, 0).high) == (0, 1)
    assert (mean_score([0] * 101).low, mean_score([0] * 101).high) == (0, 100)


def test_a_mean_is_that_of_the_histogram_and_its_interval_that_of_large_numbers() -> None:
    scores = np.random.Generator(np.random.PCG64(1)).integers(0, 101, 5000)
    found = mean_score(np.bincount(scores, minlength=101))
    half = 1.96 * scores.std() / sqrt(scores.size)
    assert found.value == pytest.approx(scores.mean(), rel=1e-12)
    assert found.low == pytest.approx(scores.mean() - half, abs=half / 10)
    assert found.high == pytest.approx(scores.mean() + half, abs=half / 10)


def test_equal_scores_are_as_certain_as_their_number_makes_them() -> None:
    def width(games: int) -> float:
        histogram = [0] * 101
        histogram[42] = games
        found = mean_score(histogram)
        assert found.value == 42
        assert 0 <= found.low <= 42 <= found.high <= 100
        return found.high - found.low

    assert width(2) == 100
    assert width(7) == pytest.approx(100 * (1 - 0.025 ** (1 / 7)))
    assert width(100_000) < 0.01


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(1, 12.7062), (2, 4.3027), (9, 2.2622), (30, 2.0423), (2000, 1.9612)]
)
def test_the_quantiles_of_student_are_those_of_the_tables(freedom: int, quantile: float) -> None:
    assert t_quantile(freedom) == pytest.approx(quantile, abs=5e-5)


def test_the_same_games_give_the_same_interval() -> None:
    histogram = list(range(101))
    assert mean_score(histogram) == mean_score(histogram)


def test_the_interval_of_a_mean_narrows_with_the_root_of_its_values() -> None:
    chance = np.random.default_rng(4)
    narrow, wide = (
        np.mean([each.high - each.low for each in group])
        for group in ([mean_of(chance.normal(size=size)) for _ in range(20)] for size in (1600, 100))
    )
    assert wide / narrow == pytest.approx(4, rel=0.15)


def test_of_few_values_anything_may_be_so() -> None:
    assert mean_of([]) == Estimate(0.0, -inf, inf)
    assert mean_of([3.0]) == Estimate(3.0, -inf, inf)
    assert mean_of([3.0, 4.0], low=0.0, high=9.0) == Estimate(3.5, 0.0, 9.0)
    assert mean_of([3.0, 3.0, 3.0]) == Estimate(3.0, -inf, inf)


def test_a_draw_may_count_half() -> None:
    assert share(1.5, 3).value == 0.5
    assert share(1, 3).low < share(1.5, 3).low < share(2, 3).low


def test_a_median_lies_between_two_of_the_ordered_values() -> None:
    """Of ten values the second and the ninth: 1 − 22/1024 of all samples (any table of the sign test)."""
    assert median_of([3, 1, 2, 9, 5, 4, 8, 6, 7, 10]) == Estimate(5.5, 2, 9)
    assert median_of([4, 2, 3], low=0) == Estimate(3, 0, inf)
    assert median_of(range(2001)).value == 1000


def test_a_deviation_is_resampled_by_group() -> None:
    scores = np.random.Generator(np.random.PCG64(2)).normal(50, 12, (400, 1))
    one, twice = deviation_of(scores), deviation_of(np.hstack([scores, scores]))
    assert one.value == pytest.approx(12, rel=0.1)
    assert one.low < one.value < one.high
    assert (one.low, one.high) == pytest.approx((twice.low, twice.high))  # the same games, counted once


def test_a_ratio_of_shares_covers_what_it_is() -> None:
    found = ratio_of(30, 100, 10, 100)
    assert found is not None
    assert found.value == pytest.approx(3)
    half = 1.96 * sqrt(1 / 30.5 - 1 / 100.5 + 1 / 10.5 - 1 / 100.5)
    assert (found.low, found.high) == pytest.approx((30.5 / 10.5 * exp(-half), 30.5 / 10.5 * exp(half)), rel=1e-3)
    nothing = ratio_of(0, 100, 10, 100)
    assert nothing is not None
    assert (nothing.value, nothing.low) == (0, 0)
    assert ratio_of(0, 0, 1, 10) is None
    assert ratio_of(0, 10, 0, 10) is None


def test_values_that_are_clusters_by_themselves_have_the_usual_intervals() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0]
    apart = range(len(values))
    assert _ends(clustered_mean(values, apart)) == pytest.approx(_ends(mean_of(values)))
    assert _ends(clustered_share(values, apart)) == pytest.approx(_ends(share(4, 7)))


def test_values_told_twice_say_no_more_than_told_once() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    twice, clusters = [*values, *values], [*range(8), *range(8)]
    once, again = mean_of(values), clustered_mean(twice, clusters)
    assert (again.low, again.high) == pytest.approx((once.low, once.high))
    ones = clustered_share(twice, clusters)
    assert (ones.value, ones.low, ones.high) == pytest.approx((5 / 8, *_ends(share(5 * 14 / 15, 8 * 14 / 15))))


def test_clusters_without_spread_are_as_certain_as_their_number_makes_them() -> None:
    all_won = clustered_share([1.0] * 20, [at // 4 for at in range(20)])
    assert (all_won.low, all_won.high) == _ends(share(5, 5))
    constant_sum = clustered_mean([0.0, 100.0] * 5, [at // 2 for at in range(10)], low=0, high=100)
    assert constant_sum.value == 50
    assert 0 < constant_sum.low < 40


def _ends(found: Estimate) -> tuple[float, float]:
    return found.low, found.high
