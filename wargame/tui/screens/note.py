"""Writing a note on a moment of a saved game."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from wargame.journal.entries import MARKS
from wargame.journal.noting import MOST_NOTE, fault_of
from wargame.tui.screens.dialog import Dialog
from wargame.tui.widgets.choices import Choices, Line
from wargame.tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from textual.app import ComposeResult

MEANINGS = ("no mark", "brilliant", "good", "interesting", "dubious", "a mistake", "a blunder")


class NoteScreen(Dialog[tuple[str, str] | None]):
    """A line of text and a mark."""

    HELP = (
        "A note on this moment of the saved game, with a mark as in chess if you like. Notes stand in the replay;"
        " they change nothing in the game."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel", key_display="Esc")]

    def __init__(self, ply: int) -> None:
        """Write on a moment."""
        super().__init__()
        self._ply = ply
        self._mark = 0

    def compose(self) -> ComposeResult:
        """Show the line and the marks."""
        with Vertical(id="dialog", classes="small") as dialog:
            dialog.border_title = Content(f"Note on decision {self._ply}")
            yield Input(placeholder="what there is to say about it; Enter keeps it", max_length=MOST_NOTE, compact=True)
            yield Choices(self._lines())
            yield Static("", id="state", markup=False)
            yield KeyLine()

    def on_mount(self) -> None:
        """Begin with the text."""
        self.query_one(Input).focus()

    def _lines(self) -> list[Line]:
        marks = ("none", *MARKS)
        return [Line("mark", "Mark", marks, self._mark, MEANINGS), Line("keep", "Keep the note")]

    @on(Choices.Turned)
    def _turned(self, event: Choices.Turned) -> None:
        self._mark = event.at
        self.query_one(Choices).show(self._lines())

    @on(Choices.Done)
    @on(Input.Submitted)
    def _keep(self) -> None:
        text, mark = self.query_one(Input).value, ("", *MARKS)[self._mark]
        if reason := fault_of(text, mark):
            self.query_one("#state", Static).update(f"✕ {reason}")
        else:
            self.dismiss((text, mark))

    def action_cancel(self) -> None:
        """Keep nothing."""
        self.dismiss(None)
