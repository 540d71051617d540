"""A real file system of which one call after the other fails."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

from summits_of_journals import SEATS, small

from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.journal.disk import Disk
from wargame.journal.keeping import Keeper, begin, resume
from wargame.journal.reading import read_journal
from wargame.journal.replay import verified

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CREATED = "2026-11-23T22:40:00Z"
_ERRORS = ("EIO", "ENOSPC", "EDQUOT", "EACCES")
FAULTS = [
    *(f"{name} {how}" for name in _ERRORS for how in ("once", "until mended", "after half")),
    "short",
    "interrupt before",
    "interrupt after",
]
_CALLS = (
    *("create", "open", "read", "write", "sync", "truncate", "close"),
    *("stat", "exists", "link", "rename", "unlink", "mkdir", "rmdir", "sync_folder", "lock"),
)


class FailingDisk(Disk):
    """Fails at call number `at`, in one of the ways of FAULTS."""

    def __init__(self, fault: str, at: int) -> None:
        """Count from here."""
        self.fault, self.at = fault, at
        self.calls = 0
        self.failed: list[str] = []  # names of the calls that did
        self.is_mended = False
        for name in _CALLS:
            setattr(self, name, self._failing(name, getattr(Disk, name)))

    def _failing(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            number, self.calls = self.calls, self.calls + 1
            lasts = self.fault.endswith("mended") and number > self.at
            if self.is_mended or not (number == self.at or lasts):
                return real(self, *arguments)
            if self.fault == "short" and name != "write":
                self.at += 1  # the next write, then
                return real(self, *arguments)
            self.failed.append(name)
            return self._fault(name, real, arguments)

        return call

    def _fault(self, name: str, real: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        if name == "write" and (self.fault == "short" or self.fault.endswith("half")):
            descriptor, data = arguments
            taken = os.write(descriptor, data[: len(data) // 2])
            if self.fault == "short":
                return taken
        if self.fault == "interrupt after":
            real(self, *arguments)
        if self.fault.startswith("interrupt"):
            raise KeyboardInterrupt
        number = getattr(errno, self.fault.split()[0])
        raise OSError(number, os.strerror(number))


def fail_at(fault: str, at: int, folder: Path) -> bool:
    """Play a game on a disk whose call number `at` fails; says whether it came so far."""
    disk = FailingDisk(fault, at)
    old = _old_save(folder)
    before = old.read_bytes()
    keepers: list[Keeper] = []
    try:
        _played(disk, folder, old, keepers)
    except KeyboardInterrupt:
        assert fault.startswith("interrupt")
    disk.is_mended = True
    for keeper in keepers:
        keeper.close()
        assert keeper.is_saved, "what was not written did not catch up"
        journal = read_journal(keeper.writer.path)
        assert not journal.problem, journal.problem
        assert verified(small(), journal) is None
        assert fault.startswith("interrupt") or journal.entries[-1].ply == keeper.game.ply  # type: ignore[union-attr]
    assert old.read_bytes().startswith(before), "the old file changed"
    for path in folder.rglob("*.jsonl"):
        journal = read_journal(path)
        assert not journal.problem, journal.problem
        assert verified(small(), journal) is None
        _can_be_played_on(path)
    return bool(disk.failed)


def _old_save(folder: Path) -> Path:
    keeper = begin(Game(small(), 5), SEATS, folder=folder / "old", created=CREATED)
    for _ in range(3):
        keeper.play(keeper.game.legal_moves[0])
    keeper.close()
    return keeper.writer.path


def _played(disk: FailingDisk, folder: Path, old: Path, keepers: list[Keeper]) -> None:
    calls: list[Callable[[], Keeper]] = [
        lambda: begin(Game(small(), 6), SEATS, folder=folder / "new" / "saves", created=CREATED, disk=disk),
        lambda: resume(small(), read_journal(old, disk), disk),
    ]
    for opened in calls:
        try:
            keeper = opened()
        except JournalError as error:
            if not _is_clear(str(error), disk):
                raise
            continue
        keepers.append(keeper)
        for step in range(5):
            _one(keeper, step)
            assert keeper.is_saved == (keeper.trouble == "")
            assert keeper.is_saved or _is_clear(keeper.trouble, disk), keeper.trouble
            assert keeper.is_saved or disk.failed


def _one(keeper: Keeper, step: int) -> None:
    if step == 3:
        keeper.undo()
    elif step == 4:
        keeper.note(keeper.game.ply, "hm")
    else:
        keeper.play(keeper.game.legal_moves[-1])


def _is_clear(message: str, disk: FailingDisk) -> bool:
    number = getattr(errno, disk.fault.split()[0], 0)
    return os.strerror(number) in message and ": " in message and "\n" not in message and "/" in message


def _can_be_played_on(path: Path) -> None:
    keeper = resume(small(), read_journal(path))
    keeper.play(keeper.game.legal_moves[0])
    assert keeper.is_saved
    keeper.close()
