"""What a player is told before a move (its prospects, the risks of the round, the what-ifs): whether it can be worked out.

Each answer is looked up in every case of what a seat does not see, and along every way that chance may go. Where these
multiply beyond what a machine does while a player waits, the scenario is refused.
"""

from __future__ import annotations

from functools import reduce
from math import prod
from operator import or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.scenario.rules import Effects, Event, Outcome, Rules

__all__ = ["MOST_CASES", "MOST_STEPS", "beyond_answer", "reads_of_effects", "reads_of_outcomes", "ways_of_ply"]

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
    """Return how many ways chance may go after a move's own, and how many events may fire, in a phase (from 1)."""
    after = _events(rules, "ply", phase)
    return prod(len(event.outcomes) or 1 for event in after), len(after)


def beyond_answer(rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield the place of each answer that takes too long to work out, and why it does."""
    for number, phase in enumerate(rules.phases, start=1):
        for side in rules.side_ids:
            place = f"phases ({phase.id})"
            yield from _of_moves(rules, side, number, place)
            at_end = _events(rules, "round", number)
            for event in at_end:
                cases = _cases(rules, side, _bits(rules, _read_by(event)))
                what = f"the odds of {event.key} that {side} is told"
                yield from _judged(place, what, cases, len(at_end), f"{len(at_end)} events of the round")
    for side in rules.side_ids:
        yield from _of_scores(rules, side)


def _of_moves(rules: Rules, side: str, phase: int, place: str) -> Iterator[tuple[str, str]]:
    ways, events = ways_of_ply(rules, phase)
    always = reduce(or_, (_bits(rules, _read_by(event)) for event in _events(rules, "ply", phase)), 0)
    for move in rules.moves:
        if move.side == side and phase in move.phases:
            read = always | _bits(rules, reads_of_effects(move.effects) | reads_of_outcomes(move.outcomes))
            every = ways * max(1, len(move.outcomes))
            words = f"{_written(every)} ways of chance, {events} events after it"
            found = list(_judged(place, f"what may come of {move.key}", _cases(rules, side, read), every * (1 + events), words))
            yield from found
            if found:  # the others are hardly better
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


def _read_by(event: Event) -> set[str]:
    return {*event.when.names(), *reads_of_effects(event.effects), *reads_of_outcomes(event.outcomes)}


def _bits(rules: Rules, names: Iterable[str]) -> int:
    return reduce(or_, (rules.behind.get(name, 0) for name in names), 0)


def _cases(rules: Rules, side: str, read: int) -> int:
    """Return how many cases there are if each track that a side does not see is at one end of its range."""
    hidden = read & rules.hidden_from[side]
    return prod(2 for at, track in enumerate(rules.tracks) if hidden >> at & 1 and track.min < track.max)


def _written(count: int) -> str:
    return f"{count:,}" if count < _WRITTEN else f"more than 10^{len(str(count)) - 1}"
