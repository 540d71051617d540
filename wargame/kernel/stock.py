"""Information sets as sampling keeps them: numbered by a hash table of fixed size, each with a run of actions.

What is met once the memory is full is counted, and kept no more.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wargame.kernel.dice import mix
from wargame.kernel.jit import merged
from wargame.kernel.records import layout

UNKEPT = -1  # in the place of an information set for which there was no room


class Kept(NamedTuple):
    """An information set."""

    first: int  # of its actions
    actions: int
    seat: int
    visits: int  # by traversals in which the other seat learned: what its average strategy is made of


class Stock(NamedTuple):
    """How much of the memory is in use, and its capacity."""

    sets: int
    actions: int
    most_sets: int
    most_actions: int
    mask: int  # places of the hash table - 1
    unkept: int  # decisions met for which there was no room


KEPT = layout(Kept)
STOCK = layout(Stock)


class Memory(NamedTuple):
    """What is kept of all information sets, as pointers."""

    places: Any  # the hash table: number of a set + 1, 0: free
    keys: Any  # by set
    sets: Any  # of Kept
    moves: Any  # by action
    regrets: Any
    sums: Any  # the average strategy, not normalized
    stock: Any  # one Stock


@merged
def find_set(memory, key, seat, actions):
    """Return the information set with a key, which is made if there is none; UNKEPT if there is no room for it."""
    stock = memory.stock
    mask = stock[STOCK.mask]
    at = np.int64(mix(key) & np.uint64(mask))
    while memory.places[at] != 0:
        found = np.int64(memory.places[at]) - 1
        if memory.keys[found] == key:
            same = memory.sets[KEPT.width * found + KEPT.actions] == actions
            return found if same else UNKEPT  # two hashes alike, of sets that are not
        at = (at + 1) & mask
    found, first = stock[STOCK.sets], stock[STOCK.actions]
    if found >= stock[STOCK.most_sets] or first + actions > stock[STOCK.most_actions]:
        return UNKEPT
    stock[STOCK.sets], stock[STOCK.actions] = found + 1, first + actions
    memory.places[at], memory.keys[found] = found + 1, key
    here = KEPT.width * found
    memory.sets[here + KEPT.first], memory.sets[here + KEPT.actions] = first, actions
    memory.sets[here + KEPT.seat], memory.sets[here + KEPT.visits] = seat, 0
    return found
