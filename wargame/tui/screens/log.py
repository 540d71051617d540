"""The log by itself, with a filter: where a small screen has no panel for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from wargame.pages.telling import show_cause
from wargame.tui.screens.dialog import Dialog
from wargame.tui.screens.page import PageScreen
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.log import Log

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.screen import Screen

    from wargame.game.game import Game


def open_cause(screen: Screen[None], game: Game, seat: str, event: Log.Opened) -> None:
    """Open a line of the log into its cause."""
    rules, entry = game.summit.rules, event.entry
    screen.app.push_screen(PageScreen("Why it happened", lambda sheet: show_cause(sheet, rules, entry, seat)))


class LogScreen(Dialog[None]):
    """The log over the table."""

    HELP = "Everything that has happened, as this seat was shown it. Enter opens a line: the odds, the roll, the rule."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", key_display="Esc"),
        Binding("slash", "filter", "Filter", key_display="/", tooltip="show only lines with these words"),
    ]

    def __init__(self, game: Game, seat: str) -> None:
        """Show a game's log."""
        super().__init__()
        self._game, self._seat = game, seat

    def compose(self) -> ComposeResult:
        """Show the filter above the list."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content("Log · Enter opens a line into its cause")
            yield Input(placeholder="filter: words of a line", compact=True, id="log-filter")
            yield Log()
            yield KeyLine()

    def on_mount(self) -> None:
        """Show everything."""
        log = self.query_one(Log)
        log.show(self._game, self._seat)
        log.border_title = None
        log.focus()
        if log.option_count:
            log.highlighted = log.option_count - 1

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        self.query_one(Log).show(self._game, self._seat, event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.query_one(Log).focus()

    @on(Log.Opened)
    def _opened(self, event: Log.Opened) -> None:
        open_cause(self, self._game, self._seat, event)

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one(Input).focus()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
