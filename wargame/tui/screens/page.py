"""A dialog with one page in it: a rule card, the score opened, and whatever a small screen has no panel for."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from wargame.tui.screens.dialog import Dialog
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.leaf import Panel

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wargame.pages.sheet import Page


class PageScreen(Dialog[None]):
    """A page over the screen below; Esc, Enter or a click beside it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "close", "Close", key_display="Esc"),
    ]

    def __init__(self, title: str, page: Page) -> None:
        """Show a page under a title."""
        super().__init__()
        self._title, self._page = title, page

    def compose(self) -> ComposeResult:
        """Show the page."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(self._title)
            yield Panel("", id="page")
            yield KeyLine()

    def on_mount(self) -> None:
        """Write the page."""
        panel = self.query_one(Panel)
        panel.focus()
        panel.write(self._page)

    def on_click(self, event: object) -> None:
        """Close on a click beside the dialog."""
        if getattr(event, "widget", None) is self:
            self.action_close()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
