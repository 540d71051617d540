"""The file system as a journal uses it, with fallbacks for calls that a file system lacks.

The tests substitute one that fails, forgets and reorders.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from enum import Enum
from itertools import count
from typing import TYPE_CHECKING

from attrs import frozen
from filelock import FileLock, Timeout

from wargame import system
from wargame.files import read_regular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_OWN_FILE, _OWN_FOLDER = 0o600, 0o700  # a saved game holds what the other seat must not read
_APPENDING = os.O_WRONLY | os.O_APPEND | system.BINARY | system.CLOSED_IN_CHILDREN


class Lack(Enum):
    """A feature that a file system may lack, and a journal can do without."""

    LOCKS = "locks"
    LINKS = "hard links"
    SYNC = "syncing of files"
    FOLDER_SYNC = "syncing of folders"


_UNSUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
_WITHOUT = {  # how a file system says so
    Lack.LOCKS: _UNSUPPORTED | {errno.ENOLCK},
    Lack.LINKS: _UNSUPPORTED | {errno.EPERM, errno.EACCES, errno.EMLINK, errno.EXDEV},
    Lack.SYNC: _UNSUPPORTED,
    Lack.FOLDER_SYNC: _UNSUPPORTED | {errno.EBADF, errno.EACCES, errno.EPERM, errno.EISDIR},
}


@frozen
class FileStamp:
    """The identity and version of a file: differs from any other file's, and after any write."""

    device: int
    inode: int
    size: int
    changed: int  # nanoseconds; compared for equality only, so clocks may run as they like


class Disk:
    """The real one. Every method may raise OSError."""

    lacks: frozenset[Lack] = frozenset()  # what has been asked of the file system in vain

    # -- files

    def create(self, path: Path) -> int:
        """Make a file that did not exist, to append to; returns its descriptor."""
        return os.open(path, _APPENDING | os.O_CREAT | os.O_EXCL | system.NO_LINK, _OWN_FILE)

    def open(self, path: Path) -> int:
        """Open a file that exists, to append to; returns its descriptor."""
        return os.open(path, _APPENDING)

    def read(self, path: Path, most: int) -> bytes:
        """Return the content of a file of at most `most` bytes."""
        return read_regular(path, most)

    def stat(self, file: Path | int) -> FileStamp:
        """Return the identity and version of the file behind a name or a descriptor."""
        found = os.stat(file)  # noqa: PTH116  a descriptor has no Path
        return FileStamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)

    def write(self, descriptor: int, data: bytes) -> int:
        """Append; returns how many bytes were written, which may be fewer than asked."""
        return os.write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        """Wait until what was written will survive a power cut."""
        system.sync_file(descriptor)

    def truncate(self, descriptor: int, size: int) -> None:
        """Cut a file to a size."""
        os.ftruncate(descriptor, size)

    def close(self, descriptor: int) -> None:
        """Close a descriptor."""
        os.close(descriptor)

    # -- names

    def exists(self, path: Path) -> bool:
        """Say whether something has that name, a dangling link included."""
        return os.path.lexists(path)

    def link(self, old: Path, new: Path) -> None:
        """Give a file a second name (a hard link), if nothing has it."""
        os.link(old, new)

    def rename(self, old: Path, new: Path) -> None:
        """Rename a file, replacing one of that name."""
        old.replace(new)

    def unlink(self, path: Path) -> None:
        """Remove a name, if it exists."""
        path.unlink(missing_ok=True)

    def mkdir(self, folder: Path) -> None:
        """Make a folder that did not exist."""
        folder.mkdir(_OWN_FOLDER)

    def rmdir(self, folder: Path) -> None:
        """Remove an empty folder."""
        folder.rmdir()

    def sync_folder(self, folder: Path) -> None:
        """Wait until the names in a folder will survive a power cut."""
        system.sync_folder(folder)

    def lock(self, path: Path) -> Callable[[], None]:
        """Lock a file, under whatever name; returns a function that unlocks it.

        Raises:
            BlockingIOError: another program has it.
        """
        file = path.resolve()
        lock = FileLock(
            file.with_name(f".{file.name}.lock"),
            mode=_OWN_FILE,
            thread_local=False,  # a game opened by one thread may be closed by another
            fallback_to_soft=False,  # a mark that a killed program leaves behind would lock everyone out
        )
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise BlockingIOError from None
        except NotImplementedError:  # what filelock makes of ENOSYS
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS)) from None
        return lock.release

    # -- made of these

    @contextmanager
    def _without(self, lack: Lack) -> Iterator[None]:
        """Suppress the error of a call that the file system lacks, and record the lack."""
        try:
            yield
        except OSError as error:
            if error.errno not in _WITHOUT[lack]:
                raise
            self.lacks |= {lack}

    def claim(self, path: Path) -> Callable[[], None]:
        """Lock a file, if the file system can; returns a function that unlocks it.

        Raises:
            BlockingIOError: another program has it.
        """
        with self._without(Lack.LOCKS):
            return self.lock(path)
        return lambda: None

    def settle(self, descriptor: int) -> None:
        """Sync a file, if the file system can."""
        with self._without(Lack.SYNC):
            self.sync(descriptor)

    def settle_folder(self, folder: Path) -> None:
        """Sync a folder, if the file system can."""
        with self._without(Lack.FOLDER_SYNC):
            self.sync_folder(folder)

    def make_folder(self, folder: Path) -> None:
        """Make a folder and its parents, each synced."""
        if self.exists(folder):
            return
        self.make_folder(folder.parent)
        try:
            self.mkdir(folder)
        except FileExistsError:  # another program was faster
            return
        try:
            self.settle_folder(folder.parent)
        except BaseException:
            with suppress(OSError):  # else the next game would take it for safe
                self.rmdir(folder)
            raise

    def write_all(self, descriptor: int, data: bytes) -> None:
        """Append all of `data`, and sync."""
        left = memoryview(data)
        while left:
            left = left[self.write(descriptor, bytes(left)) :]
        self.settle(descriptor)

    def write_file(self, path: Path, data: bytes) -> None:
        """Write a whole file, replacing one of that name."""
        self.unlink(path)
        descriptor = self.create(path)
        try:
            self.write_all(descriptor, data)
        finally:
            self.close(descriptor)

    def publish(self, temporary: Path, path: Path) -> None:
        """Give a finished file its name.

        Raises:
            FileExistsError: something has that name already.
        """
        if self._linked(temporary, path):
            self.unlink(temporary)
            return
        self.close(self.create(path))  # so that the name is nobody else's
        try:
            self.rename(temporary, path)
        except BaseException:
            with suppress(OSError):
                self.unlink(path)
            raise

    def _linked(self, old: Path, new: Path) -> bool:
        """Give a file a second name, if the file system can; returns whether it did."""
        with self._without(Lack.LINKS):
            self.link(old, new)
            return True
        return False

    def replace(self, temporary: Path, path: Path) -> None:
        """Give a finished file the name of a damaged one, which is kept beside it as `….damaged`."""
        for number in count(1):
            aside = path.with_name(f"{path.name}.damaged{'' if number == 1 else f'-{number}'}")
            if self.exists(aside):
                continue
            if not self._linked(path, aside):  # else the name is never without a file
                self.rename(path, aside)
            break
        self.rename(temporary, path)
