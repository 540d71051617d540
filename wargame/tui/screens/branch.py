"""Going on from a moment of a saved game: who sits where from now on, and whether chance is that of the saved game."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from wargame.tui.screens.dialog import Dialog
from wargame.tui.screens.new_game import seat_lines
from wargame.tui.widgets.choices import Choices, Line
from wargame.tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from wargame.journal.reading import Journal
    from wargame.scenario.ruleset import Rules
    from wargame.tui.host import Host

_CHANCE = "/chance"  # the line's name: no side has it
CHANCE = {
    "as there": "who knows the saved game knows what will be drawn",
    "its own": "drawn anew from this moment on",
}


class BranchScreen(Dialog[None]):
    """The seats, and go."""

    app: Host
    HELP = (
        "Who sits where from this moment on. The saved game stays as it is; what is played from here has a file of its"
        " own. The same moves are answered by the same chance as there, unless chance is drawn anew. A module of"
        " code that played there is not loaded from here."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "cancel", "Cancel", key_display="Esc")]

    def __init__(self, journal: Journal, ply: int, rules: Rules, seats: Mapping[str, str]) -> None:
        """Offer the seats as they were."""
        super().__init__()
        self._journal, self._ply = journal, ply
        self._sides = {side.id: side.name for side in rules.sides}
        self._seats = dict(seats)
        self._chance = 0  # index into CHANCE

    def compose(self) -> ComposeResult:
        """Show the seats."""
        with Vertical(id="dialog", classes="small") as dialog:
            dialog.border_title = Content(f"Go on from decision {self._ply}, in a new file")
            yield Choices(self._lines())
            yield KeyLine()

    def on_mount(self) -> None:
        """Give the lines the keyboard."""
        self.query_one(Choices).focus()

    def _lines(self) -> list[Line]:
        about = ("the saved game stays as it is",)
        return [
            *seat_lines(self._sides, self._seats),
            Line(_CHANCE, "Chance", tuple(CHANCE), self._chance, tuple(CHANCE.values())),
            Line("go", "Play on from here", about=about),
        ]

    @on(Choices.Turned)
    def _turned(self, event: Choices.Turned) -> None:
        if event.line == _CHANCE:
            self._chance = event.at
        else:
            self._seats[event.line] = event.choice
        self.query_one(Choices).show(self._lines())

    @on(Choices.Done)
    def _done(self) -> None:
        app, journal, ply, seats = self.app, self._journal, self._ply, dict(self._seats)
        self.dismiss()
        app.branch(journal, ply, seats, fresh=self._chance > 0)

    def action_cancel(self) -> None:
        """Stay with the replay."""
        self.dismiss()
