"""The screen between two people's turns: it covers everything until the other one says that he sits there.

He says so by a key that does nothing else, so that no key held down by whoever sat there before uncovers the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Button, Static

from wargame.tui.screens.frame import Frame
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.press import Press

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wargame.tui.host import Host


class PrivacyScreen(Frame[None]):
    """Nothing of the game but a name."""

    app: Host
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "sit_down", "Yes, I sit here now"),
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
            yield Press(f"I play {self._side_name}: y", id="sit")
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
