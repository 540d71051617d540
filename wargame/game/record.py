"""Records: what came of a move, each happening in order, with every change and the roll behind it."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
from attrs import field, frozen

from wargame.arrays import Array
from wargame.game.communique import Tabled, tabled
from wargame.game.move import Move
from wargame.game.odds import Odds, odds_of
from wargame.game.summit import Summit
from wargame.kernel import trace
from wargame.kernel.state import PHASE, PLY, ROUND
from wargame.scenario.rules import MoveRule, Role, Setup


@frozen
class Change:
    """A track that moved."""

    track: str
    before: int
    after: int


_change = lru_cache(maxsize=1 << 14)(Change)  # the same few thousand in all games


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


class Step(NamedTuple):
    """A happening in the numbers of the compiled scenario, from which it is told in names."""

    rule: int
    outcome: int  # index + 1; 0: the rule's own effects
    ply: int
    phase: int
    round: int
    odds: Odds | None  # of a roll
    bits: int  # that drew the outcome
    changes: tuple[Change, ...]
    tabled: tuple[Tabled, ...]


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
        return tuple([self._happening(step) for step in self.steps])

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Return the same in numbers: views are made of them, and most happenings are asked for by nobody else."""
        compiled, steps, before = self.summit.compiled, list[Step](), self.before
        rows = zip(self.rows.tolist(), self.states, self._changes(), strict=True)
        for (rule, outcome, _, bits), after, changes in rows:
            clocks = int(after[PLY]), int(before[PHASE]), int(before[ROUND])
            odds = odds_of(compiled, rule, before) if outcome else None
            steps.append(Step(rule, outcome, *clocks, odds, bits, changes, self._tabled(changes, before, after)))
            before = after
        return tuple(steps)

    def _changes(self) -> list[tuple[Change, ...]]:
        """Return the tracks that each happening moved."""
        tracks, stop = self.summit.rules.tracks, self.summit.compiled.slots.first_derived
        first = stop - len(tracks)
        found = np.empty((len(self.states) * len(tracks), 4), np.int64)
        count = trace.find_changes(self.before, self.states, first, stop, found)
        changes: list[list[Change]] = [[] for _ in range(len(self.states))]
        for at, slot, before, after in found[:count].tolist():
            changes[at].append(_change(tracks[slot - first].id, before, after))
        return [tuple(each) for each in changes]

    def _tabled(self, changes: tuple[Change, ...], before: Array, after: Array) -> tuple[Tabled, ...]:
        rules, slots = self.summit.rules, self.summit.compiled.slots.of_name
        if rules.paper_tracks.isdisjoint([each.track for each in changes]):
            return ()
        names = (*rules.paper_tracks, *rules.track_ids(Role.OFFER))
        then, now = ({name: int(state[slots[name]]) for name in names} for state in (before, after))
        return tabled(rules, then, now)

    def _happening(self, step: Step) -> Happening:
        rule = self.summit.compiled.every_rule[step.rule]
        outcome = self.summit.compiled.outcomes[step.outcome - 1][1].id if step.outcome else ""
        return Happening(
            ply=step.ply,
            phase=step.phase,
            round=step.round,
            rule=rule.key,
            kind="move" if isinstance(rule, MoveRule) else "setup" if isinstance(rule, Setup) else "event",
            id=rule.id,
            side=rule.side if isinstance(rule, MoveRule) else "",
            outcome=outcome,
            roll=Roll(step.odds.by_id, outcome, Fraction(step.bits, 2**64)) if step.odds else None,
            changes=step.changes,
            tabled=step.tabled,
        )
