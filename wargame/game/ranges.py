"""Abstract interpretation: rules run on positions of which some tracks are only known within bounds (intervals).

Every function here is sound: if the tracks lie within the bounds given, they lie within one of the positions returned
after the rule. A guard that may hold or not is followed both ways, with the bounds narrowed by its holding or failing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.compiler.slots import Slots
from wargame.scenario.intervals import always, bounds, sum_bounds, tightened
from wargame.scenario.language import Condition, Guard, Linear, negation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wargame.scenario.language import Assignment, Sum, Summand
    from wargame.scenario.rules import Effects, Outcome

Interval = tuple[int, int]  # least and most
Intervals = tuple[Interval, ...]  # of some names, in their order
MOST_WAYS = 16  # that effects are followed; beyond, what they come to is taken together
_MOST_KEPT = 1 << 14  # answers about guards, and about sums


@define
class Ranges:
    """Bounds of every track, engine track and control; those of derived tracks follow from them."""

    slots: Slots
    spans: dict[str, Interval]
    _derived: dict[str, Interval] = field(factory=dict, repr=False)  # as far as they were asked for

    def __getitem__(self, name: str) -> Interval:
        """Return the bounds of a name."""
        if name in self.spans:
            return self.spans[name]
        if name not in self._derived:
            derived = self.slots.rules_of_derived[name]
            low, high = _sum_bounds(derived.form, self.of(derived.form.names()))
            ends = (min(max(end, derived.min), derived.max) for end in (low, high))
            self._derived[name] = (next(ends), next(ends))
        return self._derived[name]

    def of(self, names: Iterable[str]) -> Intervals:
        """Return the bounds of these names."""
        spans = self.spans
        return tuple([spans[name] if name in spans else self[name] for name in names])

    def but(self, spans: Mapping[str, Interval]) -> Ranges:
        """Return the same position with other bounds of these names; derived tracks are computed anew from theirs."""
        for name, span in spans.items():
            if self[name] != span:
                own = {name: span for name, span in spans.items() if name not in self.slots.derived}
                return Ranges(self.slots, self.spans | own)
        return self


def hull(positions: Sequence[Ranges]) -> Ranges:
    """Return the convex hull: the least bounds that include all of these positions."""
    first, *others = positions
    spans = dict(first.spans)
    for each in others:
        for name, (low, high) in each.spans.items():
            least, most = spans[name]
            if low < least or high > most:
                spans[name] = (min(low, least), max(high, most))
    return Ranges(first.slots, spans) if others else first


def holding(position: Ranges, guard: Guard) -> Ranges | None:
    """Return a position narrowed to where a guard holds, None if it cannot."""
    if not guard.conditions:
        return position
    tight = _held(guard, position.of(guard.names()))
    return None if tight is None else position.but(tight)


def failing(position: Ranges, guard: Guard) -> Ranges | None:
    """Return a position narrowed to where a guard fails, None if it must hold."""
    if not guard.conditions:
        return None
    tight = _failed(guard, position.of(guard.names()))
    return None if tight is None else position.but(tight)


def open_to(position: Ranges, outcome: Outcome) -> Ranges | None:
    """Return a position narrowed to where an outcome can be drawn, None if it cannot."""
    held = holding(position, outcome.when)
    if held is None:
        return None
    weight = outcome.weight
    if len(weight.summands) == 1:
        return holding(held, _counting(weight.summands[0]))
    return held if _sum_bounds(weight, held.of(weight.names()))[1] > 0 else None


@lru_cache(maxsize=4096)
def _counting(weight: Summand) -> Guard:
    """Return when a weight of one summand is at least 1."""
    return weight.guard.joined(Guard((Condition(weight.linear.plus(Linear(-1)), ">="),)))


# -- of guards and sums alone, by the bounds of the names that they read: the same few come up again and again


@lru_cache(maxsize=_MOST_KEPT)
def _held(guard: Guard, spans: Intervals) -> Mapping[str, Interval] | None:
    """Return the bounds that change where a guard holds, None if it cannot."""
    limits = dict(zip(guard.names(), spans, strict=True))
    tight = tightened(guard, limits)
    return None if tight is None else {name: tight[name] for name, span in limits.items() if tight[name] != span}


@lru_cache(maxsize=_MOST_KEPT)
def _failed(guard: Guard, spans: Intervals) -> Mapping[str, Interval] | None:
    """Return the bounds that change where a guard fails, None if it must hold."""
    limits = dict(zip(guard.names(), spans, strict=True))
    unsure = [each for each in guard.conditions if not always(each, limits)]
    if len(unsure) != 1:
        return {} if unsure else None
    without = negation(unsure[0])
    return _held(without, tuple([limits[name] for name in without.names()]))


@lru_cache(maxsize=_MOST_KEPT)
def _sum_bounds(form: Sum, spans: Intervals) -> Interval:
    return sum_bounds(form, dict(zip(form.names(), spans, strict=True)))


# -- effects


def run(position: Ranges, effects: Effects) -> list[Ranges]:
    """Run effects on a position; return the positions after them, one for each way that their guards may turn out."""
    ways = [position]
    for step in effects:
        after = []
        for each in ways:
            done, left = holding(each, step.guard), failing(each, step.guard)
            if done is not None:
                after.append(_assigned(done, step.do))
            if left is not None:
                after.append(left)
        ways = after if len(after) <= MOST_WAYS else [hull(after)]
    return ways


def _assigned(position: Ranges, assignments: Sequence[Assignment]) -> Ranges:
    slots, spans = position.slots, dict(position.spans)
    for each in assignments:
        low, high = spans[each.target]
        least, most = _bounds(each.form, Ranges(slots, spans))
        if each.op == "=":
            low, high = least, most
        elif each.op == "+=":
            low, high = low + least, high + most
        elif each.op == "-=":
            low, high = low - most, high - least
        else:
            end = max if each.op == ">>=" else min
            low, high = end(low, least), end(high, most)
        bottom, top = slots.limits[each.target]
        spans[each.target] = (min(max(low, bottom), top), min(max(high, bottom), top))
    return Ranges(slots, spans)


def _bounds(form: Linear, position: Ranges) -> Interval:
    names = form.names()
    return bounds(form, dict(zip(names, position.of(names), strict=True)))
