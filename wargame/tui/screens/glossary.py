"""The words of the scenario that is played, explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.scenario.glossary import glossary
from wargame.tui.screens.rules import Entry, RulesScreen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.pages.sheet import Page, Sheet
    from wargame.scenario.glossary import Term
    from wargame.scenario.ruleset import Rules


class GlossaryScreen(RulesScreen):
    """Terms on the left, what each means and the rules behind it on the right."""

    HELP = (
        "Every word of this game: what it means, its bounds, who sees it, and the rules that change it. / filters. On"
        " the table the mouse explains a word that it rests on."
    )

    def __init__(self, rules: Rules) -> None:
        """Explain a scenario."""
        super().__init__({})
        self._contents = list(_entries(rules))


def _entries(rules: Rules) -> Iterator[Entry]:
    kind = ""
    for term in glossary(rules):
        if term.kind != kind:
            kind = term.kind
            yield Entry(kind, None)
        yield Entry(f" {term.title}", _page(term), " ".join(term.lines))


def _page(term: Term) -> Page:
    def page(sheet: Sheet) -> None:
        sheet.line(term.title, tone="title")
        for line in term.lines:
            sheet.line(line)

    return page
