"""Descriptions of the columns of a table: names, types, meanings."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

INTEGER, NUMBER, TEXT, INTEGERS = "integer", "number", "text", "list of integers"
SEED_MARK = "s"  # before a seed in CSV, where nothing else says that it is text


@frozen(kw_only=True)
class Field:
    """A column, described."""

    name: str
    type: str  # INTEGER, NUMBER, TEXT or INTEGERS
    meaning: str
    unit: str = ""
    least: int | None = None
    most: int | None = None
    values: tuple[str, ...] = ()  # all that a text may be, where these are known
    empty: str = ""  # when a cell is empty, "" if never
    is_long: bool = False  # a text that hardly ever repeats, such as a large number


class FieldAccount(TypedDict):
    """A column as plain data; see `Field`."""

    name: str
    type: str
    meaning: str
    unit: str
    least: int | None
    most: int | None
    values: list[str]
    empty: str


def described(fields: Iterable[Field]) -> list[FieldAccount]:
    """Return the columns as plain data."""
    return [
        {
            "name": field.name,
            "type": field.type,
            "meaning": field.meaning,
            "unit": field.unit,
            "least": field.least,
            "most": field.most,
            "values": list(field.values),
            "empty": field.empty,
        }
        for field in fields
    ]


def seed_field(of: str) -> Field:
    """Return the column of a game's seed: 64 bits, which common readers of numbers round, so text."""
    meaning = f"{of}; a number of 64 bits in decimal, as text; in CSV behind the letter {SEED_MARK}"
    return Field(name="seed", type=TEXT, meaning=meaning, is_long=True)
