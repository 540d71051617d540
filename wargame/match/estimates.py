"""What a sample says, and how far it may be trusted: every figure with its 95 % interval.

Shares get the score interval of Wilson (1927). Means get the percentile bootstrap (Efron, 1979): over a histogram of
scores, which is all that a streamed run keeps, or over the values themselves; its generator always starts alike, so
that the same games give the same interval.
"""

from __future__ import annotations

from math import inf, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["RESAMPLES", "Estimate", "mean_of", "mean_score", "resampled", "share"]

RESAMPLES = 2_000
_Z = 1.959963984540054  # the standard normal's 97.5th percentile
_SEED = 95
_BLOCK = 1 << 16  # values drawn at a time


@frozen
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


def share(count: float, total: int) -> Estimate:
    """Return the share of `count` in `total`, where a draw may count half; of no games, anything may be so."""
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


def mean_score(histogram: Sequence[int] | np.ndarray[Any, Any]) -> Estimate:
    """Return the mean of the scores counted by `histogram`: so many games for each score from 0."""
    counts = np.asarray(histogram, np.int64)
    scores = np.flatnonzero(counts)
    counts = counts[scores]
    total = int(counts.sum())
    if total == 0:
        return Estimate(0.0, 0.0, float(len(histogram) - 1))
    drawn = np.random.Generator(np.random.PCG64(_SEED)).multinomial(total, counts / total, RESAMPLES)
    low, high = np.quantile(drawn @ scores / total, [0.025, 0.975]).tolist()
    return Estimate(int(counts @ scores) / total, low, high)


def mean_of(values: Sequence[float] | np.ndarray[Any, Any]) -> Estimate:
    """Return the mean of values (n); of none or one, anything may be so."""
    found = np.asarray(values, np.float64)
    if found.size == 0:
        return Estimate(0.0, -inf, inf)
    if found.size == 1:
        return Estimate(float(found[0]), -inf, inf)
    chance, means = np.random.Generator(np.random.PCG64(_SEED)), []
    for first in range(0, RESAMPLES, rows := max(1, _BLOCK // found.size)):
        drawn = chance.integers(found.size, size=(min(rows, RESAMPLES - first), found.size))
        means.append(found[drawn].mean(axis=1))
    low, high = np.quantile(np.concatenate(means), [0.025, 0.975]).tolist()
    return Estimate(float(found.mean()), low, high)


def resampled(count: int, resamples: int = RESAMPLES) -> Iterator[np.ndarray[Any, Any]]:
    """Yield which of `count` things to take, each time as many as there are, with repetition (count, int64)."""
    chance = np.random.Generator(np.random.PCG64(_SEED))
    for _ in range(resamples):
        yield chance.integers(count, size=count)
