"""Records of integers: declared as classes, written by field, read by offset.

A record is a NamedTuple class whose fields are integers (`int`) or records again. In an array it lies flat, its fields
one after the other. Python writes one as an instance (so a field that is missing is an error), and the kernel reads it
at the offsets of its `layout`, which a module names: Numba freezes those, so a name costs no more than the number.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, NamedTuple, get_type_hints


def layout(record: type[tuple[Any, ...]]) -> Any:
    """Return where each field of a record begins in it, and how many integers it has (`width`), as a named tuple."""
    offsets, at = {}, 0
    for name, kind in get_type_hints(record).items():
        offsets[name] = at
        at += width(kind)
    made = namedtuple(f"{record.__name__}Layout", (*offsets, "width"))  # type: ignore[misc]  # noqa: PYI024  fields known when it runs
    return made._make((*offsets.values(), at))


def width(kind: type) -> int:
    """Return how many integers a field has: 1, or those of a record."""
    if kind is int:
        return 1
    assert issubclass(kind, tuple), kind
    return sum(width(each) for each in get_type_hints(kind).values())


def flat(record: tuple[Any, ...]) -> list[int]:
    """Return the integers of a record, in the order in which they lie."""
    return [number for each in record for number in (flat(each) if isinstance(each, tuple) else (each,))]


class Span(NamedTuple):
    """The entries of a table from `start` on and before `stop`."""

    start: int
    stop: int


class BySeat(NamedTuple):
    """One number for each seat; seat s lies at offset s."""

    seat_0: int
    seat_1: int


SPANS = layout(Span)
