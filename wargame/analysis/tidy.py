"""Tidy tables of an analysis: a row for each observation, a column for each thing observed (Wickham, 2014).

As CSV or, with the extra `parquet`, as Parquet. A table is small, so it is made in memory and written whole.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.destination import Kind
from wargame.legible import cell_text
from wargame.runs.fields import Field
from wargame.runs.parquet import table_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wargame.destination import Destination

Row = tuple[object, ...]  # a cell for each field; None is an empty one


@frozen(kw_only=True)
class Table:
    """A table of an analysis."""

    of: str  # what it is a table of, with its article: "a sweep"
    fields: tuple[Field, ...]

    @property
    def csv_kind(self) -> Kind:
        """Return the kind of its CSV file, which is known by its first line."""
        head = ",".join(each.name for each in self.fields).encode() + b"\n"
        return Kind(f"the CSV file of {self.of}", lambda found, _: found.startswith(head))

    @property
    def parquet_kind(self) -> Kind:
        """Return the kind of its Parquet file, which is known by its columns."""
        names = [each.name.encode() for each in self.fields]
        return Kind(
            f"the Parquet file of {self.of}",
            lambda head, tail: head.startswith(b"PAR1") and all(name in tail for name in names),
        )

    def write_csv(self, destination: Destination, rows: Iterable[Row]) -> None:
        """Write the rows as CSV (RFC 4180, with line feeds).

        Raises:
            RunError: they may not be written there, or cannot.
        """
        cells = ([cell_text(each) if isinstance(each, str) else each for each in row] for row in rows)
        destination.write(csv_text((each.name for each in self.fields), cells))

    def write_parquet(self, destination: Destination, rows: Sequence[Row]) -> None:
        """Write the rows as Parquet.

        Raises:
            ExtraError: pyarrow is not installed, or has a version that will not do.
            RunError: they may not be written there, or cannot.
        """
        destination.write(table_bytes(self.fields, rows))


def csv_text(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return rows below their heads as CSV (RFC 4180, with line feeds); None is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue()
