"""The sheet whose pages become HTML: any page of `pages/` can be written on it, and what only such a page can have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from wargame.html.blocks import (
    Amounts,
    Blank,
    Block,
    Break,
    Card,
    Cards,
    Choice,
    Columns,
    Figure,
    Heading,
    Links,
    Paragraph,
    Score,
    Table,
)
from wargame.pages.sheet import BULLET, DECISION, STEP

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wargame.html.blocks import Cell, Link
    from wargame.html.shapes import Chart
    from wargame.pages.sheet import Amount, Page, Tone

_DEEPEST = 5  # levels


@define
class HtmlSheet:
    """A page as a list of blocks."""

    blocks: list[Block] = field(factory=list)

    def line(self, text: str = "", *, indent: int = 0, hang: int = 2, tone: Tone = "") -> None:
        """Write a paragraph; an empty one is nothing, since paragraphs stand apart."""
        del hang
        words = " ".join(text.split())
        if not words:
            return
        number = DECISION.match(words) if indent == 0 else None
        self.blocks.append(
            Paragraph(
                words[number.end() + 1 :] if number else words.removeprefix(BULLET),
                depth=min(_DEEPEST, indent // STEP),
                tone=tone,
                number=number[0] if number else "",
            )
        )

    def heading(self, text: str) -> None:
        """Write a heading."""
        self.blocks.append(Heading(text))

    def part(self, text: str, *, place: str) -> None:
        """Write the heading of a part of the page, under which headings stand; links lead to its `place`."""
        self.blocks.append(Heading(text, place, is_part=True))

    def text(self, text: str, *, indent: int = 0) -> None:
        """Write a text of several paragraphs."""
        for paragraph in text.strip().split("\n\n"):
            self.line(paragraph, indent=indent)

    def amounts(self, rows: Sequence[Amount], *, indent: int = 0) -> None:
        """Write summands below each other, each with a bar."""
        del indent
        if rows:
            self.blocks.append(Amounts(tuple(rows)))

    def score(self, words: str, points: int, success: int, *, tone: Tone = "") -> None:
        """Write a score out of 100 in words, with a bar that shows where success begins."""
        del tone
        self.blocks.append(Score(words, points, success))

    def beside(self, *pages: Page) -> None:
        """Write pages beside each other where there is room."""
        self.blocks.append(Columns(tuple(_blocks_of(page) for page in pages)))

    # -- what only such a sheet has

    def table(self, caption: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """Write a table; a cell is words, a number or a link."""
        self.blocks.append(Table(caption, tuple(head), tuple(tuple(row) for row in rows)))

    def links(self, rows: Iterable[tuple[Link, str]]) -> None:
        """Write a list of links, each with a line on what is there."""
        self.blocks.append(Links(tuple(rows)))

    def chart(self, chart: Chart) -> None:
        """Draw a chart."""
        self.blocks.append(Figure(chart))

    def card(self, page: Page) -> None:
        """Write a page in a frame that no page break cuts."""
        self.blocks.append(Card(_blocks_of(page)))

    def cards(self, pages: Iterable[Page]) -> None:
        """Write cards, as many beside each other as there is room for."""
        self.blocks.append(Cards(tuple(Card(_blocks_of(page)) for page in pages)))

    def blank(self, words: str, lines: int = 2) -> None:
        """Write a question, and lines to write the answer on."""
        self.blocks.append(Blank(words, lines))

    def choice(self, words: str, answers: Iterable[str]) -> None:
        """Write a question, and boxes to tick."""
        self.blocks.append(Choice(words, tuple(answers)))

    def new_page(self) -> None:
        """Begin a new sheet of paper where the page is printed."""
        self.blocks.append(Break())


def _blocks_of(page: Page) -> tuple[Block, ...]:
    inner = HtmlSheet()
    page(inner)
    return tuple(inner.blocks)
