"""One game step by step, for everything that a person reads: each happening with the state after it.

All of it is one compiled function, dispatched by an order number. If each function that Python calls were compiled by
itself, each would hold its own copy of the state machine, and a first start would wait for a dozen compilations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from wargame.kernel.choose import DOCTRINE, draw_move, weigh_moves
from wargame.kernel.dice import SETUP_STREAM, game_seed, roll, stream_key
from wargame.kernel.forms import compute_all, total
from wargame.kernel.jit import entry, hold, merged, view
from wargame.kernel.legal import legal_set, nth_open, plan_of
from wargame.kernel.movesets import MOST_MOVES, size
from wargame.kernel.playout import score
from wargame.kernel.records import layout
from wargame.kernel.state import CHANCE, DECIDE, EVENTS, NO_OUTCOME, NO_RULE, PLY, RULE, SEATS, STAGE, STATE
from wargame.kernel.step import ITSELF, apply_body, begin, draw, fail, find_event, finish, happen, open_ply, weigh
from wargame.kernel.tables import BODIES, SCORE_TERMS, SIZES, open_tables

if TYPE_CHECKING:
    from wargame.arrays import Array


# What the machine may be told to do: at a decision; with a state as it stands; to run.
_CHOOSE, _WEIGH_MOVES = range(2)
_REFRESH, _VALUE_TERMS, _SCORE, _PROJECT = range(2, 6)
_BEGIN, _START_MOVE, _NEXT_EVENT, _WEIGH_OUTCOMES, _RESOLVE = range(6, 11)
_OPEN_START, _OPEN_MOVE, _OPEN_OUTCOME, _TRACE_START, _TRACE_MOVE = range(11, 16)


_NO_PROJECTION = -1


class Happening(NamedTuple):
    """One rule at work: its own effects, or one of its outcomes; a row of uint64. The state after it goes with it."""

    rule: int
    outcome: int  # index + 1; 0: the rule's own effects
    whole: int  # the weight of all outcomes together; 0 for the rule's own effects
    bits: int  # that drew the outcome


HAPPENINGS = layout(Happening)

# What an order has no use for.
_NO_KEY = np.uint64(0)
_NO_NUMBERS = np.zeros(0, np.int64)
_NOT_NOTED = np.zeros((0, HAPPENINGS.width), np.uint64), np.zeros((0, 0), STATE)


@merged
def _at_decision(tables, state, order, policy, key, weights):
    """Return the move that a policy plays, or the sum of the `weights` of the open moves."""
    plan, whole = plan_of(tables, state), np.int64(0)
    opened = legal_set(tables, state, plan)
    if policy == DOCTRINE:
        whole = weigh_moves(tables, state, plan, opened, weights)
    if order == _CHOOSE:
        return int(draw_move(tables, state, plan, opened, weights, whole, key))
    if whole == 0:
        whole = np.int64(size(opened))
        for each in range(whole):
            weights[each] = 1
    return whole


@merged
def _as_it_stands(tables, state, order, number, numbers):
    """Compute derived tracks, score terms or scores, or run a projection to its ending."""
    if order == _PROJECT:
        if number != _NO_PROJECTION:
            apply_body(tables, state, tables.bodies, BODIES.width * number)
        finish(tables, state)
    elif order == _SCORE:
        for seat in range(SEATS):
            numbers[seat] = score(tables, state, seat)
    else:
        compute_all(tables, state)
        if order == _VALUE_TERMS:
            for term in range(tables.sizes[SIZES.score_terms]):
                numbers[term] = total(tables, state, tables.score_terms[SCORE_TERMS.width * term + SCORE_TERMS.sum])
    return 0


@merged
def _note(happenings, states, state, count, rule, outcome, whole, bits):
    """Write down a happening."""
    happenings[count, HAPPENINGS.rule] = np.uint64(rule)
    happenings[count, HAPPENINGS.outcome] = np.uint64(outcome + 1)
    happenings[count, HAPPENINGS.whole] = np.uint64(whole)
    happenings[count, HAPPENINGS.bits] = bits
    for slot in range(states.shape[1]):
        states[count, slot] = state[slot]


@merged
def _run(tables, state, order, number, key, happenings, states, weights):
    """Do one step and return its rule or sum of weights; or trace to the next decision and count the happenings.

    The step that an order names comes first, then what the stage of the state asks for. An `_OPEN_` order rolls
    nothing: it stops at a chance node where more than one outcome is possible.
    """
    traces, rolls, count = order >= _OPEN_START, order >= _TRACE_START, 0
    rule, outcome, whole, bits = NO_RULE, ITSELF, 0, np.uint64(0)
    if order in (_BEGIN, _OPEN_START, _TRACE_START):
        begin(tables, state)
    elif order in (_START_MOVE, _OPEN_MOVE, _TRACE_MOVE):
        open_ply(tables, state)
        rule = number
    elif order in (_RESOLVE, _OPEN_OUTCOME):
        rule, outcome = np.int64(state[RULE]), number
    while order != _BEGIN:
        if rule == NO_RULE and state[STAGE] == EVENTS:
            rule = find_event(tables, state)
        elif rule == NO_RULE and state[STAGE] == CHANCE:
            rule = np.int64(state[RULE])
            whole, possible = weigh(tables, state, rule, weights)
            if not traces:
                return whole
            if whole == 0:
                fail(state, np.int64(NO_OUTCOME))
                break
            if possible > 1 and not rolls:
                break
            bits = roll(key, np.uint64(state[PLY]), tables.keys[rule])
            outcome = draw(tables, rule, weights, whole, bits)
        elif rule == NO_RULE:
            break
        if rule != NO_RULE:
            happen(tables, state, rule, outcome)
        if not traces:
            return rule
        if rule != NO_RULE:
            _note(happenings, states, state, count, rule, outcome, whole, bits)
            count += 1
        rule, outcome, whole, bits = NO_RULE, ITSELF, 0, np.uint64(0)
    if count > 0:  # what came after the last rule (the turn, the ending) belongs to it
        for slot in range(states.shape[1]):
            states[count - 1, slot] = state[slot]
    return count


@entry
def _machine(ints, words, own_state, order, number, key, happenings, states, numbers):
    """Dispatch an order (the constants above), which uses some of the other arguments; modifies `own_state`."""
    tables = open_tables(ints, words)
    state = view(own_state, 0, own_state.size)
    own_weights = np.empty(MOST_MOVES, np.int64)
    weights = view(own_weights, 0, own_weights.size)
    if numbers.size > 0:
        weights = view(numbers, 0, numbers.size)
    if order <= _WEIGH_MOVES:
        answer = _at_decision(tables, state, order, number, key, weights)
    elif order <= _PROJECT:
        answer = _as_it_stands(tables, state, order, number, numbers)
    else:
        answer = _run(tables, state, order, number, key, happenings, states, weights)
    hold(own_weights)
    return answer


# -- a game as it is played


@entry
def legal_moves(ints, words, own_state, moves):
    """Write the open moves into `moves` (MOST_MOVES), in order; returns how many there are."""
    tables = open_tables(ints, words)
    state = view(own_state, 0, own_state.size)
    if state[STAGE] != DECIDE:
        return 0
    plan = plan_of(tables, state)
    opened = legal_set(tables, state, plan)
    count = size(opened)
    for number in range(count):
        moves[number] = nth_open(tables, plan, opened, number)
    return count


def trace_start(ints: Array, words: Array, state: Array, key: np.uint64, happenings: Array, states: Array) -> int:
    """Run the set-up; returns the number of happenings. Modifies `state`.

    `happenings` (n × HAPPENINGS.width, uint64) and `states` (n × slots, int16) are filled, a row a happening.
    """
    return int(_machine(ints, words, state, _TRACE_START, 0, key, happenings, states, _NO_NUMBERS))


def trace_move(
    ints: Array, words: Array, state: Array, key: np.uint64, move: int, happenings: Array, states: Array
) -> int:
    """Play a move and all that follows up to the next decision; arrays and result are as for `trace_start`."""
    return int(_machine(ints, words, state, _TRACE_MOVE, move, key, happenings, states, _NO_NUMBERS))


def open_start(ints: Array, words: Array, state: Array, happenings: Array, states: Array) -> int:
    """Run the set-up up to its first chance node, if it has one; else as `trace_start`.

    A chance node is met only where more than one outcome is possible: `weigh_outcomes` tells which.
    """
    return int(_machine(ints, words, state, _OPEN_START, 0, _NO_KEY, happenings, states, _NO_NUMBERS))


def open_move(ints: Array, words: Array, state: Array, move: int, happenings: Array, states: Array) -> int:
    """Play a move and all that follows up to the next chance node or decision; else as `trace_move`."""
    return int(_machine(ints, words, state, _OPEN_MOVE, move, _NO_KEY, happenings, states, _NO_NUMBERS))


def open_outcome(ints: Array, words: Array, state: Array, outcome: int, happenings: Array, states: Array) -> int:
    """Let an outcome of the pending rule happen, and all that follows up to the next chance node or decision."""
    return int(_machine(ints, words, state, _OPEN_OUTCOME, outcome, _NO_KEY, happenings, states, _NO_NUMBERS))


def choose_move(ints: Array, words: Array, state: Array, policy: int, key: np.uint64) -> int:
    """Return the move that a policy plays at a decision."""
    return int(_machine(ints, words, state, _CHOOSE, policy, key, *_NOT_NOTED, _NO_NUMBERS))


def weigh_choices(ints: Array, words: Array, state: Array, policy: int, weights: Array) -> int:
    """Write into `weights` (MOST_MOVES) how likely, relatively, a policy plays each open move; returns their sum."""
    return int(_machine(ints, words, state, _WEIGH_MOVES, policy, _NO_KEY, *_NOT_NOTED, weights))


@entry
def find_changes(before, states, first, stop, changes):
    """Write every change of a slot from `first` up to `stop` into `changes`, in order; returns how many there are.

    `before` (slots) is the state before the first of the `states` (happenings × slots). A row of `changes` (int64) is
    the place of the happening, the slot, and its value before and after.
    """
    count = 0
    for at in range(states.shape[0]):
        for slot in range(first, stop):
            then = before[slot] if at == 0 else states[at - 1, slot]
            if then != states[at, slot]:
                changes[count, 0], changes[count, 1] = at, slot
                changes[count, 2], changes[count, 3] = then, states[at, slot]
                count += 1
    return count


# -- set-ups of many games


@entry
def trace_setups(ints, words, run_seed, first, first_rule, drawn):
    """Run the set-up of games `first`, `first` + 1, … of a run, one for each row of `drawn`.

    `drawn` (games × rules, int16) is filled with the outcome drawn of each rule from `first_rule` on, -1 if none was.
    """
    tables = open_tables(ints, words)
    own_state = np.zeros(tables.sizes[SIZES.slots], STATE)
    own_weights = np.empty(MOST_MOVES, np.int64)
    state, weights = view(own_state, 0, own_state.size), view(own_weights, 0, own_weights.size)
    for game in range(drawn.shape[0]):
        key = stream_key(game_seed(run_seed, np.uint64(first + game)), SETUP_STREAM)
        drawn[game, :] = -1
        begin(tables, state)
        while state[STAGE] in (EVENTS, CHANCE):
            rule, outcome = np.int64(state[RULE]), ITSELF
            if state[STAGE] == EVENTS:
                rule = find_event(tables, state)
            else:
                whole, _ = weigh(tables, state, rule, weights)
                if whole == 0:
                    fail(state, NO_OUTCOME)
                    break
                outcome = draw(tables, rule, weights, whole, roll(key, np.uint64(state[PLY]), tables.keys[rule]))
                if 0 <= rule - first_rule < drawn.shape[1]:
                    drawn[game, rule - first_rule] = outcome
            if rule != NO_RULE:
                happen(tables, state, rule, outcome)
    hold(own_state)
    hold(own_weights)


# -- single steps, for previews


def run_start(ints: Array, words: Array, state: Array) -> None:
    """Reset a state to before its set-up; modifies it."""
    _machine(ints, words, state, _BEGIN, 0, _NO_KEY, *_NOT_NOTED, _NO_NUMBERS)


def run_move(ints: Array, words: Array, state: Array, move: int) -> None:
    """Run a move's own effects; modifies `state`."""
    _machine(ints, words, state, _START_MOVE, move, _NO_KEY, *_NOT_NOTED, _NO_NUMBERS)


def run_next_event(ints: Array, words: Array, state: Array) -> int:
    """Start the next event, or go on to the next moment; returns the rule or -1. Modifies `state`."""
    return int(_machine(ints, words, state, _NEXT_EVENT, 0, _NO_KEY, *_NOT_NOTED, _NO_NUMBERS))


def weigh_outcomes(ints: Array, words: Array, state: Array, weights: Array) -> int:
    """Write the weights of the pending rule's outcomes into `weights` (MOST_MOVES); returns their sum."""
    return int(_machine(ints, words, state, _WEIGH_OUTCOMES, 0, _NO_KEY, *_NOT_NOTED, weights))


def resolve_outcome(ints: Array, words: Array, state: Array, outcome: int) -> None:
    """Let an outcome of the pending rule happen; modifies `state`."""
    _machine(ints, words, state, _RESOLVE, outcome, _NO_KEY, *_NOT_NOTED, _NO_NUMBERS)


# -- what a state comes to


def refresh_all(ints: Array, words: Array, state: Array) -> None:
    """Compute every derived track; modifies the derived slots of `state`."""
    _machine(ints, words, state, _REFRESH, 0, _NO_KEY, *_NOT_NOTED, _NO_NUMBERS)


def run_projection(ints: Array, words: Array, state: Array, projection: int | None) -> None:
    """Run the effects of a projection, if any, outside the course of play, then read the ending; modifies `state`."""
    number = _NO_PROJECTION if projection is None else projection
    _machine(ints, words, state, _PROJECT, number, _NO_KEY, *_NOT_NOTED, _NO_NUMBERS)


def write_scores(ints: Array, words: Array, state: Array, result: Array) -> None:
    """Write both seats' scores of a game that is over into `result` (2)."""
    _machine(ints, words, state, _SCORE, 0, _NO_KEY, *_NOT_NOTED, result)


def write_term_values(ints: Array, words: Array, state: Array, result: Array) -> None:
    """Write the value of every score term into `result`, before clamping."""
    _machine(ints, words, state, _VALUE_TERMS, 0, _NO_KEY, *_NOT_NOTED, result)
