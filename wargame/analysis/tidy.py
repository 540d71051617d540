"""Tidy tables of an analysis: a row for each observation, a column for each thing observed (Wickham, 2014).

The name of the file says how a table is written: as CSV, as JSON Lines or, with the extra `parquet`, as Parquet; names,
types and values are the same. A table is small, so it is made in memory and written whole.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.destination import Kind
from wargame.legible import cell_text
from wargame.runs.fields import SEED_MARK, Field
from wargame.runs.parquet import MARK, table_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.destination import Destination

Row = tuple[object, ...]  # a cell for each field; None is an empty one, as is a text without characters
CSV, JSON_LINES, PARQUET = ENDINGS = (".csv", ".jsonl", ".parquet")
_FIRST = 4  # columns by which a file is known
_DECIMALS = 4


@frozen(kw_only=True)
class Table:
    """A table of an analysis."""

    of: str  # what it is a table of, with its article: "a sweep"
    fields: tuple[Field, ...]

    def kind(self, ending: str) -> Kind:
        """Return the kind of its file with that ending, one of `ENDINGS`, which is known by its first columns."""
        names = [each.name for each in self.fields[:_FIRST]]
        if ending == CSV:
            heads = csv_text(names, ()).encode().removesuffix(b"\n")
            return Kind(f"the CSV file of {self.of}", lambda head, _: head.startswith(heads))
        keys = [f"{json.dumps(name)}: ".encode() for name in names]
        if ending == JSON_LINES:
            return Kind(f"the JSON Lines file of {self.of}", lambda head, _: _in_order(keys, head.partition(b"\n")[0]))
        every = [each.name.encode() for each in self.fields]
        return Kind(
            f"the Parquet file of {self.of}",
            lambda head, tail: head.startswith(MARK) and all(name in tail for name in every),
        )

    def write(self, destination: Destination, rows: Iterable[Row], ending: str | None = None) -> None:
        """Write the rows as the name of the file ends, or as `ending` says, one of `ENDINGS`.

        Raises:
            ExtraError: pyarrow is not installed, or has a version that will not do.
            RunError: they may not be written there, or cannot.
        """
        ending = ending or destination.path.suffix.lower()
        kept = [tuple(map(_kept, row)) for row in rows]
        if ending == PARQUET:
            destination.write(table_bytes(self.fields, kept))
        elif ending == JSON_LINES:
            names = [each.name for each in self.fields]
            lines = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in kept)
            destination.write("".join(f"{line}\n" for line in lines))
        else:
            destination.write(csv_text((each.name for each in self.fields), map(self._cells, kept)))

    def _cells(self, row: Row) -> Iterator[object]:
        """Yield the cells of a row for CSV, in which nothing else tells that a seed is text, or a text no formula."""
        for field, cell in zip(self.fields, row, strict=True):
            if isinstance(cell, str):
                yield f"{SEED_MARK}{cell}" if field.is_long else cell_text(cell)
            else:
                yield cell


def csv_text(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return rows below their heads as CSV (RFC 4180, with line feeds); None is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue()


def _kept(cell: object) -> object:
    """Return a cell as every format has it."""
    if isinstance(cell, float):
        return round(cell, _DECIMALS)
    return None if cell == "" else cell


def _in_order(keys: Iterable[bytes], line: bytes) -> bool:
    """Say whether a line of JSON begins with the first key, and the others follow one another."""
    at = 0
    for key in keys:
        found = line.find(key, at)
        if found < 0 or (at == 0 and found != 1):
            return False
        at = found + len(key)
    return True
