"""The state machine: one rule at a time, from a decision to the next.

A position is a decision (`DECIDE`), a chance node (`CHANCE`: the outcome of a rule is to be drawn), events still to
be looked at (`EVENTS`), or the end (`OVER`). Every function here modifies `state` in place.
"""

from __future__ import annotations

import numpy as np

from wargame.kernel.dice import roll, share
from wargame.kernel.forms import amount, clamped, holds, place, refresh, within
from wargame.kernel.jit import called, inline, merged
from wargame.kernel.records import SPANS
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
    MOMENT_COUNT,
    MOVED,
    NEXT_PHASE,
    NO_OUTCOME,
    NO_RULE,
    NOTHING_ENDS,
    OVER,
    PENDING,
    PHASE,
    PHASE_ENDS,
    PLY,
    ROUND,
    ROUND_ENDS,
    RULE,
    SEATS,
    SETUP,
    STAGE,
    TURN,
)
from wargame.kernel.tables import (
    ADD,
    ADDS,
    BLOCK,
    BODIES,
    ENDINGS,
    LOWER,
    OUTCOMES,
    PHASES,
    RAISE,
    RULES,
    SIZES,
    STEPS,
    WHEEL_BITS,
    WHEELS,
)

ITSELF = np.int64(-1)  # stands for an outcome where a rule itself is meant

_LOW = np.uint64((1 << WHEEL_BITS) - 1)
_SECOND, _THIRD, _FOURTH = np.uint64(WHEEL_BITS), np.uint64(2 * WHEEL_BITS), np.uint64(3 * WHEEL_BITS)


# -- effects


@merged
def _apply_step(tables, state, at):
    """Assign one track from a form, as the `Step` at `tables.steps[at]` says."""
    slot = tables.steps[at + STEPS.slot]
    value, now = amount(tables, state, tables.steps, at + STEPS.amount), int(state[slot])
    operator = tables.steps[at + STEPS.operator]
    if operator == ADD:
        value += now
    elif operator == RAISE:
        value = max(now, value)
    elif operator == LOWER:
        value = min(now, value)
    state[slot] = clamped(value, int(tables.steps[at + STEPS.low]), int(tables.steps[at + STEPS.high]))


@inline
def apply_body(tables, state, record, at):
    """Run the effects of the `Body` at `record[at]`: the constant ones that commute, then the others as written."""
    adds, steps = at + BODIES.adds, at + BODIES.steps
    for block in range(record[adds + SPANS.start], record[adds + SPANS.stop]):
        for each in range(BLOCK):
            add = ADDS.width * (BLOCK * block + each)
            slot = tables.adds[add + ADDS.slot]
            value = int(state[slot]) + int(tables.adds[add + ADDS.amount])
            state[slot] = clamped(value, int(tables.adds[add + ADDS.low]), int(tables.adds[add + ADDS.high]))
    step, last = int(record[steps + SPANS.start]), int(record[steps + SPANS.stop])
    while step < last:
        here = STEPS.width * step
        refresh(tables, state, tables.steps, here + STEPS.refresh)
        if holds(tables, state, tables.steps[here + STEPS.guard]):
            _apply_step(tables, state, here)
            step += 1
        else:
            step += int(tables.steps[here + STEPS.span])


# -- the order of things


@inline
def begin(tables, state):
    """Reset a state to before its set-up."""
    for slot in range(tables.sizes[SIZES.first_derived]):
        state[slot] = tables.start[slot]
    state[STAGE] = EVENTS
    _open_moment(tables, state, SETUP)


@inline
def _open_moment(tables, state, moment):
    state[MOMENT] = moment
    state[CURSOR] = tables.moments[MOMENT_COUNT * (state[PHASE] - 1) + moment]
    state[STAGE] = EVENTS


@inline
def _last_event(tables, state):
    return tables.moments[MOMENT_COUNT * (state[PHASE] - 1) + state[MOMENT] + 1]


@inline
def _to_decide(state, moved):
    """Give the turn to whoever moves next in this round; the first mover alternates by round."""
    state[MOVED] = moved
    state[TURN] = (state[FIRST] + state[ROUND] + 1 + moved) & 1
    state[STAGE] = DECIDE


@called
def finish(tables, state):
    """Read the ending: the first whose guard holds."""
    for ending in range(tables.sizes[SIZES.endings]):
        at = ENDINGS.width * ending
        refresh(tables, state, tables.endings, at + ENDINGS.refresh)
        if holds(tables, state, tables.endings[at + ENDINGS.guard]):
            state[ENDING] = ending + 1
            state[ENDING_CLASS] = tables.endings[at + ENDINGS.class_]
            break
    state[STAGE] = OVER


@merged
def _end_round(tables, state):
    """Close a round: count it, and go on to the next, or to the end of the phase."""
    state[CLOCK] -= 1
    state[ROUND] += 1
    if state[CLOCK] <= 0 or state[PENDING] == PHASE_ENDS:
        _open_moment(tables, state, AFTER_PHASE)
    else:
        state[PENDING] = NOTHING_ENDS
        _to_decide(state, 0)


@merged
def _end_phase(tables, state):
    """Close a phase: go on to the next, or to the events before the ending."""
    state[PENDING] = NOTHING_ENDS
    state[END_ROUND] = 0
    state[END_PHASE] = 0
    phase = state[NEXT_PHASE]
    if phase == 0:
        _open_moment(tables, state, FINAL)
        return
    state[PHASE] = phase
    state[CLOCK] = tables.phases[PHASES.width * phase + PHASES.rounds]
    state[NEXT_PHASE] = tables.phases[PHASES.width * phase + PHASES.next]
    _to_decide(state, 0)


@merged
def _next_moment(tables, state):
    """Go on from a moment whose events are done."""
    moment = state[MOMENT]
    if moment == AFTER_PLY:
        moved = state[MOVED] + 1 - state[AGAIN]
        state[AGAIN] = 0
        if state[PENDING] != NOTHING_ENDS or moved >= SEATS:
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
        ends = PHASE_ENDS if state[END_PHASE] else ROUND_ENDS
        state[PENDING] = max(int(state[PENDING]), ends)
        state[END_ROUND] = 0
        state[END_PHASE] = 0
        if state[RULE] >= tables.sizes[SIZES.moves]:  # an event, not a move: later events of its moment do not fire
            state[CURSOR] = _last_event(tables, state)


@inline
def outcomes_of(tables, rule):
    """Return the indices of the first outcome of a rule and of the first after them."""
    at = RULES.width * rule + RULES.outcomes
    return int(tables.rules[at + SPANS.start]), int(tables.rules[at + SPANS.stop])


@inline
def rolls(tables, rule):
    """Say whether a rule has outcomes, one of which is to be drawn."""
    first, last = outcomes_of(tables, rule)
    return first < last


@inline
def happen(tables, state, rule, outcome):
    """Run a rule's own effects (outcome ITSELF) up to its chance node, if it has one; or let an outcome happen."""
    record, at = tables.rules, RULES.width * rule + RULES.body
    if outcome >= 0:
        record, at = tables.outcomes, OUTCOMES.width * outcome + OUTCOMES.body
    else:
        state[RULE] = rule
    apply_body(tables, state, record, at)
    if outcome < 0 and rolls(tables, rule):
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
def _fires(tables, state, rule):
    """Say whether the guard of a rule (its ranges included) holds."""
    at = RULES.width * rule
    first, second = at + RULES.first_range, at + RULES.second_range
    if not (within(state, tables.rules, first) & within(state, tables.rules, second)):
        return False
    if tables.rules[at + RULES.guard] == 0:
        return True
    refresh(tables, state, tables.rules, at + RULES.refresh)
    return holds(tables, state, tables.rules[at + RULES.guard])


@inline
def find_event(tables, state):
    """Return the next event of this moment that fires; if there is none, go on to the next moment: NO_RULE."""
    cursor, last = int(state[CURSOR]), _last_event(tables, state)
    while cursor < last:
        rule = np.int64(tables.moment_rules[cursor])
        cursor += 1
        if _fires(tables, state, rule):
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
    refresh(tables, state, tables.rules, RULES.width * rule + RULES.weight_refresh)
    whole, possible = 0, 0
    first, last = outcomes_of(tables, rule)
    for outcome in range(first, last):
        at = OUTCOMES.width * outcome
        weight = max(amount(tables, state, tables.outcomes, at + OUTCOMES.weight), 0)
        if not holds(tables, state, tables.outcomes[at + OUTCOMES.guard]):
            weight = 0
        weights[outcome - first] = weight
        whole += weight
        possible += weight > 0
    return whole, possible


@inline
def draw(tables, rule, weights, whole, bits):
    """Return the outcome of a rule (its index) that 64 random bits draw."""
    drawn, upto = share(bits, whole), 0
    first, last = outcomes_of(tables, rule)
    outcome = first
    for each in range(last - first - 1):  # no branch depends on what is drawn: it could not be foreseen
        upto += weights[each]
        outcome += drawn >= upto
    return outcome


@called
def _weigh_and_draw(tables, state, rule, weights, bits):
    """Do the same as `spin`, for a rule without a wheel."""
    whole, possible = weigh(tables, state, rule, weights)
    return draw(tables, rule, weights, whole, bits), possible


@inline
def spin(tables, state, rule, bits):
    """Return the outcome of a rule that 64 random bits draw, and how many were possible (0, 1 or more)."""
    # On a wheel, an outcome that is certain weighs 1: so the weight of all says that as well.
    at = RULES.width * rule + RULES.wheel
    wheel = tables.wheels[place(state, tables.rules, at + WHEELS.place)]
    whole = np.int64(wheel & _LOW)
    drawn = share(bits, whole)
    outcome, _ = outcomes_of(tables, rule)
    outcome += drawn >= np.int64((wheel >> _SECOND) & _LOW)
    outcome += drawn >= np.int64((wheel >> _THIRD) & _LOW)
    outcome += drawn >= np.int64(wheel >> _FOURTH)
    return outcome, whole


@inline
def resolve(tables, state, outcome):
    """Let one outcome of the pending rule happen."""
    happen(tables, state, np.int64(state[RULE]), np.int64(outcome))


@inline
def fail(state, fault):
    """End a game whose rules cannot go on, with one of the faults of `kernel.state`."""
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
            if tables.rules[RULES.width * rule + RULES.wheel + WHEELS.exists]:
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
