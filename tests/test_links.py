"""Every link between the pages of this repository leads somewhere; those of docs/ stay there, as on the site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from documentation import faults_of, untold
from examples import ROOT

from wargame import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCS = ROOT / "docs"
PAGES = [
    path
    for folder in (ROOT, *(ROOT / name for name in ("benchmarks", "docs", "saves", "saves/samples", "scenarios")))
    for path in sorted(folder.glob("*.md"))
]
LINK = re.compile(r"\]\(([^()\s]+)\)")
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
LINES_OF_CODE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def places_on(page: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", LINES_OF_CODE.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def lost_links(path: Path) -> Iterator[str]:
    """Yield the links of a page that lead nowhere, or from a page of the site to what is not on it."""
    for link in LINK.findall(CODE.sub("", path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, place = unquote(link).partition("#")
        target = (path.parent / name).resolve() if name else path
        if not target.is_relative_to(DOCS if path.parent == DOCS else ROOT):
            yield f"{link} is not on the site"
        elif not target.exists() or (place and place not in places_on(target.read_text(encoding="utf-8"))):
            yield link


def test_links_lead_somewhere() -> None:
    assert len(PAGES) > 25
    assert {path: lost for path in PAGES if (lost := [*lost_links(path)])} == {}


def test_every_file_that_contributors_are_sent_to_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:wargame|tests|docs|saves|scenarios|build)/[\w./-]*)`", text)
    assert len(named) > 50
    made = {"build/docs", "build/docs/", "wargame/cli/NAME.py", "tests/cli/test_NAME.py", "wargame/tui/screens/NAME.py"}
    assert [each for each in named if each not in made and not (ROOT / each).exists()] == []


def test_the_page_of_the_architecture_names_every_file_of_a_room() -> None:
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rooms = dict(re.findall(r"^### `(\w+)/`.*?\n(.*?)(?=^##)", page, re.DOTALL | re.MULTILINE))
    assert rooms.keys() >= {"scenario", "kernel", "game"}
    del rooms["cli"]  # one file a command
    for room, told in rooms.items():
        files = {path.stem for path in (ROOT / "wargame" / room).glob("*.py") if not path.stem.startswith("_")}
        assert files - set(re.findall(r"`(\w+)`", told)) == set(), room


def test_the_citation_names_this_version() -> None:
    citation = dict(re.findall(r"^([\w-]+): +(.+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE))
    assert citation["version"] == __version__
    assert citation.keys() >= {"cff-version", "message", "title", "type", "license"}


def test_the_contents_of_the_site_name_every_page() -> None:
    assert list(untold()) == []


def test_a_built_site_is_looked_over(tmp_path: Path) -> None:
    (tmp_path / "whole.html").write_text(
        '<h2 id="here">A</h2><a href="whole.html#here">A</a><a href="https://b.c">B</a>'
    )
    assert faults_of(tmp_path) == []
    (tmp_path / "torn.html").write_text(
        '<script src="https://cdn.example/a.js"></script><link rel="stylesheet" href="a.css">'
        '<a href="whole.html#there">A</a><a href="gone.html">B</a><a href="#nowhere">C</a><img src="no.svg">'
    )
    assert faults_of(tmp_path) == [
        "torn.html: fetches https://cdn.example/a.js",
        "torn.html: whole.html#there leads to no such place",
        "torn.html: gone.html leads nowhere",
        "torn.html: #nowhere leads to no such place",
        "torn.html: a.css leads nowhere",
        "torn.html: no.svg leads nowhere",
    ]
