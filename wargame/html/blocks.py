"""Blocks of a page: what a sheet holds until a template turns it into markup, which asks each for its `kind`."""

from __future__ import annotations

import os
from typing import ClassVar, TypeAlias
from urllib.parse import quote

from attrs import frozen

from wargame.html.shapes import Chart
from wargame.pages.sheet import Amount
from wargame.pages.words import signed_span


@frozen
class Link:
    """Words that lead to a file in the same folder, or below it, and to a place in it."""

    words: str
    file: str = ""  # "" is this page
    place: str = ""

    @property
    def address(self) -> str:
        """Return the address as it stands in an attribute: nothing in a file's name can be a scheme or a query."""
        return _quoted(self.file) + (f"#{_quoted(self.place)}" if self.place else "")


def _quoted(name: str) -> str:
    return quote(os.fsencode(name))


Cell: TypeAlias = "str | int | float | Link"


@frozen
class Paragraph:
    """A line: how deep it lies, what it means, and the number before it if it tells a decision."""

    kind: ClassVar[str] = "paragraph"
    words: str
    depth: int = 0
    tone: str = ""
    number: str = ""


@frozen
class Heading:
    """A heading below the page's title; a place, if it is to be linked."""

    kind: ClassVar[str] = "heading"
    words: str
    place: str = ""
    is_part: bool = False  # others stand below it


@frozen
class Amounts:
    """Summands, each with a bar."""

    kind: ClassVar[str] = "amounts"
    rows: tuple[Amount, ...]

    def words(self, row: Amount) -> str:
        """Return a summand in figures."""
        return signed_span(row.low, row.high)

    def length(self, row: Amount) -> int:
        """Return the length of a summand's bar, in percent of the largest."""
        longest = max(abs(end) for each in self.rows for end in (each.low, each.high)) or 1
        return round(100 * max(abs(row.low), abs(row.high)) / longest)


@frozen
class Score:
    """A score out of 100 in words, and where on its bar success begins."""

    kind: ClassVar[str] = "score"
    words: str
    points: int
    success: int


@frozen
class Columns:
    """Pages beside each other where there is room."""

    kind: ClassVar[str] = "columns"
    pages: tuple[tuple[Block, ...], ...]


@frozen
class Table:
    """A table: numbers stand to the right."""

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@frozen
class Links:
    """A list of links, each with a line on what is there."""

    kind: ClassVar[str] = "links"
    rows: tuple[tuple[Link, str], ...]


@frozen
class Card:
    """Blocks in a frame that no page break cuts."""

    kind: ClassVar[str] = "card"
    blocks: tuple[Block, ...]


@frozen
class Cards:
    """Cards as many beside each other as there is room for."""

    kind: ClassVar[str] = "cards"
    cards: tuple[Card, ...]


@frozen
class Blank:
    """A question, and lines to write the answer on."""

    kind: ClassVar[str] = "blank"
    words: str
    lines: int


@frozen
class Choice:
    """A question, and boxes to tick."""

    kind: ClassVar[str] = "choice"
    words: str
    answers: tuple[str, ...]


@frozen
class Break:
    """What follows begins on a new sheet of paper."""

    kind: ClassVar[str] = "break"


@frozen
class Figure:
    """A chart."""

    kind: ClassVar[str] = "figure"
    chart: Chart


Block: TypeAlias = (
    "Paragraph | Heading | Amounts | Score | Columns | Table | Links | Card | Cards | Blank | Choice | Break | Figure"
)
