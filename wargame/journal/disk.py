"""The few things a journal asks of a file system. The tests put one in its place that fails, forgets and reorders."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from wargame.files import read_regular

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["Disk"]

_CLOSED_IN_CHILDREN = getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Disk:
    """The real one. Every method may raise OSError."""

    # -- files

    def create(self, path: Path) -> int:
        """Make a file that did not exist, to append to; returns its descriptor."""
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | _NO_LINK | _CLOSED_IN_CHILDREN, 0o644)

    def open(self, path: Path) -> int:
        """Open a file that exists, to append to; returns its descriptor."""
        return os.open(path, os.O_WRONLY | os.O_APPEND | _CLOSED_IN_CHILDREN)

    def read(self, path: Path, most: int) -> bytes:
        """Return what is in a file of at most `most` bytes."""
        return read_regular(path, most)

    def write(self, descriptor: int, data: bytes) -> int:
        """Write at the end; returns how many bytes were taken, which may be fewer than asked."""
        return os.write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        """Come back once what was written will survive a power cut."""
        getattr(os, "fdatasync", os.fsync)(descriptor)

    def truncate(self, descriptor: int, size: int) -> None:
        """Cut a file to a size."""
        os.ftruncate(descriptor, size)

    def close(self, descriptor: int) -> None:
        """Close a descriptor."""
        os.close(descriptor)

    # -- names

    def exists(self, path: Path) -> bool:
        """Say whether something has that name."""
        return path.exists()

    def link(self, old: Path, new: Path) -> None:
        """Give a file a second name, if nothing has it."""
        os.link(old, new)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name."""
        old.rename(new)

    def unlink(self, path: Path) -> None:
        """Take a name away, if it is there."""
        path.unlink(missing_ok=True)

    def mkdir(self, folder: Path) -> None:
        """Make a folder that did not exist."""
        folder.mkdir()

    def rmdir(self, folder: Path) -> None:
        """Take an empty folder away."""
        folder.rmdir()

    def sync_folder(self, folder: Path) -> None:
        """Come back once the names in a folder will survive a power cut."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def lock(self, path: Path) -> Callable[[], None]:
        """Claim a file, under whatever name; returns what lets it go.

        Raises:
            BlockingIOError: another program has it.
        """
        file = path.resolve()
        # Not of one thread: a game opened by one may be closed by another.
        lock = FileLock(file.with_name(f".{file.name}.lock"), thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise BlockingIOError from None
        return lock.release

    # -- made of these

    def make_folder(self, folder: Path) -> None:
        """Make a folder and those above it, each safe in the one above."""
        if self.exists(folder):
            return
        self.make_folder(folder.parent)
        try:
            self.mkdir(folder)
        except FileExistsError:  # another program was faster
            return
        try:
            self.sync_folder(folder.parent)
        except BaseException:
            with suppress(OSError):  # else the next game would take it for safe
                self.rmdir(folder)
            raise

    def write_all(self, descriptor: int, data: bytes) -> None:
        """Write at the end, all of it, and come back once it is safe."""
        left = memoryview(data)
        while left:
            left = left[self.write(descriptor, bytes(left)) :]
        self.sync(descriptor)

    def write_file(self, path: Path, data: bytes) -> None:
        """Write a whole file, in the place of one of that name."""
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
        try:
            self.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if self.exists(path):
                raise FileExistsError(path) from None
            self.rename(temporary, path)
            return
        self.unlink(temporary)
