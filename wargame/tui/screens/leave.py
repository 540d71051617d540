"""Whether to leave what is not kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wargame.tui.screens.dialog import Dialog
from wargame.tui.widgets.choices import Choices, Line
from wargame.tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from textual.app import ComposeResult


STAY, LEAVE = "stay", "leave"


class LeaveScreen(Dialog[str]):
    """Stay or leave; staying comes first, and is what Esc does."""

    HELP = "What stands below is not kept. Esc, or the first line, goes back to it."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "stay", "Stay", key_display="Esc")]

    def __init__(self, title: str, words: str) -> None:
        """Ask."""
        super().__init__()
        self._title, self._words = title, words

    def compose(self) -> ComposeResult:
        """Show what would be lost, and the two ways."""
        with Vertical(id="dialog", classes="small") as dialog:
            dialog.border_title = Content(self._title)
            yield Static(self._words, markup=False, classes="form-row")
            yield Choices([Line(STAY, "Stay"), Line(LEAVE, "Leave")])
            yield KeyLine()

    def on_mount(self) -> None:
        """Give the two lines the keyboard."""
        self.query_one(Choices).focus()

    @on(Choices.Done)
    def _done(self, event: Choices.Done) -> None:
        self.dismiss(event.line)

    def action_stay(self) -> None:
        """Go back."""
        self.dismiss(STAY)
