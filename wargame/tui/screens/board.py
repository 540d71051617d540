"""What a game looks like to one pair of eyes: the panels that the table and the replay have in common.

A wide screen shows every panel; a small one shows the draft and what is being looked at, and the others on a key.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from wargame.game.view import REFEREE, View, view_of
from wargame.pages.brief import show_brief, show_mandate, show_projections, show_risks, show_score
from wargame.pages.situation import flags_of, meters_of, show_actors, show_situation, show_worked_out
from wargame.pages.stories import show_draft, show_stories
from wargame.scenario.glossary import glossary
from wargame.tui.screens.frame import Frame
from wargame.tui.screens.log import LogScreen, open_cause
from wargame.tui.screens.page import PageScreen
from wargame.tui.widgets.draft import DraftPanel
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.leaf import Panel
from wargame.tui.widgets.log import Log
from wargame.tui.widgets.meters import MeterPanel, MeterStrip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widget import Widget

    from wargame.game.game import Game
    from wargame.pages.sheet import Page, Sheet
    from wargame.scenario.ruleset import Rules
    from wargame.tui.host import Host


class Board(Frame[None]):
    """The panels; a subclass says which game, whose eyes, and what stands where the moves are."""

    app: Host
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "situation", "Situation", show=False, tooltip="the meters, what stands, and what follows from it"),
        Binding("d", "draft", "Draft", tooltip="the communiqué in full, and both public stories"),
        Binding("b", "brief", "Brief", tooltip="your secret mandate, red lines, and what each clause is worth"),
        Binding("o", "score", "Score", show=False, tooltip="your score in every what-if, opened into its terms"),
        Binding("r", "risks", "Risks", show=False, tooltip="what may happen at the end of this round"),
        Binding("l", "log", "Log", tooltip="everything that has happened; a line opens into its cause"),
        Binding("m", "map", "Map", tooltip="every text that could be signed, by your points and by theirs"),
        Binding("f1", "glossary", "Glossary", show=False, tooltip="every word of this game, and the rules behind it"),
        Binding("k", "rules", "Rules", show=False, tooltip="the introduction, every rule card, and the sources"),
    ]

    game: Game  # as it is shown
    eyes: str = REFEREE  # whose view is shown; "" sees all
    covered: bool = False  # nobody is to see anything

    _terms: dict[str, str] | None = None  # what they mean, by the words in small letters

    @property
    def rules(self) -> Rules:
        """Return the rules in play."""
        return self.game.summit.rules

    def compose(self) -> ComposeResult:
        """Show the panels in the order of a wide screen; a small one hides some."""
        yield Static("", id="status", markup=False)
        yield MeterStrip()
        yield from self.above()
        with Horizontal(id="board"):
            yield MeterPanel()
            yield DraftPanel()
            yield from self.controls()
            yield Panel("Your brief", id="brief")
            yield Log()
            yield Panel("", id="detail")
        yield from self.below()
        yield KeyLine()

    def controls(self) -> Iterator[Widget]:
        """Yield what stands where the moves are."""
        raise NotImplementedError

    def above(self) -> Iterator[Widget]:
        """Yield what stands between the meters and the panels."""
        yield from ()

    def below(self) -> Iterator[Widget]:
        """Yield what stands between the panels and the last line."""
        yield from ()

    def before(self) -> Mapping[str, int]:
        """Return the values that changes are counted from."""
        raise NotImplementedError

    def status(self) -> Content:
        """Return the first line."""
        raise NotImplementedError

    @property
    def detail(self) -> Panel:
        """Return the panel of what is being looked at."""
        return self.query_one("#detail", Panel)

    # -- showing

    def show(self) -> View:
        """Show the game as it stands to the eyes that look."""
        view, before = view_of(self.game, self.eyes), self.before()
        self.show_status()
        meters = meters_of(self.rules, view, before)
        self.query_one(MeterStrip).show(meters)
        self.query_one(MeterPanel).show(meters, flags_of(self.rules, view, before))
        self.query_one(DraftPanel).show(self.rules, view, before)
        self.query_one("#brief", Panel).write(self._standing)
        self.query_one(Log).show(self.game, self.eyes)
        return view

    def show_status(self) -> None:
        """Show the first line anew."""
        self.query_one("#status", Static).update(self.status())

    def blank(self) -> None:
        """Show nothing of the game at all."""
        self.query_one("#status", Static).update("")
        self.query_one(MeterStrip).show([])
        self.query_one(MeterPanel).show([], [])
        self.query_one(DraftPanel).clear()
        self.query_one("#brief", Panel).write(None)
        self.query_one(Log).clear()
        self.detail.write(None, title=" ")

    def seats_shown(self) -> tuple[str, ...]:
        """Return the seats whose secrets these eyes may read."""
        return self.rules.side_ids if self.eyes == REFEREE else (self.eyes,)

    def _standing(self, sheet: Sheet) -> None:
        for seat in self.seats_shown():
            view = view_of(self.game, seat)
            if self.eyes == REFEREE:
                sheet.heading(self.rules.side(seat).name)
            show_projections(sheet, self.game, view)
            show_mandate(sheet, self.rules, view)

    # -- pages

    def open_page(self, title: str, *pages: tuple[str, Page]) -> None:
        """Open one dialog with several pages, each under its heading ("" for none)."""

        def write(sheet: Sheet) -> None:
            for heading, page in pages:
                if heading:
                    sheet.heading(heading)
                page(sheet)

        self.app.push_screen(PageScreen(title, write))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep every page closed while the table is covered."""
        del parameters
        pages = {"situation", "draft", "brief", "score", "risks", "log", "rules", "map", "glossary"}
        return not (self.covered and action in pages)

    def action_situation(self) -> None:
        """Open the situation in full."""
        view, before = view_of(self.game, self.eyes), self.before()

        def page(sheet: Sheet) -> None:
            show_situation(sheet, self.rules, view, before)
            show_worked_out(sheet, self.rules, view)
            show_actors(sheet, self.rules)

        self.open_page("Situation", ("", page))

    def action_draft(self) -> None:
        """Open the draft and the stories in full."""
        view = view_of(self.game, self.eyes)
        self.open_page(
            "The draft and the two stories",
            ("The draft communiqué", lambda sheet: show_draft(sheet, self.rules, view)),
            ("Two public stories", lambda sheet: show_stories(sheet, self.rules, view)),
        )

    def action_brief(self) -> None:
        """Open the brief in full."""
        pages = []
        for seat in self.seats_shown():
            view = view_of(self.game, seat)
            pages.append((f"For {self.rules.side(seat).name} only", _brief_page(self.game, view)))
        self.open_page("Secret brief", *pages)

    def action_score(self) -> None:
        """Open the score into its terms."""
        seats = {self.rules.side(seat).name: view_of(self.game, seat) for seat in self.seats_shown()}
        pages = [(name, _score_page(self.game, view)) for name, view in seats.items()]
        self.open_page("Score", *pages)

    def action_risks(self) -> None:
        """Open what the end of the round may bring."""
        view = view_of(self.game, self.eyes)
        self.open_page(
            "At the end of this round, as things stand", ("", lambda sheet: show_risks(sheet, self.game, view))
        )

    def action_log(self) -> None:
        """Open the log."""
        self.app.push_screen(LogScreen(self.game, self.eyes))

    def action_map(self) -> None:
        """Open the bargaining map."""
        from wargame.tui.screens.bargain import MapScreen

        self.app.push_screen(MapScreen(self.game.known_to(self.eyes)))

    def action_glossary(self) -> None:
        """Open the glossary."""
        from wargame.tui.screens.glossary import GlossaryScreen

        self.app.push_screen(GlossaryScreen(self.rules))

    def explained(self, line: str, at: int) -> str | None:
        """Return what the term at a column of a line means, the longest one that stands there."""
        if self._terms is None:
            self._terms = _explanations(self.rules)
        small = line.casefold()
        here = [
            term
            for term in self._terms
            for found in re.finditer(rf"(?<!\w){re.escape(term)}(?!\w)", small)
            if found.start() <= at < found.end()
        ]
        return self._terms[max(here, key=len)] if here else None

    def action_rules(self) -> None:
        """Open the rules of this scenario."""
        from wargame.tui.screens.rules import RulesScreen

        self.app.push_screen(RulesScreen({self.rules.scenario.id: self.rules}))

    @on(Log.Opened)
    def _opened(self, event: Log.Opened) -> None:
        open_cause(self, self.game, self.eyes, event)


def _explanations(rules: Rules) -> dict[str, str]:
    """Return what terms mean, by their words in small letters; what two sides call alike by that of the first."""
    found: dict[str, str] = {}
    for term in glossary(rules):
        words = f"{term.title}. {' '.join(term.lines)}"
        found[term.title.casefold()] = words
        if term.short:
            found.setdefault(term.short.casefold(), words)
    return found


def _brief_page(game: Game, view: View) -> Page:
    return lambda sheet: show_brief(sheet, game, view)


def _score_page(game: Game, view: View) -> Page:
    return lambda sheet: show_score(sheet, game, view)
