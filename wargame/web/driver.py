"""The Textual driver for a page as the terminal, changed in three ways.

Textual's web driver lets the program live on when its input ends, so that a killed server would leave it behind with a
saved game locked; it begins without focus, so that no key counts before a click; and it takes a size from among the
keys, past the bounds that the server checks. This one also tells the server which game is at the table, so that a
reloaded page comes back to it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual import events
from textual.drivers.web_driver import WebDriver

if TYPE_CHECKING:
    from pathlib import Path

    from textual.message import Message


class PageDriver(WebDriver):
    """The driver of a process whose terminal is a page."""

    def start_application_mode(self) -> None:
        """Begin, with the keyboard."""
        super().start_application_mode()
        self._app.call_later(self._app.post_message, events.AppFocus())

    def run_input_thread(self) -> None:
        """Read what the page sends; when that ends, end the program at once."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            os._exit(0)  # nobody is there to be shown anything, and every move was saved as it was played

    def tell_game(self, path: Path | None) -> None:
        """Say which saved game is at the table, None: none is."""
        self.write_meta({"type": "game", "path": str(path) if path else ""})

    def process_message(self, message: Message) -> None:
        """Process a key or a click; a size is taken from the server alone."""
        if not isinstance(message, events.Resize):
            super().process_message(message)
