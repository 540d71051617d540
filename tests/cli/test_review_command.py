"""`wargame review`: a saved game explained in every form, whatever its file is like; and a decision tried again."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from commands import only_save, wargame
from examples import ROOT

from wargame.journal.reading import read_journal
from wargame.journal.replay import standing

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = "river-treaty"
QUICK = ("--budget", "20")


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a saved game between random players, with notes."""
    folder = tmp_path_factory.mktemp("games")
    seats = ("--seat", "karst=random", "--seat", "mere=random")
    assert wargame("run", SCENARIO, *seats, "--games", "1", "--seed", "3", "--save", folder).code == 0
    path = only_save(folder)
    assert wargame("save", "note", f"{path}@2", "<script>alert(1)</script> **bold**", "--mark", "!?").code == 0
    return path


def test_it_is_told_whole_and_the_same_twice(game: Path) -> None:
    told = wargame("review", game, *QUICK)
    assert told.code == 0
    for heading in ("TURNING POINTS", "LUCK AND CHOICE", "THE BARGAIN", "PROMISES", "DECISIONS: LETTERS"):
        assert f"\n{heading}\n" in told.out
    assert "<script>alert(1)</script> **bold**" in told.out
    assert wargame("review", game, *QUICK).out == told.out


def test_as_data_it_adds_up_and_knows_its_game(game: Path) -> None:
    done = wargame("review", game, *QUICK, "--json")
    found = json.loads(done.out)
    review, ledger = found["review"], found["review"]["ledger"]
    assert found["seats"] == {"karst": "random", "mere": "random"}
    assert found["notes"][0]["mark"] == "!?"
    assert review["plies"] == len(review["decisions"]) == len(standing(read_journal(game)))
    for seat, side in enumerate(found["sides"]):
        parts = [ledger[name][seat] for name in ("expected", "luck", "own", "other")]
        assert sum(parts) == ledger["came_to"][seat] == review["scores"][side]


def test_as_markdown_nothing_in_it_is_markup(game: Path, tmp_path: Path) -> None:
    out = tmp_path / "review.md"
    assert wargame("review", game, *QUICK, "--markdown", out).out == f"Wrote {out}\n"
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# Review: ")
    assert "\\<script\\>" in text
    assert wargame("review", game, *QUICK, "--markdown", out).out == f"Replaced {out}\n"
    other = tmp_path / "mine.md"
    other.write_text("# My notes\n", encoding="utf-8")
    refused = wargame("review", game, *QUICK, "--markdown", other)
    assert (refused.code, other.read_text(encoding="utf-8")) == (1, "# My notes\n")


def test_a_game_that_goes_on_and_a_damaged_one_are_reviewed_as_far_as_they_are(game: Path, tmp_path: Path) -> None:
    lines = game.read_bytes().splitlines(keepends=True)
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(b"".join(lines[:6]))
    told = wargame("review", cut, *QUICK)
    assert (told.code, "the game goes on" in told.out) == (0, True)
    cut.write_bytes(b"".join(lines[:6]) + b'{"kind": "no')
    assert wargame("review", cut, *QUICK).code == 0
    bad = bytearray(b"".join(lines[:9]))
    bad[len(b"".join(lines[:7])) + 40] ^= 1
    cut.write_bytes(bytes(bad))
    told = wargame("review", cut, *QUICK)
    assert told.code == 0
    assert "what stands before it is whole" in told.error
    cut.write_bytes(b"".join(lines[:2]))
    assert "after 0 decisions" in wargame("review", cut, *QUICK).out


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        (("--budget", "0"), 2, "'--budget': Input should be greater than or equal to 1"),
        (("--json", "--markdown", "x.md"), 2, "exclude each other"),
        (("--retry", "0"), 2, "'--retry': Input should be"),
        (("--retry", "99"), 1, "has no decision 99; its last is"),
        (("--plain",), 2, "goes with --retry"),
    ],
)
def test_what_cannot_be_is_refused_in_one_error(game: Path, given: tuple[str, ...], code: int, words: str) -> None:
    done = wargame("review", game, *given)
    assert (done.code, done.out) == (code, "")
    assert words in done.error


def test_what_is_no_saved_game_is_named(tmp_path: Path) -> None:
    empty, text = tmp_path / "empty.jsonl", tmp_path / "text.jsonl"
    empty.write_bytes(b"")
    text.write_text("Dear diary\n", encoding="utf-8")
    for path in (empty, text, tmp_path, tmp_path / "none.jsonl"):
        done = wargame("review", path)
        assert done.code == 1
        assert done.err.startswith("wargame: ")
        assert path.name in done.error


def test_a_decision_is_tried_again_and_what_became_better_is_said(game: Path, tmp_path: Path) -> None:
    first = standing(read_journal(game))[0]
    done = wargame("review", game, *QUICK, "--retry", "1", "--saves", tmp_path, typed="1\n1\ny\n\nquit\n")
    assert done.code == 0, done.err
    branch = only_save(tmp_path)
    again = standing(read_journal(branch))
    assert again
    assert read_journal(branch).header.origin is not None
    changed = [at for at, (one, other) in enumerate(zip(again, [first], strict=False)) if one.move != other.move]
    if changed:
        assert "BESIDE THE GAME IT BRANCHES OFF" in done.out
        assert "At decision 1 " in done.out
    else:
        assert "nothing to compare" in done.error


def test_a_branch_is_compared_with_its_game_as_long_as_that_lies_beside_it(game: Path, tmp_path: Path) -> None:
    beside = tmp_path / game.name
    beside.write_bytes(game.read_bytes())
    for name in ("scenarios",):
        if (game.parent / name).is_dir():
            (tmp_path / name).mkdir()
            for each in (game.parent / name).iterdir():
                (tmp_path / name / each.name).write_bytes(each.read_bytes())
    seats = ("--seat", "karst=doctrine", "--seat", "mere=doctrine")
    done = wargame("play", "--from", f"{beside}@0", *seats, "--saves", tmp_path)
    assert done.code == 0, done.err
    (branch,) = (path for path in tmp_path.glob("*.jsonl") if path != beside)
    found = json.loads(wargame("review", branch, *QUICK, "--json").out)["retried"]
    assert found["is_over"] == [True, True]
    assert found["before"]["move"] != found["now"]["move"]
    assert "BESIDE THE GAME IT BRANCHES OFF" in wargame("review", branch, *QUICK).out
    beside.unlink()
    assert json.loads(wargame("review", branch, *QUICK, "--json").out)["retried"] is None


def test_every_sample_is_reviewed_under_the_rules_that_it_carries() -> None:
    sample = ROOT / "saves" / "samples" / "2018-2019-as-it-happened-first-edition.jsonl"
    done = wargame("review", sample, "--budget", "2", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["review"]["ending"]


def test_as_html_it_stands_alone_and_carries_no_live_text(game: Path, tmp_path: Path) -> None:
    out = tmp_path / "review.html"
    assert wargame("review", game, *QUICK, "--html", out).out == f"Wrote {out}\n"
    text = out.read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **bold**" in text
    assert not re.search(r"<script|\son\w+=|javascript:|https?://(?!www\.w3\.org)", text)
    assert text.count("<svg class") == text.count('role="img" aria-label="') >= 4
    assert "prefers-color-scheme" in text
    first = out.read_bytes()
    assert wargame("review", game, *QUICK, "--html", out).out == f"Replaced {out}\n"
    assert out.read_bytes() == first
    assert wargame("review", game, *QUICK, "--html", game).code == 1
