"""A small run of `tests/coverage_of_intervals.py`, with fixed seeds."""

from __future__ import annotations

import pytest
from coverage_of_intervals import SYNTHETIC, Row, means, ratings, shares, stopped, together

RUNS = 400
NOISE = 0.03  # of a share of 0.95 in 400, nearly three standard errors


def covered(rows: list[Row]) -> float:
    """Return the least coverage of these rows."""
    assert all(row.above + row.below + row.covered == pytest.approx(1) for row in rows)
    return min(row.covered for row in rows)


def test_a_mean_of_three_values_and_of_many_covers_as_often_as_it_says() -> None:
    normal, skewed, rare, same = SYNTHETIC
    assert covered([*means([normal, rare, same], (3, 10, 100), RUNS, 1)]) >= 0.95 - NOISE
    assert covered([*means([skewed], (3, 30), RUNS, 1)]) >= 0.85 - NOISE


def test_a_share_covers_as_often_as_wilson_says() -> None:
    assert covered([*shares((3, 10, 100), RUNS, 1)]) >= 0.93 - NOISE


def test_values_of_one_seed_are_no_independent_observations() -> None:
    rows = [*together((10, 30), RUNS, 1)]
    assert covered([row for row in rows if row.figure.endswith("by seed")]) >= 0.93 - NOISE
    assert max(row.covered for row in rows if row.figure.endswith("as if apart")) < 0.90


def test_a_rating_of_three_pairs_and_of_many_covers_as_often_as_it_says() -> None:
    assert covered([*ratings((3, 30), RUNS // 2, 1)]) >= 0.95 - NOISE


def test_a_pairing_may_be_stopped_whenever_its_test_says_so() -> None:
    rows = [*stopped([SYNTHETIC[0]], 2.0, RUNS, 1)]
    assert covered(rows) >= 0.95 - NOISE
    assert max(max(row.above, row.below) for row in rows) <= 0.025 + NOISE / 2
