"""Linear forms, guards and derived tracks over a state.

Nothing here changes a track; `refresh` writes derived slots.
"""

from __future__ import annotations

import numpy as np

from wargame.kernel.jit import called, inline, merged
from wargame.kernel.tables import AT_LEAST, EQUAL


@inline
def clamped(value, low, high):
    """Return the nearest value within bounds."""
    return min(max(value, low), high)


@inline
def linear(tables, state, constant, first, last):
    """Return constant + Σ factor·state over terms first to last."""
    value = int(constant)
    for term in range(first, last):
        value += int(tables.terms[2 * term]) * int(state[tables.terms[2 * term + 1]])
    return value


@merged
def _ranges_hold(tables, state, first, last):
    for each in range(first, last):
        now = state[tables.ranges[3 * each]]
        if now < tables.ranges[3 * each + 1] or now > tables.ranges[3 * each + 2]:
            return False
    return True


@merged
def _tests_hold(tables, state, first, last):
    for each in range(first, last):
        operator = tables.tests[4 * each]
        value = linear(
            tables, state, tables.tests[4 * each + 1], tables.tests[4 * each + 2], tables.tests[4 * each + 3]
        )
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
    if not _ranges_hold(tables, state, tables.guards[2 * guard], tables.guards[2 * guard + 2]):
        return False
    return _tests_hold(tables, state, tables.guards[2 * guard + 1], tables.guards[2 * guard + 3])


@inline
def total(tables, state, which):
    """Return the value of a sum. The derived tracks it reads must be fresh."""
    value = 0
    for each in range(tables.sums[which], tables.sums[which + 1]):
        at = 10 * each
        if holds(tables, state, tables.summands[at]):
            value += int(tables.summands[at + 2]) * int(state[tables.summands[at + 3]])
            value += int(tables.summands[at + 4]) * int(state[tables.summands[at + 5]])
            value += int(tables.summands[at + 6]) * int(state[tables.summands[at + 7]])
            value += linear(tables, state, tables.summands[at + 1], tables.summands[at + 8], tables.summands[at + 9])
    return value


@inline
def amount(tables, state, record, at):
    """Return the amount that begins at `record[at]`. The derived tracks it reads must be fresh."""
    value = int(record[at]) + int(record[at + 1]) * int(state[record[at + 2]])
    value += int(record[at + 3]) * int(state[record[at + 4]]) + int(record[at + 5]) * int(state[record[at + 6]])
    if record[at + 7] >= 0:
        value += total(tables, state, record[at + 7])
    return value


@inline
def place(state, record, at):
    """Return where the *place* that begins at `record[at]` lies."""
    word = int(record[at]) + int(state[record[at + 1]])
    return word + int(record[at + 3]) * int(state[record[at + 2]]) + int(record[at + 5]) * int(state[record[at + 4]])


@inline
def within(state, record, at):
    """Say whether the range that begins at `record[at]` holds."""
    now = state[record[at]]
    return (record[at + 1] <= now) & (now <= record[at + 2])


@called
def compute(tables, state, derived):
    """Compute one derived track; those it reads must be fresh. Modifies its slot of `state`."""
    value = total(tables, state, tables.derived[3 * derived])
    low, high = tables.derived[3 * derived + 1], tables.derived[3 * derived + 2]
    state[tables.sizes[1] + derived] = clamped(value, low, high)


@called
def _compute_all(tables, state, first, last):
    for each in range(first, last):
        compute(tables, state, np.int64(tables.refresh[each]))


@inline
def refresh(tables, state, first, last):
    """Compute the derived tracks that a refresh list names. Modifies the derived slots of `state`."""
    if first < last:
        _compute_all(tables, state, np.int64(first), np.int64(last))
