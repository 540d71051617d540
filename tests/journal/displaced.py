"""Files that are removed, moved, replaced or written to by others while a game is played."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from summits_of_journals import SEATS, small

from wargame.game.game import Game
from wargame.journal.keeping import begin
from wargame.journal.reading import read_journal
from wargame.journal.replay import verified
from wargame.journal.store import rules_are_kept
from wargame.pages.saving import news_words
from wargame.session.saving import Saving, Unsaved

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLIES = 4
CREATED = "2026-11-23T22:40:00Z"


def _elsewhere(path: Path) -> Path:
    return path.with_name("elsewhere")


def _replaced(path: Path, make: Callable[[Path], object]) -> None:
    make(_elsewhere(path))
    path.unlink()
    _elsewhere(path).rename(path)


def _another_game(path: Path) -> None:
    keeper = begin(Game(small(), 77), SEATS, folder=path.parent / "others", created=CREATED)
    keeper.close()
    keeper.writer.path.replace(path)


def _overwritten(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-9] + b"X" + data[-8:])
    os.utime(path, (1, 1))  # as a clock would have it that went back


def _blocked(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_text("in the way", encoding="utf-8")


DEEDS: dict[str, Callable[[Path], object]] = {
    "file removed": lambda path: path.unlink(),
    "file moved": lambda path: path.rename(path.with_name("moved.jsonl")),
    "folder removed": lambda path: shutil.rmtree(path.parent),
    "folder moved": lambda path: path.parent.rename(path.parent.with_name("moved")),
    "folders above moved": lambda path: path.parent.parent.rename(path.parent.parent.with_name("moved")),
    "another game in its place": _another_game,
    "a text in its place": lambda path: _replaced(path, lambda new: new.write_text("mine", encoding="utf-8")),
    "a pipe in its place": lambda path: _replaced(path, os.mkfifo),
    "a folder in its place": lambda path: _replaced(path, lambda new: new.mkdir()),
    "a link to nowhere in its place": lambda path: _replaced(path, lambda new: new.symlink_to("nowhere")),
    "a link to itself in its place": lambda path: _replaced(path, lambda new: new.symlink_to(path.name)),
    "cut short": lambda path: os.truncate(path, 100),
    "emptied": lambda path: os.truncate(path, 0),
    "a line more": lambda path: path.write_bytes(path.read_bytes() + b"mine\n"),
    "overwritten in place": _overwritten,
    "a copy in its place": lambda path: _replaced(path, lambda new: shutil.copy(path, new)),
    "dated back": lambda path: os.utime(path, (1, 1)),
    "dated on": lambda path: os.utime(path, (2**33, 2**33)),
    "rules removed": lambda path: shutil.rmtree(path.parent / "scenarios"),
    "rules emptied": lambda path: os.truncate(next((path.parent / "scenarios").iterdir()), 0),
    "blocked": _blocked,
}
HARMLESS = {"a copy in its place", "dated back", "dated on", "rules removed", "rules emptied"}  # told of none of these
INCURABLE = {"blocked"}


def displaced_at(deed: str, at: int, folder: Path) -> None:
    """Play a game to whose file something is done before move `at`; after the last one, it is done before the end."""
    keeper = begin(Game(small(), 6), SEATS, folder=folder / "all" / "saves", created=CREATED)
    saving = Saving(keeper.game, keeper)
    first, others = keeper.writer.path, b""
    for ply in range(PLIES):
        if ply == at:
            DEEDS[deed](first)
            others = first.read_bytes() if first.is_file() else b""
        saving.play(keeper.game.legal_moves[-1])
        _is_told(saving, deed, told=ply == at)
    if at == PLIES:
        DEEDS[deed](first)
        others = first.read_bytes() if first.is_file() else b""
    saving.close()
    _is_told(saving, deed, told=at == PLIES)
    if deed in INCURABLE:
        assert not saving.is_saved
        assert saving.path is None
        return
    assert saving.is_saved
    journal = read_journal(keeper.writer.path)
    assert not journal.problem
    assert verified(small(), journal) is None
    assert len(journal.entries) == PLIES + 1
    assert rules_are_kept(journal.path.parent, small())
    assert journal.path == first or not others or first.read_bytes() == others, "what others wrote is gone"


def _is_told(saving: Saving, deed: str, *, told: bool) -> None:
    news = saving.take_news()
    assert len(news) == (told and deed not in HARMLESS)
    assert all(str(saving.keeper and saving.keeper.writer.path) in news_words(each) for each in news)
    assert all(isinstance(each, Unsaved) == (deed in INCURABLE) for each in news)
