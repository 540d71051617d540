"""A particle filter over hidden tracks: states in which everything that a seat saw would have happened.

A population of states (particles) is led through a game ply by ply. What the seat saw is forced to happen, and the
particle is weighed by its likelihood there; what it did not see is drawn. The likelihood of a move of the other side is
that of a policy or of the doctrine, mixed with a uniform share, so that no particle dies of a surprise. (A bootstrap
filter: Gordon, Salmond & Smith, 1993.)

Nothing here reads a hidden track of the real game: what comes in is what the seat saw.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wargame.kernel.dice import keyed, roll, share
from wargame.kernel.jit import entry, hold, lowest_bit, merged, view
from wargame.kernel.legal import legal_set, nth_open, plan_of
from wargame.kernel.movesets import MOST_MOVES, size
from wargame.kernel.observe import shown_to
from wargame.kernel.policy import incline
from wargame.kernel.records import layout
from wargame.kernel.state import CHANCE, DECIDE, EVENTS, NO_RULE, PHASE, ROUND, RULE, STAGE, TURN
from wargame.kernel.step import ITSELF, begin, find_event, happen, open_ply, outcomes_of, weigh
from wargame.kernel.tables import SIZES, open_tables

SURPRISE = 0.05  # share of all moves alike in what the other side may do
UNLIKE = 2.0**-40  # what a particle weighs that came to another value of something seen

_CHOSEN = np.uint64(0xD1B54A32D192ED03)  # stands where a rule's key stands in a roll
_AGAIN = np.uint64(0x8CB92BA72F3D8DD7)
_NO_PLY = np.uint64(0)
_ONE = np.uint64(1)
_S11 = np.uint64(11)
_UNEVEN = 2.0  # n · Σ weight² from which on particles are drawn again: half of them count


class Expected(NamedTuple):
    """Where a game stands at the end of a ply, as everybody sees."""

    phase: int
    round: int
    turn: int


EXPECTED = layout(Expected)


@merged
def _other_move(tables, policy, state, shown, key, informed, weights):
    """Draw a move of the other side that is shown as `shown`; returns it (-1: none is open) and its likelihood.

    Moves have the probabilities of the policy, mixed with a uniform share of SURPRISE; all alike if not `informed`.
    """
    plan = plan_of(tables, state)
    opened = legal_set(tables, state, plan)
    whole = incline(tables, policy, state, plan, opened, weights)
    surprise = SURPRISE if informed and whole > 0 else 1.0
    count = size(opened)
    point = np.float64(roll(key, _NO_PLY, _CHOSEN) >> _S11) / 2.0**53
    seen, move = 0.0, -1
    for passing in range(2):  # the first time to see how likely they are together, the second to draw
        upto = 0.0
        for each in range(count):
            candidate = nth_open(tables, plan, opened, each)
            if tables.shown[candidate] != shown:
                continue
            upto += surprise / count
            if whole > 0:
                upto += (1.0 - surprise) * weights[each] / whole
            if passing == 1:
                move = candidate
                if upto > point * seen:
                    break
        if passing == 0:
            seen = upto
    return move, seen


@merged
def _draw(tables, rule, allowed, weights, bits):
    """Draw an outcome among those allowed (a bit each, 0: all); returns it (-1: none) and the probability of these.

    An outcome that was seen and has no weight here happens all the same, with probability UNLIKE.
    """
    first, last = outcomes_of(tables, rule)
    whole, fitting = 0, 0
    for each in range(last - first):
        whole += weights[each]
        if allowed and not (allowed >> np.uint64(each)) & _ONE:
            weights[each] = 0
        fitting += weights[each]
    if fitting == 0:
        return (first + lowest_bit(allowed), UNLIKE) if allowed else (-1, 0.0)
    left, outcome = share(bits, fitting), 0
    while left >= weights[outcome]:
        left -= weights[outcome]
        outcome += 1
    return first + outcome, fitting / whole


@merged
def _settle(tables, state, move, seat, key, fired, allowed, weights):
    """Play a move (NO_RULE: none) and run to the next decision as the seat saw it.

    Returns the likelihood of what was seen, given the move, and how many of the things seen came up.
    """
    likely, matched, moves = 1.0, 0, move != NO_RULE
    if moves:
        open_ply(tables, state)
    while likely > 0.0:
        rule, outcome, chance, sights = np.int64(move), ITSELF, 1.0, 0
        if moves:
            pass
        elif state[STAGE] == EVENTS:
            rule = find_event(tables, state)
            if rule == NO_RULE:
                continue
            sights = int(fired[rule])
        elif state[STAGE] == CHANCE:
            rule = np.int64(state[RULE])
            weigh(tables, state, rule, weights)
            open_ones = allowed[rule]
            if rule < tables.sizes[SIZES.moves] and tables.mover[rule] != seat and tables.shown[rule] != rule:
                open_ones = np.uint64(0)  # a secret move: what came of it was not shown
            outcome, chance = _draw(tables, rule, open_ones, weights, roll(key, _NO_PLY, tables.keys[rule]))
            if outcome < 0:
                return 0.0, matched
            sights = int(open_ones != 0)
        else:
            break
        happen(tables, state, rule, outcome)
        likely *= chance
        if not moves and shown_to(tables, rule, outcome, seat):
            likely *= 1.0 if sights else UNLIKE
            matched += sights
        moves = False
    return likely, matched


@entry
def follow(
    ints, words, policy, states, plausible, key, seat, ply, shown, fired, allowed, slots, sight, expected, informed
):
    """Lead particles through one ply as a seat saw it; returns how many still fit.

    Args:
        ints: the tables of integers.
        words: the tables of 64-bit words.
        policy: (int32) by which the other side is taken to play, see `kernel.policy`.
        states: (n × slots, int16) the particles; modified.
        plausible: (n, float64) their relative weights; modified.
        key: of the random numbers.
        seat: who saw.
        ply: its number, 0 for the set-up.
        shown: the move that was seen.
        fired: (rules, uint8) 1 for each rule that was seen without an outcome.
        allowed: (rules, uint64) the outcomes that a rule may have had, bit by outcome; 0 if none was seen.
        slots: (k, int64) the tracks that the seat sees.
        sight: (k, int16) their values after the ply.
        expected: (int64) where the game stood after it: an `Expected`.
        informed: whether the probabilities of moves and outcomes weigh particles.
    """
    tables = open_tables(ints, words)
    weights = np.zeros(MOST_MOVES, np.int64)
    pointer, leaning = view(weights, 0, weights.size), view(policy, 0, policy.size)
    sights = 0
    for rule in range(fired.size):
        sights += int(fired[rule]) + (allowed[rule] != 0)
    fitting = 0
    for number in range(states.shape[0]):
        particle = states[number]
        state = view(particle, 0, particle.size)
        own = keyed(keyed(key, np.uint64(ply)), np.uint64(number))
        move, seen = shown, 1.0
        if ply == 0:
            begin(tables, state)
            move = NO_RULE
        elif state[TURN] != seat:
            move, seen = _other_move(tables, leaning, state, shown, own, informed, pointer)
        likely, matched = 0.0, 0
        if move >= 0 or ply == 0:
            likely, matched = _settle(tables, state, move, seat, own, fired, allowed, pointer)
        likely *= seen
        like = matched == sights
        for each in range(slots.size):
            like &= state[slots[each]] == sight[each]
            state[slots[each]] = sight[each]
        same = state[PHASE] == expected[EXPECTED.phase] and state[ROUND] == expected[EXPECTED.round]
        if not (same and state[STAGE] == DECIDE and state[TURN] == expected[EXPECTED.turn]):
            likely = 0.0
        if not informed and likely > 0.0:
            likely = 1.0
        plausible[number] *= likely if like else likely * UNLIKE
        fitting += like and likely > 0.0
    hold(weights)
    return fitting


@entry
def resample(states, plausible, key, always):
    """Resample particles by their weights; returns the effective sample size before.

    Modifies `states` (n × slots, int16) and `plausible` (n, float64: weights), unless half of the particles still count
    and it is not `always` wanted. (Systematic resampling: Kitagawa, 1996.)
    """
    count = states.shape[0]
    whole, squared = 0.0, 0.0
    for number in range(count):
        whole += plausible[number]
    if not whole > 0.0:
        return 0.0
    for number in range(count):
        plausible[number] /= whole
        squared += plausible[number] * plausible[number]
    if not always and squared * count < _UNEVEN:
        return 1.0 / squared
    old = states.copy()
    point = np.float64(roll(key, _NO_PLY, _AGAIN) >> _S11) / 2.0**53
    upto, at = plausible[0], 0
    for number in range(count):
        while at < count - 1 and upto * count <= number + point:
            at += 1
            upto += plausible[at]
        for slot in range(states.shape[1]):  # an assignment of rows would compile what it says of unequal ones
            states[number, slot] = old[at, slot]
    for number in range(count):
        plausible[number] = 1.0
    return 1.0 / squared
