"""A button for the mouse: everything it does has a key, so the keyboard passes it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Button

if TYPE_CHECKING:
    from textual import events


class Press(Button):
    """A button that the second click of two does not press: the first may have brought it under the pointer."""

    def __init__(self, label: str, *, name: str | None = None, id: str | None = None, compact: bool = False) -> None:  # noqa: A002  as Textual calls it
        """Show a label."""
        super().__init__(Content(label), name=name, id=id, compact=compact)
        self.can_focus = False

    async def _on_click(self, event: events.Click) -> None:
        if event.chain > 1:
            event.stop()
            event.prevent_default()
        else:
            await super()._on_click(event)
