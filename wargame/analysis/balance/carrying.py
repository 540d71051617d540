"""Whether what is signed can still be carried out: what a side owes against the rounds it has left.

Only clauses count that a side carries out by moves of its own. What an event carries out needs nobody's round.
"""

from __future__ import annotations

from collections import Counter
from math import inf
from typing import TYPE_CHECKING

from wargame.analysis.balance.aims import Row
from wargame.estimates import share_of_any
from wargame.kernel import state as slots_of
from wargame.scenario.intervals import rise
from wargame.scenario.rules import Role, all_effects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.analysis.balance.pools import Pool
    from wargame.arrays import Array
    from wargame.game.summit import Summit
    from wargame.scenario.rules import Event, MoveRule, Setup
    from wargame.scenario.ruleset import Rules

Levels = tuple[int, ...]  # of each clause that a side carries out
_AT_ONCE, _LATER, _UNKEPT = range(3)
_WORDS = {
    _AT_ONCE: "signs for more than its rounds left can carry out",
    _LATER: "comes to owe more than its rounds left can carry out",
    _UNKEPT: "owes something when the game is over",
}


def carrying_rows(pool: Pool) -> Iterator[Row]:
    """Yield, for each side, how often it cannot, or does not, carry out a text that was signed."""
    for seat, side in enumerate(pool.summit.rules.sides):
        duty = Duty(pool.summit, seat)
        if not duty.clauses:
            continue
        texts, found, unkept = 0, Counter[int](), Counter[str]()
        for game, signature in zip(pool.games, pool.signatures, strict=True):
            states = [] if signature is None else [*game.again.states[signature.ply + 1 :]]
            if any(any(duty.owed(state)) for state in states):
                texts += 1
                found.update(_faults(duty, states))
                unkept.update(each for each, owed in zip(duty.clauses, duty.owed(states[-1]), strict=True) if owed)
        clauses = ", ".join(f"{issue} {count}" for issue, count in unkept.most_common())
        for what, words in _WORDS.items():
            note = f"{found[what]} of {texts} texts that bind it"
            yield Row(
                measure="mechanisms",
                pool=pool.name,
                what=f"{side.name} {words}",
                figure=share_of_any(found[what], texts),
                note=f"{note}; clauses: {clauses}" if clauses and what == _UNKEPT else note,
            )


def _faults(duty: Duty, states: list[Array]) -> Iterator[int]:
    """Yield what is wrong with a text, from the states after its signature: decisions, and the end."""
    short = [duty.is_short(state) for state in states[:-1] or states]
    if any(short):
        yield _AT_ONCE if short[0] else _LATER
    if any(duty.owed(states[-1])):
        yield _UNKEPT


class Duty:
    """What a side has to carry out, by which moves, and in which rounds."""

    def __init__(self, summit: Summit, seat: int) -> None:
        """Look up what moves of this seat carry out."""
        self._rules, self._seat = summit.rules, seat
        rules, slots = summit.rules, summit.compiled.slots.of_name
        unasked: tuple[Event | Setup, ...] = (*rules.events, *rules.setup)
        by_itself = {name for each in unasked for name in _raised(rules, each)}
        moves = [each for each in rules.moves if each.side == rules.side_ids[seat]]
        raised = [_raised(rules, each) for each in moves]
        done = {each.id: rules.track_id(Role.DONE, each.id) for each in rules.issues}
        own = {name for each in raised for name in each} - by_itself
        self.clauses = tuple(issue for issue, name in done.items() if name in own)
        self._slots = [(slots[rules.track_id(Role.OFFER, each)], slots[done[each]]) for each in self.clauses]
        steps = [tuple(each.get(done[issue], 0) for issue in self.clauses) for each in raised]
        self._steps = {each for each in steps if any(each)}
        self._phases = {at for move, step in zip(moves, steps, strict=True) if any(step) for at in move.phases}
        self._again = {at for move, each in zip(moves, raised, strict=True) if "again" in each for at in move.phases}
        self._needed: dict[Levels, int] = {}

    def owed(self, state: Array) -> Levels:
        """Return how many levels of each clause are promised and not carried out."""
        return tuple(max(0, int(state[offer]) - int(state[done])) for offer, done in self._slots)

    def is_short(self, state: Array) -> bool:
        """Say whether more is owed than can be carried out, even if nothing else is done from here on."""
        owed = self.owed(state)
        if owed not in self._needed:
            self._needed[owed] = self._fewest(owed)
        return self._needed[owed] > self._left(state)

    def _fewest(self, owed: Levels) -> int:
        """Return how many moves it takes at least."""
        moves, there = 0, {owed}
        while not any(max(each, default=0) == 0 for each in there):
            moves += 1
            there = {
                tuple(max(0, level - by) for level, by in zip(each, step, strict=True))
                for each in there
                for step in self._steps
            }
        return moves

    def _left(self, state: Array) -> float:
        """Return how many decisions the seat has left in phases in which it can carry something out."""
        if state[slots_of.STAGE] == slots_of.OVER:
            return 0
        has_moved = int(state[slots_of.MOVED]) > 0 and int(state[slots_of.TURN]) != self._seat
        phase, rounds = int(state[slots_of.PHASE]), int(state[slots_of.CLOCK]) - has_moved
        ids, after, seen = [each.id for each in self._rules.phases], int(state[slots_of.NEXT_PHASE]), set[int]()
        left: float = 0
        while phase and phase not in seen:
            seen.add(phase)
            if phase in self._phases:
                left += inf if phase in self._again else rounds
            phase = after
            if phase:
                coming = self._rules.phases[phase - 1]
                rounds, after = coming.rounds, ids.index(coming.next) + 1 if coming.next else 0
        return inf if phase else left


def _raised(rules: Rules, rule: MoveRule | Event | Setup) -> dict[str, int]:
    """Return every track that a rule can raise, and by how much at most."""
    limits, found = rules.limits, dict[str, int]()
    for step in all_effects(rule):
        for each in step.do:
            if (by := rise(each, limits)) > 0:
                found[each.target] = max(by, found.get(each.target, 0))
    return found
