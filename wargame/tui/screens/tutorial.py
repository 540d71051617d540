"""The tutorial: the table with a coach, who says what there is to say of `session.lesson`, and answers whoever errs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from wargame.session.lesson import Lesson, Onward, Step, lesson, sit_down
from wargame.tui.screens.finale import FinaleScreen
from wargame.tui.screens.leave import LEAVE, LeaveScreen
from wargame.tui.screens.stages import CHOOSE, TOLD
from wargame.tui.screens.table import TableScreen
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from textual.screen import Screen
    from textual.widget import Widget

    from wargame.session.sitting import Sitting


def tutorial() -> Callable[[], Screen[Any]]:
    """Return what makes the screen of a first game."""
    plan = lesson()
    return partial(TutorialScreen, sit_down(plan), plan)


class TutorialScreen(TableScreen):
    """A table with a coach: what he asks for is lit, and nothing else is played until that is done."""

    HELP = (
        "The tutorial. The coach above the panels asks for one thing at a time: ★ marks it, the rest is dimmed, and"
        " whoever tries that is told why not now. After the last step every move is free.\n\nThe tutorial is not saved:"
        " whoever leaves it begins it anew the next time, and is asked before."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "to_menu", "Menu", tooltip="leave the tutorial; it is not kept, so you are asked"),
    ]

    def __init__(self, sitting: Sitting, plan: Lesson) -> None:
        """Begin a lesson."""
        super().__init__(sitting)
        self._plan = plan
        self._looked: set[str] = set()  # verbs that the coach asked to look at
        self._step: Step | None = None

    def above(self) -> Iterator[Widget]:
        """Yield the coach."""
        yield Static("", id="coach")

    def saved(self) -> Content:
        """Say that it is not kept."""
        return Content.styled("tutorial, not kept", "$foreground-muted")

    def warn_if_unsaved(self) -> None:
        """Nothing is amiss: it is not to be saved."""

    def finale(self) -> FinaleScreen:
        """Return what comes after the end: the way to a whole game."""
        return TutorialFinale(self.sitting, self._plan)

    # -- what the coach says

    def entered(self, stage: str) -> None:
        """Say what there is to say at this stage."""
        if stage == TOLD and not self.game.records:
            self._say(self._plan.steps[0], 0, self._plan.steps[0].text)
        elif stage == CHOOSE and not self.drafted:
            self._say_step()

    def _say_step(self) -> None:
        """Say what the next step asks for, and light that."""
        found = self._plan.step_at(self.game, self._looked)
        self._step = found[1] if found else None
        self.query_one("#coach", Static).set_class(found is None, "-absent")
        if found is not None:
            self._say(found[1], found[0], found[1].text)
        self.query_one(Moves).suggest(self._step.lit if self._step else [])

    def _say(self, step: Step, at: int, words: str) -> None:
        number = f"({at + 1} of {len(self._plan.steps)})  "
        title = Content.styled(f"{step.title}  ", "bold $text-warning")
        self.query_one("#coach", Static).update(title + Content.styled(number, "$foreground-muted") + words)

    def _answer(self, words: str) -> None:
        """Say something in place of what was asked for."""
        self.query_one("#coach", Static).update(Content.styled("Not now.  ", "bold $text-warning") + words)

    # -- obedience

    @on(Moves.Shown)
    def _coached(self, event: Moves.Shown) -> None:
        """Say what there is to see where the cursor was asked to go, and go on when it leaves."""
        step = self._step
        if not self.is_choosing or step is None or not step.look:
            return
        if event.move is not None and event.move.verb == step.look:
            self.query_one("#coach", Static).update(Content.styled(f"{step.title}  ", "bold $text-warning") + step.seen)
            self._looked.add(step.look)
        elif step.look in self._looked:
            self._say_step()

    def may_draft(self, move: str) -> bool:
        """Say whether the coach lets a move be drafted; if not, he says why."""
        step = self._step
        words = self._plan.answer_to(step, self.rules.move_by_id[self.game.turn, move]) if step else ""
        if words:
            self._answer(words)
        elif step:  # no refusal stays beside what is allowed
            self._say(step, self._plan.steps.index(step), step.text)
        return not words

    def action_to_menu(self) -> None:
        """Leave, once it is clear that nothing is kept."""
        if self.game.is_over:
            super().action_to_menu()
            return
        words = "The tutorial is not saved. The next time it begins anew; it takes six minutes."
        self.app.push_screen(LeaveScreen("Leave the tutorial?", words), self._leave_if)

    def _leave_if(self, answer: str | None) -> None:
        if answer == LEAVE:
            super().action_to_menu()


class TutorialFinale(FinaleScreen):
    """The end of the tutorial: what came of it, and the way to a whole game."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "onward(0)", "Now a whole game", show=False),
        Binding("o", "onward(1)", "… as the other side", show=False),
        Binding("t", "retry", "Again", show=False, tooltip="the tutorial again"),
    ]

    def __init__(self, sitting: Sitting, plan: Lesson) -> None:
        """Tell the end of a lesson."""
        super().__init__(sitting)
        self._onward: tuple[Onward, ...] = plan.onward

    def buttons(self) -> Mapping[str, str]:
        """Return the games to go on to, and the tutorial again."""
        first, second = self._onward
        return {
            "onward(0)": f"{first.words} n",
            "onward(1)": f"{second.words} o",
            "retry": "Again t",
            "menu": "Menu Esc",
        }

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no rematch: the lesson is the same every time."""
        return action not in {"rematch", "swap", "replay", "export"} and super().check_action(action, parameters)

    def action_onward(self, at: int) -> None:
        """Begin a whole game."""
        game = self._onward[at]
        self.app.begin(game.scenario, game.seats, None)

    def action_retry(self) -> None:
        """Begin the tutorial again."""
        self.app.to_menu()
        self.app.enter("tutorial")
