"""The end: the verdict, the papers, both scores opened, what was hidden, the biggest swings; and what next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Center, Horizontal, Vertical
from textual.widgets import Button

from wargame.errors import JournalError
from wargame.game.view import REFEREE
from wargame.journal.reading import read_journal
from wargame.pages.finale import show_finale
from wargame.tui.exporting import export_story
from wargame.tui.screens.bargain import closing_map
from wargame.tui.screens.frame import Frame
from wargame.tui.screens.log import LogScreen
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.leaf import Panel
from wargame.tui.widgets.press import Press

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from wargame.journal.reading import Journal
    from wargame.session.sitting import Sitting
    from wargame.tui.host import Host

BUTTONS = {  # action: label; what cannot be done has none
    "rematch": "Rematch r",
    "retry": "Retry t",
    "swap": "Swap s",
    "replay": "Replay p",
    "export": "Export x",
    "menu": "Menu Esc",
}


class FinaleScreen(Frame[None]):
    """How it ended; the page has the keyboard, so that it scrolls."""

    app: Host
    HELP = (
        "The end reveals everything: both mandates, every hidden track, each term of both scores, what turned them.\n\n"
        "A rematch has other chance. A retry begins the same game again: the same mandates, and the same chance for the"
        " same moves, as a branch of the saved game. Swapped sides let you find out whether it was you or the mandate."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "rematch", "Rematch", show=False, tooltip="the same seats, other chance"),
        Binding("t", "retry", "Retry", show=False, tooltip="this game again from its first move, with the same chance"),
        Binding("s", "swap", "Swap sides", show=False, tooltip="and play again, with other chance"),
        Binding("p", "replay", "Replay", show=False, tooltip="step through it, with anybody's eyes; write notes"),
        Binding("x", "export", "Export", show=False, tooltip="the whole story as a Markdown file beside the save"),
        Binding("l", "log", "Log", tooltip="everything that has happened, nothing hidden"),
        Binding("m", "map", "Map", tooltip="what was signed among all that could have been"),
        Binding("w", "review", "Review", tooltip="every decision judged, luck, what was missed"),
        Binding("pagedown,space", "page(1)", "More", key_display="PgDn"),
        Binding("pageup", "page(-1)", "Back", show=False),
        Binding("escape,q", "menu", "Menu", key_display="Esc"),
    ]

    def __init__(self, sitting: Sitting) -> None:
        """Tell the end of a sitting."""
        super().__init__()
        self._sitting = sitting
        sitting.saving.close()
        self._path = sitting.saving.path if sitting.saving.is_saved else None

    def compose(self) -> ComposeResult:
        """Show the story and what to do next."""
        with Vertical(id="finale"):
            with Center():
                yield Panel(self._sitting.rules.scenario.title, id="page")
            with Horizontal(id="buttons"):
                for action, label in self.buttons().items():
                    yield Press(f"[{label}]", name=action, compact=True)
        yield KeyLine()

    def buttons(self) -> Mapping[str, str]:
        """Return what there is to do next, each action with its label."""
        return {action: label for action, label in BUTTONS.items() if self.check_action(action, ())}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what this game allows."""
        del parameters
        if action in {"replay", "review", "export"}:
            return self._path is not None
        return action != "swap" or len(set(self._sitting.seats.values())) > 1

    def on_mount(self) -> None:
        """Tell it."""
        for news in self._sitting.saving.take_news():
            self.app.tell_saving(news)
        game, humans = self._sitting.game, self._sitting.humans
        page = self.query_one("#page", Panel)
        page.write(lambda sheet: show_finale(sheet, game, humans))
        page.focus()

    def on_resize(self) -> None:
        """Leave out the button of what the last line names, where there is no room for all of them."""
        super().on_resize()
        for each in self.query(Press):
            each.display = each.name != "menu" or not self.has_class("-slim")

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        await self.run_action(event.button.name or "")

    def action_page(self, by: int) -> None:
        """Read on, whatever has the keyboard."""
        page = self.query_one("#page", Panel)
        (page.scroll_page_down if by > 0 else page.scroll_page_up)(animate=False)

    # -- what next

    def action_rematch(self) -> None:
        """Play another game with the same seats."""
        self.app.begin_again(self._sitting.game.summit, dict(self._sitting.seats))

    def action_swap(self) -> None:
        """Play another game with the seats changed over."""
        first, second = seats = self._sitting.seats
        self.app.begin_again(self._sitting.game.summit, {first: seats[second], second: seats[first]})

    def action_retry(self) -> None:
        """Play this game again with the same chance: a branch of the saved one, so that it is not taken for another."""
        seats, summit, game = dict(self._sitting.seats), self._sitting.game.summit, self._sitting.game
        if self._path is None:
            self.app.begin_again(summit, seats, game.seed)
            return
        try:
            journal = read_journal(self._path)
        except JournalError as error:
            self.app.say(str(error), is_error=True)
        else:
            self.app.branch(journal, 0, seats, fresh=False)

    def action_replay(self) -> None:
        """Step through it."""
        if self._path is not None:
            self.app.view(self._path)

    def action_review(self) -> None:
        """Explain it."""
        from wargame.tui.screens.review import ReviewScreen

        if journal := self._saved():
            self.app.push_screen(ReviewScreen(self._sitting.game.summit, journal))

    def action_export(self) -> None:
        """Write the whole story beside the save."""
        if journal := self._saved():
            export_story(self.app, journal.path.with_suffix(".md"), self._sitting.game, journal, REFEREE)

    def _saved(self) -> Journal | None:
        """Return the game as its file has it; None if there is none, or it cannot be read, which is said."""
        try:
            return read_journal(self._path) if self._path else None
        except JournalError as error:
            self.app.say(str(error), is_error=True)
            return None

    def action_log(self) -> None:
        """Open the log; nothing is hidden any more."""
        self.app.push_screen(LogScreen(self._sitting.game, REFEREE))

    def action_map(self) -> None:
        """Open the bargaining map; nothing is hidden any more."""
        self.app.push_screen(closing_map(self._sitting.game))

    def action_menu(self) -> None:
        """Go to the menu."""
        self.app.to_menu()
