"""The course of one game in the kernel's terms, and its moments: when a text was signed, until when one could be."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.analysis.occurrences import Finder, Occurrence
from wargame.analysis.review.truth import Pair
from wargame.arrays import Array
from wargame.game.communique import tabled_by
from wargame.game.summit import Summit
from wargame.kernel import trace
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.state import PHASE
from wargame.kernel.trace import HAPPENINGS
from wargame.scenario.measures import Measured, measured

if TYPE_CHECKING:
    from wargame.game.game import Game
    from wargame.scenario.measures import Mark


@frozen(eq=False)
class Course:
    """What happened, decision by decision."""

    summit: Summit
    states: Array  # (decisions + 1, slots): before each decision, and the last; derived tracks computed
    happened: Array  # (n, 3): ply, rule and outcome of every happening after the set-up; -1 where none was drawn
    sides: tuple[str, ...]  # who took each decision
    came_to: Pair  # the scores, or what they would be if the game ended as it stands

    @cached_property
    def measured(self) -> Measured:
        """Return the scenario's marks: what counts as an acceptance, a breach, secret work, and so on."""
        return measured(self.summit.rules)

    def occurrences(self, mark: Mark) -> list[Occurrence]:
        """Return every time that something happened which a mark counts."""
        return Finder(self.summit, mark).find(self.states, self.happened)

    @cached_property
    def signed(self) -> int | None:
        """Return the decision (from 1) that signed a text, None if none did."""
        return next((each.ply + 1 for each in self.occurrences(self.measured.accepts)), None)

    @cached_property
    def talks(self) -> int:
        """Return how many decisions there were until a text was signed, or none could be any more."""
        if self.signed:
            return self.signed
        accepts = self.measured.accepts.rules
        table = {phase for each in self.summit.rules.moves if each.key in accepts for phase in each.phases}
        there = [ply for ply in range(len(self.sides)) if int(self.states[ply, PHASE]) in table]
        return there[-1] + 1 if there else len(self.sides)

    def could_accept(self, ply: int) -> bool:
        """Say whether whoever decided at a ply (decisions before it) could have signed."""
        compiled, moves = self.summit.compiled, np.zeros(MOST_MOVES, np.int64)
        count = trace.legal_moves(compiled.ints, compiled.words, self.states[ply].copy(), moves)
        accepts = self.measured.accepts.rules
        return any(compiled.rules.moves[each].key in accepts for each in moves[:count].tolist())

    def tabled_by(self, ply: int) -> str:
        """Return whose text lay on the table at a ply, "" if nobody can say."""
        return tabled_by(self.summit.rules, self.summit.values(self.states[ply])) or ""

    def value(self, ply: int, track: str) -> int:
        """Return the value of a track before the decision at a ply; −1: at the end."""
        return int(self.states[ply, self.summit.compiled.slots.of_name[track]])


def course_of(game: Game) -> Course:
    """Return the course of a game as far as it has come."""
    summit = game.summit
    states = np.stack([*(record.before for record in game.records), game.state])
    for state in states:
        trace.refresh_all(summit.compiled.ints, summit.compiled.words, state)
    rows = [np.zeros((0, 3), np.int64)]
    for ply, record in enumerate(game.records):
        rule, outcome = (record.rows[:, each].astype(np.int64) for each in (HAPPENINGS.rule, HAPPENINGS.outcome))
        rows.append(np.column_stack([np.full(len(rule), ply), rule, outcome - 1]))
    sides = tuple(record.move.side for record in game.records if record.move is not None)
    return Course(summit, states, np.concatenate(rows), sides, came_to_of(game))


def came_to_of(game: Game) -> Pair:
    """Return the scores, or what they would be if the game ended as it stands."""
    own, other = game.summit.rules.side_ids
    if game.is_over:
        return float(game.scores[own]), float(game.scores[other])
    return float(game.score_now(own).low), float(game.score_now(other).low)
