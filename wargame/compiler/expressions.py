"""Forms, guards and effects → tables, hash-consed: each is written once, however often it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from wargame.compiler.slots import Slots
from wargame.compiler.writer import TableWriter
from wargame.errors import ScenarioError
from wargame.kernel import state, tables
from wargame.kernel.records import Span
from wargame.scenario.language import ALWAYS, Condition, Guard, Linear, Sum, Summand
from wargame.scenario.rules import Effects, Step
from wargame.scenario.ruleset import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPERATORS = {"+=": tables.ADD, "-=": tables.ADD, "=": tables.SET, ">>=": tables.RAISE, "<<=": tables.LOWER}
_TESTS = {">=": tables.AT_LEAST, "==": tables.EQUAL, "!=": tables.UNEQUAL}
_MOST_NUMBERS = 4_000_000  # in all tables
_INLINE = len(tables.Head._fields)  # terms of a form that are evaluated without a loop
_NO_TERM = tables.Term(0, 0)


@define(kw_only=True)
class FormWriter:
    """Writes what rules are made of into tables.

    A method takes a piece of a rule and returns the index (or the record) of it in the tables, where it is written at
    the first call.
    """

    rules: Rules  # without disjunctions
    slots: Slots
    out: TableWriter = field(factory=TableWriter)
    _guards: dict[Guard, int] = field(factory=dict)
    _sums: dict[Sum, int] = field(factory=dict)
    _bodies: dict[Effects, tables.Body] = field(factory=dict)
    _refresh: dict[int, Span] = field(factory=dict)

    def refresh(self, names: tuple[str, ...]) -> Span:
        """Return the list, in the table `refresh`, of the derived tracks to compute before these names are read."""
        return self.refresh_exactly(self.slots.bits_needed(names))

    def refresh_exactly(self, needed: int) -> Span:
        """Return the list of the derived tracks whose bits `needed` has, in the order in which to compute them."""
        if needed not in self._refresh:
            found = [at for at in range(needed.bit_length()) if needed >> at & 1]
            self._refresh[needed] = self.out.extend("refresh", found)
            self.check_size()
        return self._refresh[needed]

    def check_size(self) -> None:
        """Refuse tables that have become too large.

        Raises:
            ScenarioError: with their size.
        """
        if (size := self.out.size()) > _MOST_NUMBERS:
            fault = f"the tables of the rules come to {size:,} numbers; at most {_MOST_NUMBERS:,} are allowed: "
            fault += "let fewer rules read derived tracks that read many others"
            message = f"{self.rules.scenario.id}: 1 fault in the size of the rules"
            raise ScenarioError(message, [f"derived: {fault}"])

    def terms(self, form: Linear) -> Span:
        """Write the terms of a linear form; return their span."""
        return self.out.extend("terms", self._terms(form.terms))

    def _terms(self, terms: tuple[tuple[int, str], ...]) -> list[tables.Term]:
        return [tables.Term(factor, self.slots.of_name[name]) for factor, name in terms]

    def guard(self, guard: Guard) -> int:
        """Return the index of a guard."""
        if guard not in self._guards:
            ranges, tests = self.slots.split(guard)
            index = self.out.add("guards", tables.Guard(self.out.count("ranges"), self.out.count("tests")))
            self._guards[guard] = index
            assert index == len(self._guards) - 1
            self.out.extend("ranges", [self.range_of(name, limits) for name, limits in ranges.items()])
            for condition in tests:
                self.out.add("tests", self._test(condition))
        return self._guards[guard]

    def range_of(self, name: str, limits: tuple[int, int]) -> tables.Range:
        """Return the condition that a track lies within limits."""
        return tables.Range(self.slots.of_name[name], *limits)

    def _test(self, condition: Condition) -> tables.Test:
        form = condition.form
        return tables.Test(operator=_TESTS[condition.op], constant=form.constant, terms=self.terms(form))

    def sum(self, form: Sum) -> int:
        """Return the index of a sum."""
        if form not in self._sums:
            summands = [(self.guard(each.guard), self.slots.inlined(each.linear)) for each in form.summands]
            self._sums[form] = self.out.add("sums", self.out.count("summands"))
            for guard, linear in summands:
                head, rest = self._head(linear.terms[:_INLINE]), self.terms(Linear(0, linear.terms[_INLINE:]))
                self.out.add("summands", tables.Summand(guard, linear.constant, head, rest))
        return self._sums[form]

    def _head(self, terms: tuple[tuple[int, str], ...]) -> tables.Head:
        """Return the first three terms of a form, filled up with terms that add nothing."""
        return tables.Head(*self._terms(terms), *[_NO_TERM] * (_INLINE - len(terms)))

    def amount(self, form: Sum) -> tables.Amount:
        """Return a form as an amount: read without a loop where it is linear and has few terms."""
        if len(form.summands) == 1 and form.summands[0].guard == ALWAYS:
            linear = self.slots.inlined(form.summands[0].linear)
            if len(linear.terms) <= _INLINE:
                return tables.Amount(linear.constant, self._head(linear.terms), sum=-1)
        return tables.Amount(0, self._head(()), self.sum(form))

    # -- effects

    def body(self, effects: Effects) -> tables.Body:
        """Return the body of a list of effects."""
        if effects not in self._bodies:
            out = self.out
            adds, later = self._hoisted(effects)
            steps = [each for step in later for each in self._steps(step)]
            adds += [tables.Addition(state.SPARE, 0, 0, 0)] * (-len(adds) % tables.BLOCK)
            lie = out.extend("adds", adds)
            blocks = Span(lie.start // tables.BLOCK, lie.stop // tables.BLOCK)
            self._bodies[effects] = tables.Body(blocks, out.extend("steps", steps))
        return self._bodies[effects]

    def _hoisted(self, effects: Effects) -> tuple[list[tables.Addition], list[Step]]:
        """Split off the constant effects that commute with all effects before them; return these, and the rest."""
        adds: list[tables.Addition] = []
        later: list[Step] = []
        touched = 0  # slots that a step kept for later reads or writes, as bits
        for step in effects:
            for each in step.do:
                form = self.slots.inlined(each.form)
                if not step.guard.conditions and not form.terms and not touched & 1 << self.slots.of_name[each.target]:
                    adds.append(self._add(each.target, each.op, form.constant))
                elif step.guard.conditions:
                    touched |= self._touched(step)
                    later.append(step)
                    break
                else:
                    single = Step((each,))
                    touched |= self._touched(single)
                    later.append(single)
        return adds, later

    def _touched(self, step: Step) -> int:
        """Return the slots of the tracks a step reads or writes, those behind derived tracks included, as bits."""
        return self.slots.bits_behind((*step.names(), *(each.target for each in step.do)))

    def _add(self, target: str, op: str, amount: int) -> tables.Addition:
        """Return a constant effect as an addition within the bounds of its track."""
        low, high = self.slots.limits[target]
        slot, value = self.slots.of_name[target], min(max(amount, low), high)
        if op in {"+=", "-="}:
            return tables.Addition(slot, amount if op == "+=" else -amount, low, high)
        if op == "=":
            return tables.Addition(slot, 0, value, value)
        return tables.Addition(slot, 0, value, high) if op == ">>=" else tables.Addition(slot, 0, low, value)

    def _steps(self, step: Step) -> Iterator[tables.Step]:
        """Yield a step's assignments as records; the guard stands at the first and spans them all."""
        for at, each in enumerate(step.do):
            guard = step.guard if at == 0 else ALWAYS
            form = Linear(0).plus(each.form, -1 if each.op == "-=" else 1)
            low, high = self.slots.limits[each.target]
            yield tables.Step(
                guard=self.guard(guard),
                span=len(step.do),
                operator=_OPERATORS[each.op],
                slot=self.slots.of_name[each.target],
                low=low,
                high=high,
                refresh=self.refresh((*guard.names(), *form.names())),
                amount=self.amount(Sum((Summand(form),))),
            )
