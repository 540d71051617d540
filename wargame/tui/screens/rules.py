"""The rules of a scenario to be read: its introduction, a card for every rule, the source by paragraph."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList

from wargame.authoring.catalog import find
from wargame.authoring.expansion import expand
from wargame.authoring.reading import parse_scenario
from wargame.errors import ScenarioError
from wargame.pages.cards import show_card
from wargame.pages.sheet import Page
from wargame.scenario.cards import card_of
from wargame.scenario.lookup import citing
from wargame.scenario.overview import overview
from wargame.scenario.places import Origin
from wargame.tui.screens.frame import Frame
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.leaf import Panel
from wargame.tui.widgets.listing import Item, Listing, meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from textual.app import ComposeResult

    from wargame.pages.sheet import Sheet
    from wargame.scenario.rules import Ending, Event, MoveRule
    from wargame.scenario.ruleset import Rules
    from wargame.tui.host import Host


def rules_by_name(names: Iterable[str]) -> dict[str, Rules]:
    """Return the rules of scenarios, written out; one that cannot be read is left out."""
    found = {}
    for name in names:
        with suppress(ScenarioError):
            file = find(name)
            found[name] = expand(parse_scenario(file.text, file.name), Origin(file.name))
    return found


@frozen
class Entry:
    """A line of the table of contents."""

    title: str
    page: Page | None  # None: a heading
    words: str = ""  # what the filter also looks at


class RulesScreen(Frame[None]):
    """Contents on the left, a page on the right."""

    app: Host
    HELP = "Every rule by its card: what it needs, does and may lead to, who is shown it, and where it comes from."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "Back", key_display="Esc"),
        Binding("slash", "filter", "Filter", key_display="/", tooltip="show only what has these words"),
    ]

    def __init__(self, rules: Mapping[str, Rules]) -> None:
        """Show the rules of scenarios."""
        super().__init__()
        self._contents = [entry for each in rules.values() for entry in _contents(each, several=len(rules) > 1)]

    def compose(self) -> ComposeResult:
        """Show contents and page."""
        with Horizontal(id="rules"):
            with Vertical(id="contents"):
                yield Input(placeholder="filter", compact=True, id="rules-filter")
                yield Listing(id="entries")
            yield Panel("", id="page")
        yield KeyLine()

    def on_mount(self) -> None:
        """Open at the beginning."""
        self._fill()
        self.query_one(OptionList).focus()

    def _fill(self) -> None:
        wanted = self.query_one(Input).value
        words = wanted.casefold().split()
        shown = [
            each
            for each in self._contents
            if not words or (each.page and all(word in f"{each.title} {each.words}".casefold() for word in words))
        ]
        entries = self.query_one(Listing)
        entries.wanted = wanted
        entries.set_options(
            Item(Content.styled(each.title, "" if each.page else "bold $text-primary"), each, disabled=not each.page)
            for each in shown
        )
        entries.highlighted = next((at for at, each in enumerate(shown) if each.page), None)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if (entry := meant(event)) is not None:
            self.query_one("#page", Panel).write(entry.page, title=entry.title)

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.query_one("#page", Panel).focus()

    @on(Input.Changed)
    def _filtered(self) -> None:
        self._fill()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.query_one(OptionList).focus()

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one(Input).focus()

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()


def _contents(rules: Rules, *, several: bool) -> Iterator[Entry]:
    scenario = rules.scenario
    if several:
        yield Entry(scenario.title.upper(), None)
    yield Entry("Introduction", lambda sheet: sheet.text(scenario.introduction), scenario.title)
    for section in overview(rules):
        yield Entry(section.heading, _lines_page(section.lines), scenario.title)
    for side in rules.sides:
        yield Entry(f"Cards: moves of {side.name}", None)
        for move in rules.moves:
            if move.side == side.id:
                yield Entry(f" {move.title}", _card_page(rules, move), f"{side.name} {move.group} {move.id}")
    yield Entry("Cards: events", None)
    yield from (Entry(f" {each.title}", _card_page(rules, each), each.id) for each in rules.events)
    yield Entry("Cards: endings", None)
    yield from (Entry(f" {each.title}", _card_page(rules, each), each.id) for each in rules.endings)
    if scenario.source.paragraphs:
        yield Entry("Source, by paragraph", None)
        for number, text in scenario.source.paragraphs.items():
            yield Entry(f" ¶{number}", _paragraph_page(rules, number, text), text)


def _lines_page(lines: tuple[str, ...]) -> Page:
    def page(sheet: Sheet) -> None:
        for line in lines:
            sheet.line(line.strip(), indent=len(line) - len(line.lstrip()))

    return page


def _card_page(rules: Rules, rule: MoveRule | Event | Ending) -> Page:
    return lambda sheet: show_card(sheet, card_of(rules, rule))


def _paragraph_page(rules: Rules, number: int, text: str) -> Page:
    def page(sheet: Sheet) -> None:
        sheet.line(f"¶{number}", tone="title")
        sheet.line(text, hang=0)
        sheet.heading("Rules that cite it")
        for each in citing(rules, number):
            sheet.line(f"{each.kind}: {each.title}", indent=2)

    return page
