"""A page with one of every block and chart, in which every text is the one that is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.html.axes import Axis
from wargame.html.blocks import Link
from wargame.html.charts import Bar, Mark, Series, bars, histogram, line_chart, scatter
from wargame.html.document import Document
from wargame.html.sheet import HtmlSheet
from wargame.pages.sheet import Amount

if TYPE_CHECKING:
    from wargame.html.shapes import Chart


def charts(words: str, values: list[float]) -> list[Chart]:
    """Return one chart of each sort over some values."""
    points = [(float(number), value) for number, value in enumerate(values)]
    band = [(at, value - 2, value + 2) for at, value in points]
    marks = [Mark(at, value, words, "cross", "bad", words) for at, value in points[:2]]
    x, y = Axis(words), Axis(words)
    return [
        line_chart(words, words, [Series(words, points, band)], x=x, y=y, marks=marks, levels=[(50, words)]),
        scatter(words, words, points, x=x, y=y, points_name=words, frontier=points, trail=points[:3], named=marks),
        bars(words, words, [Bar(words, 0, value, words) for value in values], x=x),
        histogram(
            words,
            words,
            [abs(each) / 100 for each in values],
            x=Axis(words, 0),
            y=Axis(words, 0),
            width=5,
            reference_name=words,
            markers=marks,
            levels=[(5, words)],
        ),
    ]


def everything(words: str) -> Document:
    """Return a page with one of every block."""
    sheet = HtmlSheet()
    link = Link(words, words, words)
    sheet.line(words)
    sheet.line(words, indent=4, tone="secret")
    sheet.heading(words)
    sheet.part(words, place=words)
    sheet.text(f"{words}\n\n{words}")
    sheet.amounts([Amount(words, -1, 2)])
    sheet.score(words, 55, 60)
    sheet.beside(lambda each: each.line(words), lambda each: each.heading(words))
    sheet.table(words, (words, words, words), [(words, 3, link)])
    sheet.links([(link, words)])
    sheet.card(lambda each: each.line(words))
    sheet.cards([lambda each: each.line(words)])
    sheet.blank(words)
    sheet.choice(words, [words, words])
    sheet.new_page()
    for chart in charts(words, [3, 55, 20]):
        sheet.chart(chart)
    return Document(what="a test", title=words, about=words, sheet=sheet, around=(link,))
