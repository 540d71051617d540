"""The protocol of sheets: what a page is written on.

A page knows its sentences, their order and which belong below which; wrapping, color and markup are left to the sheet:
lines of text, Markdown, or a panel of the screen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from attrs import frozen

# What a line means to its reader beside its words; the words alone have to be enough.
Tone = Literal["", "title", "label", "quiet", "good", "bad", "vague", "secret", "chance"]
# What a sheet that has lists may read off a line.
BULLET = "* "  # begins an event
DECISION = re.compile(r"\d+\.(?= )")  # begins a move, where the line is not indented
STEP = 2  # spaces of indent that are one level


@frozen
class Amount:
    """One summand: what it is called, and its least and most."""

    label: str
    low: int
    high: int


class Sheet(Protocol):
    """Anything that pages can be written on."""

    def line(self, text: str = "", *, indent: int = 0, hang: int = 2, tone: Tone = "") -> None:
        """Write a paragraph, its later lines indented by `hang` more; an empty one is a blank line."""

    def heading(self, text: str) -> None:
        """Write a heading, apart from what came before."""

    def text(self, text: str, *, indent: int = 0) -> None:
        """Write a text of several paragraphs."""

    def amounts(self, rows: Sequence[Amount], *, indent: int = 0) -> None:
        """Write summands below each other, and how large each is beside the others."""

    def score(self, words: str, points: int, success: int, *, tone: Tone = "") -> None:
        """Write a score out of 100 in words, and how far it is from success."""

    def beside(self, *pages: Page) -> None:
        """Write pages beside each other where there is room, else one after the other, set apart."""


Page = Callable[[Sheet], None]  # what writes itself on a sheet
