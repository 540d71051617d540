"""The review of a saved game over the screen below: made in a thread, then read as a whole or mistake by mistake.

From a mistake the game goes on at the table, in a file of its own; its own review says what became better.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static

from wargame.errors import WargameError
from wargame.pages.review.decisions import show_decision
from wargame.pages.review.saved import review_saved
from wargame.pages.review.told import Told, plural, points
from wargame.pages.review.whole import show_review
from wargame.players.offered import HUMAN
from wargame.session.opening import seats_of_save
from wargame.tui.ink import meter_bar
from wargame.tui.screens.dialog import Dialog
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.leaf import Panel
from wargame.tui.widgets.listing import Item, Listing, meant

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wargame.game.summit import Summit
    from wargame.journal.reading import Journal
    from wargame.pages.sheet import Sheet
    from wargame.tui.host import Host

BAR, WHOLE = 24, 100
ALL = 0  # the entry of the list that is no decision


class Reviewed(Message):
    """How far the review is, 0 to 1, or the review itself."""

    def __init__(self, step: float | Told) -> None:
        """Carry it."""
        super().__init__()
        self.step = step


class ReviewScreen(Dialog[None]):
    """The whole review, and each mistake in it."""

    HELP = (
        "What each decision was worth, what was luck, which agreements were possible, what became of the promises; it"
        " is for after the game: nothing is hidden in it.\n\nThe list has the decisions that lost most, the worst"
        " first. Enter on one of them plays on from there, you in the place of whoever took it, in a file of its own"
        " and with the same chance; the review of that game says what became better.\n\nMarks are by what a side could"
        " know: ?? 8 points lost or more, ? 4, ?! 2; ! is the best move by 3 points or more. `wargame review` writes"
        " the same as HTML, Markdown or data."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "retry", "Try again", priority=True, tooltip="play on from this decision, in a new file"),
        Binding("pagedown,space", "page(1)", "More", key_display="PgDn"),
        Binding("pageup", "page(-1)", "Back", show=False),
        Binding("escape,w,q", "close", "Close", key_display="Esc"),
    ]

    app: Host

    def __init__(self, summit: Summit, journal: Journal) -> None:
        """Review a saved game as far as it has come."""
        super().__init__()
        self._summit, self._journal = summit, journal
        self._told: Told | None = None
        self._stop = threading.Event()

    def compose(self) -> ComposeResult:
        """Show how far it is, the mistakes, and what there is to say."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content("Review")
            yield Static("Looking at every decision …", id="thinking", markup=False)
            yield Listing(id="candidates")
            yield Panel("", id="page")
            yield KeyLine()

    def on_mount(self) -> None:
        """Begin once the frame is painted."""
        self.query_one(Listing).focus()
        self.call_after_refresh(self.call_later, self._review)

    @work(thread=True, exclusive=True, group="review")
    def _review(self) -> None:
        try:
            for step in review_saved(self._summit, self._journal):
                if self._stop.is_set():
                    return
                self.post_message(Reviewed(step))
        except WargameError as error:
            self.app.call_from_thread(self.app.tell_failure, error)
            self.app.call_from_thread(self.action_close)

    @on(Reviewed)
    def _reviewed(self, event: Reviewed) -> None:
        if not self.is_attached:
            return
        if isinstance(event.step, float):
            done = round(WHOLE * event.step)
            self.query_one("#thinking", Static).update(meter_bar(done, 0, WHOLE, BAR) + f" {done}% done")
            return
        self._told = told = event.step
        found = plural(len(told.review.mistakes), "mistake") if told.review.mistakes else "No mistakes"
        self.query_one("#thinking", Static).update(f"{found}, by what each side could know")
        options = [Item(Content("The whole review"), ALL)]
        options += [Item(Content(self._mistake(told, ply)), ply) for ply in told.review.mistakes]
        rows = self.query_one(Listing)
        rows.set_options(options)
        rows.highlighted = 0
        self._show(ALL)

    def _mistake(self, told: Told, ply: int) -> str:
        each = told.review.decisions[ply - 1]
        move = told.move(each.side, each.move)
        return f"{ply:>3} {each.mark:<2} {told.name(each.side)}: {move}, {points(each.lost)} lost"

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if (ply := meant(event)) is not None:
            self._show(ply)

    def _show(self, ply: int) -> None:
        """Write the whole, or one decision."""
        told = self._told
        if told is None:
            return

        def page(sheet: Sheet) -> None:
            if ply == ALL:
                show_review(sheet, told)
            else:
                show_decision(sheet, told, told.review.decisions[ply - 1])

        self.query_one(Panel).write(page)

    def action_retry(self) -> None:
        """Play on from the decision under the cursor, a person in the place of whoever took it."""
        option = self.query_one(Listing).highlighted_option
        ply = option.meaning if isinstance(option, Item) else None
        if self._told is None or not isinstance(ply, int) or ply == ALL:
            return
        side = self._told.review.decisions[ply - 1].side
        try:
            seats = seats_of_save(self._summit, {**self._journal.header.seats, side: HUMAN})
        except WargameError as error:
            self.app.say(str(error), is_error=True)
            return
        app, journal = self.app, self._journal
        self.action_close()
        app.branch(journal, ply - 1, seats, fresh=False)

    def action_page(self, by: int) -> None:
        """Read on."""
        panel = self.query_one(Panel)
        (panel.scroll_page_down if by > 0 else panel.scroll_page_up)(animate=False)

    def action_close(self) -> None:
        """Go back."""
        self._stop.set()
        self.dismiss()

    def on_unmount(self) -> None:
        """Look no further."""
        self._stop.set()
