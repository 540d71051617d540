"""File systems that have no locks, no links, or nothing to sync with."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from displaced import CREATED, PLIES
from summits_of_journals import SEATS, small

from wargame.game.game import Game
from wargame.journal.disk import Disk, Lack
from wargame.journal.keeping import Keeper, begin, resume
from wargame.journal.reading import read_journal
from wargame.journal.replay import verified
from wargame.session.saving import Saving

if TYPE_CHECKING:
    from pathlib import Path

_SAID = {
    "lock": ("ENOLCK", "EOPNOTSUPP", "ENOSYS", "EINVAL"),
    "sync": ("EINVAL", "ENOTSUP"),
    "sync_folder": ("EINVAL", "ENOTSUP", "EBADF", "EACCES", "EPERM", "ENOSYS"),
    "link": ("EPERM", "ENOTSUP", "EMLINK", "ENOSYS", "EACCES"),
}
_LACK = {"lock": Lack.LOCKS, "sync": Lack.SYNC, "sync_folder": Lack.FOLDER_SYNC}
LACKS = {f"{call} {name}": {call: name} for call, names in _SAID.items() for name in names}
LACKS["all at once"] = {call: names[0] for call, names in _SAID.items()}


class LackingDisk(Disk):
    """Refuses calls, each with the error of that name."""

    def __init__(self, refused: dict[str, str]) -> None:
        """Refuse these."""
        for call, name in refused.items():
            setattr(self, call, self._refusing(getattr(errno, name)))

    def _refusing(self, number: int) -> Any:
        def refuse(*_: Any) -> None:
            raise OSError(number, os.strerror(number))

        return refuse


def play_on_lacking(lack: str, folder: Path) -> None:
    """Play and resume a game where something is lacking: all is saved, and what is lacking is said once."""
    refused = LACKS[lack]
    keeper = begin(Game(small(), 6), SEATS, folder=folder / "new", created=CREATED, disk=LackingDisk(refused))
    with patch("wargame.journal.keeping.stem_of", lambda _: keeper.writer.path.stem):  # as chance hardly ever does
        second = begin(Game(small(), 6), SEATS, folder=folder / "new", created=CREATED, disk=LackingDisk(refused))
    assert second.writer.path.name == keeper.writer.path.name.replace(".jsonl", "-2.jsonl")
    second.close()
    _play(keeper, refused, PLIES)
    again = resume(small(), read_journal(keeper.writer.path), LackingDisk(refused))
    _play(again, {call: name for call, name in refused.items() if call == "lock"}, PLIES + 1)
    left = sorted(path.name for path in (folder / "new").iterdir() if not path.name.endswith(".lock"))
    assert left == sorted([keeper.writer.path.name, second.writer.path.name, "scenarios"])


def _play(keeper: Keeper, refused: dict[str, str], plies: int) -> None:
    saving = Saving(keeper.game, keeper)
    lacks = {_LACK[call] for call in refused if call in _LACK}
    assert keeper.lacks >= lacks
    assert len(saving.cautions) == len(keeper.lacks - {Lack.LINKS})
    while keeper.game.ply < plies:
        saving.play(keeper.game.legal_moves[-1])
        assert saving.is_saved
        assert len(saving.take_news()) <= (Lack.SYNC in keeper.lacks and Lack.SYNC not in lacks)
    saving.close()
    journal = read_journal(keeper.writer.path)
    assert not journal.problem
    assert verified(small(), journal) is None
    assert len(journal.entries) == plies + 1


def rivals_without_locks(folder: Path, turns: int = 3) -> None:
    """Let two programs play one save on, where no lock keeps them apart: neither loses a move."""
    begin(Game(small(), 6), SEATS, folder=folder, created=CREATED).close()
    (path,) = folder.glob("*.jsonl")
    rivals = [resume(small(), read_journal(path), LackingDisk({"lock": "ENOLCK"})) for _ in range(2)]
    for turn in range(turns):
        for number, keeper in enumerate(rivals):
            keeper.play(keeper.game.legal_moves[-number])
            assert keeper.is_saved
            assert len(keeper.renewals) == number, f"turn {turn}"
    for keeper in rivals:
        keeper.close()
        journal = read_journal(keeper.writer.path)
        assert not journal.problem
        assert verified(small(), journal) is None
        assert len(journal.entries) == turns + 1
    assert len(list(folder.glob("*.jsonl"))) == 2
