"""Writing lines: wrapped with hanging indents, no color, no cursor.

A `Paper` is where every page of this room is written; its width is that of the terminal, within reason. A terminal that
can be is wiped, so that what one person has read is gone before the next looks on; anything else gets a new page.
"""

from __future__ import annotations

import os
import shutil
import textwrap
from typing import TYPE_CHECKING, TextIO

from attrs import define

from wargame.legible import legible
from wargame.pages.words import signed_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.pages.sheet import Amount, Page, Tone

NARROWEST, USUAL, WIDEST = 40, 80, 100
_WIPE = "\x1b[H\x1b[2J\x1b[3J"  # cursor home, the screen, and what was scrolled off it
_NEW_PAGE = "\f"  # as Ctrl-L in a shell: all that a printer, or a terminal without a cursor, may heed


def terminal_width() -> int:
    """Return how wide lines may be: as the terminal, within 40 and 100; 80 where there is none."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((USUAL, 24)).columns))


@define
class Paper:
    """A stream of lines."""

    stream: TextIO
    width: int = USUAL
    blank: bool = True  # the last line was empty: there is no need for another
    terminal: TextIO | None = None  # where codes get through, if the stream lets none pass

    def line(self, text: str = "", *, indent: int = 0, hang: int = 2, tone: Tone = "") -> None:
        """Write a paragraph, wrapped, its later lines `hang` further in; of empty lines only the first."""
        del tone  # paper has one ink
        if not text:
            if not self.blank:
                self.stream.write("\n")
            self.blank = True
            return
        self.blank = False
        wrapped = textwrap.wrap(
            text,
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_on_hyphens=False,
            break_long_words=False,  # a path is copied whole
        )
        self.stream.write("\n".join(wrapped) + "\n")

    def verbatim(self, text: str) -> None:
        """Write a line as it is, however long, if it can be shown: a path or a command, to be copied whole."""
        self.blank = False
        self.stream.write(f"{legible(text)}\n")

    def heading(self, text: str) -> None:
        """Write a heading, apart from what came before."""
        self.line()
        self.line(text.upper())

    def text(self, text: str, *, indent: int = 0) -> None:
        """Write a text of several paragraphs, each wrapped."""
        paragraphs = [each for each in text.strip().split("\n\n") if each.strip()]
        for number, paragraph in enumerate(paragraphs):
            if number:
                self.line()
            self.line(" ".join(paragraph.split()), indent=indent, hang=0)

    def amounts(self, rows: Sequence[Amount], *, indent: int = 0) -> None:
        """Write summands below each other, in figures: bars cannot be read aloud."""
        width = max((len(row.label) for row in rows), default=0)
        for row in rows:
            self.line(f"{row.label:<{width}}  {signed_span(row.low, row.high):>4}", indent=indent)

    def score(self, words: str, points: int, success: int, *, tone: Tone = "") -> None:
        """Write a score in words alone."""
        del points, success
        self.line(words, tone=tone)

    def beside(self, *pages: Page) -> None:
        """Write pages one after the other: this is what is read aloud, and columns are not."""
        for page in pages:
            self.line()
            page(self)

    @property
    def can_be_wiped(self) -> bool:
        """Say whether this is a terminal that forgets what it is told to forget."""
        return self.stream.isatty() and os.environ.get("TERM", "dumb") not in {"", "dumb"}

    def wipe(self) -> None:
        """Clear the screen and all that was scrolled off it where that can be done, else begin a new page."""
        self.stream.flush()
        codes = self.terminal or self.stream
        codes.write(_WIPE if self.can_be_wiped else _NEW_PAGE)
        codes.flush()
        self.blank = True

    def flush(self) -> None:
        """Let everything written so far be read."""
        self.stream.flush()
