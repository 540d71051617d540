"""Estimates from samples, each with its 95 % confidence interval.

Shares get the score interval of Wilson (1927), means the t interval of Student (1908); both may be told which values
belong together. Values that are all equal say nothing of their spread; then the interval is what bounded values allow:
with n equal ones, up to 1 − 0.025^(1/n) of all games may be others, as far off as the bounds (Clopper & Pearson, 1934).
How often these intervals cover the true value is measured by `tests/coverage_of_intervals.py`.
"""

from __future__ import annotations

from functools import cache
from math import atan, comb, cos, erfc, exp, inf, log, pi, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from wargame.arrays import Array

RESAMPLES = 2_000
FEWEST = 3  # values from which a mean has an interval
_Z = 1.959963984540054  # the standard normal's 97.5th percentile
_TAIL = 0.025
_TAILS = 40  # 1 / _TAIL
_SEED = 95
_MANY = 1_000  # degrees of freedom from which Student's t is computed from the normal


@frozen
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


def share(count: float, total: float) -> Estimate:
    """Return the share of `count` (a draw may count half) in `total`; of 0, the interval is 0 to 1."""
    if total == 0:
        return Estimate(0.0, 0.0, 1.0)
    value, square = count / total, _Z * _Z
    middle = (count + square / 2) / (total + square)
    half = _Z / (total + square) * sqrt(count * (total - count) / total + square / 4)
    return Estimate(
        value,
        0.0 if count == 0 else max(0.0, middle - half),
        1.0 if count == total else min(1.0, middle + half),
    )


def share_of_any(count: float, total: int) -> Estimate | None:
    """Return the same share; None of nothing."""
    return share(count, total) if total else None


def exact(value: float) -> Estimate:
    """Return a figure that is no estimate: its interval is the value itself."""
    return Estimate(value, value, value)


def number_reaching(figures: Sequence[Estimate], least: float) -> Estimate:
    """Return how many figures are `least` or more; the ends of the interval count theirs."""
    values, lows, highs = ([getattr(each, end) for each in figures] for end in ("value", "low", "high"))
    return Estimate(*(float(sum(each >= least for each in ends)) for ends in (values, lows, highs)))


def mean_score(histogram: Sequence[int] | Array) -> Estimate:
    """Return the mean score, from a histogram: the number of games with each score from 0."""
    counts = [int(count) for count in histogram]
    total = sum(counts)
    value = sum(score * count for score, count in enumerate(counts)) / max(total, 1)
    squares = sum((score - value) ** 2 * count for score, count in enumerate(counts))
    return _interval(value, squares, total, low=0.0, high=len(counts) - 1.0)


def mean_of(values: Sequence[float] | Array, *, low: float = -inf, high: float = inf) -> Estimate:
    """Return the mean of values (n) that lie between `low` and `high`; of less than FEWEST, these are the interval."""
    found = np.asarray(values, np.float64)
    if found.size == 0:
        return _interval(0.0, 0.0, 0, low=low, high=high)
    value = float(found.mean())
    squares = 0.0 if found.min() == found.max() else float(((found - value) ** 2).sum())
    return _interval(value, squares, found.size, low=low, high=high)


def _interval(value: float, squares: float, count: int, *, low: float, high: float) -> Estimate:
    """Return the interval of a mean, from the sum of squared deviations of `count` values."""
    if count < FEWEST:
        return Estimate(value, low, high)
    if squares == 0:
        beyond = 1 - _TAIL ** (1 / count)
        return Estimate(value, value - beyond * (value - low), value + beyond * (high - value))
    half = t_quantile(count - 1) * sqrt(squares / count / (count - 1))
    return Estimate(value, max(low, value - half), min(high, value + half))


def clustered_mean(
    values: Sequence[float], clusters: Sequence[Hashable], *, low: float = -inf, high: float = inf
) -> Estimate:
    """Return the mean of values of which those of one cluster may depend on each other.

    It is a ratio of two sums over clusters, with the linearized variance of one (Cochran, 1977, 6.4) and Student's t by
    the number of clusters; where each value is a cluster by itself, it is `mean_of`.
    """
    found, (sums, sizes) = np.asarray(values, np.float64), _by_cluster(values, clusters)
    value = float(found.mean())
    variance = 0.0 if found.min() == found.max() else _variance_of_mean(sums, sizes)
    if sizes.size < FEWEST or variance == 0:
        return _interval(value, 0.0, sizes.size, low=low, high=high)
    half = t_quantile(sizes.size - 1) * sqrt(variance)
    return Estimate(value, max(low, value - half), min(high, value + half))


def clustered_share(values: Sequence[float], clusters: Sequence[Hashable]) -> Estimate:
    """Return the share of ones among values 0 and 1, of which those of one cluster may depend on each other.

    It has Wilson's interval for the effective number of values (Kish, 1965): so many independent ones would vary as
    much; as many as there are clusters where they do not vary.
    """
    count, total = sum(values), len(values)
    sums, sizes = _by_cluster(values, clusters)
    alone, together = _variance_of_mean(np.asarray(values, np.float64), np.ones(total)), _variance_of_mean(sums, sizes)
    effective = total * alone / together if together else float(sizes.size)
    scale = min(max(effective, 1.0), float(total)) / total
    found = share(count * scale, total * scale)
    return Estimate(count / total, found.low, found.high)


def _by_cluster(values: Sequence[float], clusters: Sequence[Hashable]) -> tuple[Array, Array]:
    """Return the sum (clusters) and the number (clusters) of the values of each cluster."""
    numbers = {cluster: at for at, cluster in enumerate(dict.fromkeys(clusters))}
    each = np.array([numbers[cluster] for cluster in clusters], np.int64)
    return np.bincount(each, np.asarray(values, np.float64)), np.bincount(each).astype(np.float64)


def _variance_of_mean(sums: Array, sizes: Array) -> float:
    """Return the variance of the mean of all values, from those of each cluster; 0 of a single one."""
    count, total = sizes.size, sizes.sum()
    squares = float(((sums - sums.sum() / total * sizes) ** 2).sum())
    return count / (count - 1) * squares / float(total) ** 2 if count > 1 else 0.0


def median_of(values: Sequence[float] | Array, *, low: float = -inf, high: float = inf) -> Estimate:
    """Return the median of values (n) that lie between `low` and `high`, of which there is at least one.

    The interval lies between two of the ordered values, by the binomial distribution (Thompson, 1936).
    """
    found = np.sort(np.asarray(values, np.float64))
    count, beyond, rank = found.size, 1, 0  # 2^count × the chance that at most `rank` values lie below the median
    while beyond * _TAILS <= 2**count:
        rank += 1
        beyond += comb(count, rank)
    ends = (float(found[rank - 1]), float(found[count - rank])) if rank else (low, high)
    return Estimate(float(np.median(found)), *ends)


def deviation_of(groups: Array) -> Estimate:
    """Return the standard deviation of all values of `groups` (n × values), of which whole groups are resampled."""
    found = [float(groups[drawn].std()) for drawn in resampled(len(groups))]
    low, high = np.quantile(found, [_TAIL, 1 - _TAIL]).tolist()
    return Estimate(float(groups.std()), low, high)


def ratio_of(count: int, total: int, other: int, other_total: int) -> Estimate | None:
    """Return the ratio of the share `count`/`total` to the share `other`/`other_total`, None where there is none.

    Its logarithm is taken as normal, with half a case added to each (Walter, 1975); the value is the plain ratio
    wherever there is one.
    """
    if not total or not other_total or not count + other:
        return None
    halves = (count + 0.5, total + 0.5, other + 0.5, other_total + 0.5)
    middle = log(halves[0] / halves[1] / (halves[2] / halves[3]))
    spread = _Z * sqrt(max(1 / halves[0] - 1 / halves[1] + 1 / halves[2] - 1 / halves[3], 0.0))
    value = count / total / (other / other_total) if other else exp(middle)
    return Estimate(value, 0.0 if count == 0 else exp(middle - spread), max(value, exp(middle + spread)))


@cache
def t_quantile(freedom: int) -> float:
    """Return the 97.5th percentile of Student's t with `freedom` degrees of freedom, at least 1.

    The distribution function has a closed form for whole numbers (Abramowitz & Stegun, 26.7.3 and 26.7.4), which is
    inverted by bisection; beyond a thousand, one term of Cornish & Fisher's series is exact to six digits.
    """
    if freedom >= _MANY:
        return _Z + (_Z**3 + _Z) / (4 * freedom)
    low, high = _Z, 13.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < 1 - 2 * _TAIL else (low, middle)
    return high


def _within(bound: float, freedom: int) -> float:
    """Return the probability that Student's t lies within ± `bound`."""
    angle = atan(bound / sqrt(freedom))
    odd = freedom % 2
    term, total = (cos(angle) if odd else 1.0), 0.0
    for at in range(1 + odd, freedom, 2):
        total += term
        term *= cos(angle) ** 2 * at / (at + 1)
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total


def resampled(count: int, resamples: int = RESAMPLES) -> Iterator[Array]:
    """Yield bootstrap samples: indices (count, int64) drawn from `count` with replacement, the same at each call."""
    chance = np.random.Generator(np.random.PCG64(_SEED))
    for _ in range(resamples):
        yield chance.integers(count, size=count)


def chi_square_tail(value: float, freedom: int) -> float:
    """Return the probability that a chi-square of `freedom` degrees is `value` or more; of 0 degrees, 1.

    For whole numbers it is a finite sum (Abramowitz & Stegun, 26.4.4 and 26.4.5).
    """
    if freedom < 1 or value <= 0:
        return 1.0
    half, odd = value / 2, freedom % 2
    tail = erfc(sqrt(half)) if odd else exp(-half)
    term = 2 * sqrt(half / pi) * exp(-half) if odd else half * exp(-half)
    for at in range(2 - odd, freedom - odd, 2):
        tail += term
        term *= value / (at + 2)
    return min(1.0, tail)
