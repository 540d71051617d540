"""How rows are written: CSV, JSON Lines or Parquet.

A cell is looked up, not formatted: nearly every column has a table of the texts of its values, so a block of rows is an
array of bytes of fixed width, padded with 0, and dropping the padding leaves the text.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import numpy as np

from wargame.destination import Kind
from wargame.runs.batch import CHUNK
from wargame.runs.fields import SEED_MARK
from wargame.runs.parquet import MARK, About, Parquet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wargame.arrays import Array
    from wargame.runs.batch import Chunk
    from wargame.runs.columns import Cell, Column

_BLOCK = 1024  # rows formatted at a time: few enough to stay in a core's own cache
_LONG = 20  # digits of 2^64
_TO_QUOTE = re.compile(r'[",\r\n]')


class Format(Protocol):
    """A format of rows: pieces are made on many threads, and written in order on one."""

    rows: int  # in a piece, at most
    states: bool  # whether a chunk has to have the final states
    moves: bool  # whether it has to have the moves

    def make(self, chunk: Chunk) -> Any:  # noqa: ANN401  its own business
        """Encode a chunk as a piece to be written."""

    def open(self, file: BinaryIO) -> None:
        """Begin a file."""

    def write(self, piece: Any) -> None:  # noqa: ANN401  what `make` made
        """Write a piece."""

    def close(self) -> None:
        """End the file's content."""


class _Text:
    """Text: the fixed bytes around the cells, and each cell's own, in rows of fixed width."""

    rows, states, moves = CHUNK, True, False

    def __init__(self, columns: Sequence[Column], _: About) -> None:
        self._columns = columns
        self._tables: list[Array | None] = []  # (cells, width), bytes
        self._spans: list[tuple[int, int]] = []
        template = bytearray()
        for at, column in enumerate(columns):
            before, after = self._around(column, at)
            texts = [self._text(cell).encode() for cell in column.cells]
            width = max(map(len, texts), default=_LONG)
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
        """Encode a chunk as lines of text."""
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
                block[:, start:stop] = each.astype(f"S{_LONG}").view(np.uint8).reshape(count, _LONG)
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
    """Comma-separated values (RFC 4180, with line feeds); None is an empty cell.

    Quotes do not tell a cell's type, and readers would take a seed for a number and round it: so a letter precedes it.
    """

    def _around(self, column: Column, at: int) -> tuple[bytes, bytes]:
        last = column is self._columns[-1]
        before = ("," if at else "") + (SEED_MARK if column.is_long else "")
        return before.encode(), b"\n" if last else b""

    def _text(self, cell: Cell) -> str:
        text = "" if cell is None else str(cell)
        return '"' + text.replace('"', '""') + '"' if _TO_QUOTE.search(text) else text

    def _head(self) -> bytes:
        return ",".join(self._text(column.name) for column in self._columns).encode() + b"\n"


class _JsonLines(_Text):
    """One JSON object a line."""

    def _around(self, column: Column, at: int) -> tuple[bytes, bytes]:
        quote = '"' if column.is_long else ""
        before = f"{',' if at else '{'}{json.dumps(column.name)}:{quote}"
        return before.encode(), (quote + ("}\n" if column is self._columns[-1] else "")).encode()

    def _text(self, cell: Cell) -> str:
        return json.dumps(cell)


class _Parquet(Parquet):
    """Parquet, in row groups of some thousand games: the file keeps a note of each."""

    states, moves = True, False

    def __init__(self, columns: Sequence[Column], about: About) -> None:
        super().__init__(columns, about, rows=CHUNK, group=4 * CHUNK)


FORMATS: dict[str, Callable[[Sequence[Column], About], Format]] = {
    ".csv": _Csv,
    ".jsonl": _JsonLines,
    ".parquet": _Parquet,
}

# -- files of a run, known again

_ROW = re.compile(rb'\{"game":\d+,"seed":"\d+","first":"')


def _is_parquet(head: bytes, tail: bytes) -> bool:
    """Say whether a file is Parquet; one without a footer counts, since nobody can read it and nothing is lost."""
    return head.startswith(MARK) and (b"chance_nodes" in tail or not tail.endswith(MARK))


KINDS = {
    ".csv": Kind("the CSV file of a run", lambda head, _: head.startswith(b"game,seed,first,")),
    ".jsonl": Kind("the JSON Lines file of a run", lambda head, _: _ROW.match(head) is not None),
    ".parquet": Kind("the Parquet file of a run", _is_parquet),
}
