"""Many games in step with a program: one move in each, then all it has to know before the next, in one call.

A game that is over is followed at once by another one, whose seed follows from the run's and its number.
"""

from __future__ import annotations

import numpy as np

from wargame.kernel.choose import RANDOM, choose
from wargame.kernel.dice import CHANCE_STREAM, SEAT_STREAM, SETUP_STREAM, game_seed, stream_key
from wargame.kernel.jit import entry, hold, inline, lowest_bit, merged, view
from wargame.kernel.legal import legal_set, moves_of, plan_of
from wargame.kernel.movesets import MOST_MOVES, NO_BITS, WORD_MOVES, MoveSet, is_empty
from wargame.kernel.playout import score
from wargame.kernel.state import DECIDE, ENDING, FAULT, NO_FAULT, NO_MOVE, NO_RULE, PLY, SEATS, STAGE, TOO_LONG, TURN
from wargame.kernel.step import begin, fail, settle
from wargame.kernel.tables import SIZES, open_tables

NO_ENDING = -1
_ONE = np.uint64(1)
_WORD = np.uint64(63)


@inline
def is_open(opened, move):
    """Say whether a move is among those that `opened` (words, uint64) has a bit for."""
    return (opened[move >> 6] >> (np.uint64(move) & _WORD)) & _ONE


@merged
def _write_open(tables, plan, found, opened, mask):
    """Write which moves are open, as bits and as bytes."""
    opened[:] = np.uint64(0)
    mask[:] = False
    first = moves_of(tables, plan)
    for word in found:
        bits = word
        while bits:
            move = np.int64(tables.plan_moves[first + lowest_bit(bits)])
            opened[move >> 6] |= _ONE << (np.uint64(move) & _WORD)
            mask[move] = True
            bits &= bits - _ONE
        first += WORD_MOVES


@merged
def _write_end(tables, state, rewards):
    """Write both scores, as shares of 100, and return the index of the ending; nothing scores where rules fail."""
    for seat in range(SEATS):
        rewards[seat] = 0
        if state[FAULT] == NO_FAULT:
            rewards[seat] = score(tables, state, seat) / np.float32(100)
    return state[ENDING] - 1


@entry
def first_closed(opened, actions):
    """Return the first game whose action is no open move, -1 if there is none; `actions` are (games), int64."""
    words = np.int64(opened.shape[1])
    for game in range(actions.size):
        move = actions[game]
        if not 0 <= move < 64 * words or not is_open(opened[game], move):
            return game
    return -1


@entry
def step_games(
    ints, words, run_seed, fresh, actions, places, states, numbers, opened,
    observations, masks, turns, rewards, dones, endings,
):  # fmt: skip
    """Play `actions` (games, int64), which are open, or, if `fresh`, begin every game; returns one that failed, or -1.

    `places` (seats × entries, int64) says where in a state each entry of an observation lies. Kept from call to call
    are `states` (games · slots, int16), `numbers` (games, int64: which game of the run each is) and `opened` (games ×
    words, uint64). The other arrays, a row a game, are written: see `runs.vector.Buffers`.
    """
    tables = open_tables(ints, words)
    own_weights = np.empty(MOST_MOVES, np.int64)
    weights = view(own_weights, 0, own_weights.size)
    failed, count, slots = -1, actions.size, tables.sizes[SIZES.slots]
    for game in range(count):
        state = view(states, game * slots, (game + 1) * slots)
        dones[game] = False
        rewards[game, 0] = rewards[game, 1] = 0
        endings[game] = NO_ENDING
        seed = game_seed(run_seed, np.uint64(numbers[game]))
        move, begins, found = np.int64(actions[game]), fresh, MoveSet(NO_BITS, NO_BITS)
        while True:
            stream = CHANCE_STREAM
            if begins:
                begin(tables, state)
                move, stream = NO_RULE, SETUP_STREAM
            settle(tables, state, move, weights, stream_key(seed, stream))
            plan = plan_of(tables, state)
            if state[STAGE] == DECIDE:
                found = legal_set(tables, state, plan)
                if not is_empty(found) and state[PLY] < tables.sizes[SIZES.ply_limit]:
                    break
                fail(state, NO_MOVE if is_empty(found) else TOO_LONG)
            if begins:  # it ends before anybody moved: the next would, too
                failed = game
                break
            dones[game] = True
            endings[game] = _write_end(tables, state, rewards[game])
            numbers[game] += count
            seed, begins = game_seed(run_seed, np.uint64(numbers[game])), True
        if failed >= 0:
            break
        turn = np.int64(state[TURN])
        turns[game] = turn
        _write_open(tables, plan, found, opened[game], masks[game])
        for each in range(places.shape[1]):
            observations[game, each] = state[places[turn, each]]
    hold(own_weights)
    return failed


@entry
def draw_actions(ints, words, run_seed, states, numbers, actions):
    """Write into `actions` (games, int64) a uniformly random open move for each game, drawn by its own seed."""
    tables = open_tables(ints, words)
    own_weights = np.empty(MOST_MOVES, np.int64)
    weights = view(own_weights, 0, own_weights.size)
    slots = tables.sizes[SIZES.slots]
    for game in range(actions.size):
        state = view(states, game * slots, (game + 1) * slots)
        plan = plan_of(tables, state)
        key = stream_key(game_seed(run_seed, np.uint64(numbers[game])), SEAT_STREAM + np.int64(state[TURN]))
        actions[game] = choose(tables, state, plan, legal_set(tables, state, plan), RANDOM, weights, key)
    hold(own_weights)
