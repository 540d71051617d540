"""The file of a tournament: a header that says what is played, then a line for each game, in order.

It only grows. A tournament that was cut off goes on behind the last whole line; what it holds in the end is the same
as if nothing had happened.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from wargame.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FORMAT", "Ledger"]

FORMAT = "wargame-tournament-1"
_MOST = 2**30  # bytes of a file that is read


class Ledger:
    """A tournament's file, open for one writer."""

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        """Open the file of this tournament, or begin it; `lines` are the games it holds already.

        Raises:
            RunError: it cannot be opened, is in use, or is that of another tournament.
        """
        self.path = path
        self.lines: list[dict[str, Any]] = []
        try:
            self._file = self._opened()
            with self._closing_on_error():
                self._read(json.loads(json.dumps(header)))
        except OSError as error:
            message = f"cannot write {path}: {error.strerror or error}"
            raise RunError(message) from error

    def _opened(self) -> BinaryIO:
        file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666), "r+b", buffering=0)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            message = f"cannot write {self.path}: another tournament is writing it"
            raise RunError(message) from None
        return file

    @contextlib.contextmanager
    def _closing_on_error(self) -> Any:  # noqa: ANN401  a generator
        try:
            yield
        except BaseException:
            self._file.close()
            raise

    def _read(self, header: dict[str, Any]) -> None:
        """Take in what is there; cut off a last line that is not whole."""
        data = self._file.read(_MOST)
        whole = data.rfind(b"\n") + 1
        lines = data[:whole].splitlines()
        if not lines and data and not _begin_of(header, data):
            message = f"{self.path} is not the file of a tournament; it is left as it is"
            raise RunError(message)
        for number, line in enumerate(lines, 1):
            self.lines.append(self._parsed(line, number))
        if self.lines:
            self._compare(self.lines.pop(0), header)
        if whole < len(data):
            self._file.truncate(whole)
        if not lines:
            self._write(header)

    def _parsed(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            found = orjson.loads(line)
        except orjson.JSONDecodeError:
            found = None
        if not isinstance(found, dict) or (number == 1 and found.get("format") != FORMAT):
            what = "is not the file of a tournament" if number == 1 else f"is damaged in line {number}"
            message = f"{self.path} {what}; it is left as it is"
            raise RunError(message)
        return found

    def _compare(self, found: dict[str, Any], header: dict[str, Any]) -> None:
        for key, value in header.items():
            if found.get(key) != value:
                was, now = (json.dumps(each, ensure_ascii=True) for each in (found.get(key), value))
                message = f"{self.path} is the file of another tournament: {key} was {was} there, and is {now} now"
                raise RunError(message)

    def append(self, line: Mapping[str, Any]) -> None:
        """Write a line.

        Raises:
            RunError: it cannot be written; what is there stays.
        """
        try:
            self._write(line)
        except OSError as error:
            message = f"cannot write {self.path}: {error.strerror or error}; the same command goes on from there"
            raise RunError(message) from error

    def _write(self, line: Mapping[str, Any]) -> None:
        data = orjson.dumps(line) + b"\n"
        while data:
            data = data[self._file.write(data) :]

    def close(self) -> None:
        """Let what was written reach the disk."""
        with contextlib.suppress(OSError):
            os.fsync(self._file.fileno())
        self._file.close()


def _begin_of(header: dict[str, Any], data: bytes) -> bool:
    """Say whether data is the torn first line of this header's file."""
    return (orjson.dumps(header) + b"\n").startswith(data)
