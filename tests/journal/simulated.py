"""A disk in memory that forgets what was not synced when the power is cut, and fails if it is told to.

At a power cut, what was written since the last sync may be kept, lost, kept in part or out of order, with holes of
zeros; a folder forgets any of its names that were not synced.
"""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from wargame.journal.disk import Disk, FileStamp

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

SECTOR = 512


class PowerCutError(BaseException):
    """Nothing after this happened."""


class _File:
    def __init__(self, data: bytes = b"") -> None:
        self.safe = data  # what survives
        self.data = bytearray(data)  # what is read
        self.pending: list[tuple[int, bytes | None]] = []  # (offset, bytes written) or (size, None: cut) since the sync

    def after_power_cut(self, dice: random.Random) -> bytes:
        fate = dice.choice(["nothing", "everything", "some", "some"])
        data, longest = bytearray(self.safe), len(self.safe)
        for offset, written in self.pending if fate != "nothing" else ():
            if written is None:
                if fate == "everything" or dice.random() < 0.5:
                    del data[offset:]
                continue
            longest = max(longest, offset + len(written))
            at = 0
            while at < len(written):
                size = min(SECTOR - (offset + at) % SECTOR, len(written) - at)
                if fate == "everything" or dice.random() < 0.6:
                    kept = size if fate == "everything" or dice.random() < 0.7 else dice.randrange(size)
                    _put(data, offset + at, written[at : at + kept])
                at += size
        if fate == "some" and self.pending and self.pending[-1][1] is not None and dice.random() < 0.5:
            data.extend(bytes(max(0, longest - len(data))))  # the size was safe before the bytes were
        return bytes(data)


def _put(data: bytearray, offset: int, written: bytes) -> None:
    data.extend(bytes(max(0, offset - len(data))))
    data[offset : offset + len(written)] = written


class SimulatedDisk(Disk):
    """The calls of a disk on files in memory. `cut_in` counts the instants, two a call, until the power is cut."""

    def __init__(self, root: Path, dice: random.Random) -> None:
        """Begin with one empty folder."""
        self.root, self.dice = root, dice
        self.cut_in = -1
        self.instants = 0
        self.trouble_rate = 0.0  # of calls that fail or take less than they are given
        self._safe_names: dict[Path, _File | None] = {root: None}  # None: a folder
        self._names: dict[Path, _File | None] = {root: None}
        self._pending: list[tuple[Path, tuple[tuple[Path, _File | None, bool], ...]]] = []  # by folder
        self._open: dict[int, _File] = {}
        self._locked: set[Path] = set()
        self._is_dead = False

    # -- what goes wrong

    def _instant(self) -> None:
        if self._is_dead or self.cut_in == 0:
            self._is_dead = True
            raise PowerCutError
        self.instants += 1
        self.cut_in -= 1

    def _trouble(self, *, may_refuse: bool = True) -> None:
        if self.dice.random() < self.trouble_rate:
            number = self.dice.choice([errno.EIO, errno.ENOSPC, errno.EDQUOT, *([errno.EACCES] if may_refuse else [])])
            raise OSError(number, os.strerror(number))

    def _does(self, action: Callable[[], None], *, may_refuse: bool = True) -> None:
        self._instant()
        self._trouble(may_refuse=may_refuse)
        action()
        self._instant()

    def after_power_cut(self) -> SimulatedDisk:
        """Return the disk as it is found when the power is back."""
        new = SimulatedDisk(self.root, self.dice)
        names = dict(self._safe_names)
        share = self.dice.choice([0.0, 0.5, 1.0])
        for _, changes in self._pending:
            if self.dice.random() < share:
                _apply(names, changes)
        found: dict[_File, _File] = {}
        for path, file in sorted(names.items()):
            if path != self.root and path.parent not in new._names:
                continue  # its folder is gone
            if file is not None and file not in found:
                found[file] = _File(file.after_power_cut(self.dice))
            new._names[path] = None if file is None else found[file]
        new._safe_names = dict(new._names)
        return new

    # -- calls

    def _file(self, path: Path) -> _File:
        file = self._names.get(path)
        if file is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return file

    def _described(self, file: _File) -> int:
        number = max(self._open, default=2) + 1
        self._open[number] = file
        return number

    def _change(self, folder: Path, *changes: tuple[Path, _File | None, bool]) -> None:
        if self._names.get(folder, folder) is not None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        _apply(self._names, changes)
        self._pending.append((folder, changes))

    def create(self, path: Path) -> int:
        if path in self._names:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        file = _File()
        self._does(lambda: self._change(path.parent, (path, file, True)))
        return self._described(file)

    def open(self, path: Path) -> int:
        self._instant()
        self._trouble()
        return self._described(self._file(path))

    def read(self, path: Path, most: int) -> bytes:
        self._trouble()
        return bytes(self._file(path).data[:most])

    def stat(self, file: Path | int) -> FileStamp:
        found = self._open[file] if isinstance(file, int) else self._file(file)
        return FileStamp(0, id(found), len(found.data), 0)

    def write(self, descriptor: int, data: bytes) -> int:
        self._instant()
        file, count, is_short = self._open[descriptor], len(data), self.dice.random() < self.trouble_rate
        if is_short:
            count = self.dice.randrange(len(data) + 1)
        if count:
            file.pending.append((len(file.data), data[:count]))
            file.data += data[:count]
        if is_short and (not count or self.dice.random() < 0.5):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._instant()
        return count

    def sync(self, descriptor: int) -> None:
        self._instant()
        file = self._open[descriptor]
        if self.dice.random() < self.trouble_rate:
            file.safe = file.after_power_cut(
                self.dice
            )  # a failed sync forgets what it could not write, and says so once
            file.pending.clear()
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        file.safe = bytes(file.data)
        file.pending.clear()
        self._instant()

    def truncate(self, descriptor: int, size: int) -> None:
        def cut() -> None:
            file = self._open[descriptor]
            del file.data[size:]
            file.pending.append((size, None))

        self._does(cut)

    def close(self, descriptor: int) -> None:
        self._instant()
        del self._open[descriptor]

    def exists(self, path: Path) -> bool:
        return path in self._names

    def link(self, old: Path, new: Path) -> None:
        if new in self._names:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        change = (new, self._file(old), True)
        self._does(lambda: self._change(new.parent, change), may_refuse=False)  # a disk that refuses links has none

    def rename(self, old: Path, new: Path) -> None:
        file = self._file(old)
        self._does(lambda: self._change(new.parent, (old, file, False), (new, file, True)))

    def unlink(self, path: Path) -> None:
        if path in self._names:
            self._does(lambda: self._change(path.parent, (path, None, False)))

    def mkdir(self, folder: Path) -> None:
        if folder in self._names:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        self._does(lambda: self._change(folder.parent, (folder, None, True)))

    def rmdir(self, folder: Path) -> None:
        self._instant()
        self._change(folder.parent, (folder, None, False))

    def sync_folder(self, folder: Path) -> None:
        def sync() -> None:
            for place, changes in self._pending:
                if place == folder:
                    _apply(self._safe_names, changes)
            self._pending = [each for each in self._pending if each[0] != folder]

        self._does(sync, may_refuse=False)  # a folder that may not be opened is one that never can be

    def lock(self, path: Path) -> Callable[[], None]:
        if path in self._locked:
            raise BlockingIOError
        self._trouble()
        self._locked.add(path)
        return lambda: self._locked.discard(path)

    @property
    def journals(self) -> list[Path]:
        """Return the files that look like saved games."""
        return sorted(path for path, file in self._names.items() if file is not None and path.suffix == ".jsonl")


def _apply(names: dict[Path, _File | None], changes: tuple[tuple[Path, _File | None, bool], ...]) -> None:
    for path, file, is_there in changes:
        if is_there:
            names[path] = file
        else:
            names.pop(path, None)
