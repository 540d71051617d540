"""The layout of a state: the slot of each name, and which derived tracks have to be computed before a read.

A derived track that is one linear form and never leaves its bounds is inlined; a threshold on a clamped linear form is
a threshold on the form itself. What remains has to be computed before it is read: `needed` says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve, field, frozen

from wargame.bounds import MOST_PLIES
from wargame.kernel import state
from wargame.scenario.intervals import Limits, always, bounds
from wargame.scenario.language import Condition, Guard, Linear, total
from wargame.scenario.rules import Derived, Role

if TYPE_CHECKING:
    from wargame.scenario.ruleset import Rules

SLOT_BY_NAME = {  # of what the engine keeps and controls, by the names that rules have for it
    "phase": state.PHASE,
    "round": state.ROUND,
    "clock": state.CLOCK,
    "ply": state.PLY,
    "ending_class": state.ENDING_CLASS,
    "again": state.AGAIN,
    "end_round": state.END_ROUND,
    "end_phase": state.END_PHASE,
    "next_phase": state.NEXT_PHASE,
    "end_game": state.END_GAME,
    "first": state.FIRST,
}

Ranges = dict[str, tuple[int, int]]
_EMPTY = (1, 0)
_MOST_INLINED = 16  # terms of a plain form that is written where it is read
_MOST_REDUCED = 16  # steps of one condition towards the tracks behind it


@frozen
class Slots:
    """Names and their slots in a state."""

    of_name: Mapping[str, int]
    limits: Limits
    derived: Mapping[str, int]  # place among the derived tracks
    first_derived: int
    count: int
    rules_of_derived: Mapping[str, Derived]
    alternatives: frozenset[str]  # derived tracks of the compiler's own
    # Learned while a scenario is compiled.
    _plain: dict[str, Linear] = field(factory=dict)  # derived tracks that are never clamped
    _clamped: dict[str, tuple[Linear, Derived]] = field(factory=dict)  # plain forms that are
    _behind: dict[str, int] = field(factory=dict)  # the tracks, not derived, that each name depends on, as bits by slot
    _reads: dict[str, int] = field(factory=dict)  # derived tracks to compute before a name is read, as bits by place
    _reduced: dict[Condition, Condition] = field(factory=dict)

    @classmethod
    def of(cls, rules: Rules) -> Slots:
        """Lay out the state of a scenario."""
        of_name = dict(SLOT_BY_NAME)
        for each in rules.every_track:
            of_name[each.id] = state.ENGINE_SLOTS + len(of_name) - len(SLOT_BY_NAME)
        limits = {**rules.limits, "ply": (0, MOST_PLIES), "first": (0, 1), "next_phase": (0, len(rules.phases))}
        limits |= {"again": (0, 1), "end_round": (0, 1), "end_phase": (0, 1), "end_game": (0, 1)}
        first = state.ENGINE_SLOTS + len(rules.tracks)
        order = {each.id: at for at, each in enumerate(rules.derived)}
        by_id = {each.id: each for each in rules.derived}
        either = frozenset(each.id for each in rules.derived if each.role is Role.EITHER)
        slots = cls(of_name, limits, order, first, first + len(order), by_id, either)
        slots._behind.update({name: 1 << slot for name, slot in of_name.items() if name not in order})
        for each in rules.derived:
            slots._learn(each)
        return slots

    def fixed(self) -> Slots:
        """Return an immutable copy, for after the compilation."""
        parts = asdict(self, recurse=False).items()
        found: dict[str, Any] = {
            name.lstrip("_"): MappingProxyType(each) for name, each in parts if isinstance(each, dict)
        }
        return evolve(self, **found)

    def _learn(self, derived: Derived) -> None:
        if len(derived.form.summands) == 1 and derived.form.summands[0].guard == Guard():
            form = self.inlined(derived.form.summands[0].linear)
            low, high = bounds(form, self.limits)
            if len(form.terms) > _MOST_INLINED:
                pass  # it is cheaper to compute it once than to add it up wherever it is read
            elif derived.min <= low and high <= derived.max:
                self._plain[derived.id] = form
            else:
                self._clamped[derived.id] = (form, derived)
        names = derived.form.names()
        self._behind[derived.id] = self.bits_behind(names)
        if derived.id in self._plain:
            self._reads[derived.id] = self.bits_needed(self._plain[derived.id].names())
        else:
            self._reads[derived.id] = self.bits_needed(names) | 1 << self.derived[derived.id]

    def inlined(self, form: Linear) -> Linear:
        """Return a form with the derived tracks that are linear forms replaced by these."""
        parts = [(coefficient, self._plain.get(name, Linear(0, ((1, name),)))) for coefficient, name in form.terms]
        return total([(1, Linear(form.constant)), *parts])

    def needed(self, names: Iterable[str]) -> frozenset[str]:
        """Return the derived tracks to compute before these names are read."""
        bits = self.bits_needed(names)
        return frozenset(name for name, at in self.derived.items() if bits >> at & 1)

    def bits_needed(self, names: Iterable[str]) -> int:
        """Return the same as a bit set, by the index of each among the derived tracks."""
        return reduce(or_, (self._reads.get(name, 0) for name in names), 0)

    def behind(self, names: Iterable[str]) -> frozenset[str]:
        """Return the tracks, none of them derived, that these names depend on."""
        bits = self.bits_behind(names)
        return frozenset(name for name, slot in self.of_name.items() if bits >> slot & 1)

    def bits_behind(self, names: Iterable[str]) -> int:
        """Return the same as a bit set, by slot."""
        return reduce(or_, (self._behind[name] for name in names), 0)

    def support(self, condition: Condition) -> frozenset[str]:
        """Return the names whose values decide a condition; for an alternative's track, those behind it."""
        names = frozenset(condition.names())
        for each in names & self.alternatives:
            names = names - {each} | self.behind((each,))
        return names

    def reduced(self, condition: Condition) -> Condition:
        """Return an equivalent condition that reads as few derived tracks as possible."""
        if condition not in self._reduced:
            last = found = condition
            for _ in range(_MOST_REDUCED):
                last, found = found, self._nearer(found)
                if found == last:
                    break
            self._reduced[condition] = found
        return self._reduced[condition]

    def _nearer(self, condition: Condition) -> Condition:
        """Return an equivalent condition with one layer of derived tracks replaced by what they are derived from."""
        form = self.inlined(condition.form)
        if condition.op == ">=" and len(form.terms) == 1 and form.terms[0][1] in self._clamped:
            coefficient, name = form.terms[0]
            inner, derived = self._clamped[name]
            if coefficient == 1 and derived.min < -form.constant <= derived.max:  # clamp(f) >= k is f >= k
                return Condition(inner.plus(Linear(form.constant)), ">=")
            if coefficient == -1 and derived.min <= form.constant < derived.max:
                return Condition(Linear(form.constant).plus(inner, -1), ">=")
        if condition.op == "!=" and len(form.terms) == 1:  # not at an end of its range: a threshold
            coefficient, name = form.terms[0]
            low, high = self.limits[name]
            if coefficient == 1 and -form.constant == low:
                return Condition(Linear(form.constant - 1, ((1, name),)), ">=")
            if coefficient == 1 and -form.constant == high:
                return Condition(Linear(-form.constant - 1, ((-1, name),)), ">=")
        return Condition(form, condition.op)

    def conditions(self, guard: Guard) -> Iterator[Condition]:
        """Yield the conditions of a guard without disjunctions, reduced."""
        for each in guard.conditions:
            assert isinstance(each, Condition), each
            yield self.reduced(each)

    def read_by(self, guard: Guard) -> tuple[str, ...]:
        """Return the names that a guard reads once it is reduced."""
        return tuple(name for each in self.conditions(guard) for name in each.names())

    def split(self, guard: Guard) -> tuple[Ranges, list[Condition]]:
        """Split a guard into ranges of single tracks and the other conditions."""
        ranges: Ranges = {}
        tests: list[Condition] = []
        for condition in self.conditions(guard):
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
