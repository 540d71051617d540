"""A fault of a scenario file: where it is, what was found there, what was expected."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from attrs import define, field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Fault", "Faults", "nearest"]


@frozen
class Fault:
    """One fault; `path` is a key path such as `moves[3] (lash-out).effects[1]`."""

    path: str
    message: str
    column: int | None = None

    def __str__(self) -> str:
        """Write it in one line."""
        place = self.path if self.column is None else f"{self.path}, column {self.column}"
        return f"{place}: {self.message}" if place else self.message


@define
class Faults:
    """Faults as they are found; the same one is kept once."""

    found: list[Fault] = field(factory=list)

    def add(self, path: str, message: str, column: int | None = None) -> None:
        """Remember one more."""
        fault = Fault(path, message, column)
        if fault not in self.found:
            self.found.append(fault)


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return a hint such as `; did you mean 'tension'?`, or nothing where no valid name is near."""
    close = get_close_matches(name, list(valid), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""
