"""Where each name lies in a state, and what a form really reads.

A derived track that is a plain form and never leaves its bounds is replaced by that form; a threshold on a clamped
plain form is a threshold on the form itself. What remains has to be computed before it is read: `needed` says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve, field, frozen

from wargame.kernel import state
from wargame.scenario.intervals import Limits, always, bounds
from wargame.scenario.language import Condition, Guard, Linear
from wargame.scenario.rules import Derived

if TYPE_CHECKING:
    from wargame.scenario.rules import Rules

__all__ = ["Slots"]

_ENGINE = {
    "phase": state.PHASE,
    "round": state.ROUND,
    "clock": state.CLOCK,
    "ply": state.PLY,
    "ending_class": state.ENDING_CLASS,
    "end_round": state.END_ROUND,
    "end_phase": state.END_PHASE,
    "next_phase": state.NEXT_PHASE,
    "end_game": state.END_GAME,
    "first": state.FIRST,
}

Ranges = dict[str, tuple[int, int]]
_EMPTY = (1, 0)


@frozen
class Slots:
    """Names and their places in a state."""

    of_name: Mapping[str, int]
    limits: Limits
    derived: Mapping[str, int]  # place among the derived tracks
    first_derived: int
    count: int
    rules_of_derived: Mapping[str, Derived]
    # Learned track by track, then fixed like the others.
    _plain: dict[str, Linear] = field(factory=dict)  # derived tracks that are never clamped
    _clamped: dict[str, tuple[Linear, Derived]] = field(factory=dict)  # plain forms that are
    _behind: dict[str, frozenset[str]] = field(factory=dict)  # tracks behind a derived one
    _reads: dict[str, frozenset[str]] = field(factory=dict)  # derived tracks behind a derived one, itself included

    @classmethod
    def of(cls, rules: Rules) -> Slots:
        """Lay out the state of a scenario."""
        of_name = dict(_ENGINE)
        for each in rules.every_track:
            of_name[each.id] = state.ENGINE_SLOTS + len(of_name) - len(_ENGINE)
        limits = {each.id: (each.min, each.max) for each in rules.every_track}
        phases, classes = len(rules.phases), len(rules.scenario.ending_classes)
        limits |= {"phase": (1, phases), "round": (1, 501), "clock": (0, 60), "ply": (0, 500), "first": (0, 1)}
        limits |= {"ending_class": (0, classes), "next_phase": (0, phases)}
        limits |= {"end_round": (0, 1), "end_phase": (0, 1), "end_game": (0, 1)}
        first = state.ENGINE_SLOTS + len(rules.tracks)
        order = {each.id: at for at, each in enumerate(rules.derived)}
        slots = cls(of_name, limits, order, first, first + len(order), {each.id: each for each in rules.derived})
        for each in rules.derived:
            slots._learn(each)
        parts = asdict(slots, recurse=False).items()
        fixed: dict[str, Any] = {
            name.lstrip("_"): MappingProxyType(each) for name, each in parts if isinstance(each, dict)
        }
        return evolve(slots, **fixed)

    def _learn(self, derived: Derived) -> None:
        if len(derived.form.summands) == 1 and derived.form.summands[0].guard == Guard():
            form = self.inlined(derived.form.summands[0].linear)
            low, high = bounds(form, self.limits)
            if derived.min <= low and high <= derived.max:
                self._plain[derived.id] = form
            else:
                self._clamped[derived.id] = (form, derived)
        self._reads[derived.id] = self.needed(derived.form.names()) | {derived.id}
        self._behind[derived.id] = self.behind(derived.form.names())

    def inlined(self, form: Linear) -> Linear:
        """Replace the derived tracks that are plain forms."""
        result = Linear(form.constant)
        for coefficient, name in form.terms:
            result = result.plus(self._plain.get(name, Linear(0, ((1, name),))), coefficient)
        return result

    def needed(self, names: Iterable[str]) -> frozenset[str]:
        """Return the derived tracks to compute before these names are read."""
        found: frozenset[str] = frozenset()
        for name in names:
            if name in self._plain:
                found |= self.needed(self._plain[name].names())
            elif name in self.derived:
                found |= self._reads[name]
        return found

    def behind(self, names: Iterable[str]) -> frozenset[str]:
        """Return the tracks that these names hang on, none of them derived."""
        found: frozenset[str] = frozenset()
        for name in names:
            found |= self._behind[name] if name in self.derived else {name}
        return found

    def reduced(self, condition: Condition) -> Condition:
        """Return the same condition read off as few derived tracks as possible."""
        form = self.inlined(condition.form)
        if condition.op == ">=" and len(form.terms) == 1 and form.terms[0][1] in self._clamped:
            coefficient, name = form.terms[0]
            inner, derived = self._clamped[name]
            if coefficient == 1 and derived.min < -form.constant <= derived.max:  # clamp(f) >= k is f >= k
                return self.reduced(Condition(inner.plus(Linear(form.constant)), ">="))
            if coefficient == -1 and derived.min <= form.constant < derived.max:
                return self.reduced(Condition(Linear(form.constant).plus(inner, -1), ">="))
        if condition.op == "!=" and len(form.terms) == 1:  # not at an end of its range: a threshold
            coefficient, name = form.terms[0]
            low, high = self.limits[name]
            if coefficient == 1 and -form.constant == low:
                return self.reduced(Condition(Linear(form.constant - 1, ((1, name),)), ">="))
            if coefficient == 1 and -form.constant == high:
                return self.reduced(Condition(Linear(-form.constant - 1, ((-1, name),)), ">="))
        return Condition(form, condition.op)

    def read_by(self, guard: Guard) -> tuple[str, ...]:
        """Return the names that a guard reads once it is reduced."""
        return tuple(name for each in guard.conditions for name in self.reduced(each).form.names())

    def split(self, guard: Guard) -> tuple[Ranges, list[Condition]]:
        """Return the conditions on single tracks as ranges, and the others."""
        ranges: Ranges = {}
        tests: list[Condition] = []
        for each in guard.conditions:
            condition = self.reduced(each)
            form = condition.form
            if always(condition, self.limits):
                continue
            if len(form.terms) == 1 and condition.op != "!=":
                name, allowed = _range_of(form, condition.op, self.limits)
                low, high = ranges.get(name, self.limits[name])
                ranges[name] = (max(low, allowed[0]), min(high, allowed[1]))
            else:
                tests.append(condition)
        return ranges, tests


def _range_of(form: Linear, op: str, limits: Limits) -> tuple[str, tuple[int, int]]:
    """Solve `coefficient·name + constant op 0` for the name."""
    coefficient, name = form.terms[0]
    low, high = limits[name]
    if op == "==":
        if form.constant % coefficient:
            return name, _EMPTY
        value = -form.constant // coefficient
        return name, (value, value)
    if coefficient > 0:
        return name, (-(form.constant // coefficient), high)
    return name, (low, form.constant // -coefficient)
