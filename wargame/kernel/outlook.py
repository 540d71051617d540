"""Monte Carlo evaluation of a position: rollouts by policies of the kernel, under random numbers of their own.

Every function takes `policies` (2, int64) and a `key`; its results depend on these and the position alone. Where
alternatives are compared (moves, outcomes of a roll), rollout n of each has the same rolls (common random numbers).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wargame.kernel.dice import CHANCE_STREAM, SETUP_STREAM, keyed, roll, stream_key
from wargame.kernel.jit import called, entry, hold, view
from wargame.kernel.legal import legal_set, nth_open, plan_of
from wargame.kernel.movesets import MOST_MOVES, size
from wargame.kernel.playout import play_on, score
from wargame.kernel.records import BySeat, layout
from wargame.kernel.replay import copy_state, run_on
from wargame.kernel.state import (
    CHANCE,
    ENDING,
    EVENTS,
    FAULT,
    NO_FAULT,
    OVER,
    PLY,
    RULE,
    SEATS,
    STAGE,
    STATE,
)
from wargame.kernel.step import (
    apply_body,
    begin,
    draw,
    finish,
    next_event,
    outcomes_of,
    resolve,
    start_move,
    weigh,
)
from wargame.kernel.tables import BODIES, SIZES, open_tables


@called
def _play_on(tables, state, weights, policies, key):
    """Play a position on to its end; `key` seeds both players and chance. Modifies `state`."""
    chance, unnoted = keyed(key, 0), np.empty(0, STATE)
    run_on(tables, state, weights, chance)
    play_on(tables, state, weights, policies, chance, keyed(key, 1), keyed(key, 2), unnoted)


@entry
def roll_out(ints, words, start, policies, key, games, endings, sums, states):
    """Play `games` rollouts from the state `start` (slots, int16), which is not modified.

    Adds each game to the count of its ending in `endings` (endings, int64), and both scores to `sums` (2, int64).
    `states` (games × slots, int16), if it has rows, is filled with the final states up to the derived slots.
    """
    tables = open_tables(ints, words)
    own_state, own_weights = np.zeros(tables.sizes[SIZES.slots], STATE), np.empty(MOST_MOVES, np.int64)
    origin, state = view(start, 0, start.size), view(own_state, 0, own_state.size)
    weights = view(own_weights, 0, own_weights.size)
    for game in range(games):
        copy_state(tables, origin, state)
        _play_on(tables, state, weights, policies, keyed(key, game))
        if state[FAULT] == NO_FAULT:
            endings[state[ENDING] - 1] += 1
            for seat in range(SEATS):
                sums[seat] += score(tables, state, seat)
        if game < states.shape[0]:
            for slot in range(tables.sizes[SIZES.first_derived]):
                states[game, slot] = state[slot]
    hold(own_state)
    hold(own_weights)


@entry
def value_moves(ints, words, start, policies, key, games, moves, sums):
    """Play `games` rollouts from each legal move of a decision; returns how many such moves there are.

    `moves` (MOST_MOVES, int64) is filled with the moves, `sums` (MOST_MOVES × 2, int64) with the sums of both scores.
    """
    tables = open_tables(ints, words)
    own_state, own_weights = np.zeros(tables.sizes[SIZES.slots], STATE), np.empty(MOST_MOVES, np.int64)
    origin, state = view(start, 0, start.size), view(own_state, 0, own_state.size)
    weights = view(own_weights, 0, own_weights.size)
    copy_state(tables, origin, state)
    plan = plan_of(tables, state)
    opened = legal_set(tables, state, plan)
    count = size(opened)
    for number in range(count):
        move = nth_open(tables, plan, opened, number)
        moves[number] = move
        sums[number] = 0
        for game in range(games):
            copy_state(tables, origin, state)
            start_move(tables, state, move)
            _play_on(tables, state, weights, policies, keyed(key, game))
            if state[FAULT] == NO_FAULT:
                for seat in range(SEATS):
                    sums[number, seat] += score(tables, state, seat)
    hold(own_state)
    hold(own_weights)
    return count


# -- how much depends on chance


@called
def _mean_scores(tables, origin, state, weights, policies, key, games, means):
    """Write the mean scores of rollouts from a position into `means` (2)."""
    for seat in range(SEATS):
        means[seat] = 0.0
    for game in range(games):
        copy_state(tables, origin, state)
        _play_on(tables, state, weights, policies, keyed(key, game))
        if state[FAULT] == NO_FAULT:
            for seat in range(SEATS):
                means[seat] += score(tables, state, seat) / games


@called
def _weigh(tables, state, trial, scratch, weights, inner, whole, outcome, policies, key, games, means, luck):
    """Add to `luck` (2) the expected scores after `outcome` less those before the roll."""
    first, last = outcomes_of(tables, state[RULE])
    for each in range(first, last):
        if weights[each - first] > 0:
            copy_state(tables, state, trial)
            resolve(tables, trial, each)
            _mean_scores(tables, trial, scratch, inner, policies, key, games, means)
            part = (1.0 if each == outcome else 0.0) - weights[each - first] / whole
            for seat in range(SEATS):
                luck[seat] += part * means[seat]


@entry
def judge_luck(ints, words, seed, moves, policies, key, games, luck):
    """Replay a game from its seed and `moves` (n, int16), and judge the luck in its rolls by rollouts.

    `luck` (2 × 2, float64: set-up and play, by seat) is filled with the sum over the rolls of expected score after the
    roll − expected score before it, each the mean of `games` rollouts.
    """
    tables = open_tables(ints, words)
    own_state, own_trial = np.zeros(tables.sizes[SIZES.slots], STATE), np.zeros(tables.sizes[SIZES.slots], STATE)
    own_scratch, own_weights = np.zeros(tables.sizes[SIZES.slots], STATE), np.empty(2 * MOST_MOVES, np.int64)
    state, trial = view(own_state, 0, own_state.size), view(own_trial, 0, own_trial.size)
    scratch, weights = view(own_scratch, 0, own_scratch.size), view(own_weights, 0, own_weights.size)
    inner = view(own_weights, MOST_MOVES, own_weights.size)
    means = np.zeros(SEATS, np.float64)
    luck[:] = 0.0
    rolls, part, chance = 0, 0, stream_key(seed, SETUP_STREAM)
    begin(tables, state)
    for ply in range(moves.size + 1):
        while state[STAGE] in (EVENTS, CHANCE):
            if state[STAGE] == EVENTS:
                next_event(tables, state)
                continue
            rule = int(state[RULE])
            whole, possible = weigh(tables, state, rule, weights)
            outcome = draw(tables, rule, weights, whole, roll(chance, np.uint64(state[PLY]), tables.keys[rule]))
            if possible > 1:
                rolls += 1
                now = keyed(key, rolls)
                _weigh(
                    tables,
                    state,
                    trial,
                    scratch,
                    weights,
                    inner,
                    whole,
                    outcome,
                    policies,
                    now,
                    games,
                    means,
                    luck[part],
                )
            resolve(tables, state, outcome)
        if ply < moves.size:
            start_move(tables, state, int(moves[ply]))
            chance, part = stream_key(seed, CHANCE_STREAM), 1
    for own in (own_state, own_trial, own_scratch):
        hold(own)
    hold(own_weights)


# -- deals


class Valued(NamedTuple):
    """The ending and the scores that a draft would come to."""

    ending: int
    scores: BySeat


VALUED = layout(Valued)


@entry
def value_drafts(ints, words, start, slots, drafts, projection, results):
    """Run a projection over many drafts: what would each of these texts be worth?

    Args:
        ints: the tables of integers.
        words: the tables of 64-bit words.
        start: (slots, int16) the state before.
        slots: (k, int64) the slots of the tracks of a draft.
        drafts: (n × k, int16) their values in each draft.
        projection: index of the projection.
        results: (n × VALUED.width, int64) is filled with a `Valued` for each draft.
    """
    tables = open_tables(ints, words)
    own_state = np.zeros(tables.sizes[SIZES.slots], STATE)
    origin, state = view(start, 0, start.size), view(own_state, 0, own_state.size)
    for draft in range(drafts.shape[0]):
        copy_state(tables, origin, state)
        state[STAGE] = OVER
        for each in range(slots.size):
            state[slots[each]] = drafts[draft, each]
        apply_body(tables, state, tables.bodies, BODIES.width * projection)
        finish(tables, state)
        results[draft, VALUED.ending] = state[ENDING] - 1
        for seat in range(SEATS):
            results[draft, VALUED.scores + seat] = score(tables, state, seat)
    hold(own_state)
