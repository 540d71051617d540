"""Turning points: the decisions that lost most, the rolls that moved most, the agreements that nobody signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.analysis.review.bargaining import Window
    from wargame.analysis.review.decisions import Judged
    from wargame.analysis.review.ledger import Rolled

MOST_MISTAKES = 5  # of both sides together
MOST_ROLLS = 3
MOST_WINDOWS = 3
LEAST_ROLL = 5.0  # points for either side, that a roll has to be worth
MISTAKES = ("?!", "?", "??")


@frozen
class Turning:
    """A turning point: what it is, and which."""

    kind: str  # mistake, roll, window
    ply: int  # the decision at which, or from which on
    index: int  # into the decisions, the rolls of the ledger, or the windows of the bargain


def mistakes_of(decisions: Sequence[Judged]) -> tuple[int, ...]:
    """Return the plies (from 1) of all decisions that are marked as mistakes, the worst first."""
    marked = [each for each in decisions if each.mark in MISTAKES]
    return tuple(each.ply for each in sorted(marked, key=lambda each: (-each.lost, each.ply)))


def turning_points(
    decisions: Sequence[Judged], rolls: Sequence[Rolled], windows: Sequence[Window]
) -> tuple[Turning, ...]:
    """Return the turning points of a game, in order."""
    found = [Turning("mistake", ply, ply - 1) for ply in mistakes_of(decisions)[:MOST_MISTAKES]]
    weighty = [at for at, each in enumerate(rolls) if _weight(each) >= LEAST_ROLL]
    weighty.sort(key=lambda at: (-_weight(rolls[at]), at))
    found += [Turning("roll", rolls[at].ply, at) for at in weighty[:MOST_ROLLS]]
    missed = [at for at, each in enumerate(windows) if each.passed]  # else nobody could have done anything about it
    missed.sort(key=lambda at: (-min(windows[at].gains), at))
    found += [Turning("window", windows[at].first, at) for at in missed[:MOST_WINDOWS]]
    return tuple(sorted(found, key=lambda each: (each.ply, each.kind, each.index)))


def _weight(roll: Rolled) -> float:
    return max(abs(each) for each in roll.worth)
