"""Pages on the screen: blocks of text laid out for any width, with styles beside the words.

Text from outside (scenarios, names, notes) only ever enters as plain text: `Content` made from a string holds no
markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen
from textual.content import Content

from wargame.pages.sheet import Amount
from wargame.pages.words import signed_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wargame.pages.sheet import Page, Tone

TONES: dict[str, str] = {
    "": "",
    "title": "bold $text-primary",
    "label": "bold",
    "quiet": "$foreground-muted",
    "good": "$text-success",
    "bad": "$text-error",
    "vague": "italic $text-warning",
    "secret": "italic $text-accent",
    "chance": "",
    "heading": "bold $text-primary",
}
# What the eye looks for in a line: odds, changes, quotations, what stands now.
MARKS = (
    (r"(?<![\w.])[<>]?\d+(?:–\d+)?%", "bold $text-secondary"),
    (r"(?<!\w)[+−]\d+\b", "bold"),
    (r"“[^”]*”", "italic"),
    (r"^\d+\. ", "bold $text-primary"),
)
NARROW = 60  # columns, below which indents are halved
ABREAST = 64  # columns, from which two pages stand beside each other
MOST_GAUGE = 50  # cells of a score's bar
MOST_BAR = 30  # cells of a summand's bar
LEAST = 12  # columns of text, however deep the indent


@frozen
class Block:
    """A paragraph."""

    text: str
    indent: int = 0
    hang: int = 2
    tone: str = ""


@frozen
class Spread:
    """Pages that are laid out side by side where there is room."""

    pages: tuple[tuple[Written, ...], ...]
    text: str = "…"  # it is never empty


@frozen
class Summands:
    """Amounts below each other, each with a bar."""

    rows: tuple[Amount, ...]
    indent: int
    text: str = "…"  # it is never empty


@frozen
class Gauge:
    """A score out of 100, with the line of success."""

    points: int
    success: int
    text: str = "…"  # it is never empty


Written = Block | Spread | Summands | Gauge


@define
class Blocks:
    """A sheet that keeps what is written on it, to be laid out later."""

    blocks: list[Written] = field(factory=list)

    def line(self, text: str = "", *, indent: int = 0, hang: int = 2, tone: Tone = "") -> None:
        """Write a paragraph; an empty one is a blank line."""
        if text or (self.blocks and self.blocks[-1].text):
            self.blocks.append(Block(" ".join(text.split(" ")), indent, hang, tone))

    def heading(self, text: str) -> None:
        """Write a heading, apart from what came before."""
        if self.blocks:
            self.line()
        self.blocks.append(Block(text.upper(), 0, 0, "heading"))

    def text(self, text: str, *, indent: int = 0) -> None:
        """Write a text of several paragraphs."""
        for number, paragraph in enumerate(each for each in text.strip().split("\n\n") if each.strip()):
            if number:
                self.line()
            self.line(" ".join(paragraph.split()), indent=indent, hang=0)

    def amounts(self, rows: Sequence[Amount], *, indent: int = 0) -> None:
        """Write summands with a bar each."""
        self.blocks.append(Summands(tuple(rows), indent))

    def score(self, words: str, points: int, success: int, *, tone: Tone = "") -> None:
        """Write a score in words, and below them as a bar with the line of success."""
        self.line(words, tone=tone)
        self.blocks.append(Gauge(points, success))

    def beside(self, *pages: Page) -> None:
        """Write pages beside each other, as far as the width will allow."""
        self.line()
        sheets = [Blocks() for _ in pages]
        for sheet, page in zip(sheets, pages, strict=True):
            page(sheet)
        self.blocks.append(Spread(tuple(tuple(sheet.blocks) for sheet in sheets)))


def laid_out(blocks: Iterable[Written], width: int) -> list[Content]:
    """Return the lines of blocks at a width."""
    return [line for block in blocks for line in _lines(block, width)]


def _spread(spread: Spread, width: int) -> list[Content]:
    if len(spread.pages) == 2 and width >= ABREAST:  # noqa: PLR2004  left and right
        left, right = ((width - 3) // 2, width - 3 - (width - 3) // 2)
        return side_by_side(laid_out(spread.pages[0], left), laid_out(spread.pages[1], right), left)
    apart = [[Content(""), *laid_out(page, width)] for page in spread.pages]
    return [line for page in apart for line in page][1:]


def _gauge(block: Gauge, cells: int) -> Content:
    """Return a bar of a score; the line of success stands in it."""
    style = "$text-success" if block.points >= block.success else "$text-error"
    full, line = (round(cells * each / 100) for each in (block.points, block.success))
    bar = Content.styled("━" * full, style) + Content.styled("─" * (cells - full), "$foreground-muted")
    return bar[: line - 1] + Content.styled("┃", "bold") + bar[line:] if line else bar


def _bars(block: Summands, width: int) -> list[Content]:
    """Return a line for each summand; bars of what is lost are dashed, so that they read without color."""
    indent = block.indent // 2 if width < NARROW else block.indent
    figures = [signed_span(row.low, row.high) for row in block.rows]
    figure = max(4, *map(len, figures))
    label = min(max(len(row.label) for row in block.rows), max(LEAST, width - indent - figure - LEAST))
    cells = min(MOST_BAR, width - indent - label - figure - 4)
    most = max(1, *(abs(end) for row in block.rows for end in (row.low, row.high)))
    lines = []
    for row, words in zip(block.rows, figures, strict=True):
        name = Content(row.label).truncate(label, ellipsis=True, pad=True)
        middle = (row.low + row.high) / 2
        full = max(1, round(cells * abs(middle) / most)) if cells > 0 else 0
        bar, style = ("━" * full, "$text-success") if middle > 0 else ("╍" * full, "$text-error")
        line = Content.assemble(name, (f"  {words:>{figure}}", "bold"), "  ", (bar, style))
        lines.append(line.pad_left(indent))
    return lines


def _lines(block: Written, width: int) -> list[Content]:
    if isinstance(block, Spread):
        return _spread(block, width)
    if isinstance(block, Gauge):
        return [_gauge(block, min(MOST_GAUGE, width))]
    if isinstance(block, Summands):
        return _bars(block, width)
    indent = block.indent // 2 if width < NARROW else block.indent
    indent = min(indent, max(0, width - LEAST))
    content = inked(block.text, block.tone)
    if content.cell_length <= width - indent:
        return [content.pad_left(indent)]
    hang = min(block.hang, max(0, width - indent - LEAST))
    lines = content.wrap(max(1, width - indent - hang))
    return [line.rstrip().pad_left(indent + (hang if number else 0)) for number, line in enumerate(lines)]


def inked(text: str, tone: str = "") -> Content:
    """Return a text with the styles of its tone and of what stands out in it."""
    content = Content(text)
    if TONES[tone]:
        content = content.stylize(TONES[tone])
    if tone not in {"title", "heading", "label", "quiet"}:
        for pattern, style in MARKS:
            content = content.highlight_regex(pattern, style=style)
    return content


def side_by_side(left: list[Content], right: list[Content], width: int, *, gap: str = " │ ") -> list[Content]:
    """Return two columns as lines; the left one is `width` wide."""
    height = max(len(left), len(right))
    blank = Content("")
    rows = zip([*left, *[blank] * (height - len(left))], [*right, *[blank] * (height - len(right))], strict=True)
    divider = Content.styled(gap, "$foreground-muted")
    return [Content("").join([_filled(one, width), divider, other]) for one, other in rows]


def _filled(line: Content, width: int) -> Content:
    return line.truncate(width, ellipsis=True, pad=True)


def meter_bar(value: int, low: int, high: int, cells: int, ink: str = "$text-primary") -> Content:
    """Draw a meter: heavy as far as it is full, so that it reads without color."""
    full = round(cells * (value - low) / (high - low)) if high > low else 0
    return Content.assemble(("━" * full, ink), ("─" * (cells - full), "$foreground-muted"))


def fitted(parts: Sequence[tuple[int, Sequence[str | Content]]], width: int, *, between: str = " · ") -> Content:
    """Return parts in a line, each in the longest of its wordings that leaves room for the others.

    A part is a rank and its wordings, the longest first; an empty one takes it away. The highest rank yields first.
    """
    left = [list(wordings) for _, wordings in parts]

    def line() -> Content:
        return Content(between).join(Content(str(each)) if isinstance(each, str) else each for each, *_ in left if each)

    while line().cell_length > width:
        yielding = [(rank, at) for at, (rank, _) in enumerate(parts) if len(left[at]) > 1]
        if not yielding:
            break
        del left[max(yielding)[1]][0]
    return line()
