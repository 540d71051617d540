"""Sequential stopping: an interval of the mean gain that may be looked at after every pair of games.

An asymptotic confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas, Annals of Statistics, 2024): in 95 %
of pairings it never leaves out the true mean, however often one looks and whenever one stops. A pairing is settled once
the interval says who is better, or lies within ± `points`, so that neither is better by so much. The same interval is
reported of a pairing that was stopped: one for a length that was fixed beforehand would be too narrow.
"""

from __future__ import annotations

from math import inf, log, sqrt
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.estimates import Estimate, t_quantile

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST = 30  # pairs before the variance is believed
_ERROR = 0.05  # both directions together
_TIGHTEST = 200  # pairs at which the interval is at its tightest beside an ordinary one
_SCALE = (-2 * log(_ERROR) + log(-2 * log(_ERROR)) + 1) / _TIGHTEST
_SMALL = 0.25  # points², the least variance believed
FIRST, SECOND, NEITHER, OPEN = "first", "second", "neither", ""


@define
class Sequential:
    """The sequential test of one pairing, which is given the gain of one pair after the other."""

    points: float
    count: int = 0
    _sum: float = 0.0
    _squares: float = 0.0
    verdict: str = field(default=OPEN)  # FIRST, SECOND, NEITHER; OPEN while it goes on

    def add(self, gain: float) -> str:
        """Add the first player's gain in one more pair; returns the verdict, which is final once it is not open."""
        self.count += 1
        self._sum += gain
        self._squares += gain * gain
        if self.verdict == OPEN and self.count >= LEAST:
            self.verdict = self._verdict()
        return self.verdict

    @property
    def mean(self) -> Estimate:
        """Return the mean gain with an interval that is valid whenever one stops."""
        if self.count < LEAST:
            return Estimate(self._sum / max(self.count, 1), -inf, inf)
        mean = self._sum / self.count
        variance = max((self._squares - self.count * mean * mean) / (self.count - 1), _SMALL)
        grown = self.count * _SCALE + 1
        width = sqrt(2 * grown / (self.count**2 * _SCALE) * log(sqrt(grown) / _ERROR))
        half = width * sqrt(variance) * t_quantile(self.count - 1) / t_quantile(10**9)
        return Estimate(mean, mean - half, mean + half)

    def _verdict(self) -> str:
        gain = self.mean
        if gain.low > 0:
            return FIRST
        if gain.high < 0:
            return SECOND
        return NEITHER if -self.points < gain.low and gain.high < self.points else OPEN


def settled_by(points: float, gains: Iterable[float]) -> Sequential:
    """Return the test of a sequence of gains, as it stood at its verdict, or after all of them."""
    test = Sequential(points)
    for gain in gains:
        if test.add(gain):
            break
    return test
