"""Which moves are open: one bit a move, one AND a condition row."""

from __future__ import annotations

import numpy as np

from wargame.kernel.forms import holds, place, refresh
from wargame.kernel.jit import inline
from wargame.kernel.state import PHASE, SEATS, TURN
from wargame.kernel.tables import CHECKS, PLACES, PLANS

_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@inline
def plan_of(tables, state):
    """Return the plan (seat and phase) of the seat to move."""
    return SEATS * (state[PHASE] - 1) + state[TURN]


@inline
def legal_bits(tables, state, plan):
    """Return the open moves of a plan as bits. Modifies the derived slots of `state`."""
    at, following = PLANS.width * plan, PLANS.width * (plan + 1)
    bits = _ALL
    for row in range(tables.plans[at + PLANS.rows], tables.plans[following + PLANS.rows]):
        bits &= tables.masks[place(state, tables.rows, PLACES.width * row)]
    for check in range(tables.plans[at + PLANS.checks], tables.plans[following + PLANS.checks]):
        here = CHECKS.width * check
        mask = tables.masks[tables.checks[here + CHECKS.mask]]
        if bits & mask:
            refresh(tables, state, tables.checks, here + CHECKS.refresh)
            if not holds(tables, state, tables.checks[here + CHECKS.guard]):
                bits &= ~mask
    return bits


@inline
def moves_of(tables, plan):
    """Return where the moves of a plan begin in `tables.plan_moves`, one for each bit."""
    return int(tables.plans[PLANS.width * plan + PLANS.moves])
