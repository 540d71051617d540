"""A learned policy: how often a strong player would choose each move, read from a few tracks.

For each plan (phase and seat) it looks at some tracks that the seat sees, and gives each move a number: one by the
seat's own mandate, and one for each track times its value. A step of DOUBLING makes a move twice as likely. All in
integers, so that every machine chooses alike. (A softmax over linear forms; `players.policy` lays it out.)
"""

from __future__ import annotations

import numpy as np

from wargame.kernel.choose import weigh_moves
from wargame.kernel.forms import compute
from wargame.kernel.jit import called, lowest_bit, merged

# A policy is one int32 array: HEAD integers (the slot of each seat's mandate, -1 if there is no policy), a record of
# PLAN integers a plan (its tracks from, to; the derived tracks to compute before from, to; its rows from; own
# mandates), then what these name: slots, derived tracks, and rows, one for each move of the plan in the order of bits.
HEAD, PLAN = 2, 6
DOUBLING = 256

UNLEARNED = np.full(HEAD, -1, np.int32)  # no policy: the doctrine is asked

_FAR = 20  # doublings below the likeliest move from which on a move is never chosen
_LEAST = -(1 << 60)
_ONE = np.uint64(1)


@called
def _weigh_learned(tables, policy, state, plan, bits, weights):
    """Write how likely each open move is into `weights`, in the order of bits; returns their sum."""
    record = HEAD + PLAN * plan
    for each in range(policy[record + 2], policy[record + 3]):
        compute(tables, state, np.int64(policy[each]))
    first, last, mandates = policy[record], policy[record + 1], policy[record + 5]
    width, own = mandates + last - first, int(state[policy[plan & 1]])
    count, most = 0, _LEAST
    while bits:
        row = policy[record + 4] + width * lowest_bit(bits)
        value = int(policy[row + own])
        at = row + mandates
        for each in range(first, last):
            value += int(policy[at]) * int(state[policy[each]])
            at += 1
        weights[count] = value
        most = max(most, value)
        count += 1
        bits &= bits - _ONE
    whole = 0
    for each in range(count):
        below = most - weights[each]
        weight = 0
        if below < _FAR * DOUBLING:
            weight = (2 * DOUBLING - below % DOUBLING) << 12 >> below // DOUBLING
        weights[each] = weight
        whole += weight
    return whole


@merged
def incline(tables, policy, state, plan, bits, weights):
    """Write how likely each open move is into `weights`, in the order of bits; returns their sum.

    By the learned policy, by the doctrine if there is none. Modifies the derived slots of `state`.
    """
    if policy[0] < 0:
        return weigh_moves(tables, state, plan, bits, weights)
    return _weigh_learned(tables, policy, state, plan, bits, weights)
