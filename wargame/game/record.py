"""Records: what came of a move, each happening in order, with every change and the roll behind it."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from attrs import field, frozen

from wargame.arrays import Array
from wargame.game.communique import Tabled, tabled
from wargame.game.move import Move
from wargame.game.summit import Summit
from wargame.kernel import trace
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.state import CHANCE, RULE, STAGE
from wargame.kernel.trace import HAPPENINGS
from wargame.scenario.rules import MoveRule, Role, Setup


@frozen
class Change:
    """A track that moved."""

    track: str
    before: int
    after: int


@frozen
class Roll:
    """A chance node: the probability of each outcome, and which was drawn."""

    outcomes: tuple[tuple[str, Fraction], ...]  # (outcome id, probability) of those that were possible
    drawn: str
    share: Fraction  # where in 0..1 the 64 bits fell


@frozen(kw_only=True)
class Happening:
    """One rule at work: its own effects, or one of its outcomes."""

    ply: int
    phase: int
    round: int
    rule: str  # key, such as event:spiral
    kind: str  # setup, move, event
    id: str
    side: str  # of a move, else ""
    outcome: str  # "" for the rule's own effects
    roll: Roll | None
    changes: tuple[Change, ...]
    tabled: tuple[Tabled, ...]  # clauses of the package on the table that are new there


@frozen(eq=False)
class Record:
    """A move and all that followed up to the next decision, decoded lazily."""

    summit: Summit
    move: Move | None  # None: the set-up
    before: Array  # state (slots)
    rows: Array  # (n, HAPPENINGS.width), uint64: see kernel.trace.Happening
    states: Array  # (n, slots): the state after each
    seed: int = field(default=0, repr=False)  # of the game, for the texts that are told (see texts)
    earlier: Record | None = field(default=None, repr=False)  # the one before it in the game
    told: dict[str, Any] = field(init=False, factory=dict, repr=False)  # by seat: what view.entries_of made of it
    reached: dict[str, Any] = field(init=False, factory=dict, repr=False)  # by seat: what game.reach made of it

    @cached_property
    def happenings(self) -> tuple[Happening, ...]:
        """Return what happened, in order."""
        made, before = [], self.before
        for row, after in zip(self.rows, self.states, strict=True):
            made.append(self._happening(row, before, after))
            before = after
        return tuple(made)

    def _happening(self, row: Array, before: Array, after: Array) -> Happening:
        compiled = self.summit.compiled
        rule, drawn = compiled.every_rule[int(row[HAPPENINGS.rule])], int(row[HAPPENINGS.outcome])
        outcome = compiled.outcomes[drawn - 1][1].id if drawn else ""
        is_move = isinstance(rule, MoveRule)
        kind = "move" if is_move else "setup" if isinstance(rule, Setup) else "event"
        slots = compiled.slots.of_name
        changes = self._changes(before, after)
        return Happening(
            ply=int(after[slots["ply"]]),
            phase=int(before[slots["phase"]]),
            round=int(before[slots["round"]]),
            rule=rule.key,
            kind=kind,
            id=rule.id,
            side=rule.side if isinstance(rule, MoveRule) else "",
            outcome=outcome,
            roll=self._roll(row, before, outcome) if outcome else None,
            changes=changes,
            tabled=self._tabled(changes, before, after),
        )

    def _tabled(self, changes: tuple[Change, ...], before: Array, after: Array) -> tuple[Tabled, ...]:
        rules, slots = self.summit.rules, self.summit.compiled.slots.of_name
        if all(each.track not in rules.paper_tracks for each in changes):
            return ()
        names = (*rules.paper_tracks, *rules.track_ids(Role.OFFER))
        then, now = ({name: int(state[slots[name]]) for name in names} for state in (before, after))
        return tabled(rules, then, now)

    def _changes(self, before: Array, after: Array) -> tuple[Change, ...]:
        compiled = self.summit.compiled
        first = compiled.slots.first_derived - len(compiled.rules.tracks)
        tracks = slice(first, compiled.slots.first_derived)
        (moved,) = (before[tracks] != after[tracks]).nonzero()
        return tuple(
            Change(compiled.rules.tracks[at].id, int(before[first + at]), int(after[first + at]))
            for at in moved.tolist()
        )

    def _roll(self, row: Array, before: Array, drawn: str) -> Roll:
        """Compute the outcomes' probabilities again, as they stood before one was drawn."""
        compiled = self.summit.compiled
        index = int(row[HAPPENINGS.rule])
        state = before.copy()
        state[STAGE], state[RULE] = CHANCE, index
        weights = np.zeros(MOST_MOVES, np.int64)
        whole = int(trace.weigh_outcomes(compiled.ints, compiled.words, state, weights))
        outcomes = compiled.every_rule[index].outcomes
        odds = [(each.id, Fraction(int(w), whole)) for each, w in zip(outcomes, weights, strict=False) if w > 0]
        return Roll(tuple(odds), drawn, Fraction(int(row[HAPPENINGS.bits]), 2**64))
