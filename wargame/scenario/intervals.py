"""Interval arithmetic: the values that forms can take, and whether guards can hold, within the bounds of tracks."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from wargame.scenario.language import Condition, Either, Linear, cases, negation, negative

if TYPE_CHECKING:
    from wargame.scenario.language import Assignment, Clause, Guard, Sum

Limits = Mapping[str, tuple[int, int]]
_RAISING = ("=", "+=", ">>=")
_MOST_CASES = 16  # of a guard's alternatives, looked at one by one


def bounds(form: Linear, limits: Limits) -> tuple[int, int]:
    """Return the least and greatest value of a linear form."""
    low = high = form.constant
    for coefficient, name in form.terms:
        least, most = limits[name] if coefficient > 0 else limits[name][::-1]
        low, high = low + coefficient * least, high + coefficient * most
    return low, high


def rise(each: Assignment, limits: Limits) -> int:
    """Return by how much an assignment can raise a track that begins at 0."""
    low, high = bounds(each.form, limits)
    return max(0, -low if each.op == "-=" else high if each.op in _RAISING else 0)


def always(condition: Clause, limits: Limits) -> bool:
    """Say whether a clause holds for every value within the limits (False if not proved)."""
    if isinstance(condition, Either):
        return never(negation(condition), limits)
    low, high = bounds(condition.form, limits)
    if condition.op == ">=":
        return low >= 0
    if condition.op == "==":
        return low == high == 0
    return low > 0 or high < 0


def never(guard: Guard, limits: Limits) -> bool:
    """Say whether a guard is proved to hold for no value within the limits."""
    return tightened(guard, limits) is None


def implies(guard: Guard, wanted: Guard, limits: Limits) -> bool:
    """Say whether `wanted` is proved to hold wherever `guard` does (False if not proved)."""
    for case in cases(guard, _MOST_CASES):
        held = tightened(case, limits)
        if held is not None and not all(_follows(each, case, held) for each in wanted.conditions):
            return False
    return True


def _follows(clause: Clause, case: Guard, held: Limits) -> bool:
    """Say whether a clause is proved to hold wherever all of these conditions do."""
    if isinstance(clause, Condition):
        return _implied(clause, case, held)
    if any(all(_follows(part, case, held) for part in each.conditions) for each in clause.alternatives):
        return True
    return never(case.joined(negation(clause)), held)


def _implied(condition: Condition, case: Guard, held: Limits) -> bool:
    """Say whether a condition is proved to hold wherever others do; `held` are the limits left while these hold.

    Besides the limits of each track, conditions on the same sum of tracks count.
    """
    form, terms = condition.form, Linear(0, condition.form.terms)
    low, high = bounds(terms, held)
    excluded = set()
    for each in case.conditions:
        assert isinstance(each, Condition)
        for sign in (1, -1):
            if set(each.form.terms) != {(sign * coefficient, name) for coefficient, name in terms.terms}:
                continue
            value = -sign * each.form.constant
            excluded |= {value} if each.op == "!=" else set()
            low = max(low, value) if each.op == "==" or (each.op, sign) == (">=", 1) else low
            high = min(high, value) if each.op == "==" or (each.op, sign) == (">=", -1) else high
    while low in excluded:
        low += 1
    while high in excluded:
        high -= 1
    wanted = -form.constant
    if condition.op == ">=":
        return low >= wanted
    return low == high == wanted if condition.op == "==" else wanted in excluded or not low <= wanted <= high


def sum_bounds(form: Sum, limits: Limits) -> tuple[int, int]:
    """Return bounds of a sum; a guarded summand may count or not."""
    low = high = 0
    for each in form.summands:
        held = tightened(each.guard, limits)
        if held is None:
            continue
        least, most = bounds(each.linear, held)
        certain = all(always(condition, limits) for condition in each.guard.conditions)
        low += least if certain else min(least, 0)
        high += most if certain else max(most, 0)
    return low, high


def tightened(guard: Guard, limits: Limits) -> Limits | None:
    """Return the limits left while a guard holds, or None if it cannot hold."""
    if not guard.conditions:
        return limits
    tight = {name: limits[name] for name in guard.names()}
    for _ in range(4):  # each pass may tighten what another condition reads
        before = dict(tight)
        for condition in guard.conditions:
            if not _tighten(condition, tight):
                return None
        if tight == before:
            break
    return ChainMap(tight, cast("dict[str, tuple[int, int]]", limits))  # only what is on top is ever changed


def _tighten(condition: Clause, tight: dict[str, tuple[int, int]]) -> bool:
    """Cut the limits of each track by one clause; False if nothing is left."""
    if isinstance(condition, Either):
        return _tighten_to_one(condition, tight)
    low, high = bounds(condition.form, tight)
    if condition.op == "!=":
        return _exclude(condition.form, tight) and not low == high == 0
    if high < 0 or (condition.op == "==" and low > 0):
        return False
    for sign in (1, -1) if condition.op == "==" else (1,):
        form = condition.form if sign > 0 else negative(condition.form)
        most = bounds(form, tight)[1]
        for coefficient, name in form.terms:  # form >= 0, so coefficient·name >= -(most of the rest)
            least, greatest = tight[name]
            spare = most - max(coefficient * least, coefficient * greatest)
            if coefficient > 0:
                least = max(least, -(spare // coefficient))
            else:
                greatest = min(greatest, spare // -coefficient)
            if least > greatest:
                return False
            tight[name] = (least, greatest)
    return True


def _tighten_to_one(either: Either, tight: dict[str, tuple[int, int]]) -> bool:
    """Cut the limits to the hull of those of all alternatives; False if none can hold."""
    ways = [held for each in either.alternatives if (held := tightened(each, tight)) is not None]
    for name in either.names() if ways else ():
        tight[name] = (min(each[name][0] for each in ways), max(each[name][1] for each in ways))
    return bool(ways)


def _exclude(form: Linear, tight: dict[str, tuple[int, int]]) -> bool:
    """Cut off a value that a single track must not have, if it is an end of its limits; False if nothing is left."""
    if len(form.terms) != 1:
        return True
    coefficient, name = form.terms[0]
    if form.constant % coefficient:
        return True
    out = -form.constant // coefficient
    low, high = tight[name]
    low, high = low + (out == low), high - (out == high)
    if low > high:
        return False
    tight[name] = (low, high)
    return True
