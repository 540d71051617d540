"""The few things a journal asks of a file system. The tests put one in its place that fails, forgets and reorders."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Disk"]


@frozen
class Disk:
    """The real one. Every method may raise OSError."""

    def open(self, path: Path) -> int:
        """Open a file to append to, made if missing; returns its descriptor."""
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)

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

    def publish(self, temporary: Path, path: Path) -> None:
        """Give a finished file its name.

        Raises:
            FileExistsError: something has that name already.
        """
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if path.exists():
                raise FileExistsError(path) from None
            temporary.rename(path)
            return
        temporary.unlink()

    def sync_folder(self, folder: Path) -> None:
        """Come back once the names in a folder will survive a power cut."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
