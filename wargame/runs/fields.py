"""What is said of the columns of a table, wherever its rows are written: names, types, meanings."""

from __future__ import annotations

from typing import Any

from attrs import asdict, frozen

INTEGER, NUMBER, TEXT = "integer", "number", "text"
SEED_MARK = "s"  # before a seed in CSV, where nothing else says that it is text


@frozen(kw_only=True)
class Field:
    """A column, described."""

    name: str
    type: str  # INTEGER, NUMBER or TEXT
    meaning: str
    unit: str = ""
    least: int | None = None
    most: int | None = None
    values: tuple[str, ...] = ()  # all that a text may be, where these are known
    empty: str = ""  # when a cell is empty, "" if never


def described(fields: tuple[Field, ...]) -> list[dict[str, Any]]:
    """Return the columns as plain data."""
    return [{**asdict(field), "values": list(field.values)} for field in fields]


def seed_field(of: str) -> Field:
    """Return the column of a game's seed: 64 bits, which common readers of numbers round, so text."""
    meaning = f"{of}; a number of 64 bits in decimal, as text; in CSV behind the letter {SEED_MARK}"
    return Field(name="seed", type=TEXT, meaning=meaning)
