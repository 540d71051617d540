"""The end: the ending told, both scores opened, the biggest swings, what was hidden; and what next."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from wargame.destination import Destination
from wargame.errors import JournalError, RunError
from wargame.game.view import REFEREE
from wargame.journal.reading import read_journal
from wargame.pages.finale import show_finale
from wargame.plain.export import STORY, export
from wargame.tui.screens.frame import Frame
from wargame.tui.screens.log import LogScreen
from wargame.tui.widgets.choices import Choices, Line
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.leaf import Panel

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wargame.session.sitting import Sitting
    from wargame.tui.host import Host


class FinaleScreen(Frame[None]):
    """How it ended."""

    app: Host
    HELP = (
        "The end reveals everything: both mandates, every hidden track, each term of both scores. A rematch has another"
        " seed; swapped sides let you find out whether it was you or the mandate."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "log", "Log", tooltip="everything that has happened, nothing hidden"),
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
            yield Panel(self._sitting.rules.scenario.title, id="page")
            yield Choices(self._lines())
        yield KeyLine()

    def _lines(self) -> list[Line]:
        lines = [Line("rematch", "Rematch", about=("the same seats, another seed",))]
        if len(set(self._sitting.seats.values())) > 1:
            lines.append(Line("swap", "Swap sides", about=("and play again",)))
        if self._path:
            lines.append(Line("replay", "Replay", about=("step through it, with anybody's eyes; write notes",)))
            lines.append(Line("export", "Export", about=("the whole story as a Markdown file beside the save",)))
        return [*lines, Line("menu", "Menu")]

    def on_mount(self) -> None:
        """Tell it."""
        for news in self._sitting.saving.news():
            self.app.tell_saving(news)
        game, humans = self._sitting.game, self._sitting.humans
        self.query_one("#page", Panel).write(lambda sheet: show_finale(sheet, game, humans))
        choices = self.query_one(Choices)
        choices.highlighted = None  # the Enter that went on to here begins no other game
        choices.focus()

    @on(Choices.Done)
    def _done(self, event: Choices.Done) -> None:
        seats, app = dict(self._sitting.seats), self.app
        first, second = seats
        scenario = self._sitting.game.summit
        if event.line == "menu":
            self.action_menu()
        elif event.line == "replay" and self._path:
            app.view(self._path)
        elif event.line == "export":
            self._export()
        else:
            if event.line == "swap":
                seats = {first: seats[second], second: seats[first]}
            app.begin_again(scenario, seats)

    def _export(self) -> None:
        assert self._path is not None
        out = self._path.with_suffix(".md")
        try:
            to = Destination(path=out, kind=STORY, read=(self._path,), advice="")
            export(to, self._sitting.game, read_journal(self._path), REFEREE)
        except (RunError, JournalError) as error:
            self.app.say(str(error), is_error=True)
        else:
            self.app.say(f"Wrote {shlex.quote(str(out))}")

    def action_log(self) -> None:
        """Open the log; nothing is hidden any more."""
        self.app.push_screen(LogScreen(self._sitting.game, REFEREE))

    def action_menu(self) -> None:
        """Go to the menu."""
        self.app.to_menu()
