"""`wargame classroom`: a pack of handouts from a scenario's own data, in a folder of its own."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import BUNDLED, SMALL, THIRD, rules_of

if TYPE_CHECKING:
    from pathlib import Path


def text_of(page: Path) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8").partition("</style>")[2]))


@pytest.mark.parametrize("path", [*BUNDLED, SMALL, THIRD], ids=lambda path: path.stem)
def test_every_handout_is_there_and_tells_nobody_what_is_not_for_him(path: Path, tmp_path: Path) -> None:
    rules, out = rules_of(path.read_text(encoding="utf-8")), tmp_path / "pack"
    done = wargame("classroom", path, "--out", out)
    assert (done.code, done.err) == (0, "")
    pages = {page.stem: text_of(page) for page in out.iterdir()}
    assert f"Wrote {len(pages)} pages" in done.out
    index = (out / "index.html").read_text(encoding="utf-8")
    assert {f"{name}.html" for name in pages} - {"index.html"} == set(re.findall(r'href="([^"]+)"', index))
    for ending in rules.endings:
        assert ending.title in pages["outcome"]
    for side in rules.sides:
        for mandate in side.mandates:
            told = {name for name, page in pages.items() if mandate.brief in page}
            assert told == {f"secret-{side.id}-{mandate.id}", "schedule"}
            # every term is written as it is with this mandate
            assert not re.search(r"\bmandate is\b", pages[f"secret-{side.id}-{mandate.id}"])


def test_a_pack_replaces_a_pack_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "pack"
    assert wargame("classroom", SMALL, "--out", out).code == 0
    assert wargame("classroom", SMALL, "--out", out).code == 0
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    done = wargame("classroom", SMALL, "--out", out)
    assert done.code == 1
    assert "holds notes.txt, not a classroom pack; name a new or empty folder" in done.error
    assert wargame("classroom", SMALL, "--out", out, "--force").code == 0
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for place, words in (("file", "it is a file"), ("none/pack", "No such file"), ("file/pack", "Not a directory")):
        done = wargame("classroom", SMALL, "--out", tmp_path / place)
        assert (done.code, done.error.count("wargame:")) == (1, 1)
        assert words in done.error


def test_markup_in_a_scenario_is_text_in_its_pack(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    text = SMALL.read_text(encoding="utf-8")
    title = re.search(r'^title = "(.*)"$', text, re.MULTILINE)
    assert title
    own.write_text(text.replace(title[1], "<script>alert(1)</script>", 1), encoding="utf-8")
    assert wargame("classroom", own, "--out", tmp_path / "pack").code == 0
    for page in (tmp_path / "pack").iterdir():
        assert "<script" not in page.read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in (tmp_path / "pack" / "index.html").read_text(encoding="utf-8")
