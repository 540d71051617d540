"""The log as a list: every line opens into its cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList

from wargame.game.view import REFEREE, entries_of
from wargame.pages.telling import entry_words
from wargame.tui.ink import inked
from wargame.tui.widgets.listing import Item, Listing, meant

if TYPE_CHECKING:
    from wargame.game.game import Game
    from wargame.game.view import LogEntry


class Log(Listing):
    """What happened, as one seat was shown it."""

    DEFAULT_CSS = """
    Log {
        border-top: solid $panel-lighten-2; padding: 0 1; height: 1fr;
        border-title-color: $foreground-muted; border-title-style: bold;
        &:focus { border-top: heavy $primary; border-title-color: $text-primary; }
    }
    """

    class Opened(Message):
        """A line is to be opened."""

        def __init__(self, entry: LogEntry) -> None:
            """Say which."""
            super().__init__()
            self.entry = entry

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="log")
        self.border_title = Content("Log · Enter opens a line into its cause")
        self._of: tuple[object, ...] = ()  # game, seat and records shown

    def show(self, game: Game, seat: str, words: str = "") -> None:
        """Show a game's log; `words` leaves out what does not hold all of them."""
        last = game.records[-1] if game.records else game.setup
        shown = (id(last), game.ply, seat, game.is_over, words)
        if shown == self._of:
            return
        self._of, self.wanted = shown, words
        rules, viewer = game.summit.rules, REFEREE if game.is_over else seat
        wanted = words.casefold().split()
        options = []
        for number, record in enumerate((game.setup, *game.records)):
            for entry in entries_of(record, viewer):
                line = entry_words(rules, entry, seat)
                if all(word in line.casefold() for word in wanted):
                    lead = f"{number:>2} " if entry.kind == "move" else "   "
                    options.append(Item(Content.styled(lead, "bold $text-primary") + inked(line), entry))
        self.set_options(options)
        self.scroll_end(animate=False)

    def clear(self) -> None:
        """Show nothing."""
        self._of = ()
        self.clear_options()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if (entry := meant(event)) is not None:
            self.post_message(self.Opened(entry))
