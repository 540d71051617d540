"""The tables while they are written, record by record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field

from wargame.kernel.records import Span, flat
from wargame.kernel.tables import RECORDS, WIDTHS, Tables

if TYPE_CHECKING:
    from collections.abc import Iterable

Entry = int | tuple[Any, ...]  # a number, or a record of kernel.tables


@define
class TableWriter:
    """Tables that grow; what is added to one is what `kernel.tables` says lies in it."""

    numbers: dict[str, list[int]] = field(factory=lambda: {name: [] for name in Tables._fields})

    def count(self, table: str) -> int:
        """Return how many entries a table has: the index of the next."""
        return len(self.numbers[table]) // WIDTHS[table]

    def add(self, table: str, entry: Entry) -> int:
        """Write an entry; return its index.

        Raises:
            TypeError: it is not of the table's kind.
        """
        kind = RECORDS.get(table, int)
        if not isinstance(entry, kind):
            message = f"an entry of {table} is a {kind.__name__}, not {entry!r}"
            raise TypeError(message)
        at = self.count(table)
        self.numbers[table] += flat(entry) if isinstance(entry, tuple) else (entry,)
        return at

    def extend(self, table: str, entries: Iterable[Any]) -> Span:
        """Write entries; return where they lie."""
        start = self.count(table)
        if table in RECORDS:
            for entry in entries:
                self.add(table, entry)
        else:
            self.numbers[table] += entries
        return Span(start, self.count(table))

    def size(self) -> int:
        """Return how many numbers all tables hold."""
        return sum(map(len, self.numbers.values()))
