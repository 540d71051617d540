"""What never changes in a game: the rules as tables.

All integers lie in one array, all 64-bit words (move masks, rule keys) in one uint64 array; `Layout` says where
each table begins. Small records lie side by side, `WIDTH` integers each, so that one cache line holds what one step
needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from wargame.kernel.jit import inline, view

if TYPE_CHECKING:
    from wargame.arrays import Array


BLOCK = 2  # additions done without asking whether there are more

PLACE_TRACKS = 3  # most tracks whose values lead to a word
WHEEL_OUTCOMES, WHEEL_BITS = 4, 16  # most outcomes of a rule with wheels, and the bits that hold where one begins

# Operators of a step.
ADD, SET, RAISE, LOWER = range(4)

# Operators of a test.
AT_LEAST, EQUAL, UNEQUAL = range(3)


class Tables(NamedTuple):
    """The tables by name; each a pointer (or slice) into the two arrays.

    A record's fields are listed in the order in which they lie. A `from` without a `to` runs to the `from` of the
    next record. A *range* is three integers (slot, low, high): the state there lies within. An *amount* is eight (a
    constant, three times factor and slot, a sum or -1): a linear form, and a sum to be added: most forms are short
    and need no loop. A *body* is four (adds from, to, in blocks; steps from, to). A *place* is six (first word, a slot,
    twice slot and stride): the word at first + state + Σ stride·state. A *wheel* is seven (1, or 0 if there is none,
    and a place among the wheels).
    """

    sizes: Any  # slots, first derived slot, derived, moves, endings, ply limit, score terms
    start: Any  # a state before set-up
    # forms and guards
    terms: Any  # 2: factor, slot
    summands: Any  # 10: guard, constant, three times factor and slot, further terms from, to
    sums: Any  # 1: summands from
    ranges: Any  # 3: slot, low, high: a condition on one track
    tests: Any  # 4: operator, constant, terms from, to: a condition on a linear form
    guards: Any  # 2: ranges from, tests from; guard 0 always holds
    derived: Any  # 3: sum, low, high; slot = first derived slot + index
    refresh: Any  # 1: derived, in the order in which to compute them; named by ranges (from, to)
    # rules
    adds: Any  # 4: slot, amount, low, high: clamp(state + amount); they come in blocks of BLOCK
    steps: Any  # 16: guard, span, operator, slot, low, high, refresh from, refresh to, amount
    bodies: Any  # 4: a body; of the projections
    outcomes: Any  # 13: body, guard, amount (the weight)
    # 24: two ranges, guard of the rest, its refresh from, to, body, outcomes from, to, wheel, weight refresh from, to
    rules: Any  # moves first (a move's index is its rule), then events, then set-up
    # turns
    phases: Any  # 2: rounds, next; by phase, from 1
    moments: Any  # 1: moment rules from; by moment and phase
    moment_rules: Any  # 1: rule
    # legality, by plan = seat and phase
    plans: Any  # 3: rows from, checks from, moves from
    rows: Any  # 6: a place among the masks
    checks: Any  # 4: guard, word, refresh from, to: where the guard fails, the bits of the word are closed
    plan_moves: Any  # 1: move; by plan and bit
    # players
    appeals: Any  # 1: sum; by move
    appeal_refresh: Any  # 2: refresh from, to; by plan
    # what it comes to
    endings: Any  # 7: guard, refresh from, to (beyond the endings before), class, are scores fixed, score of seats 0, 1
    scores: Any  # 1: tallies from; by seat
    tallies: Any  # 6: guard, its refresh from, to, sum, its refresh from, to
    score_terms: Any  # 2: seat, sum
    # what a seat sees
    seen: Any  # 1: slot; those seat 0 sees, then those seat 1 sees
    seen_from: Any  # 1: by seat, and the end
    mover: Any  # 1: seat; by move
    shown: Any  # 1: the move that the other seat is shown; by move
    rule_seats: Any  # 1: who sees a rule happen, bit by seat; by rule
    outcome_seats: Any  # 1: the same; by outcome
    # 64-bit words
    masks: Any  # move masks
    wheels: Any  # how heavy all outcomes are together, and where the 2nd, 3rd and 4th begin: 16 bits each, lowest first
    keys: Any  # by rule: the hash of its id, so that rolls do not depend on the order of rules


FIELDS = tuple(name for name in Tables._fields if name not in {"masks", "wheels", "keys"})
WORD_FIELDS = ("masks", "wheels", "keys")


def pack(fields: dict[str, list[int]]) -> tuple[Array, Array]:
    """Lay the tables out in two arrays (int16, uint64), each headed by the places where its tables begin.

    They lie in immutable bytes, so that nothing can write to them. (To Numba an array that is read only is another
    type: all kernels are compiled for that one alone.)

    Tables that hold numbers beyond 16 bits are laid out in int32: the kernel plays either, but half the size is faster.

    Raises:
        OverflowError: a number is beyond 32 bits.
    """

    def lay(names: tuple[str, ...], dtype: type) -> Array:
        head, total = [], len(names) + 1
        for name in names:
            head.append(total)
            total += len(fields[name])
        head.append(total)
        body = [number for name in names for number in fields[name]]
        return np.array([*head, *body], dtype)

    ints = lay(FIELDS, np.int64)
    narrow = np.int16 if np.abs(ints).max() < 2**15 else np.int32
    if np.abs(ints).max() >= 2**31:
        message = "a number is beyond 32 bits"
        raise OverflowError(message)
    return _fixed(ints.astype(narrow)), _fixed(lay(WORD_FIELDS, np.uint64))


def _fixed(array: Array) -> Array:
    """Return the same array over immutable bytes."""
    return np.frombuffer(array.tobytes(), array.dtype)


@inline
def open_tables(ints, words):
    """Return the `Tables` over packed arrays, which must outlive them."""
    return Tables(
        view(ints, ints[0], ints[1]),  # sizes
        view(ints, ints[1], ints[2]),  # start
        view(ints, ints[2], ints[3]),  # terms
        view(ints, ints[3], ints[4]),  # summands
        view(ints, ints[4], ints[5]),  # sums
        view(ints, ints[5], ints[6]),  # ranges
        view(ints, ints[6], ints[7]),  # tests
        view(ints, ints[7], ints[8]),  # guards
        view(ints, ints[8], ints[9]),  # derived
        view(ints, ints[9], ints[10]),  # refresh
        view(ints, ints[10], ints[11]),  # adds
        view(ints, ints[11], ints[12]),  # steps
        view(ints, ints[12], ints[13]),  # bodies
        view(ints, ints[13], ints[14]),  # outcomes
        view(ints, ints[14], ints[15]),  # rules
        view(ints, ints[15], ints[16]),  # phases
        view(ints, ints[16], ints[17]),  # moments
        view(ints, ints[17], ints[18]),  # moment_rules
        view(ints, ints[18], ints[19]),  # plans
        view(ints, ints[19], ints[20]),  # rows
        view(ints, ints[20], ints[21]),  # checks
        view(ints, ints[21], ints[22]),  # plan_moves
        view(ints, ints[22], ints[23]),  # appeals
        view(ints, ints[23], ints[24]),  # appeal_refresh
        view(ints, ints[24], ints[25]),  # endings
        view(ints, ints[25], ints[26]),  # scores
        view(ints, ints[26], ints[27]),  # tallies
        view(ints, ints[27], ints[28]),  # score_terms
        view(ints, ints[28], ints[29]),  # seen
        view(ints, ints[29], ints[30]),  # seen_from
        view(ints, ints[30], ints[31]),  # mover
        view(ints, ints[31], ints[32]),  # shown
        view(ints, ints[32], ints[33]),  # rule_seats
        view(ints, ints[33], ints[34]),  # outcome_seats
        view(words, np.int64(words[0]), np.int64(words[1])),  # masks
        view(words, np.int64(words[1]), np.int64(words[2])),  # wheels
        view(words, np.int64(words[2]), np.int64(words[3])),  # keys
    )
