"""What is shown while the engine prepares something."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Static

from wargame.tui.screens.frame import Frame

if TYPE_CHECKING:
    from textual.app import ComposeResult

PATIENCE = 2.0  # seconds until it says why


class LoadingScreen(Frame[None]):
    """A word, and after a while the reason."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Back")]

    def compose(self) -> ComposeResult:
        """Say that something is being prepared."""
        yield Static("One moment …", id="waiting", markup=False)

    def on_mount(self) -> None:
        """Say more if it takes long."""
        self.set_timer(PATIENCE, self._explain)

    def _explain(self) -> None:
        self.query_one("#waiting", Static).update(
            "Preparing the rules engine.\nThe first start compiles it: about half a minute. Later ones do not."
        )
