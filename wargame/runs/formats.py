"""How rows are written: CSV, JSON Lines or Parquet.

A cell is looked up, not formatted: nearly every column has a table of the texts of its values, so a block of rows is an
array of bytes of fixed width, padded with 0, and dropping the padding leaves the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import numpy as np
from attrs import asdict

from wargame.destination import Kind
from wargame.errors import RunError
from wargame.runs.batch import CHUNK
from wargame.runs.columns import NOTHING, Cell, Column
from wargame.runs.fields import SEED_MARK

if TYPE_CHECKING:
    from wargame.arrays import Array
    from wargame.runs.batch import Chunk

About = Mapping[str, str]  # what the rows are of, for a format that has a place for it

_BLOCK = 1024  # rows formatted at a time: few enough to stay in a core's own cache
_LONG = 20  # digits of 2^64
_TO_QUOTE = re.compile(r'[",\r\n]')


class Format(Protocol):
    """A format of rows: pieces are made on many threads, and written in order on one."""

    rows: int  # in a piece

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

    rows = CHUNK

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


class _Parquet:
    """Parquet through pyarrow; ids are dictionary-encoded."""

    rows = 4 * CHUNK  # a row group: the file keeps a note of each

    def __init__(self, columns: Sequence[Column], about: About) -> None:
        try:
            import pyarrow  # noqa: ICN001, PLC0415  an extra
            import pyarrow.parquet  # noqa: PLC0415
        except ImportError as error:
            message = "Parquet files need pyarrow: pip install 'wargame[parquet]'"
            raise RunError(message) from error
        self._arrow = pyarrow
        self._columns = columns
        self._writer: Any
        fields = [
            pyarrow.field(column.name, self._type(column), metadata=_plain_texts(asdict(column.field)))
            for column in columns
        ]
        self._schema = pyarrow.schema(fields, metadata=dict(about))

    def _type(self, column: Column) -> Any:  # noqa: ANN401  pyarrow has no annotations
        if column.is_long:
            return self._arrow.string()
        if column.is_text:
            return self._arrow.dictionary(self._arrow.int16(), self._arrow.string())
        return self._arrow.int64() if column.name == "game" else self._arrow.int16()

    def make(self, chunk: Chunk) -> Any:  # noqa: ANN401  a RecordBatch
        """Encode a chunk as a record batch."""
        arrays = [self._array(column, chunk) for column in self._columns]
        return self._arrow.record_batch(arrays, schema=self._schema)

    def _array(self, column: Column, chunk: Chunk) -> Any:  # noqa: ANN401
        if column.is_long:
            return self._arrow.array(column.values(chunk).astype("U20"), self._arrow.string())
        values = column.values(chunk)
        nothing = values == NOTHING if None in column.cells else None
        if not column.is_text:
            return self._arrow.array(values, mask=nothing)
        ids = self._arrow.array([cell for cell in column.cells if cell is not None], self._arrow.string())
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


def _plain_texts(about: Mapping[str, Any]) -> dict[str, str]:
    """Return metadata as Parquet keeps it, in texts; empty values are left out."""
    shown = {key: ", ".join(value) if isinstance(value, tuple) else value for key, value in about.items()}
    return {key: str(value) for key, value in shown.items() if value not in {None, ""} and key != "name"}


FORMATS: dict[str, Callable[[Sequence[Column], About], Format]] = {
    ".csv": _Csv,
    ".jsonl": _JsonLines,
    ".parquet": _Parquet,
}

# -- files of a run, known again

_ROW = re.compile(rb'\{"game":\d+,"seed":"\d+","first":"')
_PARQUET = b"PAR1"


def _is_parquet(head: bytes, tail: bytes) -> bool:
    """Say whether a file is Parquet; one without a footer counts, since nobody can read it and nothing is lost."""
    return head.startswith(_PARQUET) and (b"chance_nodes" in tail or not tail.endswith(_PARQUET))


KINDS = {
    ".csv": Kind("the CSV file of a run", lambda head, _: head.startswith(b"game,seed,first,")),
    ".jsonl": Kind("the JSON Lines file of a run", lambda head, _: _ROW.match(head) is not None),
    ".parquet": Kind("the Parquet file of a run", _is_parquet),
}
