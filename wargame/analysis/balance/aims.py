"""Aims: measures of a scenario against their targets, a row each, with its interval and its verdict."""

from __future__ import annotations

from enum import StrEnum
from math import inf
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from wargame.estimates import Estimate
from wargame.scenario.meanings import POOLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.scenario import model


class Verdict(StrEnum):
    """The verdict on an aim, as a report writes it."""

    MET = "met"
    MAYBE_MET = "met, not certain"
    MISSED = "missed"
    MAYBE_MISSED = "missed, not certain"
    UNKNOWN = "unknown"
    NO_AIM = ""

    @property
    def is_met(self) -> bool:
        """Say whether the figure itself lies in the target range, sure or not."""
        return self in {Verdict.MET, Verdict.MAYBE_MET}

    @property
    def is_missed(self) -> bool:
        """Say whether the figure itself lies outside of the target range, sure or not."""
        return self in {Verdict.MISSED, Verdict.MAYBE_MISSED}

    @property
    def is_uncertain(self) -> bool:
        """Say whether the interval has values inside and outside of the target range."""
        return self in {Verdict.MAYBE_MET, Verdict.MAYBE_MISSED}


@frozen(kw_only=True)
class Aim:
    """The target range of a figure, ends included unless open."""

    low: float = -inf
    high: float = inf
    words: str
    by_value: bool = False  # the figure is exact, or its interval cannot reach the aim: only its value counts
    open_low: bool = False  # the low end itself is not enough
    open_high: bool = False  # nor the high one
    surely: bool = False  # the whole interval has to lie there

    def holds(self, value: float) -> bool:
        """Say whether a value lies in the range."""
        above = self.low < value if self.open_low else self.low <= value
        return above and (value < self.high if self.open_high else value <= self.high)


@frozen(kw_only=True)
class Row:
    """One figure about a scenario."""

    measure: str  # of the list of measures in docs/evaluation.md
    pool: str  # strong, in character, mixed; "" if it is about the rules alone
    what: str
    figure: Estimate | None  # None where nothing can be said
    unit: str = "%"  # %: the figure is a share; points, "" for a bare number
    aim: Aim | None = None
    note: str = ""

    @property
    def verdict(self) -> Verdict:
        """Return whether the aim is met, and whether the interval is sure of that."""
        if self.aim is None:
            return Verdict.NO_AIM
        if self.figure is None:
            return Verdict.UNKNOWN
        found = [self.aim.holds(each) for each in (self.figure.low, self.figure.value, self.figure.high)]
        beyond = self.figure.low < self.aim.low and self.figure.high > self.aim.high
        is_certain = self.aim.by_value or (len(set(found)) == 1 and not beyond)
        if all(found) if self.aim.surely else found[1]:
            return Verdict.MET if is_certain else Verdict.MAYBE_MET
        return Verdict.MISSED if is_certain else Verdict.MAYBE_MISSED


# -- a scenario's own


def with_own_aims(rows: Sequence[Row], aims: Sequence[model.Aim], *, complete: bool = True) -> list[Row]:
    """Return rows with the scenario's own aims in place of the default ones; of several that fit a row, the last.

    If the rows are complete, an aim that fits none becomes a row of its own, without a figure.
    """
    found = list(rows)
    for aim in aims:
        fitting = [at for at, row in enumerate(found) if _fits(aim, row)]
        for at in fitting:
            found[at] = evolve(found[at], aim=_in_units(aim, found[at]))
        if complete and not fitting:
            lost = Row(measure=aim.measure, pool=aim.pool, what=aim.what, figure=None, note="no row is called so")
            found.append(evolve(lost, aim=_in_units(aim, lost)))
    return found


def _fits(aim: model.Aim, row: Row) -> bool:
    """Say whether an aim is about a row; one without a pool is about strong play, and rows that belong to no pool."""
    pools = {aim.pool} if aim.pool else {POOLS[0], ""}
    return row.measure == aim.measure and aim.what in {"", row.what} and row.pool in pools


def _in_units(aim: model.Aim, row: Row) -> Aim:
    scale, unit = (100, " %") if row.unit == "%" else (1, "")
    low, high = (end if end is None else end / scale for end in (aim.low, aim.high))
    words = f"≥ {aim.low}{unit}" if high is None else f"≤ {aim.high}{unit}" if low is None else ""
    return Aim(
        low=-inf if low is None else low,
        high=inf if high is None else high,
        words=words or f"{aim.low}–{aim.high}{unit}",
        by_value=row.aim.by_value if row.aim else row.figure is not None and row.figure.low == row.figure.high,
    )
