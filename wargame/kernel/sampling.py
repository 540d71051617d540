"""Regret minimization by sampling: for trees that are walked in part, over and over, and never held whole.

In each traversal one seat learns. Chance and the other seat are drawn, each from what it would do now; at a decision of
the learner all moves are tried (external sampling: Lanctot et al., 2009), so that a move's regret is expected to be
what a walk of the whole tree would find. What is kept are information sets alone, in a hash table of fixed size.

Where the learner's own moves make even that too large, it tries all of them at a share of its decisions only, drawn by
chance, and at the others plays one as it would now. Iteration t counts t-fold (linear weights: Brown & Sandholm, 2019).

A traversal is a stack of decisions of which not all moves are tried yet; it lies in arrays of the caller, so that a
call can return in the midst of one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wargame.kernel.abstraction import COARSES, coarse_key
from wargame.kernel.dice import keyed, roll
from wargame.kernel.jit import entry, hold, inline, lowest_bit, merged, view
from wargame.kernel.legal import legal_set, moves_of, plan_of
from wargame.kernel.movesets import MOST_MOVES, WORD_MOVES, is_empty, size
from wargame.kernel.observe import folded, shown_to, sight
from wargame.kernel.playout import score
from wargame.kernel.records import layout
from wargame.kernel.replay import copy_state
from wargame.kernel.state import (
    CHANCE,
    DECIDE,
    EVENTS,
    FAULT,
    NO_FAULT,
    NO_MOVE,
    NO_OUTCOME,
    NO_RULE,
    PLY,
    RULE,
    SEATS,
    STAGE,
    TOO_LONG,
    TURN,
)
from wargame.kernel.step import ITSELF, begin, draw, fail, find_event, happen, open_ply, weigh
from wargame.kernel.stock import KEPT, STOCK, UNKEPT, Memory, find_set
from wargame.kernel.tables import SIZES, open_tables

_ONE = np.uint64(1)
OTHER_SEAT = np.uint64(0x9E6C63D0876A9A47)  # sets apart what the second seat has seen from the same seen by the first
_TRIED = np.uint64(0xC2B2AE3D27D4EB4F)  # stands where a rule's key stands in a roll: are all moves tried here?
_NO_PLY = np.uint64(0)
_S11 = np.uint64(11)


class Place(NamedTuple):
    """Where a traversal stands."""

    iteration: int  # from 1
    learner: int  # a seat
    depth: int  # decisions on the stack


class Frame(NamedTuple):
    """A decision on the stack."""

    moves: int  # how many are open
    tried: int  # how many of these


class Sights(NamedTuple):
    """What a seat sees of a happening."""

    before: int  # hash of the tracks it sees
    after: int
    shown: int  # the word of what it is shown


PLACE = layout(Place)
FRAMES = layout(Frame)
SIGHTS = layout(Sights)


class Walk(NamedTuple):
    """A traversal under way, as pointers; rows of the stack by depth."""

    place: Any  # one Place
    frames: Any  # of Frame
    actions: Any  # in the memory, by open move; those of the decision at hand lie on top
    moves: Any  # by open move
    shares: Any
    values: Any  # found so far, by open move
    weights: Any  # room for the outcomes of a roll
    sights: Any  # a Sights for each seat
    coarse: Any  # see kernel.abstraction
    is_coarse: Any  # whether that tells information sets apart, and not all that was seen


@inline
def _set_key(seen, seat):
    """Return the key under which an information set is kept, from its seat's information key; and back."""
    return seen ^ (OTHER_SEAT * np.uint64(seat))


@inline
def _note(tables, state, walk, seen, rule, outcome):
    """Fold the happening before this one into what both seats have seen (see `observe`), and note this one."""
    for seat in range(SEATS):
        at = SIGHTS.width * seat
        before, after = walk.sights[at + SIGHTS.before], walk.sights[at + SIGHTS.after]
        seen[seat] = folded(seen[seat], walk.sights[at + SIGHTS.shown], after, before)
        walk.sights[at + SIGHTS.before] = after
        walk.sights[at + SIGHTS.shown] = shown_to(tables, rule, outcome, seat)
        walk.sights[at + SIGHTS.after] = sight(tables, state, seat)


@inline
def _begin_noting(tables, state, walk):
    for seat in range(SEATS):
        at = SIGHTS.width * seat
        now = sight(tables, state, seat)
        walk.sights[at + SIGHTS.before], walk.sights[at + SIGHTS.after] = now, now
        walk.sights[at + SIGHTS.shown] = np.uint64(0)


@inline
def _end_noting(tables, state, walk, seen):
    """Fold the last happening; what came after it (whose turn it is, the clock) belongs to it."""
    for seat in range(SEATS):
        at = SIGHTS.width * seat
        before, now = walk.sights[at + SIGHTS.before], sight(tables, state, seat)
        seen[seat] = folded(seen[seat], walk.sights[at + SIGHTS.shown], now, before)


@merged
def _settle_seen(tables, state, walk, seen, move, key):
    """Play a move (NO_RULE: none), and run to the next decision or the end, both seats seeing what they are shown."""
    if not walk.is_coarse:
        _begin_noting(tables, state, walk)
    rule, outcome, happened = np.int64(move), ITSELF, False
    if rule != NO_RULE:
        open_ply(tables, state)
    while True:
        if rule != NO_RULE:
            happen(tables, state, rule, outcome)
            if not walk.is_coarse:
                _note(tables, state, walk, seen, rule, outcome)
                happened = True
        rule, outcome = NO_RULE, ITSELF
        if state[STAGE] == EVENTS:
            rule = find_event(tables, state)
        elif state[STAGE] == CHANCE:
            rule = np.int64(state[RULE])
            whole, possible = weigh(tables, state, rule, walk.weights)
            if possible == 0:
                fail(state, NO_OUTCOME)
                break
            bits = roll(key, np.uint64(state[PLY]), tables.keys[rule])
            outcome = np.int64(draw(tables, rule, walk.weights, whole, bits))
        else:
            break
    if happened:
        _end_noting(tables, state, walk, seen)


# -- what a seat plays


@merged
def _list_open(tables, memory, walk, plan, opened, kept, row):
    """Write the open moves and their actions into a row of the stack, and each move's share by regret matching.

    The actions of an information set are its open moves; under an abstraction, all moves of its plan, open or not.
    """
    first, count, whole = moves_of(tables, plan), row, 0.0
    start = np.int64(0) if kept == UNKEPT else np.int64(memory.sets[KEPT.width * kept + KEPT.first])
    action = start
    for word in opened:
        bits = word
        while bits:
            move = tables.plan_moves[first + lowest_bit(bits)]
            if walk.is_coarse:
                action = start + first - moves_of(tables, plan) + lowest_bit(bits)
            walk.moves[count], walk.actions[count], walk.shares[count] = move, action, 0.0
            if kept != UNKEPT:
                memory.moves[action] = move
                walk.shares[count] = max(memory.regrets[action], 0.0)
                whole += walk.shares[count]
            action += 1
            count += 1
            bits &= bits - _ONE
        first += WORD_MOVES
    for each in range(row, count):
        walk.shares[each] = walk.shares[each] / whole if whole > 0.0 else 1.0 / (count - row)


@inline
def _average(memory, walk, kept, row, count, iteration):
    """Add what a seat plays now to its average strategy."""
    memory.sets[KEPT.width * kept + KEPT.visits] += 1
    for each in range(row, row + count):
        memory.sums[walk.actions[each]] += iteration * walk.shares[each]


@inline
def _drawn(walk, row, count, bits):
    """Return the number of an open move, drawn by the shares."""
    left = np.float64(bits >> _S11) / 2.0**53
    for each in range(count - 1):
        left -= walk.shares[row + each]
        if left < 0.0:
            return each
    return count - 1


# -- traversals


@inline
def _copy_row(tables, states, seen, depth):
    """Copy the state at a depth, and what both seats have seen there, to the row above."""
    slots = tables.sizes[SIZES.slots]
    source, target = depth * slots, (depth + 1) * slots
    copy_state(tables, view(states, source, target), view(states, target, target + slots))
    for seat in range(SEATS):
        seen[SEATS * (depth + 1) + seat] = seen[SEATS * depth + seat]


@merged
def _decide(tables, memory, walk, states, seen, plan, opened, key, trying):
    """Return the number of the move with which play goes on; a decision whose moves are all tried is pushed."""
    depth, count, slots = walk.place[PLACE.depth], size(opened), tables.sizes[SIZES.slots]
    seat, row, actions = np.int64(states[depth * slots + TURN]), MOST_MOVES * depth, count
    own = seen[SEATS * depth + seat]
    if walk.is_coarse:
        own = coarse_key(tables, walk.coarse, view(states, depth * slots, (depth + 1) * slots), plan)
        actions = np.int64(walk.coarse[COARSES.width * plan + COARSES.moves])
    own = _set_key(own, seat)
    kept = find_set(memory, own, seat, actions)
    memory.stock[STOCK.unkept] += kept == UNKEPT
    _list_open(tables, memory, walk, plan, opened, kept, row)
    if seat != walk.place[PLACE.learner]:
        if kept != UNKEPT:
            _average(memory, walk, kept, row, count, np.float64(walk.place[PLACE.iteration]))
    elif kept != UNKEPT and (trying >= 1.0 or np.float64(roll(key ^ own, _NO_PLY, _TRIED) >> _S11) < trying * 2.0**53):
        frame = FRAMES.width * depth
        walk.frames[frame + FRAMES.moves] = count
        walk.frames[frame + FRAMES.tried] = 0
        walk.place[PLACE.depth] = depth + 1
        _copy_row(tables, states, seen, depth)
        return 0
    return _drawn(walk, row, count, roll(key, _NO_PLY, own))


@merged
def _run_down(tables, memory, walk, states, seen, key, move, trying):
    """Play a move (NO_RULE: the set-up) and on to the end; returns the learner's score and the decisions passed."""
    passed, slots = 0, tables.sizes[SIZES.slots]
    while True:
        depth = walk.place[PLACE.depth]
        state = view(states, depth * slots, (depth + 1) * slots)
        _settle_seen(tables, state, walk, view(seen, SEATS * depth, SEATS * (depth + 1)), move, key)
        if state[STAGE] != DECIDE:
            break
        plan = plan_of(tables, state)
        opened = legal_set(tables, state, plan)
        if is_empty(opened) or state[PLY] >= tables.sizes[SIZES.ply_limit]:
            fail(state, NO_MOVE if is_empty(opened) else TOO_LONG)
            break
        passed += 1
        number = _decide(tables, memory, walk, states, seen, plan, opened, key, trying)
        move = np.int64(walk.moves[MOST_MOVES * depth + number])
    value = 0.0
    if state[FAULT] == NO_FAULT:
        value = np.float64(score(tables, state, walk.place[PLACE.learner]))
    return value, passed


@merged
def _learn(memory, walk, depth):
    """Take the regrets of a decision, all of whose moves were tried, into what is kept; returns its value."""
    row, count = MOST_MOVES * depth, walk.frames[FRAMES.width * depth + FRAMES.moves]
    value, iteration = 0.0, np.float64(walk.place[PLACE.iteration])
    for each in range(row, row + count):
        value += walk.shares[each] * walk.values[each]
    for each in range(row, row + count):
        memory.regrets[walk.actions[each]] += iteration * (walk.values[each] - value)
    return value


@merged
def _rise(memory, walk, value):
    """Hand a value up the stack, as far as all moves are tried."""
    while walk.place[PLACE.depth] > 0:
        depth = walk.place[PLACE.depth] - 1
        frame = FRAMES.width * depth
        tried = walk.frames[frame + FRAMES.tried]
        walk.values[MOST_MOVES * depth + tried] = value
        walk.frames[frame + FRAMES.tried] = tried + 1
        if tried + 1 < walk.frames[frame + FRAMES.moves]:
            return
        value = _learn(memory, walk, depth)
        walk.place[PLACE.depth] = depth


@entry
def sample(
    ints, words, coarse, key, last, decisions, trying,
    places, keys, sets, moves, regrets, sums, stock,
    place, states, seen, frames, open_actions, open_moves, shares, values,
):  # fmt: skip
    """Go on with traversals, until iteration `last` is done or `decisions` were passed.

    Args:
        ints: the tables of integers.
        words: the tables of 64-bit words.
        coarse: (int32) an abstraction, see `kernel.abstraction`; without entries, information sets are the game's.
        key: of all random numbers.
        last: the number of the last iteration (of two traversals, one for each seat).
        decisions: how many to pass at most in this call, roughly; where it stops changes nothing.
        trying: share of the learner's decisions at which all moves are tried; 1 is external sampling.
        places: (a power of 2, int32) as `Memory` has these and the next; modified, all 0 at first.
        keys: (sets, uint64).
        sets: (sets · KEPT.width, int32).
        moves: (actions, int16).
        regrets: (actions, float64).
        sums: (actions, float64).
        stock: (int64) a `Stock`.
        place: (int64) a `Place`: iteration 1, learner 0, depth 0 at first.
        states: (rows · slots, int16) the stack, with a row for each ply and two more: where each decision stands, and
            on top where play goes on; modified, as are the next.
        seen: (rows · SEATS, uint64) what each seat has seen there.
        frames: (rows · FRAMES.width, int64) as `Walk` has these and the next.
        open_actions: (rows · MOST_MOVES, int64).
        open_moves: (rows · MOST_MOVES, int16).
        shares: (rows · MOST_MOVES, float64).
        values: (rows · MOST_MOVES, float64).
    """
    tables = open_tables(ints, words)
    weights, sights = np.empty(MOST_MOVES, np.int64), np.empty(SEATS * SIGHTS.width, np.uint64)
    memory = Memory(
        view(places, 0, places.size), view(keys, 0, keys.size), view(sets, 0, sets.size), view(moves, 0, moves.size),
        view(regrets, 0, regrets.size), view(sums, 0, sums.size), view(stock, 0, stock.size),
    )  # fmt: skip
    walk = Walk(
        view(place, 0, place.size), view(frames, 0, frames.size), view(open_actions, 0, open_actions.size),
        view(open_moves, 0, open_moves.size), view(shares, 0, shares.size), view(values, 0, values.size),
        view(weights, 0, weights.size), view(sights, 0, sights.size), view(coarse, 0, coarse.size), coarse.size > 0,
    )  # fmt: skip
    passed = 0
    while place[PLACE.iteration] <= last and passed < decisions:
        own = keyed(keyed(key, np.uint64(place[PLACE.iteration])), np.uint64(place[PLACE.learner]))
        move = NO_RULE
        if place[PLACE.depth] == 0:
            begin(tables, view(states, 0, tables.sizes[SIZES.slots]))
            seen[:SEATS] = np.uint64(0)
        else:
            top = place[PLACE.depth] - 1
            _copy_row(tables, states, seen, top)
            move = np.int64(walk.moves[MOST_MOVES * top + walk.frames[FRAMES.width * top + FRAMES.tried]])
        value, more = _run_down(tables, memory, walk, states, seen, own, move, trying)
        passed += more
        _rise(memory, walk, value)
        if place[PLACE.depth] == 0:
            place[PLACE.learner] += 1
            if place[PLACE.learner] == SEATS:
                place[PLACE.learner] = 0
                place[PLACE.iteration] += 1
    hold(weights)
    hold(sights)
