"""Limits on what a player is told before a move (previews, risks of the round, projections): the cost of each answer.

Each is computed for every case of what a seat does not see, and along every way that chance may go. If these multiply
beyond what a machine does while a player waits, the scenario is refused.
"""

from __future__ import annotations

from functools import reduce
from math import prod
from operator import or_
from typing import TYPE_CHECKING

from wargame.scenario.places import indexed
from wargame.scenario.rules import MOMENTS, Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from wargame.scenario.rules import Effects, MoveRule, Outcome
    from wargame.scenario.ruleset import Rules

MOST_CASES = 4096  # of what one seat does not see, for one answer
MOST_STEPS = 65_536  # of the kernel, for one answer
_WRITTEN = 10**9  # a count below it is written in full


def reads_of_effects(effects: Effects) -> set[str]:
    """Return the names that effects read in guards and amounts."""
    return {name for step in effects for name in step.names()}


def reads_of_outcomes(outcomes: Iterable[Outcome]) -> set[str]:
    """Return the names that outcomes read in guards, weights and effects."""
    found: set[str] = set()
    for each in outcomes:
        found |= {*each.when.names(), *each.weight.names(), *reads_of_effects(each.effects)}
    return found


def ways_of_ply(rules: Rules, phase: int) -> tuple[int, int]:
    """Return how many ways chance may go in a ply of a phase (from 1), a move's own outcomes apart, and its events."""
    after = _events(rules, "ply", phase)
    return prod(len(event.outcomes) or 1 for event in after), len(after)


def beyond_answer(rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield the place of each rule about which an answer costs too much, and a message."""
    reads = {rule.key: _bits(rules, _read_by(rule)) for rule in rules.moves_and_events}
    for number, phase in enumerate(rules.phases, start=1):
        for side in rules.side_ids:
            place = indexed("phases", number - 1, phase)
            yield from _of_moves(rules, side, number, place, reads)
            for moment in MOMENTS:
                told = [event for event in _events(rules, moment, number) if moment == "round" or event.actor]
                for event in told:
                    what = f"the odds of {event.key} that {side} is told"
                    cases = _cases(rules, side, reads[event.key])
                    yield from _judged(place, what, cases, len(told), f"{len(told)} events of the {moment}")
    for side in rules.side_ids:
        yield from _of_scores(rules, side)


def _of_moves(rules: Rules, side: str, phase: int, place: str, reads: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    ways, events = ways_of_ply(rules, phase)
    always = reduce(or_, (reads[event.key] for event in _events(rules, "ply", phase)), 0)
    for move in rules.moves:
        if move.side != side or phase not in move.phases:
            continue
        every = ways * max(1, len(move.outcomes))
        steps, cases = every * (1 + events), _cases(rules, side, always | reads[move.key])
        words = f"{_written(every)} ways of chance, {events} events after it"
        if found := list(_judged(place, f"what may come of {move.key}", cases, steps, words)):
            yield from found  # and the other moves are hardly better
            return


def _of_scores(rules: Rules, side: str) -> Iterator[tuple[str, str]]:
    read = {name for term in rules.scores if term.side == side for name in (*term.when.names(), *term.form.names())}
    read |= {name for ending in rules.endings for name in ending.when.names()}
    for projection in rules.projections:
        if side in projection.seen_by:
            read |= reads_of_effects(projection.effects)
    count = 1 + len(rules.projections)
    cases = _cases(rules, side, _bits(rules, read))
    yield from _judged("scores", f"what {side} is told of its score", cases, count, f"{count - 1} projections")


def _judged(place: str, what: str, cases: int, steps: int, words: str) -> Iterator[tuple[str, str]]:
    if cases > MOST_CASES or cases * steps > MOST_STEPS:
        found = f"{_written(cases * steps)} steps ({_written(cases)} cases of what it does not see, {words})"
        yield place, f"{what} takes {found} to work out; at most {MOST_STEPS:,}, and {MOST_CASES:,} cases, are allowed"


def _events(rules: Rules, at: str, phase: int) -> list[Event]:
    return [event for event in rules.events if event.at == at and phase in event.phases]


def _read_by(rule: MoveRule | Event) -> set[str]:
    """Return the names that decide what a rule does; a move's own guard is left out, since its side knows it."""
    asked = rule.when.names() if isinstance(rule, Event) else ()
    return {*asked, *reads_of_effects(rule.effects), *reads_of_outcomes(rule.outcomes)}


def _bits(rules: Rules, names: Iterable[str]) -> int:
    return reduce(or_, (rules.behind.get(name, 0) for name in names), 0)


def _cases(rules: Rules, side: str, read: int) -> int:
    """Return the number of cases if each track that a side does not see is at one end of its range."""
    hidden = read & rules.hidden_from[side]
    return prod(2 for at, track in enumerate(rules.tracks) if hidden >> at & 1 and track.min < track.max)


def _written(count: int) -> str:
    return f"{count:,}" if count < _WRITTEN else f"more than 10^{len(str(count)) - 1}"
