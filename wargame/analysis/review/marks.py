"""Marks and accuracy of decisions, from the points they lost: the thresholds, all in one place.

How they were calibrated, on games between players of known strength, stands in docs/review.md; `benchmarks/marks.py`
does it again.
"""

from __future__ import annotations

from math import exp

from attrs import frozen

LOST = {"??": 8.0, "?": 4.0, "?!": 2.0}  # points of the mover's own expected score, at least
AHEAD = 3.0  # points by which the best move has to be better than every other for a `!`
ERRORS = 2.0  # standard errors that a loss or a lead has to be worth, so that no mark is noise
_SCALE = 12.0  # points: a decision that loses so much counts 37 of 100
FULL = 100.0


@frozen
class Accuracy:
    """How well a side decided where it had a choice."""

    decisions: int
    accuracy: float  # 0 to 100: the mean over its decisions of 100 · exp(−lost / 12)
    lost: float  # points a decision, on average


def mark_of(lost: float, ahead: float, error: float) -> str:
    """Return the mark of a decision, "" for none.

    Args:
        lost: points lost against the best move.
        ahead: points by which it is better than every other move that was looked at; 0 if it is not the best.
        error: standard error of these.
    """
    if ahead >= AHEAD and ahead >= ERRORS * error:
        return "!"
    if lost < ERRORS * error:
        return ""
    return next((mark for mark, least in LOST.items() if lost >= least), "")


def accuracy_of(losses: list[float]) -> Accuracy | None:
    """Return the accuracy of decisions by the points that each has lost; None of none."""
    if not losses:
        return None
    count = len(losses)
    return Accuracy(count, sum(FULL * exp(-lost / _SCALE) for lost in losses) / count, sum(losses) / count)
