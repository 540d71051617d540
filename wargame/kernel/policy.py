"""A learned policy: a softmax over linear forms of a few tracks, for each phase and seat.

The logit of a move is a number by the seat's own mandate, plus one for each track (that the seat sees) times its value.
DOUBLING more makes a move twice as likely. All in integers, so that every machine chooses alike. `players.policy` lays
the array out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wargame.kernel.choose import weigh_moves
from wargame.kernel.forms import compute
from wargame.kernel.jit import called, lowest_bit, merged
from wargame.kernel.movesets import WORD_MOVES
from wargame.kernel.records import SPANS, BySeat, Span, layout

# A policy is one int32 array: a `Lead`, a `Leaning` for each plan, then what these name: slots of tracks, derived
# tracks, and rows, one for each move of the plan in the order of bits: a number for each mandate, then for each track.


class Lead(NamedTuple):
    """The header of a policy's array."""

    mandates: BySeat  # the slot of each seat's mandate, -1 if there is no policy


class Leaning(NamedTuple):
    """What a policy holds for one plan; indices are into this array."""

    tracks: Span
    derived: Span  # to compute before
    rows: int  # from
    mandates: int  # of the seat; 0 if the doctrine is asked in this plan


LEADS = layout(Lead)
LEANINGS = layout(Leaning)
DOUBLING = 256

UNLEARNED = np.full(LEADS.width, -1, np.int32)  # no policy: the doctrine is asked

_FAR = 20  # doublings below the likeliest move from which on a move is never chosen
_LEAST = -(1 << 60)
_ONE = np.uint64(1)


@called
def _weigh_learned(tables, policy, state, plan, opened, weights):
    """Write the relative probability of each open move into `weights`, in their order; returns their sum."""
    at = LEADS.width + LEANINGS.width * plan
    derived, tracks = at + LEANINGS.derived, at + LEANINGS.tracks
    for each in range(policy[derived + SPANS.start], policy[derived + SPANS.stop]):
        compute(tables, state, np.int64(policy[each]))
    first, last, mandates = policy[tracks + SPANS.start], policy[tracks + SPANS.stop], policy[at + LEANINGS.mandates]
    width, own = mandates + last - first, int(state[policy[LEADS.mandates + (plan & 1)]])
    rows, count, most = policy[at + LEANINGS.rows], 0, _LEAST
    for word in opened:
        bits = word
        while bits:
            row = rows + width * lowest_bit(bits)
            value = int(policy[row + own])
            factor = row + mandates
            for each in range(first, last):
                value += int(policy[factor]) * int(state[policy[each]])
                factor += 1
            weights[count] = value
            most = max(most, value)
            count += 1
            bits &= bits - _ONE
        rows += width * WORD_MOVES
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
def incline(tables, policy, state, plan, opened, weights):
    """Write the relative probability of each open move into `weights`, in their order; returns their sum.

    By the learned policy, by the doctrine if there is none for this plan. Modifies the derived slots of `state`.
    """
    if policy[LEADS.mandates] < 0 or policy[LEADS.width + LEANINGS.width * plan + LEANINGS.mandates] == 0:
        return weigh_moves(tables, state, plan, opened, weights)
    return _weigh_learned(tables, policy, state, plan, opened, weights)
