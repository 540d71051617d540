"""Forecasts: what a judge expects of a position, beside what the game came to.

One decision of each game is judged, so that no two forecasts share an ending: which one is drawn beforehand by the
game's number, and a game that is over by then is left out. (To draw among the decisions that a game came to have would
look ahead: short games would have more of a say, and those that end early end badly.) The judge sees the whole
position, mandates too, and never how the game went on. Where it expects what then happens on average, it is calibrated:
in every bin of forecasts the mean error is 0 but for noise, and the scores that were reached rise by 1 where the
forecast does.
"""

from __future__ import annotations

import numpy as np
from attrs import define, field, frozen

from wargame.analysis.calibration.outlooks import Judge
from wargame.arrays import Array
from wargame.estimates import Estimate, mean_of, t_quantile
from wargame.kernel.dice import game_seed

WIDTH, MOST = 10, 100  # points of a bin, and of a score
_FEWEST = 3


@frozen
class ScoreBin:
    """Forecasts from `low` to below `high`."""

    low: int
    high: int
    games: int
    expected: float  # mean
    reached: float
    error: Estimate  # of reached − expected


@frozen
class Reliability:
    """How a judge's forecasts of one side's score came out."""

    side: str
    games: int
    error: Estimate  # of reached − expected
    deviation: float  # root mean square of that
    slope: Estimate | None  # of the reached score by the expected one; None where all forecasts are alike
    explained: float  # share of the variance of the scores that the forecasts take away
    bins: tuple[ScoreBin, ...]


@define(eq=False)
class Forecasts:
    """Forecasts, each with what came."""

    judge: Judge
    seed: int
    span: int  # decisions from the first, among which one is drawn
    _expected: list[Array] = field(init=False, factory=list)
    _reached: list[tuple[float, float]] = field(init=False, factory=list)

    def judge_one(self, number: int, states: Array, scores: tuple[float, float]) -> None:
        """Judge one decision of a game, of its states (decisions, slots), if it had not ended by then."""
        drawn = int(game_seed(np.uint64(self.seed), np.uint64(number))) % self.span
        if drawn >= len(states):
            return
        self._expected.append(self.judge.outlook(states[drawn], number).expected)
        self._reached.append(scores)

    def reliability(self, sides: tuple[str, ...]) -> list[Reliability]:
        """Return how the forecasts of each side's score came out."""
        expected = np.array(self._expected, np.float64).reshape(-1, 2)
        reached = np.array(self._reached, np.float64).reshape(-1, 2)
        return [_reliability(side, expected[:, at], reached[:, at]) for at, side in enumerate(sides)]


def _reliability(side: str, expected: Array, reached: Array) -> Reliability:
    error = reached - expected
    bins = np.minimum(expected // WIDTH, MOST // WIDTH - 1).astype(int)
    spread = float(reached.var()) if len(reached) else 0.0
    return Reliability(
        side=side,
        games=len(error),
        error=mean_of(error, low=-MOST, high=MOST),
        deviation=float(np.sqrt((error**2).mean())) if len(error) else 0.0,
        slope=_slope(expected, reached),
        explained=1 - float((error**2).mean()) / spread if spread else 0.0,
        bins=tuple(
            ScoreBin(
                low=WIDTH * each,
                high=WIDTH * (each + 1),
                games=int((bins == each).sum()),
                expected=float(expected[bins == each].mean()),
                reached=float(reached[bins == each].mean()),
                error=mean_of(error[bins == each], low=-MOST, high=MOST),
            )
            for each in np.unique(bins).tolist()
        ),
    )


def _slope(expected: Array, reached: Array) -> Estimate | None:
    """Return the slope of least squares, with Student's interval."""
    if len(expected) < _FEWEST or np.ptp(expected) == 0:
        return None
    apart = expected - expected.mean()
    squares = float((apart**2).sum())
    slope = float((apart * reached).sum()) / squares
    left = reached - reached.mean() - slope * apart
    half = t_quantile(len(expected) - 2) * float(np.sqrt((left**2).sum() / (len(expected) - 2) / squares))
    return Estimate(slope, slope - half, slope + half)
