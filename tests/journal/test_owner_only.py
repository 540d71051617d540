"""Who may read saved games on a machine that others use too: their owner."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from commands import only_save, wargame

from wargame.game.game import Game
from wargame.game.summit import load
from wargame.journal.keeping import begin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PEOPLE = {"hill": "human", "vale": "human"}


@pytest.fixture(autouse=True)
def _open_to_everybody() -> Iterator[None]:
    """Let the system close nothing by itself."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_saved_games_their_locks_their_rules_and_new_folders_are_their_owner_s(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "saves"
    keeper = begin(Game(load("two-villages"), 1), PEOPLE, folder=folder, created="2026-11-23T22:40:00Z")
    keeper.play(keeper.game.legal_moves[0])
    found = {path: path.stat().st_mode & 0o777 for path in (tmp_path / "new", *(tmp_path / "new").rglob("*"))}
    keeper.close()
    assert {path.suffix for path in found} >= {".lock", ".toml", ".jsonl"}
    assert found == {path: 0o700 if path.is_dir() else 0o600 for path in found}


def test_what_is_made_to_be_shared_is_as_open_as_the_system_lets_it_be_and_runs_nowhere(tmp_path: Path) -> None:
    games, rows = tmp_path / "games.jsonl", tmp_path / "rows.csv"
    tournament = ("tournament", "two-villages", "--players", "random,doctrine", "--games", "2", "--out", games)
    assert wargame(*tournament).code == 0
    assert wargame("run", "two-villages", "--games", "2", "--out", rows).code == 0
    assert [path.stat().st_mode & 0o777 for path in (games, rows)] == [0o666, 0o666]


def test_so_are_a_seat_s_record_and_the_story_of_a_game(tmp_path: Path) -> None:
    wargame("play", "two-villages", "--saves", tmp_path / "saves", typed="1\n")
    save, record, story = only_save(tmp_path / "saves"), tmp_path / "record.jsonl", tmp_path / "story.md"
    story.touch(0o644)
    assert wargame("save", "export", save, "--as", "hill", "--out", record).code == 0
    assert wargame("replay", save, "--markdown", story).code == 0
    assert [path.stat().st_mode & 0o777 for path in (record, story)] == [0o600, 0o600]
