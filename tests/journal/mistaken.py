"""Things under the name of kept rules that are not these rules."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from displaced import CREATED
from summits_of_journals import SEATS, SHA256, small

from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.journal.keeping import begin
from wargame.journal.reading import read_journal
from wargame.journal.store import keep_rules, rules_are_kept, rules_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MISTAKES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(small().text.encode()[:-1]),
    "a byte more": lambda path: path.write_bytes(small().text.encode() + b"\n"),
    "a byte less": lambda path: path.write_bytes(small().text.encode()[1:]),
    "another text": lambda path: path.write_text('id = "other"', encoding="utf-8"),
    "not UTF-8": lambda path: path.write_bytes(b"\xff" * 100),
    "very large": lambda path: path.write_bytes(small().text.encode() + b" " * 10**6),
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a pipe": os.mkfifo,
    "a folder": lambda path: path.mkdir(),
    "a folder with something in it": lambda path: (path / "mine").mkdir(parents=True),
}


def mistaken(mistake: str, folder: Path) -> None:
    """Save a game where something else has the name of its rules: it opens, and what was there is kept beside it."""
    path = folder / "scenarios" / f"{SHA256}.toml"
    path.parent.mkdir(parents=True)
    MISTAKES[mistake](path)
    kind = path.lstat().st_mode
    keeper = begin(Game(small(), 6), SEATS, folder=folder, created=CREATED)
    keeper.close()
    scenario = read_journal(keeper.writer.path).header.scenario
    assert rules_of(scenario, folder).text == small().text
    assert path.with_name(f"{path.name}.damaged").lstat().st_mode == kind
    keep_rules(folder, small())
    assert len(list(path.parent.iterdir())) == 2

    path.unlink()
    MISTAKES[mistake](path)
    assert not rules_are_kept(folder, small())
    try:
        rules_of(scenario, folder)
    except JournalError as error:
        assert "is damaged; " in str(error)  # noqa: PT017
    else:
        message = "rules were made of something else"
        raise AssertionError(message)
    keep_rules(folder, small())
    assert path.with_name(f"{path.name}.damaged-2").lstat().st_mode == kind
    assert rules_are_kept(folder, small())
