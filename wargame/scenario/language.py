"""The rule language: guards, linear forms and effects over named whole numbers.

They are small and total: a linear form, a conjunction of comparisons and of disjunctions of them, an assignment. That
makes rules explainable and checkable. `parsing` makes them from an author's text.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BOUND = 10_000  # no number in a scenario is larger
MOST_ALTERNATIVES = 16  # of one disjunction


@frozen(cache_hash=True)
class Linear:
    """`constant + Σ coefficient·track`; no track appears twice, none has coefficient 0."""

    constant: int
    terms: tuple[tuple[int, str], ...] = ()  # (coefficient, track), in order of first appearance

    def names(self) -> tuple[str, ...]:
        """Return the tracks read."""
        return self._names

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(name for _, name in self.terms)

    def value(self, tracks: Mapping[str, int]) -> int:
        """Evaluate over `tracks`."""
        return self.constant + sum(coefficient * tracks[name] for coefficient, name in self.terms)

    def plus(self, other: Linear, times: int = 1) -> Linear:
        """Return `self + times·other`."""
        return total(((1, self), (times, other)))

    @property
    def size(self) -> int:
        """Return of how many numbers and names it is made."""
        return 1 + len(self.terms)


def total(parts: Iterable[tuple[int, Linear]]) -> Linear:
    """Return the sum of forms, each taken so many times."""
    constant, coefficients = 0, dict[str, int]()
    for times, form in parts:
        constant += times * form.constant
        for coefficient, name in form.terms:
            if together := coefficients.get(name, 0) + times * coefficient:
                coefficients[name] = together
            else:
                coefficients.pop(name, None)
    return Linear(constant, tuple((coefficient, name) for name, coefficient in coefficients.items()))


@lru_cache(maxsize=4096)
def negative(form: Linear) -> Linear:
    """Return a form times -1."""
    return total(((-1, form),))


@frozen(cache_hash=True)
class Condition:
    """`form op 0`, with op one of `>=`, `==`, `!=`."""

    form: Linear
    op: str

    def holds(self, tracks: Mapping[str, int]) -> bool:
        """Say whether it is true of `tracks`."""
        value = self.form.value(tracks)
        return value >= 0 if self.op == ">=" else (value == 0) == (self.op == "==")

    def names(self) -> tuple[str, ...]:
        """Return the tracks read."""
        return self.form.names()

    @property
    def size(self) -> int:
        """Return of how many numbers and names it is made."""
        return self.form.size


@frozen(cache_hash=True)
class Either:
    """A disjunction: it holds where one of its alternatives does, each a conjunction of conditions."""

    alternatives: tuple[Guard, ...]  # not one, and of `Condition`s alone

    def names(self) -> tuple[str, ...]:
        """Return the tracks read, each once."""
        return tuple(dict.fromkeys(name for each in self.alternatives for name in each.names()))

    def holds(self, tracks: Mapping[str, int]) -> bool:
        """Say whether one of the alternatives is true of `tracks`."""
        return any(each.holds(tracks) for each in self.alternatives)

    @property
    def size(self) -> int:
        """Return of how many numbers and names it is made."""
        return sum(each.size for each in self.alternatives)


Clause = Condition | Either  # of a guard


@frozen(cache_hash=True)
class Guard:
    """A conjunction of clauses; the empty one always holds."""

    conditions: tuple[Clause, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Return the tracks read, each once."""
        return self._names

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for condition in self.conditions for name in condition.names()))

    def holds(self, tracks: Mapping[str, int]) -> bool:
        """Say whether every condition is true of `tracks`."""
        return all(condition.holds(tracks) for condition in self.conditions)

    def joined(self, other: Guard) -> Guard:
        """Return the conjunction of both."""
        return Guard(tuple(dict.fromkeys(self.conditions + other.conditions)))

    @property
    def size(self) -> int:
        """Return of how many numbers and names it is made."""
        return sum(condition.size for condition in self.conditions)


ALWAYS = Guard()
NEVER = Guard((Condition(Linear(-1), ">="),))


@frozen(cache_hash=True)
class Summand:
    """A linear form that counts only while its guard holds."""

    linear: Linear
    guard: Guard = ALWAYS


def added_up(summands: Iterable[Summand]) -> tuple[Summand, ...]:
    """Merge summands with the same guard, in the order in which the guards appear."""
    by_guard: dict[Guard, list[tuple[int, Linear]]] = {}
    for each in summands:
        by_guard.setdefault(each.guard, []).append((1, each.linear))
    return tuple(Summand(total(parts), guard) for guard, parts in by_guard.items())


@frozen(cache_hash=True)
class Sum:
    """A form as authors write it: summands added up."""

    summands: tuple[Summand, ...]

    def names(self) -> tuple[str, ...]:
        """Return the tracks read, in guards or amounts, each once."""
        return self._names

    @cached_property
    def _names(self) -> tuple[str, ...]:
        reads = (name for each in self.summands for name in (*each.guard.names(), *each.linear.names()))
        return tuple(dict.fromkeys(reads))

    @property
    def size(self) -> int:
        """Return of how many numbers and names it is made."""
        return sum(each.guard.size + each.linear.size for each in self.summands)

    def value(self, tracks: Mapping[str, int]) -> int:
        """Evaluate over `tracks`."""
        return sum(each.linear.value(tracks) for each in self.summands if each.guard.holds(tracks))


@frozen(cache_hash=True)
class Assignment:
    """`target op form`, with op one of `=`, `+=`, `-=`, `>>=` (raise to at least), `<<=` (lower to at most)."""

    target: str
    op: str
    form: Linear

    def result(self, tracks: Mapping[str, int]) -> int:
        """Return the new value of the target, before clamping."""
        amount, now = self.form.value(tracks), tracks.get(self.target, 0)
        results = {
            "=": amount,
            "+=": now + amount,
            "-=": now - amount,
            ">>=": max(now, amount),
            "<<=": min(now, amount),
        }
        return results[self.op]


def negated(condition: Condition) -> Condition:
    """Return the condition that holds exactly where this one does not."""
    if condition.op == ">=":
        return Condition(Linear(-1).plus(condition.form, -1), ">=")
    return Condition(condition.form, "!=" if condition.op == "==" else "==")


@lru_cache(maxsize=4096)
def negation(clause: Clause) -> Guard:
    """Return the guard that holds exactly where a clause does not."""
    if isinstance(clause, Condition):
        return Guard((negated(clause),))
    failed = [tuple(Guard(negation(each).conditions) for each in guard.conditions) for guard in clause.alternatives]
    return Guard(tuple(Either(each) if len(each) > 1 else each[0].conditions[0] for each in failed))


def cases(guard: Guard, most: int) -> list[Guard]:
    """Return the disjunctive normal form of a guard: conjunctions of conditions of which one holds wherever it does.

    If these would be more than `most`, one is returned, without the guard's disjunctions: a weaker condition.
    """
    ways = [each.alternatives if isinstance(each, Either) else (Guard((each,)),) for each in guard.conditions]
    if prod(map(len, ways)) > most:
        return [Guard(tuple(each for each in guard.conditions if isinstance(each, Condition)))]
    return [_conjunction(chosen) for chosen in product(*ways)]


def disjunction(guards: Iterable[Guard]) -> Guard | None:
    """Return the guard that holds where one of these does (of none: never); None if it had too many alternatives."""
    found: dict[Guard, None] = {}
    for each in guards:
        if not each.conditions:
            return ALWAYS
        count = prod(len(part.alternatives) for part in each.conditions if isinstance(part, Either))
        if len(found) + count > MOST_ALTERNATIVES:
            return None
        found |= dict.fromkeys(cases(each, count))
    alternatives = tuple(found)
    return Guard((Either(alternatives),)) if len(alternatives) != 1 else alternatives[0]


def _conjunction(guards: Iterable[Guard]) -> Guard:
    return Guard(tuple(dict.fromkeys(condition for each in guards for condition in each.conditions)))
