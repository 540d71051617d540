"""A builder of tables: written record by record, and packed into two arrays once they are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, field

from wargame.kernel.records import Span, flat
from wargame.kernel.tables import FIELDS, RECORDS, WIDTHS, WORD_FIELDS, Tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.arrays import Array

Entry = int | tuple[Any, ...]  # a number, or a record of kernel.tables


@define
class TableWriter:
    """The tables under construction, which hold the kinds of entries that `kernel.tables` declares."""

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
        """Write entries; return their span."""
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


def pack(fields: dict[str, list[int]]) -> tuple[Array, Array]:
    """Pack the tables into two arrays (int16, uint64), each headed by the indices at which its tables begin.

    They lie in immutable bytes, so that nothing can write to them. (To Numba a read-only array is another type: all
    kernels are compiled for that one alone.) If a number is beyond 16 bits, the first array is int32: the kernel plays
    either, but half the size is faster.

    Raises:
        OverflowError: a number is beyond 32 bits.
    """

    def lay(names: tuple[str, ...], dtype: type) -> Array:
        head, total = [], len(names) + 1
        for name in names:
            head.append(total)
            total += len(fields[name])
        head.append(total)
        body = [number for name in names for number in fields[name]]
        return np.array([*head, *body], dtype)

    ints = lay(FIELDS, np.int64)
    narrow = np.int16 if np.abs(ints).max() < 2**15 else np.int32
    if np.abs(ints).max() >= 2**31:
        message = "a number is beyond 32 bits"
        raise OverflowError(message)
    return _fixed(ints.astype(narrow)), _fixed(lay(WORD_FIELDS, np.uint64))


def _fixed(array: Array) -> Array:
    """Return the same array over immutable bytes."""
    return np.frombuffer(array.tobytes(), array.dtype)
