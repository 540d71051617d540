"""Rows of a run's games, streamed into `FILE.partial`, which becomes FILE once it is whole."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any, BinaryIO

from wargame import system
from wargame.destination import sync_file
from wargame.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from wargame.destination import Destination
    from wargame.runs.batch import Chunk
    from wargame.runs.formats import Format

PARTIAL = ".partial"


class RowFile:
    """A file being written, which replaces its destination only once it is whole and on the disk."""

    def __init__(self, destination: Destination, format_: Format) -> None:
        """Create `FILE.partial`.

        Raises:
            RunError: it may not be written there, or cannot.
        """
        self._destination, beside = destination, destination.beside(PARTIAL)
        self.path, self.partial = destination.path, beside.path
        self._format, self.make, self.rows = format_, format_.make, format_.rows
        self.states, self.moves = format_.states, format_.moves
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


class RowFiles:
    """Files of the same games, written side by side; each is as whole as the others."""

    def __init__(self, files: Sequence[RowFile]) -> None:
        """Take files that were begun."""
        self._files = files
        self.rows = min(each.rows for each in files)
        self.states, self.moves = any(each.states for each in files), any(each.moves for each in files)

    @property
    def partials(self) -> tuple[Path, ...]:
        """Return where they stand until they are whole."""
        return tuple(each.partial for each in self._files)

    def make(self, chunk: Chunk) -> list[Any]:
        """Encode a chunk as a piece of each."""
        return [each.make(chunk) for each in self._files]

    def write(self, pieces: Sequence[Any]) -> None:
        """Write a piece of each.

        Raises:
            RunError: one cannot be written.
        """
        for file, piece in zip(self._files, pieces, strict=True):
            file.write(piece)

    def finish(self) -> None:
        """Complete all, and move each to its destination.

        Raises:
            RunError: one cannot be written; those after it stay where they are, complete.
        """
        self._each(RowFile.finish)

    def leave(self) -> None:
        """Stop early: complete each so that it can be read, but one that has failed.

        Raises:
            RunError: one cannot be written.
        """
        self._each(RowFile.leave)

    def _each(self, step: Callable[[RowFile], None]) -> None:
        failures: list[RunError] = []
        for file in self._files:
            try:
                (RowFile.leave if failures else step)(file)
            except RunError as error:
                failures.append(error)
        if failures:
            raise failures[0]


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
