"""The menu line by line: a game from it and back to it, the tutorial, and saved games told, found and removed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from commands import only_save

from wargame.journal.store import saves_folder
from wargame.pages.shelf import place_words
from wargame.plain.keyboard import Keyboard
from wargame.plain.lobby import Lobby
from wargame.plain.paper import Paper
from wargame.players.offered import LEVELS
from wargame.session.lesson import lesson

if TYPE_CHECKING:
    from pathlib import Path

NEW = "new\ntwo-villages\nhuman\n"


def told(folder: Path, typed: str) -> str:
    """Return what the menu tells while these lines are typed, each run of spaces as one."""
    stream = io.StringIO()
    paper = Paper(stream)
    Lobby(paper, Keyboard(io.StringIO(typed), paper, waits=False, echoes=True), folder / "saves").open()
    return " ".join(stream.getvalue().split())


def test_a_game_is_begun_left_and_gone_on_with(tmp_path: Path) -> None:
    text = told(tmp_path, f"{NEW}envoy\n5\nSay nothing\nquit\ncontinue\nquit\nquit\n")
    assert "continue: Overhill: " in text
    assert text.count("Going on after") == 1
    assert text.endswith("Menu> quit")
    only_save(tmp_path / "saves")
    for level in LEVELS.values():
        assert level.strength in text


def test_the_menu_is_left_by_a_letter_too(tmp_path: Path) -> None:
    assert told(tmp_path, "new\nb\nq\n").endswith("Menu> q")
    assert "is none of them" in told(tmp_path, "x\nq\n")


@pytest.mark.parametrize(
    ("player", "said"),
    [("nobody", "no player 'nobody'"), ("module:none.py", "no file 'none.py'"), ("module:bad.py", "SyntaxError")],
)
def test_a_player_that_cannot_be_had_is_one_line_and_leaves_no_game(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, player: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.py").write_text("class Player:\n    def decide(", encoding="utf-8")
    text = told(tmp_path, f"{NEW}other\n{player}\n\nquit\n")
    assert said in text
    assert text.endswith("0. quit Menu> quit")
    assert not (tmp_path / "saves").exists()


def test_the_coach_leads_line_by_line_and_answers_whoever_tries_something_else(tmp_path: Path) -> None:
    plan = lesson()
    asked = ["Take tea", "Promise at home: Summer water", "Send surveyors", "Offer a step: Payment",
             "Word it vaguely: Summer water", "Table: Beans first", "Carry out: Payment", *["1"] * 20]  # fmt: skip
    text = told(tmp_path, "\n".join(["tutorial", *asked, ""]))
    steps = [step for number, step in enumerate(plan.steps, 1) if f"COACH, {number} OF" in text]
    assert len(steps) >= 8
    for step in steps:
        assert " ".join((step.plain or step.text).split()) in text
    assert "Coach: not now. Later. First a promise: without one" in text
    assert "★" not in text
    assert "THE END: " in text
    assert "A tutorial is not kept" in text


def test_it_says_where_games_are_kept_and_that_a_folder_here_is_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"Games are kept in {tmp_path / 'saves'}. MENU" in told(tmp_path, "quit\n")
    monkeypatch.delenv("WARGAME_SAVES", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    usual = tmp_path / "data" / "wargame" / "saves"
    assert place_words(saves_folder()) == f"Games are kept in {usual}."
    (tmp_path / "saves").mkdir()
    assert place_words(saves_folder()) == (
        f"Games are kept in {tmp_path / 'saves'}: you are where there is a folder “saves”;"
        f" elsewhere they are in {usual}."
    )


def test_a_saved_game_is_found_and_removed_only_if_that_is_said_twice(tmp_path: Path) -> None:
    told(tmp_path, f"{NEW}envoy\n5\nquit\nquit\n")
    text = told(tmp_path, "saves\nfind zebra\nfind Netherdale\nremove 1\nno\nback\nquit\n")
    assert "There is no saved game with “zebra”" in text
    assert "One Bell, You as Overhill against Netherdale (Envoy), Boasting, round 1, after" in text
    only_save(tmp_path / "saves")
    assert "Removed." in told(tmp_path, "saves\nremove 1\nyes\nback\nquit\n")
    assert list((tmp_path / "saves").glob("*.jsonl")) == []
