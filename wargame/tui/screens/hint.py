"""A hint: what an AI would do here and why, found within a budget, stopped at any time; Enter goes to the move."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from wargame.game.view import view_of
from wargame.pages.advice import MOST, candidate_words, show_best, show_grounds, show_line, tried
from wargame.pages.moves import looked_at, show_look
from wargame.players.thought import Thought
from wargame.session.advice import advised
from wargame.tui.screens.finding import Finding
from wargame.tui.thinking import paced
from wargame.tui.widgets.listing import Item, Listing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.game import Game
    from wargame.pages.sheet import Sheet

BETWEEN = 0.5  # seconds between two looks at the clock
COMPILING = 2.0  # seconds after which it is the compiler that is waited for


class HintScreen(Finding[str, Thought]):
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
        Binding("escape,q", "dismiss", "Close", key_display="Esc"),
    ]

    HEADING = "Hint"
    KEEPS_PLACE = True

    def __init__(self, game: Game, seat: str) -> None:
        """Ask for the seat whose turn it is; the AI sees what this seat sees."""
        super().__init__()
        self._game, self._seat = game, seat
        self._thought: Thought | None = None
        self._begun = time.monotonic()

    def on_mount(self) -> None:
        """Say that it thinks."""
        self._tell_progress()
        self.set_interval(BETWEEN, self._tell_progress)

    def steps(self) -> Iterator[Thought]:
        """Think; what it thinks is told now and then, and at last."""
        is_time = paced(BETWEEN)
        view, key = view_of(self._game, self._seat), self._game.player_key(self._seat)
        for number, thought in enumerate(advised(self._game.summit, view, key)):
            if not number or thought.done or self.stop.is_set() or is_time():
                yield thought

    def _tell_progress(self) -> None:
        """Say how far it is, and while nothing has come yet how long that takes."""
        thought, waited = self._thought, time.monotonic() - self._begun
        if thought is not None:
            state = "done" if thought.done else "stopped" if self.stop.is_set() else "thinking …"
            words = f"{thought.simulations:,} of {thought.budget:,} games, {state}"
            self.tell(words, thought.simulations, thought.budget)
            return
        first = "  The very first hint compiles the search, up to half a minute; later ones do not."
        self.tell(f"Thinking … {waited:.0f} s{first if waited >= COMPILING else ''}")

    def show(self, step: Thought) -> None:
        """Show the moves as it thinks of them by now."""
        here = self.under_cursor
        self._thought = step
        shown = [each.move for each in tried(step)[:MOST]]
        words = candidate_words(self._game.summit.rules, step)
        self._tell_progress()
        self.list_entries(
            (Item(line, move) for line, move in zip(words, shown, strict=False)),
            shown.index(here) if here in shown else 0 if shown else None,
        )

    @property
    def under_cursor(self) -> str:
        """Return the move under the cursor; "" as long as it stands on the best by itself, whichever that is."""
        return str(self.entry) if self.query_one(Listing).highlighted else ""

    def write_page(self, sheet: Sheet) -> None:
        """Write why the best move is best, of another one what it would do; of each the line that is expected."""
        game, thought, here = self._game, self._thought, self.under_cursor
        rules = game.summit.rules
        if thought is None:
            return
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

    def action_go(self) -> None:
        """Go back to the table, its cursor on the move."""
        self.dismiss(self.under_cursor or (self._thought.move if self._thought else ""))

    def action_map(self) -> None:
        """Open the bargaining map, by what it believes of the other side."""
        from wargame.tui.screens.bargain import MapScreen

        beliefs = self._thought.beliefs if self._thought else None
        self.app.push_screen(MapScreen(self._game.known_to(self._seat), beliefs or None))

    def action_stop(self) -> None:
        """Stop thinking; what was found stays."""
        self.stop.set()
