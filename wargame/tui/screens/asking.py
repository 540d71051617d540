"""A question before something that cannot be undone; only y says yes, so that no key held down answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Static

from wargame.tui.screens.dialog import Dialog
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.press import Press

if TYPE_CHECKING:
    from textual.app import ComposeResult


class AskScreen(Dialog[bool]):
    """A question, and what it is about."""

    HELP = "y says yes; Esc leaves everything as it is."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("escape,n,q", "answer(False)", "No", key_display="Esc"),
    ]

    def __init__(self, question: str, about: str) -> None:
        """Ask; `about` says what for."""
        super().__init__()
        self._question, self._about = question, about

    def compose(self) -> ComposeResult:
        """Show the question."""
        with Vertical(id="dialog", classes="small") as dialog:
            dialog.border_title = Content(self._question)
            yield Static(self._about, markup=False, classes="form-row")
            yield Press("Yes: y", id="yes")
            yield KeyLine()

    @on(Button.Pressed)
    def _pressed(self) -> None:
        self.action_answer(yes=True)

    def action_answer(self, yes: bool) -> None:  # noqa: FBT001  as a binding calls it
        """Answer."""
        self.dismiss(yes)
