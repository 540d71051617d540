"""Games as lists of moves: recorded as policies of the kernel play them, and replayed for their states and luck.

A game is determined by its seed and its moves, so these two are all that has to be kept of it: states, rolls and luck
are computed again whenever somebody asks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wargame.kernel.dice import CHANCE_STREAM, SETUP_STREAM, roll, stream_key
from wargame.kernel.forms import compute_all
from wargame.kernel.jit import called, entry, hold, inline, view
from wargame.kernel.legal import legal_set, plan_of
from wargame.kernel.movesets import MOST_MOVES, size
from wargame.kernel.playout import play_game, score, write_result
from wargame.kernel.records import BySeat, layout
from wargame.kernel.state import (
    CHANCE,
    EVENTS,
    NO_OUTCOME,
    NO_RULE,
    OVER,
    PHASE,
    PLY,
    RULE,
    SEATS,
    STAGE,
    STATE,
)
from wargame.kernel.step import begin, draw, fail, next_event, outcomes_of, resolve, settle, start_move, weigh
from wargame.kernel.tables import SIZES, open_tables


@called
def run_on(tables, state, weights, key):
    """Run events and chance up to the next decision, or the end; returns the number of chance nodes."""
    return settle(tables, state, NO_RULE, weights, key)


@inline
def copy_state(tables, source, target):
    """Copy a state without its derived slots."""
    for slot in range(tables.sizes[SIZES.first_derived]):
        target[slot] = source[slot]


# -- games noted


@entry
def record_games(ints, words, seeds, policies, results, moves):
    """Play a game for each of `seeds` (games, uint64) between `policies` (games × 2, int64).

    `results` (games × RESULT.width, int32) is filled as by `play_games`; `moves` (games × ply limit, int16) with the
    moves of each game, then with -1.
    """
    tables = open_tables(ints, words)
    own_state = np.zeros(tables.sizes[SIZES.slots], STATE)
    own_weights = np.empty(MOST_MOVES, np.int64)
    state = view(own_state, 0, own_state.size)
    weights = view(own_weights, 0, own_weights.size)
    for game in range(seeds.size):
        moves[game] = -1
        nodes = play_game(tables, state, weights, seeds[game], policies[game], moves[game])
        write_result(tables, state, nodes, results[game])
    hold(own_state)
    hold(own_weights)


# -- games played again


class Mandates(NamedTuple):
    """Where the mandates of both seats lie in a state, and how many a seat has at most."""

    slots: BySeat
    most: int


MANDATES = layout(Mandates)


@called
def _value_of(tables, state, value, mandates, seat):
    """Return the value of a state to a seat: its score if the game is over, else a linear value function.

    `value` (groups × 1 + slots, float64) holds a constant and a factor for each slot, a group for each phase, seat and
    mandate of the seat; `mandates` (int64) is a `Mandates`.
    """
    if state[STAGE] == OVER:
        return float(score(tables, state, seat))
    compute_all(tables, state)
    plan = SEATS * (int(state[PHASE]) - 1) + seat
    group = plan * mandates[MANDATES.most] + int(state[mandates[MANDATES.slots + seat]])
    found = value[group, 0]
    for slot in range(value.shape[1] - 1):
        found += value[group, 1 + slot] * state[slot]
    return found


@called
def _weigh_luck(tables, state, trial, weights, whole, outcome, value, mandates, luck):
    """Add to `luck` (2) each seat's value after `outcome` less its expectation over all outcomes."""
    first, last = outcomes_of(tables, state[RULE])
    for seat in range(SEATS):
        came, expected = 0.0, 0.0
        for each in range(first, last):
            if weights[each - first] > 0:
                copy_state(tables, state, trial)
                resolve(tables, trial, each)
                worth = _value_of(tables, trial, value, mandates, seat)
                expected += worth * weights[each - first] / whole
                if each == outcome:
                    came = worth
        luck[seat] += came - expected


@called
def _run_weighing(tables, state, trial, weights, key, value, mandates, luck):
    """Run to the next decision or the end, adding to `luck` (2) at each chance node."""
    while True:
        if state[STAGE] == EVENTS:
            next_event(tables, state)
        if state[STAGE] == CHANCE:
            rule = int(state[RULE])
            whole, possible = weigh(tables, state, rule, weights)
            if whole == 0:
                fail(state, NO_OUTCOME)
                break
            outcome = draw(tables, rule, weights, whole, roll(key, np.uint64(state[PLY]), tables.keys[rule]))
            if possible > 1:
                _weigh_luck(tables, state, trial, weights, whole, outcome, value, mandates, luck)
            resolve(tables, state, outcome)
        elif state[STAGE] != EVENTS:
            break


@entry
def replay_game(ints, words, seed, moves, value, mandates, states, opened, luck):
    """Replay a game from its seed and its moves, which must have been legal.

    Args:
        ints: the tables of integers.
        words: the tables of 64-bit words.
        seed: of the game (uint64).
        moves: (n, int16).
        value: (groups × 1 + slots, float64) the value function by which luck is judged (see `_value_of`); without
            groups, there is no luck.
        mandates: (int64) a `Mandates`.
        states: (n + 1 × slots, int16) is filled with the state before each decision and the last one, derived tracks
            computed.
        opened: (n, int64) is filled with the number of legal moves at each decision.
        luck: (2 × 2, float64) is filled with the luck in the set-up and in play, by seat.
    """
    tables = open_tables(ints, words)
    own_state, own_trial = np.zeros(tables.sizes[SIZES.slots], STATE), np.zeros(tables.sizes[SIZES.slots], STATE)
    own_weights = np.empty(MOST_MOVES, np.int64)
    state, trial = view(own_state, 0, own_state.size), view(own_trial, 0, own_trial.size)
    weights = view(own_weights, 0, own_weights.size)
    luck[:] = 0.0
    key, part = stream_key(seed, SETUP_STREAM), 0
    begin(tables, state)
    for ply in range(moves.size + 1):
        if value.shape[0] > 0:
            _run_weighing(tables, state, trial, weights, key, value, mandates, luck[part])
        else:
            run_on(tables, state, weights, key)
        compute_all(tables, state)
        for slot in range(tables.sizes[SIZES.slots]):
            states[ply, slot] = state[slot]
        if ply < moves.size:
            opened[ply] = size(legal_set(tables, state, plan_of(tables, state)))
            start_move(tables, state, int(moves[ply]))
            key, part = stream_key(seed, CHANCE_STREAM), 1
    hold(own_state)
    hold(own_trial)
    hold(own_weights)
