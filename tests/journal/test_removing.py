"""A saved game is removed only as it was read: no link, none that is played, none that has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from summits import summit_of

from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.journal import keeping
from wargame.journal.reading import read_journal
from wargame.journal.writing import remove

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.journal.keeping import Keeper


def begun(folder: Path) -> Keeper:
    """Return a game that is being kept in a folder."""
    from examples import SMALL  # noqa: PLC0415

    seats = {"north": "human", "south": "doctrine"}
    return keeping.begin(Game(summit_of(SMALL), 1), seats, folder=folder, created="2026-11-28T17:31:00Z", policy=None)


def test_what_was_read_is_removed_and_nothing_beside_it(tmp_path: Path) -> None:
    first, second = begun(tmp_path), begun(tmp_path)
    for each in (first, second):
        each.close()
    remove(read_journal(first.writer.path))
    assert list(tmp_path.glob("*.jsonl")) == [second.writer.path]


def test_a_game_that_is_played_has_changed_or_is_a_link_stays(tmp_path: Path) -> None:
    keeper = begun(tmp_path)
    path = keeper.writer.path
    journal = read_journal(path)
    with pytest.raises(JournalError, match="another program plays it"):
        remove(journal)
    keeper.play(keeper.game.legal_moves[0])
    keeper.close()
    with pytest.raises(JournalError, match="has changed"):
        remove(journal)
    link = tmp_path / "link.jsonl"
    link.symlink_to(path)
    with pytest.raises(JournalError, match="a link"):
        remove(read_journal(link))
    assert path.exists()
    assert link.is_symlink()
