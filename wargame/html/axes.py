"""Axes of charts: where a value lies, and which values are written beside them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.scenario.wording import minus

if TYPE_CHECKING:
    from collections.abc import Iterable

_STEPS = (1, 2, 2.5, 5, 10)
_INTEGRAL = 1e-9


@frozen
class Axis:
    """What an axis measures, and from where to where; an end that is None follows the data."""

    title: str
    low: float | None = None
    high: float | None = None


@frozen
class Scale:
    """An axis laid out: values from `low` to `high` lie between `begin` and `end`."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        """Return where a value lies; one beyond an end lies at it."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.begin + share * (self.end - self.begin), 2)

    def ticks(self, most: int) -> list[float]:
        """Return round values on the axis, at most so many."""
        step = _step((self.high - self.low) / most)
        first = math.ceil(self.low / step - _INTEGRAL)
        last = math.floor(self.high / step + _INTEGRAL)
        return [number * step for number in range(first, last + 1)]


def scale_of(axis: Axis, values: Iterable[float], begin: float, end: float) -> Scale:
    """Return an axis laid out so that all values lie on it; one without room is widened."""
    finite = [value for value in values if math.isfinite(value)]
    low = axis.low if axis.low is not None else min(finite, default=0.0)
    high = axis.high if axis.high is not None else max(finite, default=1.0)
    if high <= low:
        low, high = (low, low + 1) if axis.low is not None else (high - 1, high + 1)
    return Scale(low, high, begin, end)


def number_words(value: float) -> str:
    """Write a number without needless digits: `12`, `−0.5`, `1,200`."""
    return minus(f"{round(value):,}" if abs(value - round(value)) < _INTEGRAL else f"{value:.3g}")


def _step(least: float) -> float:
    """Return the smallest round step that is not below one."""
    power = 10.0 ** math.floor(math.log10(least))
    return float(next(each * power for each in _STEPS if each * power >= least * (1 - _INTEGRAL)))
