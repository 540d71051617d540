"""The review of a saved game over the screen below: made in a thread, then read as a whole or mistake by mistake.

From a mistake the game goes on at the table, in a file of its own; its own review says what became better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from wargame.errors import WargameError
from wargame.pages.review.decisions import show_decision
from wargame.pages.review.saved import review_saved
from wargame.pages.review.told import Told, points
from wargame.pages.review.whole import show_review
from wargame.players.offered import HUMAN
from wargame.scenario.wording import plural
from wargame.session.opening import seats_of_save
from wargame.tui.screens.finding import Finding
from wargame.tui.widgets.leaf import Panel
from wargame.tui.widgets.listing import Item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.summit import Summit
    from wargame.journal.reading import Journal
    from wargame.pages.sheet import Sheet

_WHOLE = 100
ALL = 0  # the entry of the list that is no decision


class ReviewScreen(Finding[None, float | Told]):
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
        Binding("escape,w,q", "dismiss", "Close", key_display="Esc"),
    ]

    HEADING = "Review"

    def __init__(self, summit: Summit, journal: Journal) -> None:
        """Review a saved game as far as it has come."""
        super().__init__()
        self._summit, self._journal = summit, journal
        self._told: Told | None = None

    def on_mount(self) -> None:
        """Say what it does."""
        self.tell("Looking at every decision …")

    def steps(self) -> Iterator[float | Told]:
        """Review: how far it is, 0 to 1, and at last the review itself."""
        return review_saved(self._summit, self._journal)

    def failed(self, error: WargameError) -> None:
        """Tell that it cannot be reviewed, and go back."""
        super().failed(error)
        self.dismiss()

    def show(self, step: float | Told) -> None:
        """Show how far it is, or the list of mistakes."""
        if isinstance(step, float):
            done = round(_WHOLE * step)
            self.tell(f"{done}% done", done, _WHOLE)
            return
        self._told, mistakes = step, step.review.mistakes
        found = plural(len(mistakes), "mistake") if mistakes else "No mistakes"
        self.tell(f"{found}, by what each side could know")
        entries = [Item(Content(self._mistake(step, ply)), ply) for ply in mistakes]
        self.list_entries([Item(Content("The whole review"), ALL), *entries], 0)

    def _mistake(self, told: Told, ply: int) -> str:
        each = told.review.decisions[ply - 1]
        move = told.move(each.side, each.move)
        return f"{ply:>3} {each.mark:<2} {told.name(each.side)}: {move}, {points(each.lost)} lost"

    @property
    def under_cursor(self) -> int:
        """Return the decision under the cursor; ALL of the whole review, and before there is a list."""
        return self.entry if isinstance(self.entry, int) else ALL

    def write_page(self, sheet: Sheet) -> None:
        """Write the whole, or one decision."""
        told, ply = self._told, self.under_cursor
        if told is None:
            return
        if ply == ALL:
            show_review(sheet, told)
        else:
            show_decision(sheet, told, told.review.decisions[ply - 1])

    def action_retry(self) -> None:
        """Play on from the decision under the cursor, a person in the place of whoever took it."""
        ply = self.under_cursor
        if self._told is None or ply == ALL:
            return
        side = self._told.review.decisions[ply - 1].side
        try:
            seats = seats_of_save(self._summit, {**self._journal.header.seats, side: HUMAN})
        except WargameError as error:
            self.app.say(str(error), is_error=True)
            return
        app, journal = self.app, self._journal
        self.dismiss()
        app.branch(journal, ply - 1, seats, fresh=False)

    def action_page(self, by: int) -> None:
        """Read on."""
        panel = self.query_one(Panel)
        (panel.scroll_page_down if by > 0 else panel.scroll_page_up)(animate=False)
