"""What a form can come to when each track may be anywhere within its bounds: interval reasoning."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import cast

from wargame.scenario.language import Condition, Guard, Linear, Sum

Limits = Mapping[str, tuple[int, int]]


def bounds(form: Linear, limits: Limits) -> tuple[int, int]:
    """Return the least and greatest value of a linear form."""
    low = high = form.constant
    for coefficient, name in form.terms:
        ends = (coefficient * limits[name][0], coefficient * limits[name][1])
        low, high = low + min(ends), high + max(ends)
    return low, high


def always(condition: Condition, limits: Limits) -> bool:
    """Say whether a condition holds for every value within the limits (False if not proved)."""
    low, high = bounds(condition.form, limits)
    if condition.op == ">=":
        return low >= 0
    if condition.op == "==":
        return low == high == 0
    return low > 0 or high < 0


def never(guard: Guard, limits: Limits) -> bool:
    """Say whether a guard is proved to hold for no value within the limits."""
    return tightened(guard, limits) is None


def implied(condition: Condition, guard: Guard, held: Limits) -> bool:
    """Say whether a condition is proved to hold wherever a guard does; `held` are the limits left while that holds.

    Besides the range of each track, what the guard says of the very sum that the condition asks about counts.
    """
    form, terms = condition.form, Linear(0, condition.form.terms)
    low, high = bounds(terms, held)
    excluded = set()
    for each in guard.conditions:
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


def _tighten(condition: Condition, tight: dict[str, tuple[int, int]]) -> bool:
    """Cut the limits of each track by one condition; False if nothing is left."""
    low, high = bounds(condition.form, tight)
    if condition.op == "!=":
        return _exclude(condition.form, tight) and not low == high == 0
    if high < 0 or (condition.op == "==" and low > 0):
        return False
    for sign in (1, -1) if condition.op == "==" else (1,):
        form = Linear(0).plus(condition.form, sign)
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


def _exclude(form: Linear, tight: dict[str, tuple[int, int]]) -> bool:
    """A single track that is not some value: cut that value off an end of its range."""
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
