"""The tutorial: the table with a coach, who says what there is to say of `session.lesson`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.widgets import Static

from wargame.session.lesson import Lesson, Step, lesson, sit_down
from wargame.tui.screens.stages import CHOOSE, TOLD
from wargame.tui.screens.table import TableScreen
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.screen import Screen
    from textual.widget import Widget

    from wargame.session.sitting import Sitting


def tutorial() -> Callable[[], Screen[Any]]:
    """Return what makes the screen of a first game."""
    plan = lesson()
    return partial(TutorialScreen, sit_down(plan), plan)


class TutorialScreen(TableScreen):
    """A table with a coach."""

    def __init__(self, sitting: Sitting, plan: Lesson) -> None:
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
        """Return the step that fits, and remember its number."""
        found = self._plan.step_at(self.game)
        if found is None:
            return None
        self._at, step = found
        return step
