"""The screen between two people's turns: it covers everything until the other one says that he sits there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Static

from wargame.tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wargame.tui.host import Host

__all__ = ["PrivacyScreen"]


class PrivacyScreen(Screen[None]):
    """Nothing of the game but a name."""

    app: Host
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "sit_down", "I sit here now", key_display="⏎"),
        Binding("q", "leave_table", "Menu", tooltip="leave the table; the game is saved"),
    ]

    def __init__(self, name: str) -> None:
        """Ask for a side."""
        super().__init__()
        self._side_name = name

    def compose(self) -> ComposeResult:
        """Show the name and one button."""
        with Vertical(id="privacy"):
            yield Static(f"Pass the keyboard to {self._side_name}.", markup=False)
            yield Static("Only who plays that side should look on.", markup=False, classes="quiet")
            button = Button(Content(f"I play {self._side_name} ⏎"), id="sit")
            button.can_focus = False
            yield button
        yield KeyLine()

    @on(Button.Pressed)
    def _pressed(self) -> None:
        self.action_sit_down()

    def action_sit_down(self) -> None:
        """Uncover the table."""
        self.dismiss()

    def action_leave_table(self) -> None:
        """Go back to the menu."""
        self.app.to_menu()
