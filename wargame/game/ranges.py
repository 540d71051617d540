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
MOST_WAYS = 16  # that effects are followed; beyond, what they come to is taken together


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
            low, high = sum_bounds(derived.form, self.of(derived.form.names()))
            ends = (min(max(end, derived.min), derived.max) for end in (low, high))
            self._derived[name] = (next(ends), next(ends))
        return self._derived[name]

    def of(self, names: Iterable[str]) -> dict[str, Interval]:
        """Return the bounds of these names."""
        return {name: self[name] for name in names}

    def but(self, spans: Mapping[str, Interval]) -> Ranges:
        """Return the same position with other bounds of these names; derived tracks are computed anew from theirs."""
        changed = {name: span for name, span in spans.items() if self[name] != span}
        if not changed:
            return self
        own = {name: span for name, span in changed.items() if name not in self.slots.derived}
        return Ranges(self.slots, self.spans | own)


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
    tight = tightened(guard, position.of(guard.names()))
    return None if tight is None else position.but(tight)


def failing(position: Ranges, guard: Guard) -> Ranges | None:
    """Return a position narrowed to where a guard fails, None if it must hold."""
    spans = position.of(guard.names())
    unsure = [each for each in guard.conditions if not always(each, spans)]
    if len(unsure) != 1:
        return position if unsure else None
    return holding(position, negation(unsure[0]))


def open_to(position: Ranges, outcome: Outcome) -> Ranges | None:
    """Return a position narrowed to where an outcome can be drawn, None if it cannot."""
    held = holding(position, outcome.when)
    if held is None:
        return None
    weight = outcome.weight
    if len(weight.summands) == 1:
        return holding(held, _counting(weight.summands[0]))
    return held if _most(weight, held) > 0 else None


@lru_cache(maxsize=4096)
def _counting(weight: Summand) -> Guard:
    """Return when a weight of one summand is at least 1."""
    return weight.guard.joined(Guard((Condition(weight.linear.plus(Linear(-1)), ">="),)))


def _most(form: Sum, position: Ranges) -> int:
    return sum_bounds(form, position.of(form.names()))[1]


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
    now = Ranges(position.slots, dict(position.spans))
    for each in assignments:
        low, high = now.spans[each.target]
        least, most = bounds(each.form, now.of(each.form.names()))
        ways: dict[str, Interval] = {
            "=": (least, most),
            "+=": (low + least, high + most),
            "-=": (low - most, high - least),
            ">>=": (max(low, least), max(high, most)),
            "<<=": (min(low, least), min(high, most)),
        }
        bottom, top = position.slots.limits[each.target]
        low, high = (min(max(end, bottom), top) for end in ways[each.op])
        now = Ranges(now.slots, now.spans)
        now.spans[each.target] = (low, high)
    return now
