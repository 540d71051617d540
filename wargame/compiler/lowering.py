"""`Rules` → tables of integers.

Four things make the tables fast: derived tracks that cannot leave their bounds are substituted away; constant
effects that commute with the rest go first, as bare additions; the guards of the moves of a seat in a phase become
rows of move masks, and the weights of a rule's outcomes wheels, both looked up by the values of a few tracks at once.
"""

from __future__ import annotations

import hashlib
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.compiler.alternatives import without_alternatives
from wargame.compiler.legality import plan_of_moves
from wargame.compiler.program import Compiled
from wargame.compiler.slots import Slots
from wargame.compiler.wheels import wheels_of
from wargame.compiler.writer import TableWriter
from wargame.errors import ScenarioError
from wargame.kernel import state, tables
from wargame.kernel.records import BySeat, Span
from wargame.scenario import rules as rules_of
from wargame.scenario.language import ALWAYS, Clause, Condition, Guard, Linear, Sum, Summand, added_up
from wargame.scenario.rules import Effects, Outcome, Rules, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.scenario.rules import Event, MoveRule, Setup

_OPERATORS = {"+=": tables.ADD, "-=": tables.ADD, "=": tables.SET, ">>=": tables.RAISE, "<<=": tables.LOWER}
_TESTS = {">=": tables.AT_LEAST, "==": tables.EQUAL, "!=": tables.UNEQUAL}
_MOST_NUMBERS = 4_000_000  # in all tables
_INLINE = len(tables.Head._fields)  # terms of a form that are evaluated without a loop
_NO_TERM = tables.Term(0, 0)
_ANYTHING = tables.Range(0, -32767, 32767)
_NO_WHEEL = tables.Wheel(exists=0, place=tables.Place(0, 0, 0, 0, 0, 0))
_MOMENTS = {"ply": state.AFTER_PLY, "round": state.AFTER_ROUND, "phase": state.AFTER_PHASE, "final": state.FINAL}


def lower(rules: Rules, digest: str) -> Compiled:
    """Compile checked rules; `digest` is the SHA-256 of the scenario's text."""
    plain = without_alternatives(rules)
    return _Lowering(rules, plain, Slots.of(plain)).compiled(digest)


def _drawing(rules: Rules) -> list[MoveRule | Event | Setup]:
    """Return what has a rule in the tables, by its index."""
    return [*rules.moves, *rules.events, *rules.setup]


@define
class _Lowering:
    written: Rules
    rules: Rules  # the same without disjunctions
    slots: Slots
    out: TableWriter = field(factory=TableWriter)
    _guards: dict[Guard, int] = field(factory=dict)
    _sums: dict[Sum, int] = field(factory=dict)
    _bodies: dict[Effects, tables.Body] = field(factory=dict)
    _refresh: dict[int, Span] = field(factory=dict)

    def compiled(self, digest: str) -> Compiled:
        rules, out = self.rules, self.out
        everything = _drawing(rules)
        out.extend("refresh", range(len(rules.derived)))  # the whole list comes first
        self.guard(ALWAYS)
        self._derived()
        for rule in everything:
            self._rule(rule)
        self._moments(everything)
        self._plans()
        self._players()
        self._endings()
        self._scores()
        self._what_is_seen(everything)
        for each in rules.projections:
            out.add("bodies", self.body(each.effects))
        self._sizes()
        self._close()
        self._check_size()
        try:
            ints, words = tables.pack(out.numbers)
        except OverflowError:
            message = f"{rules.scenario.id}: numbers multiply to beyond 32 bits; make them smaller"
            raise ScenarioError(message) from None
        return Compiled(
            rules=self.written,
            digest=digest,
            ints=ints,
            words=words,
            slots=self.slots.fixed(),
            everything=tuple(_drawing(self.written)),
            outcomes=tuple((at, each) for at, rule in enumerate(_drawing(self.written)) for each in rule.outcomes),
        )

    # -- forms and guards

    def refresh(self, names: tuple[str, ...]) -> Span:
        """Return the place of the list of derived tracks to compute before these names are read."""
        return self.refresh_exactly(self.slots.bits_needed(names))

    def refresh_exactly(self, needed: int) -> Span:
        """Return the place of a list of derived tracks (bits by their place), in the order in which to compute them."""
        if needed not in self._refresh:
            found = [at for at in range(needed.bit_length()) if needed >> at & 1]
            self._refresh[needed] = self.out.extend("refresh", found)
            self._check_size()
        return self._refresh[needed]

    def _check_size(self) -> None:
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
        """Write the terms of a form; return where they lie."""
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
            self.out.extend("ranges", [self._range(name, limits) for name, limits in ranges.items()])
            for condition in tests:
                self.out.add("tests", self._test(condition))
        return self._guards[guard]

    def _range(self, name: str, limits: tuple[int, int]) -> tables.Range:
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
        """Write so many terms at most."""
        return tables.Head(*self._terms(terms), *[_NO_TERM] * (_INLINE - len(terms)))

    def amount(self, form: Sum) -> tables.Amount:
        """Write a form as an amount: without a loop where it is plain and short."""
        if len(form.summands) == 1 and form.summands[0].guard == ALWAYS:
            linear = self.slots.inlined(form.summands[0].linear)
            if len(linear.terms) <= _INLINE:
                return tables.Amount(linear.constant, self._head(linear.terms), sum=-1)
        return tables.Amount(0, self._head(()), self.sum(form))

    def _derived(self) -> None:
        for each in self.rules.derived:
            self.out.add("derived", tables.Derived(self.sum(each.form), each.min, each.max))

    # -- effects

    def body(self, effects: Effects) -> tables.Body:
        """Return where a list of effects lies."""
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
        """Part the constant effects that nothing before them touches or reads from the rest."""
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
        """Write a constant effect as an addition and its bounds."""
        low, high = self.slots.limits[target]
        slot, value = self.slots.of_name[target], min(max(amount, low), high)
        if op in {"+=", "-="}:
            return tables.Addition(slot, amount if op == "+=" else -amount, low, high)
        if op == "=":
            return tables.Addition(slot, 0, value, value)
        return tables.Addition(slot, 0, value, high) if op == ">>=" else tables.Addition(slot, 0, low, value)

    def _steps(self, step: Step) -> Iterator[tables.Step]:
        """Write a step: the guard stands at its first assignment and spans them all."""
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

    # -- rules

    def _rule(self, rule: MoveRule | Event | Setup) -> None:
        reads = tuple(name for each in rule.outcomes for name in (*each.when.names(), *each.weight.names()))
        outcomes = self.out.extend("outcomes", [self._outcome(each) for each in rule.outcomes])
        first, second, rest = self._firing(rule)
        self.out.add(
            "rules",
            tables.Rule(
                first_range=first,
                second_range=second,
                guard=self.guard(rest),
                refresh=self.refresh(self.slots.read_by(rest)),
                body=self.body(rule.effects),
                outcomes=outcomes,
                wheel=self._wheel(rule),
                weight_refresh=self.refresh(reads),
            ),
        )
        self.out.add("keys", int.from_bytes(hashlib.blake2b(rule.key.encode(), digest_size=8).digest(), "big"))

    def _outcome(self, outcome: Outcome) -> tables.Outcome:
        body, guard = self.body(outcome.effects), self.guard(outcome.when)
        return tables.Outcome(body, guard, weight=self.amount(outcome.weight))

    def _wheel(self, rule: MoveRule | Event | Setup) -> tables.Wheel:
        wheels = wheels_of(rule.outcomes, self.slots)
        if wheels is None:
            return _NO_WHEEL
        words = self.out.extend("wheels", wheels.words)
        return tables.Wheel(exists=1, place=self._place(words.start, wheels.tracks))

    def _firing(self, rule: MoveRule | Event | Setup) -> tuple[tables.Range, tables.Range, Guard]:
        """Return when a rule fires: two ranges, and a guard of what is left of its conditions."""
        if isinstance(rule, rules_of.MoveRule):  # legality has tables of its own
            return _ANYTHING, _ANYTHING, ALWAYS
        ranges, _ = self.slots.split(rule.when)
        heads = [name for name in ranges if name not in self.slots.derived][:2]  # derived tracks are not computed yet
        first, second, *_ = *(self._range(name, ranges[name]) for name in heads), _ANYTHING, _ANYTHING
        rest = Guard(tuple(each for each in rule.when.conditions if not self._is_range_of(each, set(heads))))
        return first, second, rest

    def _is_range_of(self, condition: Clause, names: set[str]) -> bool:
        ranges, tests = self.slots.split(Guard((condition,)))
        return not tests and ranges.keys() <= names

    def _moments(self, everything: list[MoveRule | Event | Setup]) -> None:
        """List the rules of each phase's moments, in file order."""
        for phase in range(1, len(self.rules.phases) + 1):
            for moment in range(state.MOMENT_COUNT):
                self.out.add("moments", self.out.count("moment_rules"))
                for index, rule in enumerate(everything):
                    at_start = isinstance(rule, rules_of.Setup) and moment == state.SETUP
                    fires = isinstance(rule, rules_of.Event) and phase in rule.phases and _MOMENTS[rule.at] == moment
                    if at_start or fires:
                        self.out.add("moment_rules", index)
        self.out.add("phases", tables.Phase(0, 0))  # phases count from 1
        self.out.extend("phases", self._phases())

    def _phases(self) -> list[tables.Phase]:
        numbers = {phase.id: at for at, phase in enumerate(self.rules.phases, start=1)}
        return [tables.Phase(each.rounds, numbers.get(each.next, 0)) for each in self.rules.phases]

    def _plans(self) -> None:
        """Write the legality tables of each phase and seat."""
        out = self.out
        for phase in range(1, len(self.rules.phases) + 1):
            for side in self.rules.side_ids:
                moves = [(i, m) for i, m in enumerate(self.rules.moves) if m.side == side and phase in m.phases]
                plan = plan_of_moves(moves, self.slots)
                out.add("plans", self._next_plan())
                out.extend("plan_moves", plan.moves)
                for row in plan.rows:
                    words = out.extend("masks", row.masks)
                    out.add("rows", self._place(words.start, row.tracks))
                for condition, bits in plan.checks:
                    guard, refresh = self.guard(Guard((condition,))), self.refresh(condition.names())
                    out.add("checks", tables.Check(guard, out.add("masks", bits), refresh))

    def _next_plan(self) -> tables.Plan:
        """Return a plan that begins where the tables end."""
        out = self.out
        return tables.Plan(rows=out.count("rows"), checks=out.count("checks"), moves=out.count("plan_moves"))

    def _place(self, word: int, tracks: tuple[str, ...]) -> tables.Place:
        """Write how the values of at most three tracks lead to a word; the last track varies fastest."""
        stride, pairs = 1, []
        for name in reversed(tracks):
            low, high = self.slots.limits[name]
            pairs.append((self.slots.of_name[name], stride))
            word -= stride * low
            stride *= high - low + 1
        pairs += [(state.SPARE, 0)] * (tables.PLACE_TRACKS - len(tracks))
        (slot, _), second, third = pairs  # the first stride is 1
        return tables.Place(word, slot, *second, *third)

    def _players(self) -> None:
        for move in self.rules.moves:
            self.out.add("appeals", self.sum(self.rules.doctrines[move.side].appeal[move.id]))
        appeals = {
            (side, id_): self.slots.bits_needed(form.names())
            for side, doctrine in self.rules.doctrines.items()
            for id_, form in doctrine.appeal.items()
        }
        for phase in range(1, len(self.rules.phases) + 1):
            for side in self.rules.side_ids:
                own = (move for move in self.rules.moves if move.side == side and phase in move.phases)
                needed = reduce(or_, (appeals[side, move.id] for move in own), 0)
                self.out.add("appeal_refresh", self.refresh_exactly(needed))

    def _endings(self) -> None:
        sides, fresh = self.rules.side_ids, 0
        for ending in self.rules.endings:
            needed = self.slots.bits_needed(self.slots.read_by(ending.when))
            self.out.add(
                "endings",
                tables.Ending(
                    guard=self.guard(ending.when),
                    refresh=self.refresh_exactly(needed & ~fresh),
                    class_=ending.class_,
                    is_fixed=int(bool(ending.scores)),
                    scores=BySeat(*(ending.scores.get(side, 0) for side in sides)),
                ),
            )
            fresh |= needed

    def _scores(self) -> None:
        sides, scores = self.rules.side_ids, self.rules.scores
        for side in sides:
            self.out.add("scores", self.out.count("tallies"))
            by_guard: dict[Guard, list[Summand]] = {}
            for term in scores:
                if term.side == side:
                    by_guard.setdefault(term.when, []).extend(term.form.summands)
            for guard, summands in by_guard.items():
                form = Sum(added_up(summands))
                self.out.add(
                    "tallies",
                    tables.Tally(
                        guard=self.guard(guard),
                        guard_refresh=self.refresh(self.slots.read_by(guard)),
                        sum=self.sum(form),
                        sum_refresh=self.refresh(form.names()),
                    ),
                )
        for term in scores:
            opened = [Summand(each.linear, term.when.joined(each.guard)) for each in term.form.summands]
            self.out.add("score_terms", tables.ScoreTerm(sides.index(term.side), self.sum(Sum(added_up(opened)))))

    def _what_is_seen(self, everything: list[MoveRule | Event | Setup]) -> None:
        """Write who sees which track, rule and outcome, and what a move is shown as."""
        sides, out = self.rules.side_ids, self.out
        engine = [state.PHASE, state.ROUND, state.CLOCK, state.PLY, state.ENDING_CLASS, state.TURN]
        for side in sides:
            own = [self.slots.of_name[track.id] for track in self.rules.tracks if side in track.seen_by]
            out.add("seen_from", out.extend("seen", [*engine, *own]).start)
        index = {(move.side, move.id): at for at, move in enumerate(self.rules.moves)}
        out.extend("mover", [sides.index(move.side) for move in self.rules.moves])
        out.extend("shown", [index[move.side, move.shown_as or move.id] for move in self.rules.moves])
        for rule in everything:
            seats = sides if isinstance(rule, rules_of.MoveRule) else rule.seen_by
            out.add("rule_seats", sum(1 << sides.index(side) for side in seats))
        for outcome in (outcome for rule in everything for outcome in rule.outcomes):
            out.add("outcome_seats", sum(1 << sides.index(side) for side in outcome.seen_by))

    # -- the ends

    def _sizes(self) -> None:
        rules, slots = self.rules, self.slots
        self.out.add(
            "sizes",
            tables.Size(
                slots=slots.count,
                first_derived=slots.first_derived,
                derived=len(rules.derived),
                moves=len(rules.moves),
                endings=len(rules.endings),
                ply_limit=rules.scenario.ply_limit,
                score_terms=len(rules.scores),
            ),
        )
        start = [0] * slots.count
        start[state.PHASE], start[state.ROUND] = 1, 1
        start[state.CLOCK], start[state.NEXT_PHASE] = self._phases()[0]
        start[state.RULE] = int(state.NO_RULE)
        for track in rules.tracks:
            start[slots.of_name[track.id]] = track.start
        self.out.extend("start", start)

    def _close(self) -> None:
        """Write where the last record of each table ends, as the `from` of one more."""
        out = self.out
        out.add("sums", out.count("summands"))
        out.add("guards", tables.Guard(out.count("ranges"), out.count("tests")))
        out.add("moments", out.count("moment_rules"))
        out.add("scores", out.count("tallies"))
        out.add("plans", self._next_plan())
        out.add("seen_from", out.count("seen"))
