"""HTML pages stand alone, and every text in them is text; charts stay in their frames, whatever is drawn."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from wargame.destination import Destination
from wargame.errors import RunError
from wargame.html.document import Document, kind_of
from wargame.html.sheet import HtmlSheet
from wargame.legible import legible

sys.path.insert(0, str(Path(__file__).parent))

from drawn import charts, everything

HOSTILE = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "//evil.example/x?y#z",
    "</title></style></svg><svg/onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "&lt;b&gt; &amp; &#60;",
    "x\x1b[2J\x07y\u202ez\u2028w\udc80",
    "]]> --> <!-- x -->",
]


POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class Read(HTMLParser):
    """What a browser makes of a page: its tags, the names of their attributes, where links lead, and its text."""

    def __init__(self) -> None:  # noqa: D107
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "xlink:href", "action"}]

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def read(page: str) -> Read:
    reader = Read()
    reader.feed(page)
    return reader


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_text_stays_text_in_every_block_and_chart(words: str) -> None:
    harmless, hostile = read(everything("Zebra").html()), read(everything(words).html())
    assert hostile.tags == harmless.tags
    assert hostile.attributes == harmless.attributes
    shown = _bare(legible(words))
    assert sum(shown in _bare(each) for each in hostile.texts) == sum("Zebra" in each for each in harmless.texts) > 40
    for address in hostile.addresses:  # in the same folder, under the name that it is
        assert re.fullmatch(r"[\w%./~-]*#[\w%./~-]+", address), address
        assert ":" not in address
        assert unquote(address.partition("#")[0], errors="surrogateescape") == words


def _bare(text: str) -> str:
    """Return a text without its blanks and what stands for hidden characters: a paragraph joins what was lines."""
    return "".join(text.split()).replace("?", "")


def test_a_page_stands_alone_and_asks_for_nothing() -> None:
    page = everything("words").html()
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert f'http-equiv="Content-Security-Policy" content="{POLICY}"' in page
    assert "script" not in read(page).tags | read(page).attributes
    assert not re.search(r"https?:|url\(|@import|\bsrc=|\bon\w+=", page)
    for scheme in ("prefers-color-scheme: dark", "@page", "@media print"):
        assert scheme in page


def test_every_chart_says_in_words_what_it_shows() -> None:
    page = everything("words").html()
    assert page.count("<desc>words</desc>") == page.count('<svg class="chart"') == 4
    assert page.count('aria-label="words. words"') == 4


@pytest.mark.parametrize("values", [[], [7.0], [0.0, 0.0], [-30.0, 1e6, 12.5], [float(each) for each in range(99)]])
def test_a_chart_stays_within_its_frame(values: list[float]) -> None:
    for chart in charts("words", values):
        for shape in chart.shapes:
            for x, y in getattr(shape, "points", ()) or [(getattr(shape, "x", 0), getattr(shape, "y", 0))]:
                assert 0 <= x <= chart.width
                assert 0 <= y <= chart.height


def test_only_its_own_kind_of_page_is_replaced(tmp_path: Path) -> None:
    page, other = (Document(what=what, title="t", sheet=HtmlSheet()) for what in ("a review", "a debrief"))
    out = tmp_path / "page.html"
    assert not page.write(Destination(path=out, kind=kind_of("a review")))
    assert page.write(Destination(path=out, kind=kind_of("a review")))
    with pytest.raises(RunError, match="is not a debrief in HTML"):
        other.write(Destination(path=out, kind=kind_of("a debrief")))
