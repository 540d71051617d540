"""`wargame debrief`: the games of a folder side by side; what cannot be counted is named."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from commands import wargame
from examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SAMPLES = ROOT / "saves" / "samples"
FEW = ("--games", "300")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two finished games of different rules."""
    (tmp_path / "class").mkdir()
    shutil.copytree(SAMPLES / "scenarios", tmp_path / "class" / "scenarios")
    for name in ("a-river-in-twelve-moves.jsonl", "two-triumphs-one-text.jsonl"):
        shutil.copy(SAMPLES / name, tmp_path / "class" / name)
    return tmp_path / "class"


def spoil(folder: Path) -> None:
    """Add an unfinished game, a damaged one, and a file that is none."""
    lines = (SAMPLES / "a-river-in-twelve-moves.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "cut.jsonl").write_bytes(b"".join(lines[:8]))
    (folder / "damaged.jsonl").write_bytes(b"".join([*lines[:4], lines[4].replace(b'"ply"', b'"plx"'), *lines[5:]]))
    (folder / "<script>.jsonl").write_bytes(b'{"not": "a game"}\n')


def account(*arguments: object) -> dict[str, Any]:
    done = wargame("debrief", *map(str, arguments), "--json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_finished_games_are_counted_by_their_rules_and_the_rest_is_named(folder: Path) -> None:
    spoil(folder)
    found = account(folder, *FEW)
    games = {game["file"]: game for group in found["groups"] for game in group["games"]}
    assert len(found["groups"]) == len(games) == 2
    assert games["two-triumphs-one-text.jsonl"]["ending"] == "two_triumphs"
    assert games["a-river-in-twelve-moves.jsonl"]["scores"] == {"karst": 69, "mere": 52}
    assert [each["file"] for each in found["not_counted"]] == ["<script>.jsonl", "cut.jsonl", "damaged.jsonl"]
    assert "not over, " in found["not_counted"][1]["reason"]
    for group in found["groups"]:
        assert group["reference"]["games"] == 300
        for side, histogram in group["reference"]["scores"].items():
            (game,) = group["games"]
            assert game["below"][side] == pytest.approx(sum(histogram[: game["scores"][side]]) / sum(histogram))
    told = wargame("debrief", folder, *FEW)
    assert told.code == 0
    assert "told apart by them" in told.out
    assert "NOT COUNTED" in told.out


def test_the_pages_of_a_class_link_to_a_page_of_each_game(folder: Path, tmp_path: Path) -> None:
    spoil(folder)
    (folder / "two-triumphs-one-text.jsonl").rename(folder / f"{'x' * 240}.jsonl")
    out = tmp_path / "out"
    for _ in range(2):  # the second time in place of the first
        done = wargame("debrief", folder, *FEW, "--html", out, "--budget", "1")
        assert done.code == 0, done.err
        assert done.out == f"Wrote 3 pages; begin with {out / 'index.html'}\n"
        assert done.err.count("not counted: ") == 3
    index = (out / "index.html").read_text(encoding="utf-8")
    assert {path.name for path in out.iterdir()} - {"index.html"} <= set(re.findall(r'href="([^"#]+)"', index))
    assert index.count("<desc>") == 4
    assert "<script" not in index
    assert "&lt;script&gt;.jsonl" in index
    (out / "mine.txt").touch()
    assert "holds mine.txt, not a debriefing" in wargame("debrief", folder, *FEW, "--html", out).error


def test_what_cannot_be_debriefed_is_one_error(folder: Path, tmp_path: Path) -> None:
    empty, spoiled = tmp_path / "empty", tmp_path / "spoiled"
    empty.mkdir()
    spoiled.mkdir()
    spoil(spoiled)
    for place, words in (
        (empty, "no saved games in this folder"),
        (tmp_path / "none", "no such folder"),
        (folder / "a-river-in-twelve-moves.jsonl", "a file, not a folder"),
        (spoiled, "no finished game in this folder; not counted: <script>.jsonl"),
    ):
        done = wargame("debrief", place)
        assert (done.code, done.out, done.error.count("wargame:")) == (1, "", 1)
        assert words in done.error
    for option in (("--games", "0"), ("--budget", "0"), ("--player", "nobody"), ("--json", "--html", "x")):
        assert wargame("debrief", folder, *option).code == 2
