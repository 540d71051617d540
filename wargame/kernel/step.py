"""The machine: one rule at a time, from a decision to the next.

A position is a decision (`DECIDE`), a chance node (`CHANCE`: the outcome of a rule is to be drawn), events still to
be looked at (`EVENTS`), or the end (`OVER`). Every function here modifies `state` in place.
"""

from __future__ import annotations

import numpy as np

from wargame.kernel.dice import roll, share
from wargame.kernel.forms import amount, clamped, holds, place, refresh, within
from wargame.kernel.jit import called, inline, merged
from wargame.kernel.state import (
    AFTER_PHASE,
    AFTER_PLY,
    AFTER_ROUND,
    AGAIN,
    CHANCE,
    CLOCK,
    CURSOR,
    DECIDE,
    END_GAME,
    END_PHASE,
    END_ROUND,
    ENDING,
    ENDING_CLASS,
    EVENTS,
    FAULT,
    FINAL,
    FIRST,
    MOMENT,
    MOVED,
    NEXT_PHASE,
    NO_OUTCOME,
    NO_RULE,
    OVER,
    PENDING,
    PHASE,
    PLY,
    ROUND,
    RULE,
    SETUP,
    STAGE,
    TURN,
)
from wargame.kernel.tables import ADD, BLOCK, LOWER, RAISE

SEATS = 2
ITSELF = np.int64(-1)  # stands for an outcome where a rule itself is meant

_LOW, _S16, _S32, _S48 = np.uint64(0xFFFF), np.uint64(16), np.uint64(32), np.uint64(48)


# -- effects


@merged
def _apply_step(tables, state, at):
    """Assign one track from a form."""
    slot = tables.steps[at + 3]
    value, now = amount(tables, state, tables.steps, at + 8), int(state[slot])
    operator = tables.steps[at + 2]
    if operator == ADD:
        value += now
    elif operator == RAISE:
        value = max(now, value)
    elif operator == LOWER:
        value = min(now, value)
    state[slot] = clamped(value, int(tables.steps[at + 4]), int(tables.steps[at + 5]))


@inline
def apply_body(tables, state, record, at):
    """Run a list of effects: first the constant ones that commute with the rest, then the others as written."""
    for block in range(record[at], record[at + 1]):
        for each in range(BLOCK):
            add = 4 * (BLOCK * block + each)
            slot = tables.adds[add]
            value = int(state[slot]) + int(tables.adds[add + 1])
            state[slot] = clamped(value, int(tables.adds[add + 2]), int(tables.adds[add + 3]))
    step, last = int(record[at + 2]), int(record[at + 3])
    while step < last:
        here = 16 * step
        refresh(tables, state, tables.steps[here + 6], tables.steps[here + 7])
        if holds(tables, state, tables.steps[here]):
            _apply_step(tables, state, here)
            step += 1
        else:
            step += int(tables.steps[here + 1])


# -- the order of things


@inline
def begin(tables, state):
    """Put a state before its set-up."""
    for slot in range(tables.sizes[1]):
        state[slot] = tables.start[slot]
    state[STAGE] = EVENTS
    _open_moment(tables, state, SETUP)


@inline
def _open_moment(tables, state, moment):
    state[MOMENT] = moment
    state[CURSOR] = tables.moments[5 * (state[PHASE] - 1) + moment]
    state[STAGE] = EVENTS


@inline
def _last_event(tables, state):
    return tables.moments[5 * (state[PHASE] - 1) + state[MOMENT] + 1]


@inline
def _to_decide(state, moved):
    """Give the turn to whoever moves next in this round; the first mover alternates by round."""
    state[MOVED] = moved
    state[TURN] = (state[FIRST] + state[ROUND] + 1 + moved) & 1
    state[STAGE] = DECIDE


@called
def finish(tables, state):
    """Read the ending: the first whose guard holds."""
    for ending in range(tables.sizes[4]):
        at = 7 * ending
        refresh(tables, state, tables.endings[at + 1], tables.endings[at + 2])
        if holds(tables, state, tables.endings[at]):
            state[ENDING] = ending + 1
            state[ENDING_CLASS] = tables.endings[at + 3]
            break
    state[STAGE] = OVER


@merged
def _end_round(tables, state):
    """Close a round: count it, and go on to the next, or to the end of the phase."""
    state[CLOCK] -= 1
    state[ROUND] += 1
    if state[CLOCK] <= 0 or state[PENDING] == 2:
        _open_moment(tables, state, AFTER_PHASE)
    else:
        state[PENDING] = 0
        _to_decide(state, 0)


@merged
def _end_phase(tables, state):
    """Close a phase: go on to the next, or to the events before the ending."""
    state[PENDING] = 0
    state[END_ROUND] = 0
    state[END_PHASE] = 0
    phase = state[NEXT_PHASE]
    if phase == 0:
        _open_moment(tables, state, FINAL)
        return
    state[PHASE] = phase
    state[CLOCK] = tables.phases[2 * phase]
    state[NEXT_PHASE] = tables.phases[2 * phase + 1]
    _to_decide(state, 0)


@merged
def _next_moment(tables, state):
    """Go on from a moment whose events are done."""
    moment = state[MOMENT]
    if moment == AFTER_PLY:
        moved = state[MOVED] + 1 - state[AGAIN]
        state[AGAIN] = 0
        if state[PENDING] > 0 or moved >= SEATS:
            _open_moment(tables, state, AFTER_ROUND)
        else:
            _to_decide(state, moved)
    elif moment == AFTER_ROUND:
        _end_round(tables, state)
    elif moment == AFTER_PHASE:
        _end_phase(tables, state)
    elif moment == SETUP:
        _to_decide(state, 0)
    else:
        finish(tables, state)


@inline
def _after_rule(tables, state):
    """Look at the controls once a rule is done."""
    state[STAGE] = EVENTS
    if not (state[END_GAME] | state[END_ROUND] | state[END_PHASE]):
        return
    if state[END_GAME]:
        finish(tables, state)
    else:
        ends = 2 if state[END_PHASE] else 1
        state[PENDING] = max(int(state[PENDING]), ends)
        state[END_ROUND] = 0
        state[END_PHASE] = 0
        if state[RULE] >= tables.sizes[3]:  # an event, not a move: later events of its moment do not fire
            state[CURSOR] = _last_event(tables, state)


@inline
def happen(tables, state, rule, outcome):
    """Run a rule's own effects (outcome ITSELF) up to its chance node, if it has one; or let an outcome happen."""
    record, at = tables.rules, 24 * rule + 9
    if outcome >= 0:
        record, at = tables.outcomes, 13 * outcome
    else:
        state[RULE] = rule
    apply_body(tables, state, record, at)
    if outcome < 0 and tables.rules[24 * rule + 13] < tables.rules[24 * rule + 14]:
        state[STAGE] = CHANCE
    else:
        _after_rule(tables, state)


@merged
def open_ply(tables, state):
    """Count a decision, whose move is about to happen."""
    state[PLY] += 1
    _open_moment(tables, state, AFTER_PLY)


@inline
def start_move(tables, state, move):
    """Play a move: its effects; its chance node, if any, is left to be resolved."""
    open_ply(tables, state)
    happen(tables, state, np.int64(move), ITSELF)


@merged
def _fires(tables, state, at):
    """Say whether the guard of the rule at that place holds."""
    if not (within(state, tables.rules, at) & within(state, tables.rules, at + 3)):
        return False
    if tables.rules[at + 6] == 0:
        return True
    refresh(tables, state, tables.rules[at + 7], tables.rules[at + 8])
    return holds(tables, state, tables.rules[at + 6])


@inline
def find_event(tables, state):
    """Return the next event of this moment that fires; if there is none, go on to the next moment: NO_RULE."""
    cursor, last = int(state[CURSOR]), _last_event(tables, state)
    while cursor < last:
        rule = np.int64(tables.moment_rules[cursor])
        cursor += 1
        if _fires(tables, state, 24 * rule):
            state[CURSOR] = cursor
            return rule
    state[CURSOR] = cursor
    _next_moment(tables, state)
    return NO_RULE


@merged
def next_event(tables, state):
    """Start the next event of this moment that fires, or go on to the next moment. Returns the rule, or NO_RULE."""
    rule = find_event(tables, state)
    if rule != NO_RULE:
        happen(tables, state, rule, ITSELF)
    return rule


# -- chance


@inline
def weigh(tables, state, rule, weights):
    """Write the weight of each outcome of a rule into `weights`; returns their sum, and how many are above 0."""
    at = 24 * rule
    refresh(tables, state, tables.rules[at + 22], tables.rules[at + 23])
    whole, possible = 0, 0
    first = tables.rules[at + 13]
    for outcome in range(first, tables.rules[at + 14]):
        weight = max(amount(tables, state, tables.outcomes, 13 * outcome + 5), 0)
        if not holds(tables, state, tables.outcomes[13 * outcome + 4]):
            weight = 0
        weights[outcome - first] = weight
        whole += weight
        possible += weight > 0
    return whole, possible


@inline
def draw(tables, rule, weights, whole, bits):
    """Return the outcome of a rule (its place in the table) that 64 random bits draw."""
    drawn, upto = share(bits, whole), 0
    first, last = int(tables.rules[24 * rule + 13]), int(tables.rules[24 * rule + 14])
    outcome = first
    for each in range(last - first - 1):  # no branch hangs on what is drawn: it could not be foreseen
        upto += weights[each]
        outcome += drawn >= upto
    return outcome


@called
def _weigh_and_draw(tables, state, rule, weights, bits):
    """Do what `spin` does for a rule without a wheel."""
    whole, possible = weigh(tables, state, rule, weights)
    return draw(tables, rule, weights, whole, bits), possible


@inline
def spin(tables, state, rule, bits):
    """Return the outcome that 64 random bits draw on a rule's wheel, and how many are possible (0, 1 or more)."""
    # On a wheel, an outcome that is certain weighs 1: so the weight of all says that as well.
    wheel = tables.wheels[place(state, tables.rules, 24 * rule + 16)]
    whole = np.int64(wheel & _LOW)
    drawn = share(bits, whole)
    outcome = int(tables.rules[24 * rule + 13])
    outcome += drawn >= np.int64((wheel >> _S16) & _LOW)
    outcome += drawn >= np.int64((wheel >> _S32) & _LOW)
    outcome += drawn >= np.int64(wheel >> _S48)
    return outcome, whole


@inline
def resolve(tables, state, outcome):
    """Let one outcome of the pending rule happen."""
    happen(tables, state, np.int64(state[RULE]), np.int64(outcome))


@inline
def fail(state, fault):
    """Stop a game whose rules cannot go on."""
    state[FAULT] = fault
    state[STAGE] = OVER


@merged
def settle(tables, state, move, weights, key):
    """Play a move (NO_RULE: none), and run to the next decision or the end; returns the number of chance nodes."""
    nodes, rule, outcome = 0, np.int64(move), ITSELF
    if rule != NO_RULE:
        open_ply(tables, state)
    while True:
        if rule != NO_RULE:
            happen(tables, state, rule, outcome)
        rule, outcome = NO_RULE, ITSELF
        if state[STAGE] == EVENTS:
            rule = find_event(tables, state)
        elif state[STAGE] == CHANCE:
            rule = np.int64(state[RULE])
            bits = roll(key, np.uint64(state[PLY]), tables.keys[rule])
            if tables.rules[24 * rule + 15]:
                outcome, possible = spin(tables, state, rule, bits)
            else:
                outcome, possible = _weigh_and_draw(tables, state, rule, weights, bits)
            if possible == 0:
                fail(state, NO_OUTCOME)
                break
            nodes += possible > 1
        else:
            break
    return nodes
