"""Disjunctions in guards → derived tracks that are 1 while one of the alternatives holds.

The kernel knows conjunctions alone. So each `Either` becomes a condition on a derived track of the compiler's own, a
sum of guarded ones clamped to 1: computed only where it is read, and looked up in rows and wheels where it depends on
few tracks. Rules without `or` are left as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_
from types import MappingProxyType
from typing import Any

import attrs
from attrs import define, field

from wargame.scenario.language import Assignment, Condition, Either, Guard, Linear, Sum, Summand
from wargame.scenario.model import Scenario
from wargame.scenario.rules import Derived, Role
from wargame.scenario.ruleset import Rules

_WITHOUT_GUARDS = (Linear, Assignment, Scenario)


def without_alternatives(rules: Rules) -> Rules:
    """Return the same rules without disjunctions; each new derived track stands before whatever reads it."""
    disjunctions = _Disjunctions()
    derived = [track for each in rules.derived for track in disjunctions.with_what_it_reads(each)]
    parts = {each.name: getattr(rules, each.name) for each in attrs.fields(Rules) if each.name != "derived"}
    rest = {name: disjunctions.replaced_in(part) for name, part in parts.items()}
    return attrs.evolve(rules, **rest, derived=(*derived, *disjunctions.take())) if disjunctions.names else rules


@define
class _Disjunctions:
    """The disjunctions met so far, each with the name of its derived track."""

    names: dict[Either, str] = field(factory=dict)
    _made: list[Derived] = field(factory=list)

    def with_what_it_reads(self, derived: Derived) -> list[Derived]:
        """Return a derived track, preceded by those of the disjunctions that it is the first to read."""
        own = self.replaced_in(derived)
        return [*self.take(), own]

    def take(self) -> list[Derived]:
        """Return the tracks made since the last call."""
        made, self._made = self._made, []
        return made

    def replaced_in(self, node: Any) -> Any:  # noqa: ANN401  whatever rules are made of
        """Return rules, or a part of them, with every disjunction replaced by a condition on its track."""
        if isinstance(node, Guard):
            return self._guard(node)
        if isinstance(node, tuple):
            replaced = tuple(map(self.replaced_in, node))
            return node if all(map(is_, replaced, node)) else replaced
        if isinstance(node, Mapping):
            return MappingProxyType({key: self.replaced_in(each) for key, each in node.items()})
        if isinstance(node, _WITHOUT_GUARDS) or not attrs.has(type(node)):
            return node
        parts = {each.name: getattr(node, each.name) for each in attrs.fields(type(node))}
        changed = {name: new for name, part in parts.items() if (new := self.replaced_in(part)) is not part}
        return attrs.evolve(node, **changed) if changed else node

    def _guard(self, guard: Guard) -> Guard:
        if not any(isinstance(each, Either) for each in guard.conditions):
            return guard
        return Guard(tuple(self._condition(each) if isinstance(each, Either) else each for each in guard.conditions))

    def _condition(self, either: Either) -> Condition:
        if either not in self.names:
            self.names[either] = f"either {len(self.names) + 1}"  # a blank: no id of an author's
            self._made.append(_track(self.names[either], either))
        return Condition(Linear(-1, ((1, self.names[either]),)), ">=")


def _track(name: str, either: Either) -> Derived:
    return Derived(
        id=name,
        title=name,
        meaning="1 while one of the alternatives holds",
        min=0,
        max=1,
        form=Sum(tuple(Summand(Linear(1), each) for each in either.alternatives)),
        seen_by=(),
        role=Role.EITHER,
    )
