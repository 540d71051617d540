"""Markdown shows every text as it is written: nothing in it is markup, an entity or the start of a list."""

from __future__ import annotations

import html
import io
import re

import pytest
from markdown_it import MarkdownIt

from wargame.legible import legible
from wargame.plain.markdown import MarkdownPaper

TEXTS = [
    "&lt;b&gt; &amp; &#60; &copy",
    "<script>alert(1)</script> <http://x.y> <!-- x -->",
    "*a* _b_ **c** `d` ~~e~~ [f](g) ![h](i) [j]: k",
    "# no heading",
    "> no quotation",
    "- no list",
    "+ no list",
    "1. no list",
    "12) no list",
    "7.",
    "7)",
    "---",
    "===",
    "| no | table |",
    "```",
    "~~~",
    "back\\slash \\& \\",
    "$x$ and $$y$$",
    "x\x1b[2Jy\u202ez",
    "two\nlines",
]

TAGS = re.compile(r"</?(p|li|ul|h1|h2|strong)>")


@pytest.mark.parametrize("way", ["line", "item", "verbatim", "title", "heading", "text"])
def test_a_text_is_shown_as_it_is_written(way: str) -> None:
    for text in TEXTS:
        paper = MarkdownPaper(io.StringIO())
        if way == "item":
            paper.line(text, indent=2)
        else:
            getattr(paper, way)(text)
        source = paper.stream.getvalue()  # type: ignore[attr-defined]
        inside = TAGS.sub("", MarkdownIt("commonmark").enable("table").render(source)).replace(
            "?", ""
        )  # for the hidden
        assert "<" not in inside, text
        assert "".join(html.unescape(inside).split()) == "".join(legible(text, instead="").split()).replace("?", "")
