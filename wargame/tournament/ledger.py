"""The ledger, the append-only file of a tournament: a header, then a line for each game, in order.

A tournament that was cut off goes on behind the last whole line; the finished file is the same as if nothing had
happened. It is read line by line, however large it is, and nothing of it is changed before all of it was found to be of
this tournament. A training keeps its games in one, too.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from typing import TYPE_CHECKING, Any, BinaryIO, NotRequired, TypedDict

import orjson

from wargame import system
from wargame.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FORMAT = "wargame-tournament-1"
_MOST_LINE = 16 * 2**20  # bytes; no game comes near


class Header(TypedDict):
    """The identity of a tournament (all that must be equal for games to be of the same one), its file's first line."""

    format: str
    version: str
    scenario: str
    scenario_sha256: str
    policy: str  # digest
    players: list[str]
    pairs: int
    seed: str
    selves: bool
    move_limit: float | None
    stopping: str
    player_modules: list[str]  # SHA-256 of the files that players come from
    language_models: NotRequired[dict[str, object]]  # how they are asked, where one plays


class Ledger:
    """The file of a tournament (or a training), open and locked for one writer."""

    def __init__(
        self, path: Path, header: Mapping[str, object], what: str = "tournament", *, first_key: str = "game"
    ) -> None:
        """Open the file of this tournament, or create it.

        Args:
            path: of the file.
            header: its first line; has a "format".
            what: the noun for it in messages.
            first_key: of each line after that.

        Raises:
            RunError: it cannot be opened, is in use, or is that of another tournament.
        """
        self.path = path
        self._what, self._format = what, header["format"]
        self._begin_of_line = f'{{"{first_key}":'.encode()
        self._whole = 0  # bytes up to the end of the last line that was read, and found good
        try:
            self._file = self._opened()
            with self._closing_on_error():
                self._begin(json.loads(json.dumps(header)))
        except (OSError, ValueError) as error:
            message = f"cannot write {path}: {getattr(error, 'strerror', None) or error}"
            raise RunError(message) from error

    def _opened(self) -> BinaryIO:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | system.NO_WAIT | system.BINARY
        file = os.fdopen(os.open(self.path, flags, 0o666), "rb", buffering=2**20)
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            message = f"cannot write {self.path}: it is a device, a pipe or a socket, not a plain file"
            raise RunError(message)
        try:
            system.lock(file.fileno())
        except BlockingIOError:
            file.close()
            message = f"cannot write {self.path}: another {self._what} is writing it"
            raise RunError(message) from None
        return file

    @contextlib.contextmanager
    def _closing_on_error(self) -> Any:  # noqa: ANN401  a generator
        try:
            yield
        except BaseException:
            self._file.close()
            raise

    def _begin(self, header: dict[str, Any]) -> None:
        """Compare the header; write it to a file that is empty, or that was cut off within it."""
        line = self._next_line(1)
        written = orjson.dumps(header) + b"\n"
        if line.endswith(b"\n"):
            self._compare(self._parsed(line, 1), header)
            self._whole = len(line)
        elif written.startswith(line):
            self._cut()
            self._write(written)
            self._whole = len(written)
        else:
            raise self.damage(1)

    def games(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the games in the file, each with the number of its line; once all are read, `append` may be called.

        Raises:
            RunError: a line is no game; the file is left as it is.
        """
        number = 2
        while line := self._next_line(number):
            if not line.endswith(b"\n"):  # it was not written to its end
                if not line.startswith(self._begin_of_line[: len(line)]):
                    raise self.damage(number)
                break
            yield number, self._parsed(line, number)
            self._whole += len(line)
            number += 1
        self._cut()

    def _next_line(self, number: int) -> bytes:
        line = self._file.readline(_MOST_LINE + 1)
        if len(line) > _MOST_LINE:
            raise self.damage(number)
        return line

    def _cut(self) -> None:
        """Truncate a last line that was not written to its end."""
        if self._whole < os.fstat(self._file.fileno()).st_size:
            os.ftruncate(self._file.fileno(), self._whole)

    def _parsed(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            found = orjson.loads(line)
        except orjson.JSONDecodeError:
            found = None
        if not isinstance(found, dict) or (number == 1 and found.get("format") != self._format):
            raise self.damage(number)
        return found

    def damage(self, number: int, reason: str = "") -> RunError:
        """Return the error of a damaged line; of the first, it tells what the file is of instead."""
        what = f"is not the file of a {self._what}" if number == 1 else f"is damaged in line {number}"
        advice = "choose another --out" if number == 1 else "delete it to begin anew, or choose another --out"
        return RunError(f"{self.path} {what}{reason and ': '}{reason}; it is left as it is: {advice}")

    def _compare(self, found: dict[str, Any], header: dict[str, Any]) -> None:
        for key, value in header.items():
            if found.get(key) != value:
                was, now = (json.dumps(each, ensure_ascii=True) for each in (found.get(key), value))
                differs = f"is the file of another {self._what}: {key} was {was} there, and is {now} now"
                message = f"{self.path} {differs}; delete it to begin anew, or choose another --out"
                raise RunError(message)

    def append(self, line: Mapping[str, object]) -> None:
        """Append the line of a game.

        Raises:
            RunError: it cannot be written; what is there stays.
        """
        try:
            self._write(orjson.dumps(line) + b"\n")
        except OSError as error:
            message = f"cannot write {self.path}: {error.strerror or error}; the same command goes on from there"
            raise RunError(message) from error

    def _write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._file.fileno(), data) :]

    def close(self) -> None:
        """Sync and close the file."""
        with contextlib.suppress(OSError):
            os.fsync(self._file.fileno())
        self._file.close()


def reason_of(error: Exception) -> str:
    """Return in words why a line could not be read."""
    return f"it lacks {error}" if isinstance(error, KeyError) else str(error)
