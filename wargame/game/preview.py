"""Previews: what a move would do, every outcome with its probability and every change its seat may see.

Exact wherever it depends only on what the seat sees; where something hidden matters, a range, and a flag that it does.
The move and the events of the same ply are followed; the events at the end of the round are listed apart, with their
odds as they stand now.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field, frozen

from wargame.arrays import Array
from wargame.compiler.program import Compiled
from wargame.game.hidden import Known, hidden_behind, possible_states
from wargame.game.odds import odds_of
from wargame.kernel import trace
from wargame.kernel.state import AFTER_PLY, CHANCE, EVENTS, MOMENT, PHASE, RULE, STAGE
from wargame.scenario.questions import reads_of_effects, reads_of_outcomes, ways_of_ply
from wargame.scenario.rules import Event

if TYPE_CHECKING:
    from wargame.scenario.rules import MoveRule, Outcome, Setup

    Rule = MoveRule | Event | Setup

Path = tuple[str, ...]
Leaves = dict[Path, list[tuple[Fraction, Array]]]  # by what is seen on the way: the probability, and the state


@frozen
class Range:
    """A change of a track, from low to high; exact where they are equal."""

    track: str
    low: int
    high: int


_range = lru_cache(maxsize=1 << 14)(Range)  # the same few thousand in all games


@frozen
class Branch:
    """One way a move may turn out."""

    titles: Path  # of the outcomes and events on the way
    low: Fraction  # its probability, at least
    high: Fraction  # and at most
    changes: tuple[Range, ...]

    @property
    def is_exact(self) -> bool:
        """Say whether nothing hidden matters to it."""
        return self.low == self.high and all(each.low == each.high for each in self.changes)


@frozen
class Preview:
    """All the ways a move may turn out."""

    move: str
    branches: tuple[Branch, ...]
    depends_on_hidden: bool
    ends_round: bool  # the round may end with it, before the other side moves


@frozen
class Risk:
    """An event that would fire if its moment came now, with its odds as they stand."""

    event: str
    title: str
    outcomes: tuple[tuple[str, Fraction, Fraction], ...]  # title, probability at least, at most


def preview_of(known: Known, move: MoveRule) -> Preview:
    """Preview a move of the side to move, from what that side knows."""
    compiled, phase = known.summit.compiled, int(known.state[PHASE])
    reads = reads_of_ply(compiled, move, phase)
    seen: Leaves = {}
    cases, ends = 0, False
    for case in possible_states(known, reads, steps=steps_of_ply(compiled, move, phase)):
        cases += 1
        follower = _Follower(compiled, move.side)
        ends |= follower.play(case, move)
        for path, leaves in follower.found.items():
            whole = leaves[0][0] if len(leaves) == 1 else sum((weight for weight, _ in leaves), Fraction(0))
            seen.setdefault(path, []).extend((whole, leaf - case) for _, leaf in leaves)
    branches = [_branch(compiled, move.side, path, leaves, cases) for path, leaves in seen.items()]
    hidden = bool(hidden_behind(compiled, reads, move.side))
    return Preview(move.id, tuple(branches), hidden and not all(branch.is_exact for branch in branches), ends)


def leaves_of(compiled: Compiled, state: Array, move: MoveRule) -> list[tuple[Fraction, Array]]:
    """Return every state that a move may lead to by the end of its ply, with its probability."""
    follower = _Follower(compiled, move.side)
    follower.play(state, move)
    return [leaf for leaves in follower.found.values() for leaf in leaves]


def reads_of_ply(compiled: Compiled, move: MoveRule, phase: int) -> frozenset[str]:
    """Return the tracks that a move and the events of its ply read."""
    return _asked(compiled, move, phase)[0]


def steps_of_ply(compiled: Compiled, move: MoveRule, phase: int) -> int:
    """Return how many rules it may take to follow a move and the events of its ply, all ways counted."""
    return _asked(compiled, move, phase)[1]


def _asked(compiled: Compiled, move: MoveRule, phase: int) -> tuple[frozenset[str], int]:
    """Return what the two functions above do; computed once for each scenario, move and phase."""
    known = _known_of(compiled)
    if (move.key, phase) not in known:
        reads = reads_of_effects(move.effects) | reads_of_outcomes(move.outcomes)
        for event in compiled.rules.events:
            if event.at == "ply" and phase in event.phases:
                reads |= {*event.when.names(), *reads_of_effects(event.effects), *reads_of_outcomes(event.outcomes)}
        ways, events = ways_of_ply(compiled.rules, phase)
        known[move.key, phase] = frozenset(reads), ways * max(1, len(move.outcomes)) * (1 + events)
    return known[move.key, phase]


@lru_cache(maxsize=32)
def _known_of(_: Compiled) -> dict[tuple[str, int], tuple[frozenset[str], int]]:
    return {}


@define
class _Follower:
    """Follows a move through chance and the events of its ply, as one side sees them."""

    compiled: Compiled
    side: str
    found: Leaves = field(factory=dict)

    def play(self, state: Array, move: MoveRule) -> bool:
        """Play a move on a copy, and follow all its outcomes; returns whether the round may end with it."""
        after = state.copy()
        compiled = self.compiled
        trace.run_move(compiled.ints, compiled.words, after, compiled.move_index[move.side, move.id])
        return self.follow(after, (), Fraction(1))

    def follow(self, state: Array, path: Path, chance: Fraction) -> bool:
        """Fill `found` with every leaf below a state, which has a probability; returns whether the round may end."""
        compiled = self.compiled
        while state[STAGE] == EVENTS and state[MOMENT] == AFTER_PLY:
            rule = trace.run_next_event(compiled.ints, compiled.words, state)
            event = compiled.every_rule[rule] if rule >= 0 else None
            if isinstance(event, Event) and self.side in event.seen_by and not event.actor:
                path = (*path, event.title)
        if state[STAGE] != CHANCE or state[MOMENT] != AFTER_PLY:
            self.found.setdefault(path, []).append((chance, state))
            return bool(state[STAGE] == EVENTS)
        return self._branch(state, path, chance)

    def _branch(self, state: Array, path: Path, chance: Fraction) -> bool:
        compiled, index, ends = self.compiled, int(state[RULE]), False
        rule = compiled.every_rule[index]
        for each in odds_of(compiled, index, state).chances:
            branch, outcome = state.copy(), rule.outcomes[each.number]
            trace.resolve_outcome(compiled.ints, compiled.words, branch, compiled.first_outcome[index] + each.number)
            title = _done_by(rule, outcome) if self.side in outcome.seen_by else "something out of your sight"
            ends |= self.follow(branch, (*path, title), chance * each.probability)
        return ends


def _done_by(rule: Rule, outcome: Outcome) -> str:
    """Return the title of an outcome, of an actor's turn with that of the turn."""
    return f"{rule.title}: {outcome.title}" if isinstance(rule, Event) and rule.actor else outcome.title


def _branch(compiled: Compiled, side: str, path: Path, leaves: list[tuple[Fraction, Array]], cases: int) -> Branch:
    chances = [chance for chance, _ in leaves]
    low = min(chances) if len(leaves) >= cases else Fraction(0)
    names, slots = _in_sight(compiled, side)
    least = most = leaves[0][1][slots]
    if len(leaves) > 1:
        moved = np.array([leaf for _, leaf in leaves])[:, slots]
        least, most = moved.min(axis=0), moved.max(axis=0)
    changed = (least | most).nonzero()[0].tolist()
    lows, highs = least.tolist(), most.tolist()
    return Branch(path, low, max(chances), tuple([_range(names[at], lows[at], highs[at]) for at in changed]))


@lru_cache(maxsize=32)
def _in_sight(compiled: Compiled, side: str) -> tuple[tuple[str, ...], Array]:
    """Return the tracks that a side sees, and their slots."""
    names = tuple(track.id for track in compiled.rules.tracks if side in track.seen_by)
    return names, np.array([compiled.slots.of_name[name] for name in names], np.intp)


def risks_at_round_end(known: Known) -> tuple[Risk, ...]:
    """Return the round's events that may fire as things stand, each by itself, with its odds for this seat."""
    return _risks(known, [each for each in _events_now(known) if each[1].at == "round"])


def turns_of_actors(known: Known, at: str) -> tuple[Risk, ...]:
    """Return the turns of actors that may fire at a moment as things stand, with their odds for this seat."""
    return _risks(known, [each for each in _events_now(known) if each[1].actor and each[1].at == at])


def _events_now(known: Known) -> list[tuple[int, Event]]:
    """Return the events of this phase with their indices among the rules."""
    everything, phase = enumerate(known.summit.compiled.every_rule), int(known.state[PHASE])
    return [(index, event) for index, event in everything if isinstance(event, Event) and phase in event.phases]


def _risks(known: Known, events: list[tuple[int, Event]]) -> tuple[Risk, ...]:
    compiled = known.summit.compiled
    risks = []
    for index, event in events:
        reads = {*event.when.names(), *reads_of_outcomes(event.outcomes), *reads_of_effects(event.effects)}
        odds: dict[str, list[Fraction]] = {outcome.title: [] for outcome in event.outcomes}
        fires = []
        for case in possible_states(known, reads, steps=len(events)):
            trace.refresh_all(compiled.ints, compiled.words, case)
            values = {name: int(case[compiled.slots.of_name[name]]) for name in event.when.names()}
            fires.append(event.when.holds(values))
            possible = odds_of(compiled, index, case).by_title if fires[-1] else ()
            for title, chances in odds.items():
                chances.append(sum((chance for each, chance in possible if each == title), Fraction(0)))
        if any(fires):
            outcomes = tuple((title, min(chances), max(chances)) for title, chances in odds.items() if max(chances) > 0)
            risks.append(Risk(event.id, event.title, outcomes))
    return tuple(risks)
