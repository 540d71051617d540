"""A row for each game of a run, streamed into `FILE.partial`, which becomes FILE once it is whole."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any, BinaryIO

from wargame import system
from wargame.destination import sync_file
from wargame.errors import RunError
from wargame.runs.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from wargame.destination import Destination
    from wargame.runs.columns import Column

PARTIAL = ".partial"


class RowFile:
    """A file being written, which replaces its destination only once it is whole and on the disk."""

    def __init__(
        self, destination: Destination, columns: Sequence[Column], about: Mapping[str, str] | None = None
    ) -> None:
        """Create `FILE.partial`, in the format of the name's extension (one of `FORMATS`).

        Raises:
            RunError: it may not be written there, or cannot.
        """
        self._destination, beside = destination, destination.beside(PARTIAL)
        self.path, self.partial = destination.path, beside.path
        self._format = FORMATS[self.path.suffix.lower()](columns, about or {})
        self.make, self.rows = self._format.make, self._format.rows
        destination.check()
        if self.partial.is_symlink():  # to follow it might empty somebody's file
            message = f"cannot write {self.partial}: it is a link"
            raise RunError(message)
        beside.check_replaceable()
        try:
            self._file = _open(self.partial)
        except OSError as error:
            raise beside.failure(error) from error
        self._do(self._format.open, self._file)

    def write(self, piece: Any) -> None:  # noqa: ANN401  what `make` made
        """Write a piece.

        Raises:
            RunError: it cannot be written; what there is stays in `FILE.partial`.
        """
        self._do(self._format.write, piece)

    def finish(self) -> None:
        """Complete the file and move it to its destination.

        Raises:
            RunError: it cannot be written; what there is stays in `FILE.partial`.
        """
        self._do(self._finish)

    def _finish(self) -> None:
        self._close()
        self._destination.take(self.partial)

    def leave(self) -> None:
        """Stop early: complete `FILE.partial` so that it can be read; after an error, leave it as it is.

        Raises:
            RunError: it cannot be written.
        """
        if not self._file.closed:
            self._do(self._close)

    def _close(self) -> None:
        self._format.close()
        self._file.flush()
        sync_file(self._file.fileno())
        self._file.close()

    def _do(self, step: Callable[..., None], *arguments: object) -> None:
        try:
            step(*arguments)
        except OSError as error:
            for close in (self._format.close, self._file.close):  # whatever else fails on the way out is the same fault
                with contextlib.suppress(OSError, AttributeError):
                    close()
            message = f"cannot write {self.path}: {error.strerror or error}; {self.partial} is left, and is not whole"
            raise RunError(message) from error


def _open(path: Path) -> BinaryIO:
    """Open and truncate a file, locked for one writer."""
    while True:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | system.NO_LINK | system.BINARY, 0o666), "wb")
        try:
            system.lock(file.fileno())
        except OSError:
            file.close()
            message = f"cannot write {path}: another run is writing it"
            raise RunError(message) from None
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(file.fileno()).st_ino:  # else it was put in its place meanwhile
                break
        file.close()
    if os.fstat(file.fileno()).st_size:
        file.truncate(0)
    return file
