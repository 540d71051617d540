"""The review of a game as one HTML file: the sections of `pages.review`, with the charts that only a page can have."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from wargame.bounds import MOST_SCORE
from wargame.html.axes import Axis
from wargame.html.charts import Bar, Mark, Series, bars, line_chart, scatter
from wargame.html.document import Document, kind_of
from wargame.html.sheet import HtmlSheet
from wargame.pages.review.bargaining import SOLUTIONS, show_bargaining
from wargame.pages.review.decisions import TONES, show_decisions
from wargame.pages.review.ledger import account_words, show_account
from wargame.pages.review.promises import show_promises
from wargame.pages.review.retried import show_retried
from wargame.pages.review.summary import show_summary
from wargame.pages.review.told import joined, points, signed
from wargame.pages.review.turning import show_turning
from wargame.pages.words import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.analysis.review.bargaining import Bargaining
    from wargame.html.blocks import Link
    from wargame.html.shapes import Chart
    from wargame.pages.review.told import Told

WHAT = "a review"
KIND = kind_of(WHAT)


def document_of(told: Told, around: Sequence[Link] = ()) -> Document:
    """Return the page of a review; `around` are links to other pages beside it."""
    return Document(
        what=WHAT,
        title=f"Review: {told.rules.scenario.title}",
        about=" ".join(told.rules.scenario.summary.split()),
        sheet=_sheet(told),
        around=tuple(around),
    )


def _sheet(told: Told) -> HtmlSheet:
    sheet = HtmlSheet()
    show_summary(sheet, told)
    sheet.chart(_course_chart(told))
    if told.retried is not None:
        show_retried(sheet, told.rules, told.retried)
    show_turning(sheet, told)
    show_account(sheet, told)
    for seat in (0, 1):
        sheet.chart(_account_chart(told, seat))
    _show_rolls(sheet, told)
    show_bargaining(sheet, told)
    if told.review.bargaining is not None:
        sheet.chart(_bargain_chart(told, told.review.bargaining))
    show_promises(sheet, told)
    show_decisions(sheet, told)
    return sheet


def _show_rolls(sheet: HtmlSheet, told: Told) -> None:
    """Write every roll in a table."""
    rows = [
        (
            each.ply,
            told.drawn(each.rule, each.outcome),
            percent(Fraction(each.chance)),
            signed(each.worth[0]),
            signed(each.worth[1]),
        )
        for each in told.review.ledger.rolls
    ]
    if rows:
        names = [f"For {side.name}" for side in told.rules.sides]
        sheet.table("Every roll, and what it was worth", ("After", "Drawn", "Chance", *names), rows)


# -- charts


def _course_chart(told: Told) -> Chart:
    """Draw what both sides could expect after each decision, with everything seen, and the marks."""
    ledger = told.review.ledger
    values = [choice.before for choice in ledger.choices] + [ledger.came_to]
    lines = [
        Series(side.name, [(float(ply), value[seat]) for ply, value in enumerate(values)])
        for seat, side in enumerate(told.rules.sides)
    ]
    marks = [
        Mark(
            float(each.ply),
            values[each.ply][told.game.summit.seat(each.side)],
            f"{each.ply}. {told.name(each.side)}: {told.move(each.side, each.move)} {each.mark}",
            "triangle" if each.mark == "!" else "square",
            tone=TONES[each.mark],
            name=each.mark,
        )
        for each in told.review.decisions
        if each.mark
    ]
    first, last = values[0], values[-1]
    ways = [
        f"{side.name} from {points(first[seat])} to {points(last[seat])}" for seat, side in enumerate(told.rules.sides)
    ]
    success = told.rules.scenario.success
    return line_chart(
        "What each side could expect, decision by decision, with everything seen",
        f"Expected scores after each of {len(values) - 1} decisions: {joined(ways)}.",
        lines,
        x=Axis("Decision", 0.0, float(max(1, len(values) - 1))),
        y=Axis("Expected score", 0.0, float(MOST_SCORE)),
        marks=marks,
        levels=((float(success), "success"),),
    )


def _account_chart(told: Told, seat: int) -> Chart:
    """Draw the account of a score as a waterfall: expected, luck, own choices, the other's."""
    ledger, sides = told.review.ledger, told.rules.sides
    steps = (
        ("Luck", ledger.luck[seat]),
        (f"Choices of {sides[seat].name}", ledger.own[seat]),
        (f"Choices of {sides[1 - seat].name}", ledger.other[seat]),
    )
    rows = [Bar("To be expected", 0.0, ledger.expected[seat], points(ledger.expected[seat]), "quiet")]
    at = ledger.expected[seat]
    for label, worth in steps:
        rows.append(Bar(label, at, at + worth, signed(worth)))
        at += worth
    rows.append(Bar("Score" if told.review.ending else "Expected now", 0.0, at, points(at), "quiet"))
    title = f"How the score of {sides[seat].name} came about"
    return bars(title, account_words(told, seat), rows, x=Axis("Points", 0.0))


def _bargain_chart(told: Told, found: Bargaining) -> Chart:
    """Draw all texts, the frontier, the course of the draft, no deal, the solutions and what was signed."""
    own, other = told.rules.sides
    named = list(_named(found))
    frontier = [found.points[at].worth for at in found.frontier]
    signed_words = f" Signed: {told.for_both(found.signed.worth)}." if found.signed else " Nothing was signed."
    return scatter(
        "All texts that could be signed",
        f"{len(found.points)} texts by what each is worth to {own.name} and to {other.name}; {len(frontier)} of them"
        f" are the frontier. The course of the draft is drawn. No deal: {told.for_both(found.no_deal)}.{signed_words}",
        [each.worth for each in found.points],
        x=Axis(f"Worth to {own.name}", 0.0, float(MOST_SCORE)),
        y=Axis(f"Worth to {other.name}", 0.0, float(MOST_SCORE)),
        points_name="A text",
        frontier=frontier,
        trail=[stop.worth for stop in found.path],
        named=named,
    )


def _named(found: Bargaining) -> Iterator[Mark]:
    """Yield what has a name on the map; solutions that are one text have one sign."""
    yield Mark(*found.no_deal, "No deal", "cross", tone="bad")
    by_text: dict[int, list[str]] = {}
    for name, at in found.solutions.items():
        by_text.setdefault(at, []).append(SOLUTIONS[name])
    signs = ("diamond", "triangle", "ring", "square")
    for sign, (at, names) in zip(signs, by_text.items(), strict=False):
        yield Mark(*found.points[at].worth, joined(names), sign, tone="good")  # type: ignore[arg-type]
    if found.signed is not None:
        yield Mark(*found.signed.worth, "Signed", "dot", tone="vague")
