"""Information sets: a running 64-bit hash of all that each seat has seen.

Two games in which a seat was shown the same things in the same order have the same hash for that seat, whatever the
other one holds. Folded in, for each happening the seat was shown: the move as it was shown, or the event; the
outcome, if shown; and every track the seat sees. A happening it was not shown counts only if it moved something the
seat sees.
"""

from __future__ import annotations

import numpy as np

from wargame.kernel.dice import mix
from wargame.kernel.jit import entry, inline, view
from wargame.kernel.state import SEATS
from wargame.kernel.step import rolls
from wargame.kernel.tables import SIZES, open_tables
from wargame.kernel.trace import HAPPENINGS

_SLOT_BITS = np.uint64(16)
_SLOT = np.uint64(0xFFFF)
_SLOTS = 4  # that fit into a word
_ONE = np.uint64(1)


@inline
def sight(tables, state, seat):
    """Return a hash of all the tracks a seat sees."""
    word, folded = np.uint64(0), np.uint64(0)
    for each in range(tables.seen_from[seat], tables.seen_from[seat + 1]):
        word = (word << _SLOT_BITS) | (np.uint64(state[tables.seen[each]]) & _SLOT)
        if each % _SLOTS == _SLOTS - 1:
            folded = mix(folded ^ word)
            word = np.uint64(0)
    return mix(folded ^ word)


@inline
def shown_to(tables, rule, outcome, seat):
    """Return the word that a happening adds to a seat's hash, 0 if it is not shown; `outcome` -1 is the rule itself."""
    sees = np.uint64(tables.rule_seats[rule] >> seat) & _ONE
    shown, moves = rule, tables.sizes[SIZES.moves]
    if rule < moves:
        own = tables.mover[rule] == seat
        if not own:
            shown = tables.shown[rule]
        if outcome >= 0 and shown != rule:
            sees = np.uint64(0)
    elif outcome < 0 and rolls(tables, rule):
        sees = np.uint64(0)  # an event that rolls is told by its outcome
    if outcome >= 0:
        sees &= np.uint64(tables.outcome_seats[outcome] >> seat) & _ONE
        return sees * mix(tables.keys[shown] + np.uint64(outcome + 1))
    return sees * tables.keys[shown]


@inline
def folded(seen, shown, now, last):
    """Return a seat's hash after a happening that it was `shown` (a word; 0: not), the tracks it sees hashed before."""
    return mix(mix(seen ^ shown) ^ now) if shown != np.uint64(0) or now != last else seen


@entry
def observe(ints, words, before, happenings, states, hashes):
    """Fold happenings into the hashes of both seats; modifies `hashes` (2, uint64).

    `before` (slots, int16) is the state before the first of the `happenings` (n × HAPPENINGS.width, uint64), `states`
    (n × slots, int16) are those after each.
    """
    tables = open_tables(ints, words)
    for seat in range(SEATS):
        last = sight(tables, view(before, 0, before.size), seat)
        for at in range(happenings.shape[0]):
            now = sight(tables, view(states[at], 0, states.shape[1]), seat)
            rule, outcome = np.int64(happenings[at, HAPPENINGS.rule]), np.int64(happenings[at, HAPPENINGS.outcome]) - 1
            hashes[seat] = folded(hashes[seat], shown_to(tables, rule, outcome, seat), now, last)
            last = now
