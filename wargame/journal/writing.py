"""Entries → a file, one acknowledged line at a time.

`append` returns only once its lines will survive a power cut. If anything fails before, the file is cut back to what
it was, so that it is whole at every moment; what could not be written is the caller's to keep (see `keeping`). One
process at a time may write a journal: a lock beside it says so.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field
from filelock import FileLock, Timeout

from wargame.errors import JournalError
from wargame.journal.disk import Disk
from wargame.journal.entries import plain
from wargame.journal.lines import START, encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.journal.entries import Entry, Header
    from wargame.journal.reading import Journal

__all__ = ["Writer", "publish"]


@define(eq=False)
class Writer:
    """The one who may append to a journal."""

    path: Path
    chain: str  # of the last line
    size: int  # bytes that are acknowledged
    disk: Disk = field(factory=Disk, repr=False)
    _lock: FileLock = field(init=False, repr=False)
    _file: int = field(init=False, default=-1, repr=False)
    _is_whole: bool = field(init=False, default=True, repr=False)

    def __attrs_post_init__(self) -> None:
        """Take the lock and open the file.

        Raises:
            JournalError: another process writes it, or it cannot be opened.
        """
        self._lock = FileLock(self.path.with_name(f".{self.path.name}.lock"))
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            message = f"{self.path}: being played by another program; it can be read meanwhile, not played on"
            raise JournalError(message) from None
        except OSError as error:
            message = f"{self.path}: cannot be locked: {error.strerror or error}"
            raise JournalError(message) from None
        try:
            self._file = self.disk.open(self.path)
        except OSError as error:
            self._lock.release()
            message = f"{self.path}: cannot be written: {error.strerror or error}"
            raise JournalError(message) from None

    @classmethod
    def going_on(cls, journal: Journal, disk: Disk | None = None) -> Writer:
        """Return the writer of a journal that was read: whole, or with a torn last line, which is cut off.

        Raises:
            JournalError: it is damaged, or somebody else writes it or has written it since.
        """
        if journal.problem and not journal.is_torn:
            message = f"{journal.path}, {journal.problem}; `wargame save repair` writes the good part as a new file"
            raise JournalError(message)
        writer = cls(journal.path, journal.chains[-1], journal.size, disk or Disk())
        now = journal.path.stat().st_size
        if now < journal.size or (now > journal.size and not journal.is_torn):
            writer.close()
            message = f"{journal.path}: it has changed since it was read; open it again"
            raise JournalError(message)
        if now > journal.size:
            writer._cut_back()
        return writer

    def append(self, entries: Iterable[Entry]) -> None:
        """Write entries and wait until they are safe: all of them, or none.

        Raises:
            JournalError: they could not be written; the file is as it was.
        """
        data, chain = b"", self.chain
        for entry in entries:
            line, chain = encode(plain(entry), chain)
            data += line
        if not self._is_whole:
            self._cut_back()
        try:
            left = memoryview(data)
            while left:
                left = left[self.disk.write(self._file, bytes(left)) :]
            self.disk.sync(self._file)
        except OSError as error:
            self._is_whole = False
            self._cut_back(error)
            message = f"{self.path}: not saved: {error.strerror or error}"
            raise JournalError(message) from None
        self.chain, self.size = chain, self.size + len(data)

    def _cut_back(self, cause: OSError | None = None) -> None:
        """Take back what a failed write has left behind."""
        try:
            self.disk.truncate(self._file, self.size)
            self.disk.sync(self._file)
        except OSError as error:
            reason = cause or error
            message = f"{self.path}: not saved: {reason.strerror or reason}"
            raise JournalError(message) from None
        self._is_whole = True

    def close(self) -> None:
        """Let the file and its lock go."""
        if self._file >= 0:
            self.disk.close(self._file)
            self._file = -1
        self._lock.release()


def publish(folder: Path, stem: str, header: Header, first: Iterable[Entry], disk: Disk | None = None) -> Path:
    """Make a new journal, whole from its first moment; returns its path, `stem`.jsonl or the next free name.

    Raises:
        JournalError: it cannot be written.
    """
    disk = disk or Disk()
    line, chain = encode(plain(header), START)
    data = line
    for entry in first:
        line, chain = encode(plain(entry), chain)
        data += line
    temporary = folder / f".{stem}.{os.getpid()}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(disk, temporary, data)
        for number in range(1, 1000):
            path = folder / (f"{stem}.jsonl" if number == 1 else f"{stem}-{number}.jsonl")
            try:
                disk.publish(temporary, path)
            except FileExistsError:
                continue
            disk.sync_folder(folder)
            return path
    except OSError as error:
        message = f"{folder}: a game cannot be saved there: {error.strerror or error}"
        raise JournalError(message) from None
    finally:
        temporary.unlink(missing_ok=True)
    message = f"{folder}: too many games are called {stem}"
    raise JournalError(message)


def _write_whole(disk: Disk, path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = disk.open(path)
    try:
        left = memoryview(data)
        while left:
            left = left[disk.write(descriptor, bytes(left)) :]
        disk.sync(descriptor)
    finally:
        disk.close(descriptor)
