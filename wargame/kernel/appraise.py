"""Appraisal of positions by the policy of the search: games played on from each, all under the same random numbers.

Positions that are compared (the outcomes of a roll, the moves of a decision) are handed over together: game n of each
has the same rolls (common random numbers), so that what differs between them is hardly noise.
"""

from __future__ import annotations

import numpy as np

from wargame.kernel.choose import draw_move
from wargame.kernel.dice import keyed
from wargame.kernel.jit import entry, hold, merged, view
from wargame.kernel.legal import legal_set, plan_of
from wargame.kernel.movesets import MOST_MOVES, is_empty
from wargame.kernel.playout import score
from wargame.kernel.policy import incline
from wargame.kernel.replay import copy_state
from wargame.kernel.state import (
    DECIDE,
    ENDING,
    FAULT,
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
from wargame.kernel.step import fail, settle
from wargame.kernel.tables import SIZES, open_tables


@merged
def _play_on(tables, state, weights, policy, key):
    """Play a game on to its end by a learned policy (see `kernel.policy`); `key` seeds players and chance.

    Modifies `state`, which may be at any stage.
    """
    chance, own, other = keyed(key, 0), keyed(key, 1), keyed(key, 2)
    move = np.int64(NO_RULE)
    while True:
        settle(tables, state, move, weights, chance)
        if state[STAGE] != DECIDE:
            break
        plan, seat = plan_of(tables, state), int(state[TURN])
        opened = legal_set(tables, state, plan)
        if is_empty(opened) or state[PLY] >= tables.sizes[SIZES.ply_limit]:
            fail(state, NO_MOVE if is_empty(opened) else TOO_LONG)
            break
        whole = incline(tables, policy, state, plan, opened, weights)
        move = np.int64(draw_move(tables, state, plan, opened, weights, whole, other if seat else own))


@entry
def appraise(ints, words, policy, starts, key, games, sums, endings):
    """Play `games` games on from each of `starts` (n × slots, int16), which are at any stage and are not modified.

    `sums` (n × 2, int64) is filled with the sums of both scores, `endings` (n × endings, int64) with how many games
    came to each ending; a game that the rules cannot bring to an end counts in neither.
    """
    tables = open_tables(ints, words)
    own_state, own_weights = np.zeros(tables.sizes[SIZES.slots], STATE), np.empty(MOST_MOVES, np.int64)
    own_start = np.zeros(tables.sizes[SIZES.slots], STATE)
    state, weights = view(own_state, 0, own_state.size), view(own_weights, 0, own_weights.size)
    start, leaning = view(own_start, 0, own_start.size), view(policy, 0, policy.size)
    sums[:] = 0
    endings[:] = 0
    for each in range(starts.shape[0]):
        own_start[:] = starts[each]
        for game in range(games):
            copy_state(tables, start, state)
            _play_on(tables, state, weights, leaning, keyed(key, game))
            if state[FAULT] == NO_FAULT:
                endings[each, state[ENDING] - 1] += 1
                for seat in range(SEATS):
                    sums[each, seat] += score(tables, state, seat)
    hold(own_state)
    hold(own_start)
    hold(own_weights)
