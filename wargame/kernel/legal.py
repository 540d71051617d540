"""Which moves are open: one bit a move, one AND a condition row."""

from __future__ import annotations

import numpy as np

from wargame.kernel.forms import holds, place, refresh
from wargame.kernel.jit import called, inline
from wargame.kernel.movesets import NO_BITS, MoveSet, nth
from wargame.kernel.state import PHASE, SEATS, TURN
from wargame.kernel.tables import CHECKS, PLACES, PLANS

_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@inline
def plan_of(tables, state):
    """Return the plan (seat and phase) of the seat to move."""
    return SEATS * (state[PHASE] - 1) + state[TURN]


@inline
def _open_bits(tables, state, plan):
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


@called
def _open_bits_beyond(tables, state, plan):
    return _open_bits(tables, state, plan)


@inline
def legal_set(tables, state, plan):
    """Return the open moves of a plan. Modifies the derived slots of `state`."""
    beyond, second = np.int64(tables.plans[PLANS.width * plan + PLANS.beyond]), NO_BITS
    if beyond:
        second = _open_bits_beyond(tables, state, beyond)
    return MoveSet(_open_bits(tables, state, plan), second)


@inline
def moves_of(tables, plan):
    """Return where the moves of a plan begin in `tables.plan_moves`, in the order of their bits."""
    return int(tables.plans[PLANS.width * plan + PLANS.moves])


@inline
def nth_open(tables, plan, opened, number):
    """Return the n-th of the open moves of a plan, counted from 0."""
    return int(tables.plan_moves[moves_of(tables, plan) + nth(opened, number)])
