"""The policies built into the kernel: uniformly random, and the doctrine, which draws moves by their appeals."""

from __future__ import annotations

import numpy as np

from wargame.kernel.dice import roll, share
from wargame.kernel.forms import refresh, total
from wargame.kernel.jit import called, inline, lowest_bit
from wargame.kernel.legal import moves_of, nth_open
from wargame.kernel.movesets import WORD_MOVES, size
from wargame.kernel.records import SPANS
from wargame.kernel.state import PLY

RANDOM, DOCTRINE = range(2)
POLICIES = {"random": RANDOM, "doctrine": DOCTRINE}

_CHOICE = np.uint64(0x5851F42D4C957F2D)  # stands where a rule's key stands in a roll
_ONE = np.uint64(1)


@called
def weigh_moves(tables, state, plan, opened, weights):
    """Write the appeal of each open move into `weights`, in their order; returns their sum."""
    refresh(tables, state, tables.appeal_refresh, SPANS.width * plan)
    first, whole, count = moves_of(tables, plan), 0, 0
    for word in opened:
        bits = word
        while bits:
            move = tables.plan_moves[first + lowest_bit(bits)]
            weights[count] = max(total(tables, state, tables.appeals[move]), 0)
            whole += weights[count]
            count += 1
            bits &= bits - _ONE
        first += WORD_MOVES
    return whole


@inline
def choose(tables, state, plan, opened, policy, weights, key):
    """Return the move that a policy plays; where no open move has an appeal, the doctrine plays at random."""
    whole = np.int64(0)
    if policy == DOCTRINE:
        whole = weigh_moves(tables, state, plan, opened, weights)
    return draw_move(tables, state, plan, opened, weights, whole, key)


@inline
def draw_move(tables, state, plan, opened, weights, whole, key):
    """Return one of the open moves, drawn by their weights, which add up to `whole`; if that is 0, any of them."""
    random = roll(key, np.uint64(state[PLY]), _CHOICE)
    number = 0
    if whole > 0:
        left = share(random, whole)
        while left >= weights[number]:
            left -= weights[number]
            number += 1
    else:
        number = share(random, size(opened))
    return nth_open(tables, plan, opened, number)
