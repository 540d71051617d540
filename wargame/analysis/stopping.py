"""When enough games have been played: a sequential test on pairs.

A generalized sequential probability ratio test (GSPRT; Li, Liu & Ying, 2014) of the mean gain a pair, with the variance
taken from the pairs themselves. Two tests run at once, one for each direction: "the first is better by `points`"
against "not better", and the same of the second. A pairing is settled once one of them says "better" or both say
"not". Each is wrong in about one of forty cases. Ordinary intervals of a pairing that was stopped early are too narrow.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Sequential", "settled_by"]

ERROR = 0.025  # of each test in each direction
LEAST = 30  # pairs before the variance is believed
_SMALL = 0.25  # points², the least variance believed
FIRST, SECOND, NEITHER, OPEN = "first", "second", "neither", ""


@define
class Sequential:
    """The test of one pairing, shown one pair after the other."""

    points: float
    count: int = 0
    _sum: float = 0.0
    _squares: float = 0.0
    verdict: str = field(default=OPEN)  # FIRST, SECOND, NEITHER; OPEN while it goes on

    def add(self, gain: float) -> str:
        """Take in the gain of the first player in one more pair; returns the verdict, which never changes again."""
        self.count += 1
        self._sum += gain
        self._squares += gain * gain
        if self.verdict == OPEN and self.count >= LEAST:
            self.verdict = self._verdict()
        return self.verdict

    def _verdict(self) -> str:
        mean = self._sum / self.count
        variance = max(self._squares / self.count - mean * mean, _SMALL)
        accept = log((1 - ERROR) / ERROR)
        first, second = (
            self.count * self.points * (2 * sign * mean - self.points) / (2 * variance) for sign in (1, -1)
        )
        if first >= accept:
            return FIRST
        if second >= accept:
            return SECOND
        return NEITHER if max(first, second) <= -accept else OPEN


def settled_by(points: float, gains: Iterable[float]) -> tuple[str, int]:
    """Return the verdict on gains in a row, and after how many pairs it came."""
    test = Sequential(points)
    for gain in gains:
        if test.add(gain):
            break
    return test.verdict, test.count
