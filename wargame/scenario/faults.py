"""A fault of a scenario file: where it is, what was found there, what was expected."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from wargame.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.scenario.places import Origin

MOST_FAULTS = 100  # that are told of one file
_NEAR = 0.6  # as difflib measures it
_MOST_NEAR = 8  # names looked at closely for one hint
_MOST_NAMED = 3  # rules that one entry stands for, where not all are at fault
_MOST_NAME = 80  # characters; what is longer gets no hint


class TooManyFaults(Exception):
    """The limit of faults reported of one file is reached, so the search for more stops."""


@frozen
class Fault:
    """One fault; `path` is a key path such as `moves[3] (lash-out).effects[1]`, `column` of the text there."""

    path: str
    message: str
    column: int | None = None
    hint: str = field(default="", eq=False)  # as `nearest` makes it; of those the same fault has, the first is told

    def __str__(self) -> str:
        """Write it in one line, without the file."""
        place = self.path if self.column is None else f"{self.path}, column {self.column}"
        message = f"{self.message}{self.hint}"
        return f"{place}: {message}" if place else message


@define
class Faults:
    """A collection of faults, each kept once, with all the rules that it was found for.

    One entry of a file may stand for several rules (`for = "sides"`). A fault that all of them have is the entry's; one
    that only some have names these.
    """

    _found: dict[Fault, set[str]] = field(factory=dict)
    _tried: dict[str, set[str]] = field(factory=dict)  # path: what it was read for

    @property
    def found(self) -> list[Fault]:
        """Return them in the order in which they were found."""
        return [evolve(fault, hint=fault.hint + self._for(fault.path, who)) for fault, who in self._found.items()]

    def tried(self, path: str, who: str) -> None:
        """Record that the entry at `path` was read for `who`, at fault or not."""
        self._tried.setdefault(path, set()).add(who)

    def add(self, path: str, message: str, column: int | None = None, who: str = "", hint: str = "") -> None:
        """Add a fault.

        Raises:
            TooManyFaults: it is the last that is reported.
        """
        self._found.setdefault(Fault(path, message, column, hint), set()).update({who} - {""})
        if len(self._found) >= MOST_FAULTS:
            raise TooManyFaults

    def lines(self, origin: Origin, kind: str = "") -> list[str]:
        """Return a line for each in the order of the file: `FILE:LINE: kind: path: what was found; what to do`."""
        told = sorted(self.found, key=lambda fault: origin.place(fault.path)) if origin.text else self.found
        return [f"{origin.at(fault.path)}: {kind}{fault}" for fault in told]

    def error(self, origin: Origin, where: str) -> ScenarioError:
        """Return one error with all of them."""
        count = len(self._found)
        words = "1 fault" if count == 1 else f"{count} faults" if count < MOST_FAULTS else f"{count} faults and more"
        return ScenarioError(f"{origin.name}: {words} in {where}", self.lines(origin))

    def _for(self, path: str, who: set[str]) -> str:
        within = max((place for place in self._tried if path.startswith(place)), key=len, default="")
        if not who or (within and who >= self._tried[within] - {""}):
            return ""
        named = sorted(who)
        more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        return f" (for {', '.join(named[:_MOST_NAMED])}{more})"


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
