"""Linear forms, guards and derived tracks over a state.

Nothing here changes a track; `refresh` writes derived slots. Where a function takes `record` and `at`, a record lies in
that table from there on (see kernel.tables).
"""

from __future__ import annotations

import numpy as np

from wargame.kernel.jit import called, inline, merged
from wargame.kernel.records import SPANS
from wargame.kernel.tables import (
    AMOUNTS,
    AT_LEAST,
    DERIVED,
    EQUAL,
    GUARDS,
    HEADS,
    PLACES,
    RANGES,
    SIZES,
    SUMMANDS,
    TERMS,
    TESTS,
)


@inline
def clamped(value, low, high):
    """Return a value clamped to low..high."""
    return min(max(value, low), high)


@inline
def span(record, at):
    """Return start and stop of the `Span` at `record[at]`."""
    return record[at + SPANS.start], record[at + SPANS.stop]


@inline
def _product(state, record, at):
    """Return factor · state of the `Term` at `record[at]`."""
    return int(record[at + TERMS.factor]) * int(state[record[at + TERMS.slot]])


@inline
def _head(state, record, at):
    """Return Σ factor·state of the `Head` at `record[at]`."""
    value = _product(state, record, at + HEADS.first) + _product(state, record, at + HEADS.second)
    return value + _product(state, record, at + HEADS.third)


@inline
def linear(tables, state, constant, first, last):
    """Return constant + Σ factor·state over the terms from `first` on and before `last`."""
    value = int(constant)
    for term in range(first, last):
        value += _product(state, tables.terms, TERMS.width * term)
    return value


@inline
def within(state, record, at):
    """Say whether the `Range` at `record[at]` holds."""
    now = state[record[at + RANGES.slot]]
    return (record[at + RANGES.low] <= now) & (now <= record[at + RANGES.high])


@merged
def _ranges_hold(tables, state, first, last):
    for each in range(first, last):
        at = RANGES.width * each
        now = state[tables.ranges[at + RANGES.slot]]
        if now < tables.ranges[at + RANGES.low] or now > tables.ranges[at + RANGES.high]:
            return False
    return True


@merged
def _tests_hold(tables, state, first, last):
    for each in range(first, last):
        at = TESTS.width * each
        operator = tables.tests[at + TESTS.operator]
        start, stop = span(tables.tests, at + TESTS.terms)
        value = linear(tables, state, tables.tests[at + TESTS.constant], start, stop)
        if operator == AT_LEAST:
            if value < 0:
                return False
        elif (value == 0) != (operator == EQUAL):
            return False
    return True


@inline
def holds(tables, state, guard):
    """Say whether every condition of a guard is true. The derived tracks it reads must be fresh."""
    if guard == 0:
        return True
    at, following = GUARDS.width * guard, GUARDS.width * (guard + 1)
    if not _ranges_hold(tables, state, tables.guards[at + GUARDS.ranges], tables.guards[following + GUARDS.ranges]):
        return False
    return _tests_hold(tables, state, tables.guards[at + GUARDS.tests], tables.guards[following + GUARDS.tests])


@inline
def total(tables, state, which):
    """Return the value of a sum. The derived tracks it reads must be fresh."""
    value = 0
    for each in range(tables.sums[which], tables.sums[which + 1]):
        at = SUMMANDS.width * each
        if holds(tables, state, tables.summands[at + SUMMANDS.guard]):
            value += _head(state, tables.summands, at + SUMMANDS.head)
            first, last = span(tables.summands, at + SUMMANDS.terms)
            value += linear(tables, state, tables.summands[at + SUMMANDS.constant], first, last)  # quicker last
    return value


@inline
def amount(tables, state, record, at):
    """Return the `Amount` at `record[at]`. The derived tracks it reads must be fresh."""
    value = int(record[at + AMOUNTS.constant]) + _head(state, record, at + AMOUNTS.head)
    if record[at + AMOUNTS.sum] >= 0:
        value += total(tables, state, record[at + AMOUNTS.sum])
    return value


@inline
def place(state, record, at):
    """Return the index of the word that the `Place` at `record[at]` leads to."""
    word = int(record[at + PLACES.word]) + int(state[record[at + PLACES.slot]])
    word += int(record[at + PLACES.second_stride]) * int(state[record[at + PLACES.second_slot]])
    return word + int(record[at + PLACES.third_stride]) * int(state[record[at + PLACES.third_slot]])


@called
def compute(tables, state, derived):
    """Compute one derived track; those it reads must be fresh. Modifies its slot of `state`."""
    at = DERIVED.width * derived
    value = total(tables, state, tables.derived[at + DERIVED.sum])
    low, high = tables.derived[at + DERIVED.low], tables.derived[at + DERIVED.high]
    state[tables.sizes[SIZES.first_derived] + derived] = clamped(value, low, high)


@called
def _compute_listed(tables, state, first, last):
    for each in range(first, last):
        compute(tables, state, np.int64(tables.refresh[each]))


@inline
def refresh(tables, state, record, at):
    """Compute the derived tracks that the `Span` of refresh at `record[at]` names. Modifies the derived slots."""
    first, last = span(record, at)
    if first < last:
        _compute_listed(tables, state, np.int64(first), np.int64(last))


@inline
def compute_all(tables, state):
    """Compute every derived track. Modifies the derived slots."""
    _compute_listed(tables, state, np.int64(0), np.int64(tables.sizes[SIZES.derived]))
