"""What a game looks like to one pair of eyes: the panels that the table and the replay have in common.

The gap board comes first and whole; what there is no room for opens on a key.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static, Tab, Tabs

from wargame.game.view import REFEREE, View, view_of
from wargame.pages.bars import bars_of, bars_of_both
from wargame.pages.brief import show_brief, show_mandate_at_a_glance, show_risks, show_score
from wargame.pages.lanes import lanes_of
from wargame.pages.situation import flags_of, meter_named, meters_of, show_actors, show_situation, show_worked_out
from wargame.pages.stories import changed_clauses, show_clause_closely, show_draft, show_stories
from wargame.scenario.glossary import glossary
from wargame.scenario.measures import measured
from wargame.tui.arrangement import BRIEF, CHOICES, CLAUSE, DETAIL, GAP, SITUATION, SLIM, TABS
from wargame.tui.heat import HEATS, heat_class
from wargame.tui.screens.frame import Frame
from wargame.tui.screens.log import LogScreen
from wargame.tui.screens.page import PageScreen
from wargame.tui.widgets.banner import BannerLine
from wargame.tui.widgets.bars import Bars
from wargame.tui.widgets.gap import GapBoard
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.leaf import Panel
from wargame.tui.widgets.meters import MeterPanel, MeterStrip
from wargame.tui.widgets.panels import Panels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.app import ComposeResult
    from textual.widget import Widget

    from wargame.game.game import Game
    from wargame.game.standing import Projected
    from wargame.pages.sheet import Page, Sheet
    from wargame.pages.situation import Meter
    from wargame.scenario.measures import Measured
    from wargame.scenario.ruleset import Rules
    from wargame.tui.host import Host


TAB_NAMES = {CHOICES: "Moves", GAP: "The gap", SITUATION: "Standing"}
IN_WORDS = "In words"
LEAST_FOR_STRIP = 22  # rows of the terminal


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
        Binding("t", "tab", "Tab", tooltip="in a narrow terminal: the next of the three parts of the table"),
    ]

    game: Game  # as it is shown
    eyes: str = REFEREE  # whose view is shown; "" sees all
    covered: bool = False  # nobody is to see anything
    what_ifs: tuple[Projected, ...] = ()  # of the seat that looks; none of the referee's
    _view: View | None = None  # that is shown
    _clause: tuple[object, ...] = ()  # what the panel of the clause was written of
    _terms: dict[str, str] | None = None  # what they mean, by the words in small letters

    @property
    def rules(self) -> Rules:
        """Return the rules in play."""
        return self.game.summit.rules

    def compose(self) -> ComposeResult:
        """Show the panels in the order of a wide screen; a small one hides some."""
        yield Static("", id="status", markup=False)
        yield MeterStrip()
        yield Tabs(*(Tab(TAB_NAMES[each], id=each) for each in TABS), id="tabs", classes="-absent")
        yield BannerLine()
        yield from self.above()
        choices = tuple(self.controls())
        for each in choices:
            each.add_class("-choices")
        brief, clause, detail = Panel("Your brief", id=BRIEF), Panel(IN_WORDS, id=CLAUSE), Panel(id=DETAIL)
        yield Panels(GapBoard(), Bars(), *choices, detail, clause, MeterPanel(), brief)
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
    def reads_clause(self) -> bool:
        """Say whether the clause under the cursor is read out though the keyboard is elsewhere."""
        return True

    @property
    def detail(self) -> Panel:
        """Return the panel of what is being looked at."""
        return self.query_one("#detail", Panel)

    @property
    def panels(self) -> Panels:
        """Return what holds the panels."""
        return self.query_one(Panels)

    @cached_property
    def counted(self) -> Measured:
        """Return what counts as what in this scenario: tension, breaches, signatures."""
        return measured(self.rules)

    # -- showing

    def show(self) -> View:
        """Show the game as it stands to the eyes that look."""
        view, before = view_of(self.game, self.eyes), self.before()
        self._view = view
        self.what_ifs = self.game.projections(self.eyes) if self.eyes != REFEREE else ()
        bars = bars_of_both(self.game) if self.eyes == REFEREE else bars_of(self.rules, self.what_ifs)
        fresh = [each.issue for each in changed_clauses(self.rules, view, before)] if before else []
        self.query_one(GapBoard).show(self.rules, lanes_of(self.rules, view), fresh)
        self.query_one(Bars).show(bars, self.rules.scenario.success)
        meters = meters_of(self.rules, view, before)
        self.query_one(MeterStrip).show(meters)
        self.query_one(MeterPanel).show(meters, flags_of(self.rules, view, before))
        whose = "Both briefs" if self.eyes == REFEREE else "Your brief"
        self.query_one("#brief", Panel).write(self._standing, title=whose)
        self._clause = ()
        self.show_clause()
        self.show_status()
        self._warm(view)
        self.panels.arrange_panels()
        return view

    def show_status(self) -> None:
        """Write the first line."""
        self.query_one("#status", Static).update(Content("") if self.covered else self.status())

    def blank(self) -> None:
        """Show nothing of the game at all."""
        self._view = None
        self.query_one("#status", Static).update("")
        self.query_one(MeterStrip).show([])
        self.query_one(MeterPanel).show([], [])
        self.query_one(GapBoard).clear()
        self.query_one(Bars).show([], 0)
        self.query_one(BannerLine).show([])
        self.query_one("#brief", Panel).write(None)
        self.query_one("#clause", Panel).write(None)
        self._clause = ()
        self.detail.write(None, title=" ")
        self._warm(None)

    def tension(self, view: View) -> Meter | None:
        """Return how near a war is, where the scenario measures that and these eyes see it."""
        return meter_named(self.rules, view, self.counted.tension, self.before())

    def _warm(self, view: View | None) -> None:
        """Let the frames of the board show how tense it is."""
        meter = None if view is None else self.tension(view)
        warm = heat_class(meter)
        for each in HEATS:
            self.set_class(each == warm, each)

    def show_clause(self) -> None:
        """Write the clause under the cursor in words, where there is a panel for it."""
        gap, view, rules = self.query_one(GapBoard), self._view, self.rules
        panel, issue, then = self.query_one("#clause", Panel), gap.issue, gap.later(gap.issue)
        if not (self.reads_clause or gap.has_focus):
            issue = ""
        shown = (view is None, issue, then)
        if shown == self._clause:  # to write it anew at every key would hold up the paint
            return
        self._clause = shown
        if view is None or not issue:
            panel.write(None, title=IN_WORDS if view is None else f"{IN_WORDS} · Tab")
        else:
            panel.write(lambda sheet: show_clause_closely(sheet, rules, view, issue, then=then), title=IN_WORDS)

    @on(events.DescendantFocus)
    def _focused(self) -> None:
        """Read the clause under the cursor as the keyboard comes to the board."""
        self.show_clause()

    @on(GapBoard.Pointed)
    def _pointed(self, event: GapBoard.Pointed) -> None:
        """Write the clause in words: in its own panel, or where a move would stand."""
        view = self._view
        self.show_clause()
        if view is not None and not self.panels.shows(CLAUSE):
            title = self.rules.issue(event.issue).title
            self.detail.write(lambda sheet: show_clause_closely(sheet, self.rules, view, event.issue), title=title)

    @on(Panels.Arranged)
    def _arranged(self) -> None:
        """Show in lines what has no panel."""
        width, height = self.app.size
        has_strip = height >= LEAST_FOR_STRIP and self.panels.tab != DETAIL
        self.query_one(MeterStrip).set_class(not has_strip or self.panels.shows(SITUATION), "-absent")
        self.query_one("#tabs").set_class(width >= SLIM or self.panels.tab == DETAIL, "-absent")

    def action_tab(self) -> None:
        """Show the next part of the table."""
        tabs = self.query_one("#tabs", Tabs)
        tabs.active = TABS[(TABS.index(tabs.active or CHOICES) + 1) % len(TABS)]

    @on(Tabs.TabActivated)
    def _tab_activated(self, event: Tabs.TabActivated) -> None:
        if self.panels.tab in TABS:
            self.panels.tab = event.tab.id or CHOICES
            self.panels.arrange_panels()

    def seats_shown(self) -> tuple[str, ...]:
        """Return the seats whose secrets these eyes may read."""
        return self.rules.side_ids if self.eyes == REFEREE else (self.eyes,)

    def _standing(self, sheet: Sheet) -> None:
        for seat in self.seats_shown():
            view = view_of(self.game, seat)
            if self.eyes == REFEREE:
                sheet.heading(self.rules.side(seat).name)
            show_mandate_at_a_glance(sheet, self.rules, view)

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
        if action == "tab":
            return self.app.size.width < SLIM and not self.covered
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
