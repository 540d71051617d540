"""Playouts: whole games inside one call that releases the GIL."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wargame.kernel.choose import choose
from wargame.kernel.dice import CHANCE_STREAM, SEAT_STREAM, SETUP_STREAM, game_seed, stream_key
from wargame.kernel.forms import clamped, holds, refresh, total
from wargame.kernel.jit import called, entry, hold, merged, view
from wargame.kernel.legal import legal_set, plan_of
from wargame.kernel.movesets import MOST_MOVES, is_empty
from wargame.kernel.records import BySeat, layout
from wargame.kernel.state import (
    DECIDE,
    ENDING,
    FAULT,
    FIRST,
    NO_FAULT,
    NO_MOVE,
    NO_RULE,
    PLY,
    SEATS,
    STAGE,
    STATE,
    TOO_LONG,
    TURN,
)
from wargame.kernel.step import begin, fail, settle
from wargame.kernel.tables import ENDINGS, SIZES, TALLIES, open_tables

RESULTS = np.int32
MOST_SCORE = 100


class Result(NamedTuple):
    """The result of a game: one row, int32."""

    ending: int  # index into the endings, -1: none
    scores: BySeat  # 0 where the rules are at fault
    plies: int
    chance_nodes: int
    first: int  # the seat that moved first
    fault: int  # see kernel.state


RESULT = layout(Result)


@called
def score(tables, state, seat):
    """Return a seat's score, 0 to 100, of a game that is over. Modifies the derived slots of `state`."""
    ending = ENDINGS.width * (state[ENDING] - 1)
    if tables.endings[ending + ENDINGS.is_fixed]:
        return int(tables.endings[ending + ENDINGS.scores + seat])
    value = np.int64(0)
    for tally in range(tables.scores[seat], tables.scores[seat + 1]):
        at = TALLIES.width * tally
        refresh(tables, state, tables.tallies, at + TALLIES.guard_refresh)
        if holds(tables, state, tables.tallies[at + TALLIES.guard]):
            refresh(tables, state, tables.tallies, at + TALLIES.sum_refresh)
            value += total(tables, state, tables.tallies[at + TALLIES.sum])
    return clamped(value, 0, MOST_SCORE)


@merged
def write_result(tables, state, nodes, row):
    """Write the `Result` of a game that is over, and had `nodes` chance nodes, into `row`."""
    row[RESULT.ending] = state[ENDING] - 1
    if state[FAULT] == NO_FAULT:
        for seat in range(SEATS):
            row[RESULT.scores + seat] = score(tables, state, seat)
    row[RESULT.plies] = state[PLY]
    row[RESULT.chance_nodes] = nodes
    row[RESULT.first] = state[FIRST]
    row[RESULT.fault] = state[FAULT]


@called
def play_on(tables, state, weights, policies, chance, own, other, noted):
    """Play a game on from a decision to its end; returns the number of chance nodes. Modifies `state`.

    Args:
        tables: the tables.
        state: a decision, or a game that is over.
        weights: room for `choose` and `settle`.
        policies: (2, int64) how each seat plays.
        chance: key of the rolls.
        own: key of the first seat's choices.
        other: key of the second seat's.
        noted: (ply limit, int16) is filled with the moves, by ply; nothing is written if it is empty.
    """
    nodes = 0
    while state[STAGE] == DECIDE:
        plan, seat = plan_of(tables, state), int(state[TURN])
        opened = legal_set(tables, state, plan)
        if is_empty(opened) or state[PLY] >= tables.sizes[SIZES.ply_limit]:
            fail(state, NO_MOVE if is_empty(opened) else TOO_LONG)
            break
        move = int(choose(tables, state, plan, opened, policies[seat], weights, other if seat else own))
        if noted.size > 0:
            noted[state[PLY]] = move
        nodes += settle(tables, state, move, weights, chance)
    return nodes


@merged
def play_game(tables, state, weights, seed, policies, noted):
    """Play a game from its seed to its end, noting its moves as `play_on` does; returns the number of chance nodes."""
    begin(tables, state)
    own, other = stream_key(seed, SEAT_STREAM), stream_key(seed, SEAT_STREAM + 1)
    nodes = settle(tables, state, NO_RULE, weights, stream_key(seed, SETUP_STREAM))
    return nodes + play_on(tables, state, weights, policies, stream_key(seed, CHANCE_STREAM), own, other, noted)


@entry
def play_games(ints, words, run_seed, first, policies, results, states, moves):
    """Play games `first`, `first` + 1, … of a run, one for each row of `results`.

    `results` (games × RESULT.width, int32) is filled with one row a game; `states` (games × slots, int16), if it has
    rows, with the final states up to the derived slots; `moves` (games × ply limit, int16), if it has rows, with the
    moves, by ply. `policies` (2, int64) says how each seat plays.
    """
    tables = open_tables(ints, words)
    own_state = np.zeros(tables.sizes[SIZES.slots], STATE)
    own_weights = np.empty(MOST_MOVES, np.int64)
    state = view(own_state, 0, own_state.size)
    weights, unnoted = view(own_weights, 0, own_weights.size), np.empty(0, STATE)
    for game in range(results.shape[0]):
        seed = game_seed(run_seed, np.uint64(first + game))
        noted = moves[game] if game < moves.shape[0] else unnoted
        nodes = play_game(tables, state, weights, seed, policies, noted)
        write_result(tables, state, nodes, results[game])
        if game < states.shape[0]:
            for slot in range(tables.sizes[SIZES.first_derived]):
                states[game, slot] = state[slot]
    hold(own_state)
    hold(own_weights)
