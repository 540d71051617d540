"""Settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from wargame.tui.screens.frame import Frame
from wargame.tui.settings import PACES, THEMES
from wargame.tui.widgets.choices import Choices, Line
from wargame.tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wargame.tui.host import Host

OFF_ON = ("off", "on")


class SettingsScreen(Frame[None]):
    """What can be set, a line each; it holds at once and is kept."""

    app: Host
    HELP = "Settings hold at once and are kept. Enter, a click or the arrow keys turn a line to its next choice."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "back", "Back", key_display="Esc")]

    def compose(self) -> ComposeResult:
        """Show a line for each setting."""
        with Vertical(classes="form"):
            yield Static(Content.styled("Settings", "bold $text-primary"), classes="form-row")
            yield Choices(self._lines())
            yield Static("", id="state", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Give the lines the keyboard."""
        self.query_one(Choices).focus()

    def _lines(self) -> list[Line]:
        chosen = self.app.settings
        colors = ("NO_COLOR is set, so none are shown",) if self.app.no_color else ()
        paces = tuple(f"{pace:g} seconds" for pace in PACES)
        return [
            Line("theme", "Colors", tuple(THEMES.values()), list(THEMES).index(chosen.theme), colors),
            Line("sound", "Sound", OFF_ON, int(chosen.sound), ("the terminal's bell when it is your turn",)),
            Line("hints", "Hints", OFF_ON, int(chosen.hints), ("an AI may be asked what it would play",)),
            Line("privacy", "Privacy screen", OFF_ON, int(chosen.privacy), ("between the turns of two people",)),
            Line("pace", "Pace", paces, PACES.index(chosen.pace), ("between watched moves",)),
            Line("motion", "Motion", OFF_ON, int(chosen.motion), ("dice that roll, signatures that are written",)),
        ]

    @on(Choices.Turned)
    def _turned(self, event: Choices.Turned) -> None:
        chosen = self.app.settings
        if event.line == "theme":
            chosen.theme = list(THEMES)[event.at]
            self.app.apply_theme()
        elif event.line == "pace":
            chosen.pace = PACES[event.at]
        else:
            setattr(chosen, event.line, bool(event.at))
        self.query_one("#state", Static).update(chosen.save())
        self.query_one(Choices).show(self._lines())

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()
