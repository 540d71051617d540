"""The tutorial: a first game on a small scenario, with a coach who says what to try next.

The coach only talks: every move stays open, and whoever plays otherwise is not held up. What he says is data, in
`lesson.toml`, so that a screen and a line-by-line table teach the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import tomli
from attrs import frozen
from cattrs import Converter

from wargame.game.game import Game
from wargame.game.summit import load
from wargame.players.offered import HUMAN
from wargame.session.opening import warm_up
from wargame.session.saving import Saving
from wargame.session.sitting import Sitting

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen
class Step:
    """Something to be said, and what it waits for."""

    phase: str
    title: str
    text: str
    verb: str = ""  # of a move to be played, or several of which one will do; "": it waits for nothing

    @property
    def verbs(self) -> list[str]:
        """Return the verbs of which one will do."""
        return [each.strip() for each in self.verb.split(",") if each.strip()]


@frozen
class Lesson:
    """A game to learn by."""

    scenario: str
    side: str
    seed: int
    steps: tuple[Step, ...]

    def step_at(self, game: Game) -> tuple[int, Step] | None:
        """Return the step that fits a game of it, and its number: the next of this phase that is undone and can be."""
        return next(self._fitting(game), None)

    def _fitting(self, game: Game) -> Iterator[tuple[int, Step]]:
        rules = game.summit.rules
        phase = rules.phases[game.values()["phase"] - 1].id
        own = [record.move for record in game.records if record.move and record.move.side == self.side]
        played = {game.summit.rule_of(move).verb for move in own}
        open_ = {rules.move_by_id[self.side, move].verb for move in game.legal_moves}
        for at, step in enumerate(self.steps[1:], 1):
            waits = set(step.verbs)
            if step.phase == phase and not (waits and (played & waits or not open_ & waits)):
                yield at, step


def lesson() -> Lesson:
    """Return the lesson."""
    return _CONVERTER.structure(tomli.loads((Path(__file__).parent / "lesson.toml").read_text("utf-8")), Lesson)


def sit_down(plan: Lesson) -> Sitting:
    """Begin the game of a lesson; it is not saved, for it is the same every time."""
    summit = load(plan.scenario)
    seats = {side: HUMAN if side == plan.side else "doctrine" for side in summit.rules.side_ids}
    warm_up(summit, seats)
    return Sitting(Saving(Game(summit, plan.seed), reason="a tutorial is not kept"), seats)


_CONVERTER = Converter(forbid_extra_keys=True)
