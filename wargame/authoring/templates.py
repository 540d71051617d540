"""Templates: text with placeholders, the scope that gives these their values, and the expanded text.

Expanded text has a source map, so that a fault can be reported in the words and columns of the author.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.scenario import model

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@frozen
class Scope:
    """The values of `{own}`, `{other}` and `{issue}` for one expansion of an entry."""

    own: model.Side | model.Actor | None = None
    other: model.Side | None = None
    issue: model.Issue | None = None

    def at(self, issue: model.Issue) -> Scope:
        """Return the same scope at an issue."""
        return Scope(self.own, self.other, issue)

    def ids(self) -> dict[str, str]:
        """Return the values of placeholders in ids and expressions."""
        entries = {"own": self.own, "other": self.other, "issue": self.issue}
        return {name: entry.id for name, entry in entries.items() if entry is not None}

    def words(self) -> dict[str, str]:
        """Return the values of placeholders in texts."""
        words = {name: side.name for name, side in (("own", self.own), ("other", self.other)) if side is not None}
        return words if self.issue is None else {**words, "issue": self.issue.title}

    @property
    def who(self) -> str:
        """Return for whom a template was expanded, for messages: `usa`, `usa arsenal`."""
        return " ".join(entry.id for entry in (self.own, self.issue) if entry is not None)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Replace the placeholders that have a value."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


@frozen
class Written:
    """An expanded template, with its source map."""

    template: str
    text: str
    filled: tuple[tuple[int, int, int, int], ...]  # start and end of each placeholder's value, and of the placeholder

    def column(self, column: int) -> int:
        """Return the column of the template that a column of the text comes from; both count from 1."""
        return self._origin(column - 1)[0] + 1

    def as_written(self, start: int, end: int) -> str:
        """Return the piece of the template that this piece of the text comes from."""
        return self.template[self._origin(start)[0] : self._origin(end - 1)[1]]

    def _origin(self, at: int) -> tuple[int, int]:
        """Return where in the template one character of the text comes from, as start and end."""
        shift = 0
        for start, end, low, high in self.filled:
            if start <= at < end:
                return low, high
            if at >= end:
                shift = high - end
        return at + shift, at + shift + 1

    def templated(self, hint: str, scope: Scope, piece: str) -> str:
        """Return a hint with the names of this scope as the placeholders that `piece` of the template has."""
        for name, value in scope.ids().items():
            if f"{{{name}}}" in piece:
                hint = re.sub(rf"\b{re.escape(value)}\b", f"{{{name}}}", hint)
        return hint


def written_out(template: str, values: Mapping[str, str]) -> Written:
    """Expand a template; placeholders without a value stay as they are."""
    pieces, filled, at, length = [], [], 0, 0
    for found in PLACEHOLDER.finditer(template):
        value = values.get(found[1], found[0])
        pieces += [template[at : found.start()], value]
        length += found.start() - at + len(value)
        filled.append((length - len(value), length, found.start(), found.end()))
        at = found.end()
    return Written(template, "".join((*pieces, template[at:])), tuple(filled))
