"""What may be so, as far as one seat can tell: every value of the tracks it does not see that matter to a question.

One mechanism serves previews, projections and scores: ask the kernel the same question of every state that the seat
cannot tell apart, and report the range. Where nothing hidden matters there is one such state, and the answer is
exact.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from wargame.kernel.state import PHASE
from wargame.scenario.checking import hidden_behind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.compiler.program import Compiled
    from wargame.scenario.rules import Effects, Event, Move, Outcome, Rules, Setup, Step, Track

__all__ = ["MOST_CASES", "possible_states", "reads_of_effects", "reads_of_outcomes"]

Array = np.ndarray[Any, Any]
MOST_CASES = 4096


def reads_of_effects(effects: Effects) -> set[str]:
    """Return the names that effects read in guards and amounts."""
    return {name for step in effects for name in step.names()}


def reads_of_outcomes(outcomes: Iterable[Outcome]) -> set[str]:
    """Return the names that outcomes read in guards, weights and effects."""
    found: set[str] = set()
    for each in outcomes:
        found |= {*each.when.names(), *each.weight.names(), *reads_of_effects(each.effects)}
    return found


def possible_states(compiled: Compiled, state: Array, side: str, reads: Iterable[str]) -> Iterator[Array]:
    """Yield a copy of the state for every combination of hidden values behind `reads`.

    A track that nothing can have assigned by this phase still stands where it started, and everybody can know that.
    Where there are more than `MOST_CASES`, only the ends of each hidden track's range are combined.
    """
    hidden = [] if not side else list(hidden_behind(compiled.rules, reads, side))
    tracks = {track.id: track for track in compiled.rules.tracks}
    touched = _touched(compiled)[int(state[PHASE])] if hidden else frozenset()
    spans = [_span(tracks[name], touched=name in touched) for name in hidden]
    if prod(len(span) for span in spans) > MOST_CASES:
        spans = [range(span[0], span[-1] + 1, max(1, span[-1] - span[0])) for span in spans]
    slots = [compiled.slots.of_name[name] for name in hidden]
    for values in product(*spans):
        copy = state.copy()
        for slot, value in zip(slots, values, strict=True):
            copy[slot] = value
        yield copy


def _span(track: Track, *, touched: bool) -> range:
    return range(track.min, track.max + 1) if touched else range(track.start, track.start + 1)


@lru_cache(maxsize=32)
def _touched(compiled: Compiled) -> tuple[frozenset[str], ...]:
    """Return, by phase from 1, the tracks that some rule may have assigned by the end of that phase."""
    rules = compiled.rules
    return tuple(frozenset(_assigned(rules, _phases_until(rules, phase))) for phase in range(len(rules.phases) + 1))


def _assigned(rules: Rules, phases: set[int]) -> Iterator[str]:
    everything: list[Move | Event] = [*rules.moves, *rules.events]
    played: list[Move | Event | Setup] = [each for each in everything if phases & set(each.phases)]
    for rule in [*rules.setup, *played]:
        yield from (each.target for step in _steps(rule) for each in step.do)


def _phases_until(rules: Rules, phase: int) -> set[int]:
    """Return the phases that may have been played once this one is: itself, and all from which it can be reached."""
    ids = [each.id for each in rules.phases]
    leads = {(at, ids.index(each.next) + 1) for at, each in enumerate(rules.phases, 1) if each.next}
    everything: list[Move | Event] = [*rules.moves, *rules.events]
    for rule in everything:
        jumps = [each.form.constant for step in _steps(rule) for each in step.do if each.target == "next_phase"]
        leads |= {(at, to) for at in rule.phases for to in jumps}
    found: set[int] = set()
    waiting = {phase}
    while waiting:
        found |= waiting
        waiting = {start for start, end in leads if end in found} - found
    return found


def _steps(rule: Move | Event | Setup) -> tuple[Step, ...]:
    return (*rule.effects, *(step for outcome in rule.outcomes for step in outcome.effects))
