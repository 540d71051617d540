"""What never changes in a game: the rules as tables.

All integers lie in one array, all 64-bit words (move masks, wheels, rule keys) in one uint64 array, each headed by the
places where its tables begin. A table is a row of records or of plain numbers; the classes below say what lies in a
record (see kernel.records), the constants of the same name in the plural where. Records lie side by side, so that
one cache line holds what one step needs.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, get_type_hints

import numpy as np

from wargame.kernel.jit import inline, view
from wargame.kernel.records import BySeat, Span, layout, width

BLOCK = 2  # additions done without asking whether there are more

PLACE_TRACKS = 3  # most tracks whose values lead to a word
WHEEL_OUTCOMES, WHEEL_BITS = 4, 16  # most outcomes of a rule with wheels, and the bits that hold where one begins

# Operators of a step.
ADD, SET, RAISE, LOWER = range(4)

# Operators of a test.
AT_LEAST, EQUAL, UNEQUAL = range(3)


# -- records. A field named after a table is an index into it: one entry, or (`Span`) several, or, where a comment says
# "from", the first of several that end where those of the next record begin.


class Size(NamedTuple):
    """The counts of slots, moves, endings and so on; one record."""

    slots: int
    first_derived: int  # slot
    derived: int
    moves: int
    endings: int
    ply_limit: int
    score_terms: int


class Term(NamedTuple):
    """factor · state[slot]."""

    factor: int
    slot: int


class Head(NamedTuple):
    """The first three terms of a form, which are added without a loop; one that is missing has the factor 0."""

    first: Term
    second: Term
    third: Term


class Summand(NamedTuple):
    """A linear form that counts while a guard holds: constant + Σ factor·state."""

    guard: int
    constant: int
    head: Head
    terms: Span  # those beyond the head


class Range(NamedTuple):
    """A condition on one track: low <= state[slot] <= high."""

    slot: int
    low: int
    high: int


class Test(NamedTuple):
    """A condition on a linear form: how constant + Σ factor·state compares with 0."""

    operator: int
    constant: int
    terms: Span


class Guard(NamedTuple):
    """Conditions that all hold; guard 0 always does."""

    ranges: int  # from
    tests: int  # from


class Amount(NamedTuple):
    """A number that depends on the state: a short linear form, and a sum to be added."""

    constant: int
    head: Head
    sum: int  # -1: none


class Derived(NamedTuple):
    """A derived track: a sum within bounds. Its slot is the first derived slot + its index."""

    sum: int
    low: int
    high: int


class Addition(NamedTuple):
    """state[slot] becomes clamp(state[slot] + amount). They come in blocks of BLOCK."""

    slot: int
    amount: int
    low: int
    high: int


class Step(NamedTuple):
    """An assignment while a guard holds."""

    guard: int
    span: int  # steps to skip if it does not hold
    operator: int
    slot: int
    low: int
    high: int
    refresh: Span
    amount: Amount


class Body(NamedTuple):
    """A list of effects: additions first, then steps."""

    adds: Span  # in blocks
    steps: Span


class Outcome(NamedTuple):
    """One of the outcomes that a rule's roll draws from."""

    body: Body
    guard: int
    weight: Amount


class Place(NamedTuple):
    """The index of a 64-bit word looked up by up to PLACE_TRACKS tracks: word + state + Σ stride·state."""

    word: int
    slot: int  # its stride is 1
    second_slot: int
    second_stride: int
    third_slot: int
    third_stride: int


class Wheel(NamedTuple):
    """The precomputed weights of a rule's outcomes, if it has such."""

    exists: int  # 1, or 0: the outcomes are weighed when they are drawn
    place: Place  # in the wheels


class Rule(NamedTuple):
    """When a rule fires, and what it does."""

    first_range: Range  # two ranges, asked first, and a guard for the rest
    second_range: Range
    guard: int
    refresh: Span  # for the guard
    body: Body
    outcomes: Span
    wheel: Wheel
    weight_refresh: Span  # for the guards and weights of the outcomes


class Phase(NamedTuple):
    """A phase: how many rounds it has, and which comes next."""

    rounds: int
    next: int  # phase, 0: none


class Plan(NamedTuple):
    """The legality of as many of one seat's moves in one phase as fit into a word."""

    rows: int  # from
    checks: int  # from
    moves: int  # plan moves from, those of the plan beyond among them
    beyond: int  # plan of the moves that do not fit; 0: none


class Check(NamedTuple):
    """A guard that closes moves where it fails."""

    guard: int
    mask: int  # the moves, as bits
    refresh: Span


class Ending(NamedTuple):
    """How a game may end: the first whose guard holds."""

    guard: int
    refresh: Span  # beyond those of the endings before
    class_: int
    is_fixed: int  # 1: its scores are the ones that follow
    scores: BySeat


class Tally(NamedTuple):
    """A sum that counts for a seat's score while a guard holds."""

    guard: int
    guard_refresh: Span
    sum: int
    sum_refresh: Span


class ScoreTerm(NamedTuple):
    """A summand of a score, by itself."""

    seat: int
    sum: int


SIZES = layout(Size)
TERMS = layout(Term)
HEADS = layout(Head)
SUMMANDS = layout(Summand)
RANGES = layout(Range)
TESTS = layout(Test)
GUARDS = layout(Guard)
AMOUNTS = layout(Amount)
DERIVED = layout(Derived)
ADDS = layout(Addition)
STEPS = layout(Step)
BODIES = layout(Body)
OUTCOMES = layout(Outcome)
PLACES = layout(Place)
WHEELS = layout(Wheel)
RULES = layout(Rule)
PHASES = layout(Phase)
PLANS = layout(Plan)
CHECKS = layout(Check)
ENDINGS = layout(Ending)
TALLIES = layout(Tally)
SCORE_TERMS = layout(ScoreTerm)


# -- tables


class Tables(NamedTuple):
    """The tables by name; each a pointer (or slice) into the two arrays.

    Those of records name their class; the others hold plain numbers.
    """

    sizes: Annotated[Any, Size]
    start: Any  # a state before set-up
    # forms and guards
    terms: Annotated[Any, Term]
    summands: Annotated[Any, Summand]
    sums: Any  # summands from
    ranges: Annotated[Any, Range]
    tests: Annotated[Any, Test]
    guards: Annotated[Any, Guard]
    derived: Annotated[Any, Derived]
    refresh: Any  # derived, in the order in which to compute them; the whole list comes first
    # rules
    adds: Annotated[Any, Addition]
    steps: Annotated[Any, Step]
    bodies: Annotated[Any, Body]  # of the projections
    outcomes: Annotated[Any, Outcome]
    rules: Annotated[Any, Rule]  # moves first (a move's index is its rule), then events, then set-up
    # turns
    phases: Annotated[Any, Phase]  # by phase, from 1
    moments: Any  # moment rules from; by moment and phase
    moment_rules: Any  # rule
    # legality
    plans: Annotated[Any, Plan]  # by seat and phase; then those of moves that did not fit
    rows: Annotated[Any, Place]  # of a word of the masks
    checks: Annotated[Any, Check]
    plan_moves: Any  # move; by plan and bit
    # players
    appeals: Any  # sum; by move
    appeal_refresh: Annotated[Any, Span]  # of refresh; by plan
    # what it comes to
    endings: Annotated[Any, Ending]
    scores: Any  # tallies from; by seat
    tallies: Annotated[Any, Tally]
    score_terms: Annotated[Any, ScoreTerm]
    # what a seat sees
    seen: Any  # slot; those seat 0 sees, then those seat 1 sees
    seen_from: Any  # seen from; by seat
    mover: Any  # seat; by move
    shown: Any  # the move that the other seat is shown; by move
    rule_seats: Any  # who sees a rule happen, bit by seat; by rule
    outcome_seats: Any  # the same; by outcome
    # 64-bit words
    masks: Any  # moves of a plan, as bits
    wheels: Any  # how heavy all outcomes are together, and where the 2nd, 3rd and 4th begin: 16 bits each, lowest first
    keys: Any  # the hash of a rule's id, so that rolls do not depend on the order of rules; by rule


WORD_FIELDS = ("masks", "wheels", "keys")
FIELDS = Tables._fields[: -len(WORD_FIELDS)]
RECORDS: dict[str, type[tuple[Any, ...]]] = {
    name: hint.__metadata__[0] for name, hint in get_type_hints(Tables, include_extras=True).items() if hint is not Any
}
WIDTHS = {name: width(RECORDS.get(name, int)) for name in Tables._fields}  # integers of an entry

_INTS = Tables(*range(len(Tables._fields)))  # which of the tables of its array each is
_WORDS = Tables(*(at - len(FIELDS) for at in _INTS))


@inline
def _table(array, which):
    """Return the address of a table, given the array that it lies in."""
    return view(array, np.int64(array[which]), np.int64(array[which + 1]))


@inline
def open_tables(ints, words):
    """Return the `Tables` over packed arrays, which must outlive them."""
    return Tables(
        _table(ints, _INTS.sizes),
        _table(ints, _INTS.start),
        _table(ints, _INTS.terms),
        _table(ints, _INTS.summands),
        _table(ints, _INTS.sums),
        _table(ints, _INTS.ranges),
        _table(ints, _INTS.tests),
        _table(ints, _INTS.guards),
        _table(ints, _INTS.derived),
        _table(ints, _INTS.refresh),
        _table(ints, _INTS.adds),
        _table(ints, _INTS.steps),
        _table(ints, _INTS.bodies),
        _table(ints, _INTS.outcomes),
        _table(ints, _INTS.rules),
        _table(ints, _INTS.phases),
        _table(ints, _INTS.moments),
        _table(ints, _INTS.moment_rules),
        _table(ints, _INTS.plans),
        _table(ints, _INTS.rows),
        _table(ints, _INTS.checks),
        _table(ints, _INTS.plan_moves),
        _table(ints, _INTS.appeals),
        _table(ints, _INTS.appeal_refresh),
        _table(ints, _INTS.endings),
        _table(ints, _INTS.scores),
        _table(ints, _INTS.tallies),
        _table(ints, _INTS.score_terms),
        _table(ints, _INTS.seen),
        _table(ints, _INTS.seen_from),
        _table(ints, _INTS.mover),
        _table(ints, _INTS.shown),
        _table(ints, _INTS.rule_seats),
        _table(ints, _INTS.outcome_seats),
        _table(words, _WORDS.masks),
        _table(words, _WORDS.wheels),
        _table(words, _WORDS.keys),
    )
