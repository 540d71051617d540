"""Trajectories: games as rows, one for each node of the tree that they went through, computed again from their moves.

A node is a decision, or a roll that could have fallen otherwise. A game is determined by its seed and its moves, so
these rows are never kept by whoever plays: they follow for anybody's game, and checking kept ones is making them anew.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wargame.kernel.dice import CHANCE_STREAM, SETUP_STREAM, roll, stream_key
from wargame.kernel.jit import called, entry, hold, inline, lowest_bit, merged, view
from wargame.kernel.legal import legal_set, moves_of, plan_of
from wargame.kernel.movesets import MOST_MOVES, WORD_MOVES, is_empty, size
from wargame.kernel.playout import write_result
from wargame.kernel.records import layout
from wargame.kernel.state import (
    CHANCE,
    EVENTS,
    NO_MOVE,
    NO_OUTCOME,
    NO_RULE,
    OVER,
    PHASE,
    PLY,
    ROUND,
    RULE,
    STAGE,
    STATE,
    TOO_LONG,
    TURN,
)
from wargame.kernel.step import ITSELF, begin, draw, fail, find_event, happen, open_ply, outcomes_of, weigh
from wargame.kernel.tables import SIZES, open_tables
from wargame.kernel.vector import is_open

NODES = np.int64
CHANCE_SEAT = -1
CUT_SHORT = np.int64(-1)  # a fault of the moves, beside those of the rules
_ONE = np.uint64(1)
_WORD = np.uint64(63)


class NodeRow(NamedTuple):
    """A node that a game went through: a row of int64."""

    ply: int  # decisions taken before it
    phase: int
    round: int
    seat: int  # that decided; CHANCE_SEAT: chance did
    rule: int  # the move that was played, or the rule whose outcome was drawn
    outcome: int  # that was drawn, by its place among the rule's; at a decision 0
    choices: int  # how many moves were open, or outcomes possible
    weight: int  # of the outcome; at a decision 0
    whole: int  # of all outcomes together


NODE = layout(NodeRow)


@called
def _write_node(state, row, seat, rule, outcome, choices, weight, whole):
    """Write down a node, met in `state`."""
    row[NODE.ply] = state[PLY]
    row[NODE.phase] = state[PHASE]
    row[NODE.round] = state[ROUND]
    row[NODE.seat] = seat
    row[NODE.rule] = rule
    row[NODE.outcome] = outcome
    row[NODE.choices] = choices
    row[NODE.weight] = weight
    row[NODE.whole] = whole


@inline
def _write_open(tables, plan, found, opened):
    """Write which moves are open into `opened` (words, uint64), a bit for each move."""
    opened[:] = np.uint64(0)
    first = moves_of(tables, plan)
    for word in found:
        bits = word
        while bits:
            move = np.int64(tables.plan_moves[first + lowest_bit(bits)])
            opened[move >> 6] |= _ONE << (np.uint64(move) & _WORD)
            bits &= bits - _ONE
        first += WORD_MOVES


@merged
def _trace(tables, state, weights, seed, moves, at, stop, nodes, places, seen, opened):
    """Play the moves of a game, writing its nodes from row `at` on and before `stop`.

    Returns the row after the last, and how many rolls could have fallen otherwise.
    """
    key, made, rolls = stream_key(seed, SETUP_STREAM), 0, 0
    begin(tables, state)
    while state[STAGE] != OVER:
        rule, outcome = NO_RULE, ITSELF
        if state[STAGE] == EVENTS:
            rule = find_event(tables, state)
        elif state[STAGE] == CHANCE:
            rule = np.int64(state[RULE])
            whole, possible = weigh(tables, state, rule, weights)
            if possible == 0 or (possible > 1 and at == stop):
                fail(state, NO_OUTCOME if possible == 0 else CUT_SHORT)
                break
            outcome = draw(tables, rule, weights, whole, roll(key, np.uint64(state[PLY]), tables.keys[rule]))
            if possible > 1:
                number = outcome - outcomes_of(tables, rule)[0]
                _write_node(state, nodes[at], CHANCE_SEAT, rule, number, possible, weights[number], whole)
                at += 1
                rolls += 1
        else:
            plan, rule = plan_of(tables, state), np.int64(-1)
            found, row = legal_set(tables, state, plan), at if at < seen.shape[0] else 0
            _write_open(tables, plan, found, opened[row])
            if is_empty(found) or state[PLY] >= tables.sizes[SIZES.ply_limit]:
                fail(state, NO_MOVE if is_empty(found) else TOO_LONG)
                break
            if made < moves.size:
                rule = np.int64(moves[made])
            if at == stop or not 0 <= rule < tables.sizes[SIZES.moves] or not is_open(opened[row], rule):
                fail(state, CUT_SHORT)
                break
            _write_node(state, nodes[at], np.int64(state[TURN]), rule, 0, size(found), 0, 0)
            if at < seen.shape[0]:
                for each in range(places.size):
                    seen[at, each] = state[places[each]]
            at += 1
            made += 1
            key = stream_key(seed, CHANCE_STREAM)
            open_ply(tables, state)
        if rule != NO_RULE:
            happen(tables, state, rule, outcome)
    return at, rolls


@entry
def trace_games(ints, words, seeds, moves, starts, nodes, places, seen, opened, results):
    """Play games again from their moves, and write the nodes that each went through.

    Moves from a file may be any numbers. A game whose moves end before it does, or that needs one more row, or has a
    closed move, stops there with the fault CUT_SHORT; rows that are not needed are filled with -1.

    Args:
        ints: the tables of integers.
        words: the tables of 64-bit words.
        seeds: of the games (games, uint64).
        moves: (games × most, int16), then -1.
        starts: (games + 1, int64) the row where each game's nodes begin, and the one after the last.
        nodes: (rows × NODE.width, int64) is filled with a `NodeRow` each.
        places: (entries, int64) where in a state that lies which is to be written of it.
        seen: (rows × entries, int16), if it has rows, is filled with that at decisions.
        opened: (rows × words, uint64), or room for one row, with the open moves at decisions, a bit each.
        results: (games × RESULT.width, int32) is filled as by `play_games`.
    """
    tables = open_tables(ints, words)
    own_state = np.zeros(tables.sizes[SIZES.slots], STATE)
    own_weights = np.empty(MOST_MOVES, np.int64)
    state, weights = view(own_state, 0, own_state.size), view(own_weights, 0, own_weights.size)
    for game in range(seeds.size):
        at, stop = starts[game], starts[game + 1]
        after, rolls = _trace(
            tables, state, weights, seeds[game], moves[game], at, stop, nodes, places, seen, opened
        )  # fmt: skip
        nodes[after:stop] = -1
        write_result(tables, state, rolls, results[game])
    hold(own_state)
    hold(own_weights)


@entry
def list_open(opened, offsets, numbers):
    """Write the numbers of open moves into `numbers` (int16), row by row, from the bits in `opened`.

    `offsets` (rows + 1, int64) says where those of each row begin, and where those of the last one end.
    """
    for row in range(opened.shape[0]):
        at, stop = offsets[row], offsets[row + 1]
        for word in range(opened.shape[1]):
            bits = opened[row, word]
            while bits and at < stop:
                numbers[at] = WORD_MOVES * word + lowest_bit(bits)
                at += 1
                bits &= bits - _ONE
