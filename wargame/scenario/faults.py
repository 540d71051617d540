"""A fault of a scenario file: where it is, what was found there, what was expected."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from wargame.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_FAULTS = 100  # that are told of one file
_NEAR = 0.6  # as difflib measures it
_MOST_NEAR = 8  # names looked at closely for one hint
_MOST_NAME = 80  # characters; what is longer gets no hint


class TooManyFaults(Exception):
    """There are as many faults as are told of one file; looking for more is of no use to anyone."""


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

    _found: dict[Fault, None] = field(factory=dict)

    @property
    def found(self) -> list[Fault]:
        """Return them in the order in which they were found."""
        return list(self._found)

    def add(self, path: str, message: str, column: int | None = None) -> None:
        """Remember one more.

        Raises:
            TooManyFaults: it is the last that is told.
        """
        self._found[Fault(path, message, column)] = None
        if len(self._found) >= MOST_FAULTS:
            raise TooManyFaults

    def error(self, name: str, where: str) -> ScenarioError:
        """Return the error that tells them all; `name` stands for the file."""
        count = len(self._found)
        words = "1 fault" if count == 1 else f"{count} faults" if count < MOST_FAULTS else f"{count} faults and more"
        return ScenarioError(f"{name}: {words} in {where}", [str(fault) for fault in self._found])


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return a hint such as `; did you mean 'tension'?`, or nothing where no valid name is near."""
    if len(name) > _MOST_NAME:
        return ""
    matcher = SequenceMatcher(None, "", name)
    likely = []
    for each in valid:
        matcher.set_seq1(each)
        if len(each) <= _MOST_NAME and matcher.real_quick_ratio() >= _NEAR and (most := matcher.quick_ratio()) >= _NEAR:
            likely.append((most, each))
    best = (_NEAR, "")
    for most, each in sorted(likely, reverse=True)[:_MOST_NEAR]:
        if most < best[0]:
            break
        matcher.set_seq1(each)
        best = max(best, (matcher.ratio(), each))
    return f"; did you mean {best[1]!r}?" if best[1] else ""
