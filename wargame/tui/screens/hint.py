"""A hint: what an AI would do here and why, found within a budget, stopped at any time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from wargame.errors import PlayerError
from wargame.game.view import view_of
from wargame.pages.advice import show_advice
from wargame.session.advice import advised
from wargame.tui.screens.dialog import Dialog
from wargame.tui.thinking import paced
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.leaf import Panel

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wargame.game.game import Game
    from wargame.players.thought import Thought
    from wargame.tui.host import Host

BEGINNING = "Thinking … The very first hint compiles the search, which takes up to half a minute; later ones do not."


class Thinks(Message):
    """What it thinks by now."""

    def __init__(self, thought: Thought) -> None:
        """Carry the thought."""
        super().__init__()
        self.thought = thought


class HintScreen(Dialog[None]):
    """The best moves so far."""

    HELP = (
        "What an AI would play in your place, from what you can see and nothing else: the moves it has tried most,"
        " what it expects of each, a line of play, and what it believes of the other side. It thinks on until its"
        " budget is used up, or you stop it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "stop", "Stop thinking"),
        Binding("escape,enter,q", "close", "Close", key_display="Esc"),
    ]

    app: Host

    def __init__(self, game: Game, seat: str) -> None:
        """Ask for the seat whose turn it is; the AI sees what this seat sees."""
        super().__init__()
        self._game, self._seat = game, seat
        self._stop = threading.Event()

    def compose(self) -> ComposeResult:
        """Show what is thought."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content("Hint")
            yield Panel("", id="page")
            yield KeyLine()

    def on_mount(self) -> None:
        """Begin to think."""
        panel = self.query_one(Panel)
        panel.focus()
        panel.write(lambda sheet: sheet.line(BEGINNING))
        self._think()

    @work(thread=True, exclusive=True, group="hint")
    def _think(self) -> None:
        is_time = paced()
        view, key = view_of(self._game, self._seat), self._game.player_key(self._seat)
        try:
            for thought in advised(self._game.summit, view, key):
                if thought.done or self._stop.is_set() or is_time():
                    self.post_message(Thinks(thought))
                if self._stop.is_set():
                    return
        except PlayerError as error:
            self.app.call_from_thread(self.app.tell_failure, error)

    @on(Thinks)
    def _thinks(self, event: Thinks) -> None:
        if not self.is_attached:
            return
        rules, thought = self._game.summit.rules, event.thought
        self.query_one(Panel).write(lambda sheet: show_advice(sheet, rules, thought), keep=True)

    def action_stop(self) -> None:
        """Stop thinking; what was found stays."""
        self._stop.set()

    def action_close(self) -> None:
        """Go back."""
        self._stop.set()
        self.dismiss()

    def on_unmount(self) -> None:
        """Stop thinking."""
        self._stop.set()
