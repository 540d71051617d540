"""The stages of a turn at the table: what each shows, which buttons and keys it has, and who has the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.containers import Horizontal
from textual.widgets import Button, Tabs

from wargame.tui.arrangement import CHOICES, DETAIL
from wargame.tui.screens.choosing import Choosing
from wargame.tui.widgets.press import Press

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.widget import Widget

CHOOSE, TOLD, THINK, WATCH, OVER = "choose", "told", "think", "watch", "over"
BUTTONS = {  # action: label; a button stands there while its action can be taken
    "commit": "Commit c",
    "put_back": "Put back Esc",
    "go_on": "Go on ⏎",
    "take_back": "Take back u",
    "stop": "Let him play his best so far Esc",
    "pause": "Pause / go on p",
    "step": "One move n",
    "slower": "Slower −",
    "faster": "Faster +",
}


class Stages(Choosing):
    """A table at one stage of a turn; a subclass says how one leads to the next."""

    stage: str = ""

    def may_take_back(self) -> bool:
        """Say whether the last move can be taken back."""
        raise NotImplementedError

    @property
    def is_choosing(self) -> bool:
        """Say whether it is a person's turn to choose."""
        return self.stage == CHOOSE and not self.covered

    def below(self) -> Iterator[Widget]:
        """Yield the buttons for the mouse."""
        with Horizontal(id="buttons"):
            for action, label in BUTTONS.items():
                yield Press(f"[{label}]", name=action, compact=True)

    def enter_stage(self, stage: str, *, alone: bool = False) -> None:
        """Enter a stage: its buttons, its keys, and who has the keyboard; `alone` shows nothing but what is told."""
        self.stage = stage
        self.show_buttons()
        panels = self.panels
        panels.telling = stage in {TOLD, THINK, WATCH, OVER}
        panels.tab = DETAIL if alone else self.query_one("#tabs", Tabs).active or CHOICES
        panels.arrange_panels()
        if stage not in {CHOOSE, ""}:
            self.detail.focus()
        self.refresh_bindings()
        self.entered(stage)

    def show_buttons(self) -> None:
        """Show a button for each thing that can be done now and has one."""
        buttons = self.query(Press)
        for button in buttons:
            is_there = self.check_action(button.name or "", ()) is True
            if button.name == "put_back":  # where nothing is drafted, its key does something smaller
                is_there = bool(self.drafted)
            button.set_class(not is_there, "-absent")
        self.query_one("#buttons").set_class(all(button.has_class("-absent") for button in buttons), "-absent")

    def entered(self, stage: str) -> None:
        """Do more as a stage is entered; a table does nothing."""

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        action = event.button.name or ""
        if self.check_action(action, ()) is True:  # it may have been pressed just before that was over
            await self.run_action(action)

    def on_key(self, event: events.Key) -> None:
        """Say why a dimmed key does nothing."""
        dimmed = (each.binding for each in self.active_bindings.values() if not each.enabled)
        action = next((each.action for each in dimmed if each.key == event.key), "")
        if words := self.why_dimmed(action):
            event.stop()
            self.app.say(words)

    def why_dimmed(self, action: str) -> str:
        """Return why an action cannot be taken at this stage, "" where nothing is to be said."""
        words = {
            "commit": "Nothing is drafted: Enter drafts the open move under the cursor.",
            "card": "The cursor stands on no move.",
            "take_back": self.why_not_back(),
        }
        return words.get(action, "")

    def why_not_back(self) -> str:
        """Return why the last move cannot be taken back."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done at this stage; gray what could be at another."""
        if self.covered and action != "to_menu":
            return False if action in {"go_on", "take_back"} else super().check_action(action, parameters)
        allowed: dict[str, bool | None] = {
            "go_on": self.stage in {TOLD, OVER},
            "take_back": (self.stage in {TOLD, CHOOSE} and self.may_take_back()) or None,
            "stop": self.stage == THINK,
            "pause": self.stage == WATCH,
            "step": self.stage == WATCH,
            "faster": self.stage == WATCH,
            "slower": self.stage == WATCH,
        }
        return allowed[action] if action in allowed else super().check_action(action, parameters)
