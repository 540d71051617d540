"""The same pages as Markdown: headings, paragraphs and lists, with nothing in the text that could be markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.legible import legible
from wargame.pages.sheet import BULLET, DECISION, STEP
from wargame.plain.paper import Paper

if TYPE_CHECKING:
    from wargame.pages.sheet import Tone

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&$])")
_BEGINS_LIST = re.compile(r"^(\d+)(?=[.)](\s|$))")


@define
class MarkdownPaper(Paper):
    """A stream of Markdown; no line is wrapped."""

    _depth: int = field(init=False, default=-1)  # of the last line in its list, −1 outside of one

    def line(self, text: str = "", *, indent: int = 0, hang: int = 2, tone: Tone = "") -> None:
        """Write a paragraph, or an item of a list where the line is indented."""
        del hang, tone
        words = " ".join(text.split())
        if not words:
            return
        if indent == 0:
            number = DECISION.match(words)
            self._paragraph(f"**{number[0]}** {_safe(words[number.end() + 1 :])}" if number else _safe(words))
            return
        depth = min(self._depth + 1, max(0, indent // STEP - 1))
        if self._depth < 0:
            self._gap()
        self.stream.write(f"{'  ' * depth}- {_safe(words.removeprefix(BULLET))}\n")
        self._depth, self.blank = depth, False

    def text(self, text: str, *, indent: int = 0) -> None:
        """Write a text of several paragraphs as such, however far it is indented elsewhere."""
        del indent
        super().text(text)

    def verbatim(self, text: str) -> None:
        """Write a line as a paragraph."""
        self._paragraph(_safe(text))

    def title(self, text: str) -> None:
        """Write the heading of the whole."""
        self._paragraph(f"# {_safe(text)}")

    def heading(self, text: str) -> None:
        """Write a heading as it is spelt."""
        self._paragraph(f"## {_safe(text)}")

    def _paragraph(self, text: str) -> None:
        self._gap()
        self.stream.write(f"{text}\n")
        self._depth, self.blank = -1, False

    def _gap(self) -> None:
        if not self.blank:
            self.stream.write("\n")


def _safe(text: str) -> str:
    """Escape what Markdown would take for markup, at the start of a line, too."""
    escaped = _MARKUP.sub(r"\\\1", legible(text).strip())
    return _BEGINS_LIST.sub(r"\1\\", re.sub(r"^([-+=])", r"\\\1", escaped))
