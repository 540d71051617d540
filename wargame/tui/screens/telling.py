"""What is told at the table: the briefing, what is new beside the moves, banners over the board, and the dice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.pages.briefing import show_briefing
from wargame.pages.news import banners_of, roll_of, show_news, show_roll
from wargame.tui.screens.stages import TOLD, Stages
from wargame.tui.widgets.banner import BannerLine
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from textual.timer import Timer

    from wargame.game.view import LogEntry
    from wargame.pages.sheet import Page, Sheet
    from wargame.session.sitting import Sitting

YOUR_MOVE = "Your move: ↓ look, Enter draft, c commit", "↓ look, Enter draft, c commit"  # the longest first
NEWS = "Your move"  # there is something else to be read
ROLL_SECONDS, ROLL_FRAMES = 0.5, 8


class Telling(Stages):
    """A table that tells a seat what it has not been told; a subclass says when."""

    def __init__(self, sitting: Sitting) -> None:
        """Tell of one sitting."""
        super().__init__()
        self.sitting = sitting
        self._since: dict[str, int] = {}  # first record of what was new last, by seat
        self._roll: Timer | None = None  # of the dice

    def brief(self, side: str) -> None:
        """Show what a seat should know before it decides for the first time, and how the game has begun."""
        game, since = self.game, self.sitting.tell(side)

        def page(sheet: Sheet) -> None:
            show_briefing(sheet, game, side)
            show_news(sheet, game, side, since=since)

        self.query_one(Moves).hide()
        self.show()
        self.enter_stage(TOLD, alone=True)
        self.detail.write(page, title="Your briefing · b brings it back")

    def show_news(self) -> None:
        """Show what is new since the seat's last turn, where nothing is looked at."""
        game, seat, since = self.game, self.eyes, self._since.get(self.eyes)
        if since is None or since > len(game.records):
            self.detail.write(None, title=YOUR_MOVE)
        else:
            self.detail.write(lambda sheet: show_news(sheet, game, seat, since=since), title=NEWS)

    def show_banners(self, seat: str, *, moving: bool) -> None:
        """Show the banners of what is new to a seat, written out if they are to move."""
        since = self._since.get(seat, len(self.game.records) + 1)
        banners = banners_of(self.game, self.counted, seat, since=since)
        self.query_one(BannerLine).show(banners, moving=moving and self.app.settings.motion)

    def tell(self, seat: str, title: str, *, roll: bool = False) -> None:
        """Write what this seat has not been told yet; `roll` first lets the dice of the last move roll."""
        self._since[seat] = since = self.sitting.tell(seat)
        game = self.game
        self.show_banners(seat, moving=True)

        def page(sheet: Sheet) -> None:
            show_news(sheet, game, seat, since=since)

        entry = roll_of(game, seat) if roll and self.app.settings.motion else None
        if entry is None:
            self.detail.write(page, title=title)
        else:
            self._let_roll(entry, page, title)

    def _let_roll(self, entry: LogEntry, page: Page, title: str) -> None:
        """Let the dice run over what may come for half a second, then tell what came; any key goes on without."""
        self.stop_roll()
        frame = 0

        def run() -> None:
            nonlocal frame
            frame += 1
            if frame < ROLL_FRAMES:
                self.detail.write(lambda sheet: show_roll(sheet, entry, frame), title="The dice")
            else:
                self.stop_roll()
                self.detail.write(page, title=title)

        run()
        self._roll = self.set_interval(ROLL_SECONDS / ROLL_FRAMES, run)

    def stop_roll(self) -> None:
        """Have the dice lie still."""
        if self._roll is not None:
            self._roll.stop()
            self._roll = None
