"""Durable appends to a journal, one acknowledged line at a time.

`append` returns only once its line will survive a power cut, so at most one line is ever in doubt, the last. If it
fails, the file is truncated to what it was; what could not be written is the caller's to keep (see `keeping`). One
process at a time may write a journal: a lock beside it ensures that, where the file system has locks. Before and after
every line the writer checks that the file is still the one of that name, and that nobody else has written to it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING, NoReturn

from attrs import define, field

from wargame.errors import JournalError
from wargame.journal.disk import Disk, FileStamp
from wargame.journal.entries import plain
from wargame.journal.lines import START, encode
from wargame.journal.reading import MOST_BYTES, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.journal.entries import Entry, Header
    from wargame.journal.reading import Journal


class DisplacedError(JournalError):
    """A journal is no longer what was written under its name: removed, moved, replaced, or written to by others."""

    def __init__(self, path: Path, reason: str) -> None:
        """Keep the reason apart from the path."""
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")


@define(eq=False)
class Writer:
    """The only one that may append to a journal: it holds the lock."""

    path: Path
    chain: str  # of the last line
    size: int  # bytes that are acknowledged
    disk: Disk = field(factory=Disk, repr=False)
    _unlock: Callable[[], None] = field(init=False, repr=False)
    _file: int = field(init=False, default=-1, repr=False)
    _is_whole: bool = field(init=False, default=True, repr=False)
    _seen: FileStamp | None = field(init=False, default=None, repr=False)  # the file as we left it
    _displaced: str = field(init=False, default="", repr=False)  # what has become of it

    def __attrs_post_init__(self) -> None:
        """Take the lock and open the file.

        Raises:
            JournalError: another process writes it, or it cannot be opened.
        """
        try:
            self._unlock = self.disk.claim(self.path)
        except BlockingIOError:
            message = f"{self.path}: another program plays it; it can be read meanwhile, not played on nor removed"
            raise JournalError(message) from None
        except OSError as error:
            message = f"{self.path}: cannot be locked: {error.strerror or error}"
            raise JournalError(message) from None
        try:
            self._file = self.disk.open(self.path)
        except OSError as error:
            self._unlock()
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
        try:
            writer._check_unchanged(journal)
            if journal.is_torn:
                writer._cut_back()
            writer._see(writer.size)
        except BaseException:
            writer.close()
            raise
        return writer

    def _check_unchanged(self, journal: Journal) -> None:
        """Check that no other program wrote between reading and locking: its lines must not be cut off."""
        try:
            now = self.disk.read(self.path, MOST_BYTES)
        except OSError as error:
            message = f"{self.path}: cannot be read: {error.strerror or error}"
            raise JournalError(message) from None
        if digest_of(now) != journal.digest:
            message = f"{self.path}: it has changed since it was read; open it again"
            raise JournalError(message)

    # -- is it still there?

    @property
    def is_displaced(self) -> bool:
        """Say whether the file was displaced, so that this writes to it no more."""
        return bool(self._displaced)

    def check(self) -> None:
        """Truncate what a failed write has left behind, and check that the file is still there as it was left.

        Raises:
            DisplacedError: it is not; nothing more is written to it.
            JournalError: the file cannot be truncated.
        """
        if self._displaced:
            raise DisplacedError(self.path, self._displaced)
        if not self._is_whole:
            self._cut_back()
            self._see(self.size)
            self._is_whole = True
        self._compare()

    def _compare(self) -> None:
        """Compare the file of that name with the file as it was left.

        Raises:
            DisplacedError: they differ.
        """
        try:
            now = self.disk.stat(self.path)
        except (FileNotFoundError, NotADirectoryError):
            self._give_up("it has been removed or moved")
        except OSError as error:
            self._give_up(f"it cannot be found: {error.strerror or error}")
        if self._seen is None or (now.device, now.inode) != (self._seen.device, self._seen.inode):
            self._give_up("another file has taken its name")
        if now != self._seen:
            self._give_up("another program has written to it")

    def _see(self, size: int) -> None:
        """Record the file's identity and version after a write, `size` bytes long.

        Raises:
            DisplacedError: it has another size, or is not under its name.
        """
        try:
            self._seen = self.disk.stat(self._file)
        except OSError as error:
            self._give_up(f"it cannot be looked at: {error.strerror or error}")
        if self._seen.size != size:
            self._give_up("another program has written to it")
        self._compare()

    def _give_up(self, reason: str) -> NoReturn:
        """Leave the file as it is, and unlock it."""
        self._displaced, self._is_whole = reason, True
        self.close()
        raise DisplacedError(self.path, reason)

    # -- one line more

    def append(self, entry: Entry) -> None:
        """Append an entry durably: return once its line will survive a power cut.

        Raises:
            DisplacedError: the file is no longer there as it was left.
            JournalError: it could not be written; the file is as it was.
        """
        try:
            line, chain = encode(plain(entry), self.chain)
            if self.size + len(line) > MOST_BYTES:
                message = f"the file would be larger than {MOST_BYTES // 2**20} MiB, the most a saved game may have"
                raise JournalError(message)  # noqa: TRY301
        except JournalError as error:
            raise self._unwritten(error) from None
        self.check()
        self._is_whole = False  # until it is safe, whatever comes between: a full disk, Ctrl-C
        try:
            self.disk.write_all(self._file, line)
        except OSError as error:
            self._cut_back(error)
            raise self._unwritten(error) from None
        self._see(self.size + len(line))
        self.chain, self.size, self._is_whole = chain, self.size + len(line), True

    def _cut_back(self, cause: OSError | None = None) -> None:
        """Truncate what a failed write has left behind."""
        try:
            self.disk.truncate(self._file, self.size)
            self.disk.settle(self._file)
        except OSError as error:
            raise self._unwritten(cause or error) from None

    def _unwritten(self, reason: Exception) -> JournalError:
        return JournalError(f"{self.path}: cannot be written: {getattr(reason, 'strerror', None) or reason}")

    def close(self) -> None:
        """Close the file and unlock it; what a failed write has left behind is truncated, if it can be."""
        if self._file >= 0:
            if not self._is_whole:
                with suppress(JournalError):
                    self._cut_back()
            with suppress(OSError):  # all that was acknowledged is safe without it
                self.disk.close(self._file)
            self._file = -1
            self._unlock()


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
    temporary = folder / f".{stem}.{os.getpid()}.{get_ident()}.new"
    try:
        disk.make_folder(folder)
        disk.write_file(temporary, data)
        for number in range(1, 1000):
            path = folder / (f"{stem}.jsonl" if number == 1 else f"{stem}-{number}.jsonl")
            try:
                disk.publish(temporary, path)
            except FileExistsError:
                continue
            disk.settle_folder(folder)
            return path
    except OSError as error:
        message = f"{folder}: a game cannot be saved there: {error.strerror or error}"
        raise JournalError(message) from None
    finally:
        with suppress(OSError):
            disk.unlink(temporary)
    message = f"{folder}: too many games are called {stem}"
    raise JournalError(message)


def remove(journal: Journal) -> None:
    """Remove the file of a saved game, and nothing else: it is the one that was read, and nobody plays it.

    Raises:
        JournalError: it is a link, is being played, has changed since it was read, or cannot be removed.
    """
    path, disk = journal.path, Disk()
    if path.is_symlink():
        message = f"{path}: a link; remove it where it was made"
        raise JournalError(message)
    writer = Writer(path, journal.chains[-1], journal.size, disk)
    try:
        writer._check_unchanged(journal)  # noqa: SLF001  as `going_on` does
        disk.unlink(path)
        disk.settle_folder(path.parent)
    except OSError as error:
        message = f"{path}: cannot be removed: {error.strerror or error}"
        raise JournalError(message) from None
    finally:
        writer.close()
