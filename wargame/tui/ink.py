"""Pages on the screen: blocks of text laid out for any width, with styles beside the words.

Text from outside (scenarios, names, notes) only ever enters as plain text: `Content` made from a string holds no
markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen
from textual.content import Content

if TYPE_CHECKING:
    from collections.abc import Iterable

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


Written = Block | Spread


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


def _lines(block: Written, width: int) -> list[Content]:
    if isinstance(block, Spread):
        return _spread(block, width)
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


def meter_bar(value: int, low: int, high: int, cells: int) -> Content:
    """Draw a meter: heavy as far as it is full, so that it reads without color."""
    full = round(cells * (value - low) / (high - low)) if high > low else 0
    return Content.assemble(("━" * full, "$text-primary"), ("─" * (cells - full), "$foreground-muted"))
