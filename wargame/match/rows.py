"""A row for each game of a run, streamed into a file: CSV, JSON Lines or Parquet.

A cell is looked up, not formatted: every column but a few knows the text of each of its values, so a block of rows is a
table of bytes in which unused places are 0, and dropping those leaves the text. The rows stand in `FILE.partial` until
they are whole.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import numpy as np
from attrs import frozen

from wargame import __version__
from wargame.errors import RunError
from wargame.kernel.dice import game_seed
from wargame.kernel.playout import RESULT
from wargame.match.batch import CHUNK, Chunk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from wargame.match.batch import Run

__all__ = ["FORMATS", "Cell", "Column", "RowFile", "about", "columns_of", "partial_of", "rows_of"]

Array = np.ndarray[Any, Any]
Cell = int | str | None

_COLUMN = {name: at for at, name in enumerate(RESULT)}
_BLOCK = 1024  # rows formatted at a time: few enough to stay in a core's own cache
_AT_FAULT = -1  # stands for "nothing" among endings and scores


@frozen
class Column:
    """A column: its values as small integers, and the cell that each stands for."""

    name: str
    values: Callable[[Chunk], Array]  # (games)
    cells: tuple[Cell, ...] = ()  # from the value `least` up; none: the values are the cells
    least: int = 0
    quoted: bool = False  # a number too large for many readers, written as a string


def columns_of(run: Run) -> tuple[Column, ...]:
    """Return the columns of a run's rows."""
    rules = run.summit.rules
    slots = run.summit.compiled.slots.of_name
    endings = (None, *(ending.id for ending in rules.endings))
    found = [
        Column("game", lambda chunk: chunk.first + np.arange(len(chunk.results), dtype=np.int64)),
        Column("seed", lambda chunk: _seeds(run, chunk), quoted=True),
        Column("first", _result("first"), rules.side_ids),
    ]
    mandates = {f"{side.id}.mandate": tuple(each.id for each in side.mandates) for side in rules.sides}
    found += [Column(name, _track(slots[name]), ids) for name, ids in mandates.items()]
    found.append(Column("ending", _result("ending", nothing=True), endings, _AT_FAULT))
    scores = (None, *range(101))
    found += [
        Column(f"{side}.score", _result(f"score_{seat}", nothing=True), scores, _AT_FAULT)
        for seat, side in enumerate(rules.side_ids)
    ]
    found += [Column(name, _result(name)) for name in ("plies", "chance_nodes")]
    taken = {column.name for column in found}
    for track in rules.tracks:
        if track.id not in mandates:
            name = f"final:{track.id}" if track.id in taken else track.id
            found.append(Column(name, _track(slots[track.id]), tuple(range(track.min, track.max + 1)), track.min))
    return tuple(found)


def about(run: Run) -> dict[str, str]:
    """Return what is so of all rows of a run: which program played what, and what its search players leaned on."""
    return {
        "wargame.version": __version__,
        "wargame.scenario": run.summit.id,
        "wargame.scenario_sha256": run.summit.sha256,
        "wargame.policy": run.policy.name,
        "wargame.policy_sha256": run.policy.digest,
    }


def _result(name: str, *, nothing: bool = False) -> Callable[[Chunk], Array]:
    at, fault = _COLUMN[name], _COLUMN["fault"]

    def values(chunk: Chunk) -> Array:
        column = chunk.results[:, at]
        return np.where(chunk.results[:, fault] == 0, column, _AT_FAULT) if nothing else column

    return values


def _track(slot: int) -> Callable[[Chunk], Array]:
    return lambda chunk: chunk.states[:, slot]


def _seeds(run: Run, chunk: Chunk) -> Array:
    seed, games = np.uint64(run.seed), np.arange(chunk.first, chunk.first + len(chunk.results), dtype=np.uint64)
    return np.fromiter((game_seed(seed, game) for game in games), np.uint64, len(games))


def rows_of(columns: Sequence[Column], chunk: Chunk) -> list[dict[str, Cell]]:
    """Return the rows of a few games as they are."""
    cells = [_cells(column, chunk) for column in columns]
    return [{column.name: cell for column, cell in zip(columns, row, strict=True)} for row in zip(*cells, strict=True)]


def _cells(column: Column, chunk: Chunk) -> list[Cell]:
    values = column.values(chunk).tolist()
    if column.cells:
        return [column.cells[value - column.least] for value in values]
    return [str(value) for value in values] if column.quoted else values


# -- formats


class Format(Protocol):
    """How rows are written: pieces are made on many threads, and written in order on one."""

    rows: int  # in a piece

    def make(self, chunk: Chunk) -> Any:  # noqa: ANN401  its own business
        """Make a piece of a chunk."""

    def open(self, file: BinaryIO) -> None:
        """Begin a file."""

    def write(self, piece: Any) -> None:  # noqa: ANN401  what `make` made
        """Write a piece."""

    def close(self) -> None:
        """End the file's content."""


class _Text:
    """Text with fixed places: what stands around each cell, then each cell's own text."""

    rows = CHUNK

    def __init__(self, columns: Sequence[Column], about: Mapping[str, str]) -> None:
        del about  # text has no place for it but the rows
        self._columns = columns
        self._tables: list[Array | None] = []  # (cells, width), bytes
        self._spans: list[tuple[int, int]] = []
        template = bytearray()
        for at, column in enumerate(columns):
            before, after = self._around(column, at)
            texts = [self._text(cell).encode() for cell in column.cells]
            width = max(map(len, texts), default=20)  # 2^64 has 20 digits
            table = np.array(texts, f"S{width}").view(np.uint8).reshape(-1, width) if texts else None
            template += before
            self._spans.append((len(template), len(template) + width))
            self._tables.append(table)
            template += bytes(width) + after
        self._template = np.frombuffer(bytes(template), np.uint8)
        self._file: BinaryIO

    def _around(self, column: Column, at: int) -> tuple[bytes, bytes]:
        raise NotImplementedError

    def _text(self, cell: Cell) -> str:
        raise NotImplementedError

    def _head(self) -> bytes:
        return b""

    def make(self, chunk: Chunk) -> bytes:
        """Write the rows of a chunk out."""
        values = [column.values(chunk) for column in self._columns]
        count = len(chunk.results)
        return b"".join(
            self._block([each[at : at + _BLOCK] for each in values], min(_BLOCK, count - at))
            for at in range(0, count, _BLOCK)
        )

    def _block(self, values: Sequence[Array], count: int) -> bytes:
        block = np.empty((count, self._template.size), np.uint8)
        block[:] = self._template
        for column, table, (start, stop), each in zip(self._columns, self._tables, self._spans, values, strict=True):
            if table is None:
                block[:, start:stop] = each.astype("S20").view(np.uint8).reshape(count, 20)
            else:
                block[:, start:stop] = table.take(each.astype(np.intp) - column.least, axis=0)
        flat = block.ravel()
        return bytes(flat[flat != 0])

    def open(self, file: BinaryIO) -> None:
        """Begin a file."""
        self._file = file
        file.write(self._head())

    def write(self, piece: bytes) -> None:
        """Write rows."""
        self._file.write(piece)

    def close(self) -> None:
        """Leave the file as it is: text needs no end."""


class _Csv(_Text):
    """Comma-separated values (RFC 4180, with plain line ends); nothing is an empty cell, and no cell needs quotes."""

    def _around(self, column: Column, at: int) -> tuple[bytes, bytes]:
        last = column is self._columns[-1]
        return b"," if at else b"", b"\n" if last else b""

    def _text(self, cell: Cell) -> str:
        return "" if cell is None else str(cell)

    def _head(self) -> bytes:
        return ",".join(column.name for column in self._columns).encode() + b"\n"


class _JsonLines(_Text):
    """One JSON object a line."""

    def _around(self, column: Column, at: int) -> tuple[bytes, bytes]:
        quote = '"' if column.quoted else ""
        before = f"{',' if at else '{'}{json.dumps(column.name)}:{quote}"
        return before.encode(), (quote + ("}\n" if column is self._columns[-1] else "")).encode()

    def _text(self, cell: Cell) -> str:
        return json.dumps(cell)


class _Parquet:
    """Parquet through pyarrow; ids are dictionary-encoded."""

    rows = 4 * CHUNK  # a row group: the file keeps a note of each

    def __init__(self, columns: Sequence[Column], about: Mapping[str, str]) -> None:
        try:
            import pyarrow  # noqa: ICN001, PLC0415  an extra
            import pyarrow.parquet  # noqa: PLC0415
        except ImportError as error:
            message = "Parquet files need pyarrow: pip install 'wargame[parquet]'"
            raise RunError(message) from error
        self._arrow = pyarrow
        self._columns = columns
        self._writer: Any
        self._schema = pyarrow.schema([(column.name, self._type(column)) for column in columns], metadata=dict(about))

    def _type(self, column: Column) -> Any:  # noqa: ANN401  pyarrow has no annotations
        if column.quoted:
            return self._arrow.string()
        if any(isinstance(cell, str) for cell in column.cells):
            return self._arrow.dictionary(self._arrow.int16(), self._arrow.string())
        return self._arrow.int64() if column.name == "game" else self._arrow.int16()

    def make(self, chunk: Chunk) -> Any:  # noqa: ANN401  a RecordBatch
        """Turn a chunk into a record batch."""
        arrays = [self._array(column, chunk) for column in self._columns]
        return self._arrow.record_batch(arrays, schema=self._schema)

    def _array(self, column: Column, chunk: Chunk) -> Any:  # noqa: ANN401
        if column.quoted:
            return self._arrow.array(column.values(chunk).astype("U20"), self._arrow.string())
        values = column.values(chunk)
        nothing = values == _AT_FAULT if None in column.cells else None
        if not any(isinstance(cell, str) for cell in column.cells):
            return self._arrow.array(values, mask=nothing)
        ids = [cell for cell in column.cells if cell is not None]
        return self._arrow.DictionaryArray.from_arrays(self._arrow.array(values, mask=nothing), ids)

    def open(self, file: BinaryIO) -> None:
        """Begin a file."""
        self._writer = self._arrow.parquet.ParquetWriter(file, self._schema, compression="zstd")

    def write(self, piece: Any) -> None:  # noqa: ANN401
        """Write a row group."""
        self._writer.write_batch(piece)

    def close(self) -> None:
        """Write the footer, without which nobody can read the file."""
        self._writer.close()


FORMATS: dict[str, Callable[[Sequence[Column], Mapping[str, str]], Format]] = {
    ".csv": _Csv,
    ".jsonl": _JsonLines,
    ".parquet": _Parquet,
}


# -- the file


def partial_of(path: Path) -> Path:
    """Return where the rows of an unfinished file stand."""
    return path.with_name(f"{path.name}.partial")


class RowFile:
    """A file in the making. It takes the place of `path` only once it is whole and on the disk."""

    def __init__(self, path: Path, columns: Sequence[Column], about: Mapping[str, str] = MappingProxyType({})) -> None:
        """Begin `FILE.partial`; the name's ending, one of `FORMATS`, says how.

        `about` is what is so of all rows, for formats that have a place for it (see `about`).

        Raises:
            RunError: it cannot be written there.
        """
        self.path, self.partial = path, partial_of(path)
        self._format = FORMATS[path.suffix.lower()](columns, about)
        self.make, self.rows = self._format.make, self._format.rows
        if path.is_dir():
            message = f"cannot write {path}: it is a folder"
            raise RunError(message)
        try:
            self._file = _opened(self.partial)
        except OSError as error:
            message = f"cannot write {self.partial}: {error.strerror}"
            raise RunError(message) from error
        self._do(self._format.open, self._file)

    def write(self, piece: Any) -> None:  # noqa: ANN401  what `make` made
        """Write a piece.

        Raises:
            RunError: it cannot be written; what there is stays in `FILE.partial`.
        """
        self._do(self._format.write, piece)

    def finish(self) -> None:
        """Put the whole file in its place.

        Raises:
            RunError: it cannot be written; what there is stays in `FILE.partial`.
        """
        self._do(self._finish)

    def _finish(self) -> None:
        self._close()
        self.partial.replace(self.path)
        with contextlib.suppress(OSError):  # some systems cannot sync a folder; the file itself is safe
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def leave(self) -> None:
        """Stop early: end `FILE.partial` so that what it holds can be read.

        Raises:
            RunError: it cannot be written.
        """
        self._do(self._close)

    def _close(self) -> None:
        self._format.close()
        self._file.flush()
        with contextlib.suppress(io.UnsupportedOperation):
            os.fsync(self._file.fileno())
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


def _opened(path: Path) -> BinaryIO:
    """Open a file for one writer, and empty it."""
    while True:
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "wb")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
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
