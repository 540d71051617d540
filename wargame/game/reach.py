"""How far a track can have come by now, as far as everybody can tell: how often what moves it can have happened.

A track that nothing can have moved by this phase still stands where it started, and one that a move raises by a step
stands no higher than there were decisions of that side. Only what is public is counted: the phases, their rounds, and
who has moved; which moves and events there were is not asked.
"""

from __future__ import annotations

from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from wargame.kernel.state import CLOCK, DECIDE, MOVED, PHASE, STAGE, TURN
from wargame.scenario.checking import limits_of
from wargame.scenario.intervals import bounds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.compiler.program import Compiled
    from wargame.scenario.intervals import Limits
    from wargame.scenario.language import Assignment
    from wargame.scenario.rules import Effects, Event, Move, Rules, Setup, Track

__all__ = ["reach"]

Array = np.ndarray[Any, Any]
Way = tuple[float, float]  # how far down and how far up; neither is negative

STILL: Way = (0.0, 0.0)


@frozen
class _Ways:
    """How far a track can be moved in a phase."""

    decisions: tuple[Way, Way]  # by one decision of each seat, and what comes right after it
    round: Way  # at a round's end
    phase: Way  # at the phase's end, and the game's

    def after(self, decisions: tuple[float, float], rounds: float, phases: int) -> Way:
        """Return how far it can have come after so many decisions of each seat, and so many ends."""
        first, second = (_times(count, way) for count, way in zip(decisions, self.decisions, strict=True))
        return _sum((first, second, _times(rounds, self.round), _times(phases, self.phase)))


def reach(compiled: Compiled, track: Track, state: Array) -> range:
    """Return the values that a track may have in a state (slots, int16), by what everybody knows of that state."""
    setup, ways = _ways(compiled, track)
    earlier, phases = _earlier(compiled), compiled.rules.scenario.phases
    now = int(state[PHASE])
    moved = [setup]
    for each in earlier[now]:
        rounds = inf if each in earlier[each] else phases[each - 1].rounds
        moved.append(ways[each - 1].after((rounds, rounds), rounds, 1))
    if state[STAGE] == DECIDE:
        ended = phases[now - 1].rounds - int(state[CLOCK])
        decisions = [ended, ended]
        decisions[1 - int(state[TURN])] += int(state[MOVED])
        moved.append(ways[now - 1].after((decisions[0], decisions[1]), ended, 0))
    else:
        rounds = phases[now - 1].rounds
        moved.append(ways[now - 1].after((rounds, rounds), rounds, 1))
    down, up = _sum(moved)
    return range(int(max(track.min, track.start - down)), int(min(track.max, track.start + up)) + 1)


# -- how far each rule can move a track


@lru_cache(maxsize=1024)
def _ways(compiled: Compiled, track: Track) -> tuple[Way, tuple[_Ways, ...]]:
    """Return how far the set-up can move a track, and how far each phase can, from phase 1 on."""
    rules, limits = compiled.rules, limits_of(compiled.rules)

    def way(rule: Move | Event | Setup) -> Way:
        outcomes = [_moved(track, outcome.effects, limits) for outcome in rule.outcomes]
        return _sum((_moved(track, rule.effects, limits), _widest(outcomes)))

    def events(phase: int, moment: str) -> Way:
        return _sum(way(each) for each in rules.events if each.at == moment and phase in each.phases)

    def ways(phase: int) -> _Ways:
        moves = (
            _widest(way(each) for each in rules.moves if each.side == side and phase in each.phases)
            for side in rules.side_ids
        )
        first, second = (_sum((each, events(phase, "ply"))) for each in moves)
        ends = _sum((events(phase, "phase"), events(phase, "final")))
        return _Ways((first, second), events(phase, "round"), ends)

    return _sum(way(each) for each in rules.setup), tuple(ways(at) for at in range(1, len(rules.phases) + 1))


def _moved(track: Track, effects: Effects, limits: Limits) -> Way:
    """Return how far effects can move a track, if every guard of theirs holds."""
    return _sum(_step(each, limits) for step in effects for each in step.do if each.target == track.id)


def _step(each: Assignment, limits: Limits) -> Way:
    low, high = bounds(each.form, limits)
    ways: dict[str, Way] = {
        "+=": (max(0, -low), max(0, high)),
        "-=": (max(0, high), max(0, -low)),
        ">>=": (0, inf),
        "<<=": (inf, 0),
        "=": (inf, inf),
    }
    return ways[each.op]


def _sum(ways: Iterable[Way]) -> Way:
    down, up = STILL
    for each in ways:
        down, up = down + each[0], up + each[1]
    return down, up


def _widest(ways: Iterable[Way]) -> Way:
    down, up = STILL
    for each in ways:
        down, up = max(down, each[0]), max(up, each[1])
    return down, up


def _times(count: float, way: Way) -> Way:
    """Return a way gone so often; none at all is no way, however far each would be."""
    return (count * way[0] if way[0] else 0.0, count * way[1] if way[1] else 0.0) if count else STILL


# -- which phases there can have been


@lru_cache(maxsize=32)
def _earlier(compiled: Compiled) -> tuple[frozenset[int], ...]:
    """Return, by phase from 1, the phases that can have come before it; itself among them if it can come back."""
    leads = _leads(compiled.rules)
    found = [frozenset[int]()]
    for phase in range(1, len(compiled.rules.phases) + 1):
        before: set[int] = set()
        waiting = {start for start, end in leads if end == phase}
        while waiting:
            before |= waiting
            waiting = {start for start, end in leads if end in waiting} - before
        found.append(frozenset(before))
    return tuple(found)


def _leads(rules: Rules) -> set[tuple[int, int]]:
    """Return which phase can be followed by which."""
    ids = [each.id for each in rules.phases]
    leads = {(at, ids.index(each.next) + 1) for at, each in enumerate(rules.phases, 1) if each.next}
    everything: list[Move | Event] = [*rules.moves, *rules.events]
    for rule in everything:
        effects = (*rule.effects, *(step for outcome in rule.outcomes for step in outcome.effects))
        jumps = [each.form.constant for step in effects for each in step.do if each.target == "next_phase"]
        leads |= {(at, to) for at in rule.phases for to in jumps}
    return leads
