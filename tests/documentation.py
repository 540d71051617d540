"""The documentation site: api.md and the tables of a rulebook written anew, the pages built and looked over.

`make docs`. The builder checks less than a reader needs: that every page is in the contents, that every link leads to a
page and to a place on it, and that nothing is fetched from another host.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import api_page
import rules_page

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
DOCS, BUILT = ROOT / "docs", ROOT / "build" / "docs"
CONFIG = DOCS / "zensical.toml"
FETCHING = {"script", "img", "link", "iframe", "source", "video", "audio", "object"}  # all but what a reader clicks on
NOT_FETCHED = {"canonical", "next", "prev", "edit"}  # kinds of <link> that only name a page


class Page(HTMLParser):
    """What a page refers to, and the places on it that can be referred to."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.places: set[str] = set()
        self.links: list[str] = []  # where a click leads
        self.fetched: list[str] = []  # what a browser gets unasked
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element's id and of where it leads."""
        found = {name: value or "" for name, value in attrs}
        self.places |= {found[name] for name in ("id", "name") if name in found}
        for name in ("href", "src", "data"):
            if name in found and not (tag == "link" and found.get("rel") in NOT_FETCHED):
                (self.fetched if tag in FETCHING else self.links).append(found[name])


def main() -> None:
    """Build the site, and exit with what is wrong with it."""
    api_page.main()
    rules_page.main()
    _build()
    faults = [*untold(), *faults_of(BUILT)]
    if faults:
        sys.exit("\n".join(faults))
    pages = sum(1 for _ in BUILT.glob("*.html"))
    print(f"{pages} pages, every link followed: {BUILT / 'index.html'}")  # noqa: T201


def _build() -> None:
    """Build in a copy of the pages: the builder takes .cache for its own, and empties it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(DOCS, place / "docs", ignore=shutil.ignore_patterns(CONFIG.name))
        shutil.copy(CONFIG, place)
        subprocess.run([Path(sys.executable).with_name("zensical"), "build", "--strict"], cwd=place, check=True)
        shutil.rmtree(BUILT, ignore_errors=True)
        shutil.copytree(place / "site", BUILT)


def untold() -> Iterator[str]:
    """Yield the pages that the contents leave out, and entries that are no pages."""
    contents = CONFIG.read_text(encoding="utf-8")
    told = set(_pages_of(tomllib.loads(contents)["project"]["nav"]))
    are = {path.name for path in DOCS.glob("*.md")}
    yield from (f"{CONFIG.name}: {name} is in `nav` or in docs/, and not in both" for name in sorted(told ^ are))


def _pages_of(entry: object) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict | list):
        for each in entry.values() if isinstance(entry, dict) else entry:
            yield from _pages_of(each)


def faults_of(folder: Path) -> list[str]:
    """Return every link of a built site that leads nowhere, and all that would be fetched from another host."""
    pages = {path.resolve(): Page(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}
    faults = []
    for path, page in pages.items():
        faults += [f"{path.name}: fetches {each}" for each in page.fetched if urlsplit(each).netloc]
        if path.name == "404.html":
            continue  # served at any address, it refers to the root of the host
        for link in (*page.links, *page.fetched):
            if reason := _leads_nowhere(path, link, pages):
                faults.append(f"{path.name}: {link} {reason}")
    return faults


def _leads_nowhere(path: Path, link: str, pages: dict[Path, Page]) -> str:
    """Return what is wrong with a link of a page, "" if it leads somewhere or to another host."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return ""
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    target = target / "index.html" if target.is_dir() else target
    if not target.is_file():
        return "leads nowhere"
    place = unquote(parts.fragment)
    if place and target in pages and place not in pages[target].places:
        return "leads to no such place"
    return ""


if __name__ == "__main__":
    main()
