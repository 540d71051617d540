"""Tables as Parquet, through pyarrow: text that repeats is dictionary-encoded, and every column keeps its description.

pandas reads such a column as `category`, polars as `Categorical`; both find the categories in the order of the schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from attrs import asdict

from wargame.extras import extra
from wargame.runs.fields import INTEGER, INTEGERS, NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.runs.batch import Chunk
    from wargame.runs.columns import Column
    from wargame.runs.fields import Field

About = Mapping[str, str]
Piece = tuple[int, Any]  # so many games, as a record batch
MARK = b"PAR1"  # at both ends of a file
_COMPRESSION = "zstd"
_MEASURED = ["game"]  # whose least and most are kept of each row group, so that a game is found
_NOT_KEPT = {"name", "is_long"}  # of a description: the column has them itself
_WIDTHS = (np.int16, np.int32, np.int64)


def loaded_pyarrow() -> Any:  # noqa: ANN401  pyarrow has no annotations
    """Return pyarrow.

    Raises:
        ExtraError: it is not installed, or has a version that will not do.
    """
    with extra("parquet", "a Parquet file"):
        import pyarrow  # noqa: ICN001, PLC0415
        import pyarrow.parquet  # noqa: PLC0415
    return pyarrow


def schema_of(fields: Sequence[Field], about: About | None = None) -> Any:  # noqa: ANN401  pyarrow's
    """Return the schema of a table: the type of each column, with its description."""
    arrow = loaded_pyarrow()
    columns = [arrow.field(each.name, _type(arrow, each), metadata=_plain_texts(asdict(each))) for each in fields]
    return arrow.schema(columns, metadata=dict(about or {}))


def _type(arrow: Any, field: Field) -> Any:  # noqa: ANN401
    if field.type == NUMBER:
        return arrow.float64()
    if field.type == INTEGERS:
        return arrow.list_(arrow.int16())
    if field.type == INTEGER:
        return arrow.from_numpy_dtype(_narrowest(field))
    return arrow.string() if field.is_long else arrow.dictionary(arrow.int16(), arrow.string())


def _narrowest(field: Field) -> type[np.signedinteger[Any]]:
    """Return the narrowest type that holds every number of a column; the widest where its bounds are not known."""
    if field.least is None or field.most is None:
        return _WIDTHS[-1]
    bounds = field.least, field.most
    return next(each for each in _WIDTHS if np.iinfo(each).min <= min(bounds) and max(bounds) <= np.iinfo(each).max)


def _plain_texts(about: Mapping[str, Any]) -> dict[str, str]:
    """Return a description as Parquet keeps it, in texts; empty values are left out."""
    shown = {key: ", ".join(value) if isinstance(value, tuple) else value for key, value in about.items()}
    return {key: str(value) for key, value in shown.items() if value not in {None, ""} and key not in _NOT_KEPT}


class Parquet:
    """Rows of games as Parquet; a row group has the rows of so many games, however they come."""

    def __init__(self, columns: Sequence[Column], about: About, *, rows: int, group: int) -> None:
        """Prepare a file whose row groups are of `group` games, a multiple of the `rows` games in a piece.

        Raises:
            ExtraError: pyarrow is not installed, or has a version that will not do.
        """
        self._arrow, self._columns, self.rows, self._group = loaded_pyarrow(), columns, rows, group
        self.schema = schema_of([column.field for column in columns], about)
        self._waiting: list[Any] = []  # batches of a row group that is not full
        self._games = 0  # in them
        self._writer: Any = None

    def make(self, chunk: Chunk) -> list[Piece]:
        """Encode a chunk as record batches."""
        return [(len(chunk.results), self.batch(chunk))]

    def batch(self, source: Any) -> Any:  # noqa: ANN401  what the columns' values are made from; pyarrow's
        """Return rows as a record batch."""
        columns = zip(self._columns, self.schema, strict=True)
        arrays = [self._array(column, each.type, source) for column, each in columns]
        return self._arrow.record_batch(arrays, schema=self.schema)

    def _array(self, column: Column, kind: Any, source: Any) -> Any:  # noqa: ANN401
        values = column.values(source)
        if column.is_long:
            return self._arrow.array(values.astype("U20"), kind)
        if column.field.type == INTEGERS:
            return self._arrow.ListArray.from_arrays(*map(self._arrow.array, values))
        if column.field.type == NUMBER:
            return self._arrow.array(values, kind, mask=np.isnan(values))
        has_nothing = column.cells[:1] == (None,)
        nothing = values == column.least if has_nothing else None
        if not column.is_text:
            return self._arrow.array(values, kind, mask=nothing)
        ids = self._arrow.array(column.cells[has_nothing:], self._arrow.string())
        places = self._arrow.array(values - (column.least + has_nothing), kind.index_type, mask=nothing)
        return self._arrow.DictionaryArray.from_arrays(places, ids)

    def open(self, file: BinaryIO) -> None:
        """Begin a file."""
        self._writer = self._arrow.parquet.ParquetWriter(
            file, self.schema, compression=_COMPRESSION, write_statistics=_MEASURED, write_page_checksum=True
        )

    def write(self, pieces: list[Piece]) -> None:
        """Write rows, once there are as many as make a row group."""
        for games, batch in pieces:
            self._waiting.append(batch)
            self._games += games
            if self._games >= self._group:
                self._flush()

    def _flush(self) -> None:
        if self._waiting:
            table, self._waiting, self._games = self._arrow.Table.from_batches(self._waiting), [], 0
            self._writer.write_table(table.combine_chunks(), row_group_size=max(table.num_rows, 1))

    def close(self) -> None:
        """Write what is left, and the footer, without which nobody can read the file."""
        self._flush()
        self._writer.close()


def table_bytes(fields: Sequence[Field], rows: Sequence[Sequence[object]]) -> bytes:
    """Return the bytes of a small table, a cell for each field in each row; None is an empty one.

    Raises:
        ExtraError: pyarrow is not installed, or has a version that will not do.
    """
    arrow, schema = loaded_pyarrow(), schema_of(fields)
    cells = [[row[at] for row in rows] for at in range(len(fields))]
    arrays = [_encoded(arrow, field, column) for field, column in zip(fields, cells, strict=True)]
    sink = arrow.BufferOutputStream()
    arrow.parquet.write_table(arrow.Table.from_arrays(arrays, schema=schema), sink, compression=_COMPRESSION)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _encoded(arrow: Any, field: Field, cells: list[Any]) -> Any:  # noqa: ANN401
    kind = _type(arrow, field)
    if not arrow.types.is_dictionary(kind):
        return arrow.array(cells, kind)
    ids = field.values or tuple(dict.fromkeys(each for each in cells if each is not None))
    place = {each: at for at, each in enumerate(ids)}
    places = arrow.array([None if each is None else place[each] for each in cells], arrow.int16())
    return arrow.DictionaryArray.from_arrays(places, arrow.array(ids, kind.value_type))
