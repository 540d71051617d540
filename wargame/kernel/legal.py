"""Which moves are open: one bit a move, one AND a condition row."""

from __future__ import annotations

import numpy as np

from wargame.kernel.forms import holds, place, refresh
from wargame.kernel.jit import inline
from wargame.kernel.state import PHASE, TURN

_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@inline
def plan_of(tables, state):
    """Return the plan (seat and phase) of the seat to move."""
    return (state[PHASE] - 1) * 2 + state[TURN]


@inline
def legal_bits(tables, state, plan):
    """Return the open moves of a plan as bits. Modifies the derived slots of `state`."""
    base = 3 * plan
    bits = _ALL
    for row in range(tables.plans[base], tables.plans[base + 3]):
        bits &= tables.masks[place(state, tables.rows, 6 * row)]
    for check in range(tables.plans[base + 1], tables.plans[base + 4]):
        mask = tables.masks[tables.checks[4 * check + 1]]
        if bits & mask:
            refresh(tables, state, tables.checks[4 * check + 2], tables.checks[4 * check + 3])
            if not holds(tables, state, tables.checks[4 * check]):
                bits &= ~mask
    return bits
