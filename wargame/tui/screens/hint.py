"""A hint: what an AI would do here and why, found within a budget, stopped at any time; Enter goes to the move."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static

from wargame.errors import PlayerError
from wargame.game.view import view_of
from wargame.pages.advice import MOST, candidate_words, show_best, show_grounds, show_line, tried
from wargame.pages.moves import looked_at, show_look
from wargame.session.advice import advised
from wargame.tui.ink import meter_bar
from wargame.tui.screens.dialog import Dialog
from wargame.tui.thinking import paced
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.leaf import Panel
from wargame.tui.widgets.listing import Item, Listing, meant

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wargame.game.game import Game
    from wargame.pages.sheet import Sheet
    from wargame.players.thought import Thought
    from wargame.tui.host import Host

BAR = 24  # cells
BETWEEN = 0.5  # seconds between two looks at the clock
COMPILING = 2.0  # seconds after which it is the compiler that is waited for


class Thinks(Message):
    """What it thinks by now."""

    def __init__(self, thought: Thought) -> None:
        """Carry the thought."""
        super().__init__()
        self.thought = thought


class HintScreen(Dialog[str]):
    """The best moves so far; dismissed with the id of the move to go to."""

    HELP = (
        "What an AI would play in your place, from what you can see and nothing else: why, the moves it has tried most,"
        " what it expects of each, the line of play it expects after it, and what it believes of the other side. It"
        " thinks on until its budget is used up, or you stop it. The arrow keys explore the moves; Enter puts the"
        " cursor of the table on the one you look at, and plays nothing."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go", "To this move", priority=True, tooltip="puts the cursor of the table there"),
        Binding("space", "stop", "Stop thinking"),
        Binding("m", "map", "Map", tooltip="the texts that could be signed, by what it believes of the other side"),
        Binding("escape,q", "close", "Close", key_display="Esc"),
    ]

    app: Host

    def __init__(self, game: Game, seat: str) -> None:
        """Ask for the seat whose turn it is; the AI sees what this seat sees."""
        super().__init__()
        self._game, self._seat = game, seat
        self._stop = threading.Event()
        self._thought: Thought | None = None
        self._begun = time.monotonic()

    def compose(self) -> ComposeResult:
        """Show how far it is, the moves, and what there is to say of the one under the cursor."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content("Hint")
            yield Static("", id="thinking", markup=False)
            yield Listing(id="candidates")
            yield Panel("", id="page")
            yield KeyLine()

    def on_mount(self) -> None:
        """Say that it thinks, and begin once that is painted: the compiler leaves little time for it later."""
        self.query_one(Listing).focus()
        self._tell_progress()
        self.set_interval(BETWEEN, self._tell_progress)
        self.call_after_refresh(self.call_later, self._think)

    @work(thread=True, exclusive=True, group="hint")
    def _think(self) -> None:
        is_time = paced(BETWEEN)
        view, key = view_of(self._game, self._seat), self._game.player_key(self._seat)
        try:
            for number, thought in enumerate(advised(self._game.summit, view, key)):
                if not number or thought.done or self._stop.is_set() or is_time():
                    self.post_message(Thinks(thought))
                if self._stop.is_set():
                    return
        except PlayerError as error:
            self.app.call_from_thread(self.app.tell_failure, error)

    def _tell_progress(self) -> None:
        """Say how far it is, and while nothing has come yet how long that takes."""
        thought, waited = self._thought, time.monotonic() - self._begun
        if thought is None:
            words = f"Thinking … {waited:.0f} s"
            if waited >= COMPILING:
                words += "  The very first hint compiles the search, up to half a minute; later ones do not."
            self.query_one("#thinking", Static).update(words)
            return
        state = "done" if thought.done else "stopped" if self._stop.is_set() else "thinking …"
        count = f" {thought.simulations:,} of {thought.budget:,} games, {state}"
        self.query_one("#thinking", Static).update(meter_bar(thought.simulations, 0, thought.budget, BAR) + count)

    @on(Thinks)
    def _thinks(self, event: Thinks) -> None:
        if not self.is_attached:
            return
        self._thought = thought = event.thought
        rows, here = self.query_one(Listing), self.under_cursor
        rules = self._game.summit.rules
        shown = [each.move for each in tried(thought)[:MOST]]
        words = candidate_words(rules, thought)
        rows.set_options(Item(line, move) for line, move in zip(words, shown, strict=False))
        rows.highlighted = shown.index(here) if here in shown else 0 if shown else None
        self._tell_progress()
        self._show_candidate()

    @property
    def under_cursor(self) -> str:
        """Return the move under the cursor; "" as long as it stands on the best by itself, whichever that is."""
        rows = self.query_one(Listing)
        option = rows.highlighted_option
        return str(option.meaning) if isinstance(option, Item) and rows.highlighted else ""

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if meant(event) is not None:
            self._show_candidate()

    def _show_candidate(self) -> None:
        """Write why the best move is best, of another one what it would do; of each the line that is expected."""
        game, thought, here = self._game, self._thought, self.under_cursor
        rules = game.summit.rules
        if thought is None:
            return

        def page(sheet: Sheet) -> None:
            if here and here != thought.move:
                move = rules.move_by_id[thought.seat, here]
                sheet.line(f"Instead: {move.title}", tone="title")
                show_look(sheet, game, looked_at(game, move), points=True)
                line = next((each.line for each in thought.candidates if each.move == here), ())
                show_line(sheet, rules, thought.seat, line)
            else:
                show_best(sheet, game, thought)
                show_line(sheet, rules, thought.seat, thought.line)
                show_grounds(sheet, rules, thought)

        self.query_one(Panel).write(page, keep=True)

    def action_go(self) -> None:
        """Go back to the table, its cursor on the move."""
        self._stop.set()
        self.dismiss(self.under_cursor or (self._thought.move if self._thought else ""))

    def action_map(self) -> None:
        """Open the bargaining map, by what it believes of the other side."""
        from wargame.tui.screens.bargain import MapScreen

        beliefs = self._thought.beliefs if self._thought else None
        self.app.push_screen(MapScreen(self._game.known_to(self._seat), beliefs or None))

    def action_stop(self) -> None:
        """Stop thinking; what was found stays."""
        self._stop.set()

    def action_close(self) -> None:
        """Go back."""
        self._stop.set()
        self.dismiss("")

    def on_unmount(self) -> None:
        """Stop thinking."""
        self._stop.set()
