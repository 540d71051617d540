"""One game step by step, for everything that a person reads: each happening with the state after it."""

from __future__ import annotations

import numpy as np

from wargame.kernel.choose import DOCTRINE, MOST_MOVES, choose, weigh_moves
from wargame.kernel.dice import SETUP_STREAM, game_seed, roll, stream_key
from wargame.kernel.forms import refresh, total
from wargame.kernel.jit import bits_in, entry, hold, inline, view
from wargame.kernel.legal import legal_bits, plan_of
from wargame.kernel.playout import score
from wargame.kernel.state import CHANCE, DECIDE, EVENTS, NO_OUTCOME, NO_RULE, PLY, RULE, STAGE, STATE
from wargame.kernel.step import apply_body, begin, draw, fail, finish, next_event, resolve, start_move, weigh
from wargame.kernel.tables import open_tables

__all__ = [
    "choice_weights",
    "choose_move",
    "legal_moves",
    "outcome_weights",
    "refresh_all",
    "resolve_outcome",
    "run_body",
    "run_move",
    "run_next_event",
    "run_start",
    "scores",
    "term_values",
    "trace_move",
    "trace_setups",
    "trace_start",
]


# A happening is a row (rule, outcome, whole, bits): the rule's own effects with outcome -1, or one of its outcomes,
# drawn from a whole weight by 64 bits. Its state follows it in the row of the same number.


@inline
def _note(happenings, states, state, count, rule, outcome, whole, bits):
    happenings[count, 0] = np.uint64(rule)
    happenings[count, 1] = np.uint64(outcome + 1)
    happenings[count, 2] = np.uint64(whole)
    happenings[count, 3] = bits
    for slot in range(states.shape[1]):
        states[count, slot] = state[slot]
    return count + 1


@inline
def _trace(tables, state, key, happenings, states, count):
    """Run to the next decision, noting each happening; returns how many there are."""
    own_weights = np.empty(MOST_MOVES, np.int64)
    weights = view(own_weights, 0, own_weights.size)
    while True:
        if state[STAGE] == EVENTS:
            rule = next_event(tables, state)
            if rule != NO_RULE:
                count = _note(happenings, states, state, count, rule, -1, 0, np.uint64(0))
        elif state[STAGE] == CHANCE:
            rule = int(state[RULE])
            whole, _ = weigh(tables, state, rule, weights)
            if whole == 0:
                fail(state, NO_OUTCOME)
                break
            bits = roll(key, state[PLY], tables.keys[rule])
            outcome = draw(tables, rule, weights, whole, bits)
            resolve(tables, state, outcome)
            count = _note(happenings, states, state, count, rule, outcome, whole, bits)
        else:
            break
    if count > 0:  # what came after the last rule (the turn, the ending) belongs to it
        for slot in range(states.shape[1]):
            states[count - 1, slot] = state[slot]
    hold(own_weights)
    return count


@entry
def trace_start(ints, words, own_state, key, happenings, states):
    """Set a game up; returns the number of happenings. Modifies `own_state`."""
    tables = open_tables(ints, words)
    state = view(own_state, 0, own_state.size)
    begin(tables, state)
    return _trace(tables, state, key, happenings, states, 0)


@entry
def trace_setups(ints, words, run_seed, first, first_rule, drawn):
    """Set up games `first`, `first` + 1, … of a run, one for each row of `drawn`, and note what chance made of them.

    `drawn` (games × rules, int16) takes the outcome of each rule from `first_rule` on, -1 where none fell.
    """
    tables = open_tables(ints, words)
    own_state = np.zeros(tables.sizes[0], STATE)
    own_weights = np.empty(MOST_MOVES, np.int64)
    state, weights = view(own_state, 0, own_state.size), view(own_weights, 0, own_weights.size)
    for game in range(drawn.shape[0]):
        key = stream_key(game_seed(run_seed, np.uint64(first + game)), SETUP_STREAM)
        drawn[game, :] = -1
        begin(tables, state)
        while state[STAGE] == EVENTS or state[STAGE] == CHANCE:
            if state[STAGE] == EVENTS:
                next_event(tables, state)
                continue
            rule = int(state[RULE])
            whole, _ = weigh(tables, state, rule, weights)
            if whole == 0:
                fail(state, NO_OUTCOME)
                break
            outcome = draw(tables, rule, weights, whole, roll(key, state[PLY], tables.keys[rule]))
            if 0 <= rule - first_rule < drawn.shape[1]:
                drawn[game, rule - first_rule] = outcome
            resolve(tables, state, outcome)
    hold(own_state)
    hold(own_weights)


@entry
def trace_move(ints, words, own_state, key, move, happenings, states):
    """Play a move and all that follows; returns the number of happenings. Modifies `own_state`."""
    tables = open_tables(ints, words)
    state = view(own_state, 0, own_state.size)
    start_move(tables, state, move)
    count = _note(happenings, states, state, 0, move, -1, 0, np.uint64(0))
    return _trace(tables, state, key, happenings, states, count)


@entry
def legal_moves(ints, words, own_state, moves):
    """Write the open moves into `moves` (64), in order; returns how many there are."""
    tables = open_tables(ints, words)
    state = view(own_state, 0, own_state.size)
    if state[STAGE] != DECIDE:
        return 0
    plan = plan_of(tables, state)
    bits = legal_bits(tables, state, plan)
    count = 0
    for bit in range(MOST_MOVES):
        if (bits >> np.uint64(bit)) & np.uint64(1):
            moves[count] = tables.plan_moves[tables.plans[3 * plan + 2] + bit]
            count += 1
    return count


@entry
def choose_move(ints, words, own_state, policy, key):
    """Return the move that a policy plays at a decision."""
    tables = open_tables(ints, words)
    state = view(own_state, 0, own_state.size)
    own_weights = np.empty(MOST_MOVES, np.int64)
    weights = view(own_weights, 0, own_weights.size)
    plan = plan_of(tables, state)
    bits = legal_bits(tables, state, plan)
    move = int(choose(tables, state, plan, bits, policy, weights, key))
    hold(own_weights)
    return move


@entry
def choice_weights(ints, words, own_state, policy, own_weights):
    """Write how likely a policy plays each open move, in their order, into `own_weights` (64); returns their sum."""
    tables = open_tables(ints, words)
    state = view(own_state, 0, own_state.size)
    plan = plan_of(tables, state)
    bits = legal_bits(tables, state, plan)
    whole = 0
    if policy == DOCTRINE:
        whole = int(weigh_moves(tables, state, plan, bits, view(own_weights, 0, own_weights.size)))
    if whole == 0:
        whole = bits_in(bits)
        own_weights[:whole] = 1
    return whole


# -- single steps, for previews


@entry
def run_start(ints, words, own_state):
    """Put a state before its set-up; modifies it."""
    begin(open_tables(ints, words), view(own_state, 0, own_state.size))


@entry
def run_move(ints, words, own_state, move):
    """Run a move's own effects; modifies `own_state`."""
    start_move(open_tables(ints, words), view(own_state, 0, own_state.size), move)


@entry
def run_next_event(ints, words, own_state):
    """Start the next event, or go on to the next moment; returns the rule or -1. Modifies `own_state`."""
    return next_event(open_tables(ints, words), view(own_state, 0, own_state.size))


@entry
def outcome_weights(ints, words, own_state, weights):
    """Write the weights of the pending rule's outcomes; returns their sum."""
    tables = open_tables(ints, words)
    state = view(own_state, 0, own_state.size)
    return weigh(tables, state, int(state[RULE]), view(weights, 0, weights.size))[0]


@entry
def resolve_outcome(ints, words, own_state, outcome):
    """Let an outcome of the pending rule happen; modifies `own_state`."""
    resolve(open_tables(ints, words), view(own_state, 0, own_state.size), outcome)


# -- what a state comes to


@entry
def refresh_all(ints, words, own_state):
    """Compute every derived track; modifies the derived slots of `own_state`."""
    tables = open_tables(ints, words)
    refresh(tables, view(own_state, 0, own_state.size), 0, tables.sizes[2])


@entry
def run_body(ints, words, own_state, body):
    """Run a list of effects outside the course of play (a projection), then read the ending; modifies `own_state`."""
    tables = open_tables(ints, words)
    state = view(own_state, 0, own_state.size)
    apply_body(tables, state, tables.bodies, 4 * body)
    finish(tables, state)


@entry
def scores(ints, words, own_state, result):
    """Write both seats' scores of a game that is over into `result` (2)."""
    tables = open_tables(ints, words)
    state = view(own_state, 0, own_state.size)
    for seat in range(2):
        result[seat] = score(tables, state, seat)


@entry
def term_values(ints, words, own_state, result):
    """Write the value of every score term into `result`, before clamping."""
    tables = open_tables(ints, words)
    state = view(own_state, 0, own_state.size)
    refresh(tables, state, 0, tables.sizes[2])
    for term in range(tables.sizes[6]):
        result[term] = total(tables, state, tables.score_terms[2 * term + 1])
