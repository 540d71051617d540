"""Rules evaluated over every combination of values of a few tracks at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, field

from wargame.compiler.slots import Slots

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.arrays import Array
    from wargame.scenario.language import Condition, Guard, Linear, Sum

Values = Any  # an integer, or an array of one value for each combination


def entries(tracks: Iterable[str], slots: Slots) -> int:
    """Return how many combinations of values tracks have."""
    count = 1
    for name in tracks:
        low, high = slots.limits[name]
        count *= high - low + 1
    return count


@define
class Grid:
    """All combinations of values of some tracks; the last track varies fastest."""

    slots: Slots
    tracks: tuple[str, ...]
    _values: dict[str, Values] = field(factory=dict)

    @classmethod
    def over(cls, tracks: Iterable[str], slots: Slots) -> Grid:
        """Lay out the combinations of tracks, in the order of their slots."""
        names = tuple(sorted(tracks, key=slots.of_name.__getitem__))
        spans = [np.arange(slots.limits[name][0], slots.limits[name][1] + 1) for name in names]
        return cls(slots, names, dict(zip(names, np.meshgrid(*spans, indexing="ij", sparse=True), strict=True)))

    def full(self, values: Values) -> Array:
        """Return one value for each combination, in their order."""
        shape = [self.slots.limits[name][1] - self.slots.limits[name][0] + 1 for name in self.tracks]
        return np.broadcast_to(values, shape).ravel()

    def track(self, name: str) -> Values:
        """Return the values of a track, or of a derived track that reads only the tracks of the grid."""
        if name not in self._values:
            for each in self._missing(name):
                derived = self.slots.rules_of_derived[each]
                self._values[each] = np.clip(self.sum(derived.form), derived.min, derived.max)
        return self._values[name]

    def _missing(self, name: str) -> list[str]:
        """Return the derived tracks behind one, itself included, that have no values yet, in the order they need."""
        found, waiting = {name}, [name]
        while waiting:
            names = self.slots.rules_of_derived[waiting.pop()].form.names()
            fresh = {each for each in names if each in self.slots.derived and each not in self._values} - found
            found |= fresh
            waiting += fresh
        return sorted(found, key=self.slots.derived.__getitem__)

    def linear(self, form: Linear) -> Values:
        """Return the values of a linear form."""
        return form.constant + sum(factor * self.track(name) for factor, name in form.terms)

    def condition(self, condition: Condition) -> Values:
        """Say where a condition holds."""
        value = self.linear(condition.form)
        if condition.op == ">=":
            return value >= 0
        return (value == 0) == (condition.op == "==")

    def guard(self, guard: Guard) -> Values:
        """Say where every condition of a guard holds."""
        holds: Values = True
        for each in self.slots.conditions(guard):
            holds = holds & self.condition(each)
        return holds

    def sum(self, form: Sum) -> Values:
        """Return the values of a sum."""
        return sum(self.guard(each.guard) * self.linear(each.linear) for each in form.summands)
