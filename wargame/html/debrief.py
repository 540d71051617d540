"""The debriefing of a class as a folder of pages: one for the class, and the review of each game."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from wargame.html.axes import Axis
from wargame.html.blocks import Link
from wargame.html.charts import Mark, histogram
from wargame.html.document import Document
from wargame.html.folder import file_of
from wargame.html.sheet import HtmlSheet
from wargame.pages.debrief import (
    MOST_DISCUSSED,
    reasons,
    reference_words,
    rules_words,
    show_course,
    show_passed_over,
    show_promises,
)
from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wargame.analysis.debriefing import ClassGame, Group
    from wargame.html.blocks import Cell
    from wargame.html.shapes import Chart

WHAT = "a debriefing"
INDEX = "index"
_BIN = 5  # points


def class_page(groups: Sequence[Group], passed: Sequence[tuple[str, str]], pages: Mapping[str, str]) -> Document:
    """Return the page of the class.

    Args:
        groups: its games, by rules.
        passed: files that were not counted, each with why.
        pages: the name of each game's page, by file.
    """
    sheet = HtmlSheet()
    games = sum(len(group.games) for group in groups)
    if len(groups) > 1:
        sheet.line("The games were played by several rules, and are told apart by them.")
        sheet.links((Link(rules_words(group), place=_place(group)), "") for group in groups)
    for number, group in enumerate(groups):
        if number:
            sheet.new_page()
        sheet.part(rules_words(group), place=_place(group))
        _show_group(sheet, group, pages)
    show_passed_over(sheet, passed)
    about = f"{plural(games, 'finished game')}; everything is told, hidden cards too."
    return Document(what=WHAT, title="Debriefing", about=about, sheet=sheet)


def _place(group: Group) -> str:
    return f"rules-{group.summit.sha256[:8]}"


def _show_group(sheet: HtmlSheet, group: Group, pages: Mapping[str, str]) -> None:
    rules = group.summit.rules
    names = [side.name for side in rules.sides]
    titles = {each.id: each.title for each in rules.endings}
    rows: list[tuple[Cell, ...]] = [
        (_link(game, pages), titles[game.ending], *(game.scores[side] for side in rules.side_ids), _room_words(game))
        for game in group.games
    ]
    sheet.table("All games", ("Game", "Ending", *names, "An agreement there"), rows)
    show_course(sheet, group)
    charts = [_score_chart(group, seat, side) for seat, side in enumerate(rules.side_ids)]
    sheet.beside(*(partial(HtmlSheet.chart, chart=chart) for chart in charts))
    show_promises(sheet, group)
    sheet.heading("Worth discussing")
    chosen = group.discussed[:MOST_DISCUSSED]
    sheet.links((_link(game, pages), f"{'; '.join(reasons(group, game))}.") for game in chosen)
    if not chosen:
        sheet.line("No game is far from the AI's, and in none was anything broken.")


def _link(game: ClassGame, pages: Mapping[str, str]) -> Link:
    return Link(game.file.removesuffix(".jsonl"), file_of(pages[game.file]))


def _room_words(game: ClassGame) -> str:
    if game.room is None:
        return "not known"
    if not game.room:
        return "none"
    if not game.agreed:
        return "not signed"
    captured = game.captured or 0.0
    return f"{captured:.0%} of it signed" if captured > 0 else "signed one that gains them nothing together"


def _score_chart(group: Group, seat: int, side: str) -> Chart:
    """Draw a side's scores in the class over those of the AI."""
    name, histogram_ = group.summit.rules.side(side).name, group.reference.tally.scores[seat]
    whole = max(1, group.reference.tally.ended)
    shares = [float(histogram_[first : first + _BIN].sum()) / whole for first in range(0, 100, _BIN)]
    shares[-1] += float(histogram_[100]) / whole
    marks = [
        Mark(game.scores[side], 0, f"{game.file}: {game.scores[side]}", "diamond", "", "A game of the class")
        for game in group.games
    ]
    scores = ", ".join(str(score) for score in sorted(group.scores(side)))
    return histogram(
        f"{name}: the class beside the AI",
        f"{name} came to {scores} in the class; the bars show how {reference_words(group)} came out.",
        shares,
        x=Axis(f"Points of {name}", 0, 100),
        y=Axis("Share of games", 0),
        width=_BIN,
        reference_name=reference_words(group),
        markers=marks,
        levels=[(group.summit.rules.scenario.success, "success")],
    )
