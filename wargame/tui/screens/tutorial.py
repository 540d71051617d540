"""The tutorial: a first game on the small scenario, with a coach who says what to try next.

The coach only talks: every move stays open, and whoever plays otherwise is not held up. What he says is data, in
`lesson.toml`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli
from attrs import frozen
from cattrs import Converter
from textual.content import Content
from textual.widgets import Static

from wargame.game.game import Game
from wargame.game.summit import load
from wargame.players.offered import HUMAN
from wargame.session.opening import warm_up
from wargame.session.saving import Saving
from wargame.session.sitting import Sitting
from wargame.tui.screens.stages import CHOOSE, TOLD
from wargame.tui.screens.table import TableScreen
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.screen import Screen
    from textual.widget import Widget


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
class Tutorial:
    """A game to learn by."""

    scenario: str
    side: str
    seed: int
    steps: tuple[Step, ...]


def lesson() -> Tutorial:
    """Return the lesson."""
    return _CONVERTER.structure(
        tomli.loads((Path(__file__).parent.parent / "lesson.toml").read_text("utf-8")), Tutorial
    )


def tutorial() -> Callable[[], Screen[Any]]:
    """Return what makes the screen of a first game; it is not saved, for it is the same every time."""
    plan = lesson()
    summit = load(plan.scenario)
    seats = {side: HUMAN if side == plan.side else "doctrine" for side in summit.rules.side_ids}
    warm_up(summit, seats)
    saving = Saving(Game(summit, plan.seed), reason="a tutorial is not kept")
    return partial(TutorialScreen, Sitting(saving, seats), plan)


class TutorialScreen(TableScreen):
    """A table with a coach."""

    def __init__(self, sitting: Sitting, plan: Tutorial) -> None:
        """Begin a lesson."""
        super().__init__(sitting)
        self._plan = plan
        self._at = 0  # step

    def above(self) -> Iterator[Widget]:
        """Yield the coach."""
        yield Static("", id="coach")

    def saved(self) -> Content:
        """Say that it is not kept."""
        return Content.styled("tutorial, not kept", "$foreground-muted")

    def warn_if_unsaved(self) -> None:
        """Nothing is amiss: it is not to be saved."""

    def entered(self, stage: str) -> None:
        """Say what there is to say at this stage."""
        if stage == TOLD and not self.game.records:
            step: Step | None = self._plan.steps[0]
        elif stage == CHOOSE and not self.drafted:
            step = self._step()
        else:
            return
        self.query_one("#coach", Static).display = step is not None
        if step is not None:
            number = f"{self._at + 1} of {len(self._plan.steps)}"
            title = Content.styled(f"{step.title}  ", "bold $text-warning")
            self.query_one("#coach", Static).update(
                title + Content.styled(f"({number})  ", "$foreground-muted") + step.text
            )
        self.query_one(Moves).suggest(step.verbs if step else [])

    def _step(self) -> Step | None:
        """Return the step that fits: the next of this phase that has not been done and can be."""
        phase = self.rules.phases[self.game.values()["phase"] - 1].id
        own = [record.move for record in self.game.records if record.move and record.move.side == self._plan.side]
        played = {self.game.summit.rule_of(move).verb for move in own}
        open_ = {self.rules.move_by_id[self._plan.side, move].verb for move in self.game.legal_moves}
        for at, step in enumerate(self._plan.steps[1:], 1):
            waits = set(step.verbs)
            if step.phase != phase or (waits and (played & waits or not open_ & waits)):
                continue
            self._at = at
            return step
        return None


_CONVERTER = Converter(forbid_extra_keys=True)
