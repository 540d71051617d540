"""Sets of the moves of one seat in one phase: a bit each, in two words.

The moves of nearly all scenarios fit into the first word. What the second costs these is a test that always comes out
alike, which the processor foresees. So loops run over the words, and within them over the bits: one test a word, none
a move.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wargame.kernel.dice import mix
from wargame.kernel.jit import bits_in, inline, nth_bit

WORD_MOVES = 64  # whose bits fit into a word
MOST_MOVES = 2 * WORD_MOVES  # of one seat in one phase

NO_BITS = np.uint64(0)


class MoveSet(NamedTuple):
    """A set of moves, each named by its place among those of its seat and phase."""

    first: Any  # a word: moves 0 to WORD_MOVES - 1, from the lowest bit
    second: Any  # the others


@inline
def is_empty(moves):
    """Say whether there is no move in a set."""
    return (moves.first | moves.second) == NO_BITS


@inline
def size(moves):
    """Return how many moves there are."""
    return bits_in(moves.first) + bits_in(moves.second)


@inline
def nth(moves, number):
    """Return the place of the n-th move, counted from 0."""
    within = bits_in(moves.first)
    return nth_bit(moves.first, number) if number < within else WORD_MOVES + nth_bit(moves.second, number - within)


@inline
def word_of(moves, plan):
    """Return one word that stands for the moves of a plan."""
    return moves.first + np.uint64(plan) + mix(moves.second)  # mix(0) is 0
