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

from wargame.compiler.legality import Row, plan_of_moves
from wargame.compiler.program import Compiled
from wargame.compiler.slots import Slots
from wargame.compiler.wheels import wheels_of
from wargame.errors import ScenarioError
from wargame.kernel import state, tables
from wargame.scenario import rules as rules_of
from wargame.scenario.language import ALWAYS, Condition, Guard, Linear, Sum, Summand, added_up
from wargame.scenario.rules import Effects, Outcome, Rules, Step

if TYPE_CHECKING:
    from wargame.scenario.rules import Event, MoveRule, Setup

_OPERATORS = {"+=": tables.ADD, "-=": tables.ADD, "=": tables.SET, ">>=": tables.RAISE, "<<=": tables.LOWER}
_TESTS = {">=": tables.AT_LEAST, "==": tables.EQUAL, "!=": tables.UNEQUAL}
_MOST_NUMBERS = 4_000_000  # in all tables
_INLINE = 3  # terms of a form that are evaluated without a loop
_MOMENTS = {"ply": state.AFTER_PLY, "round": state.AFTER_ROUND, "phase": state.AFTER_PHASE, "final": state.FINAL}


def lower(rules: Rules, digest: str) -> Compiled:
    """Compile checked rules; `digest` is the SHA-256 of the scenario's text."""
    return _Lowering(rules, Slots.of(rules)).compiled(digest)


@define
class _Lowering:
    rules: Rules
    slots: Slots
    out: dict[str, list[int]] = field(factory=lambda: {name: [] for name in (*tables.FIELDS, *tables.WORD_FIELDS)})
    outcomes: list[tuple[int, Outcome]] = field(factory=list)  # (rule, outcome) by place in the table
    _guards: dict[Guard, int] = field(factory=dict)
    _sums: dict[Sum, int] = field(factory=dict)
    _bodies: dict[Effects, tuple[int, int, int, int]] = field(factory=dict)
    _refresh: dict[int, tuple[int, int]] = field(factory=dict)

    def compiled(self, digest: str) -> Compiled:
        rules, out = self.rules, self.out
        everything: list[MoveRule | Event | Setup] = [*rules.moves, *rules.events, *rules.setup]
        out["refresh"] += range(len(rules.derived))  # the whole list comes first
        self.guard(ALWAYS)
        self._derived()
        for rule in everything:
            self._rule(rule)
        self._moments(everything)
        self._plans()
        self._players()
        self._what_it_comes_to()
        self._what_is_seen(everything)
        for effects in (*(each.effects for each in rules.projections), ()):
            out["bodies"] += self.body(effects)
        self._sizes()
        self._close()
        self._check_size()
        try:
            ints, words = tables.pack(out)
        except OverflowError:
            message = f"{rules.scenario.id}: numbers multiply to beyond 32 bits; make them smaller"
            raise ScenarioError(message) from None
        return Compiled(
            rules=rules,
            digest=digest,
            ints=ints,
            words=words,
            slots=self.slots.fixed(),
            everything=tuple(everything),
            outcomes=tuple(self.outcomes),
            projection_bodies=tuple(range(len(rules.projections))),
            empty_body=len(rules.projections),
        )

    # -- forms and guards

    def refresh(self, names: tuple[str, ...]) -> tuple[int, int]:
        """Return the place of the list of derived tracks to compute before these names are read."""
        return self.refresh_exactly(self.slots.bits_needed(names))

    def refresh_exactly(self, needed: int) -> tuple[int, int]:
        """Return the place of a list of derived tracks (bits by their place), in the order in which to compute them."""
        if needed not in self._refresh:
            start = len(self.out["refresh"])
            self.out["refresh"] += [at for at in range(needed.bit_length()) if needed >> at & 1]
            self._refresh[needed] = (start, len(self.out["refresh"]))
            self._check_size()
        return self._refresh[needed]

    def _check_size(self) -> None:
        """Refuse tables that have become too large.

        Raises:
            ScenarioError: with their size.
        """
        if (size := sum(map(len, self.out.values()))) > _MOST_NUMBERS:
            fault = f"the tables of the rules come to {size:,} numbers; at most {_MOST_NUMBERS:,} are allowed: "
            fault += "let fewer rules read derived tracks that read many others"
            message = f"{self.rules.scenario.id}: 1 fault in the size of the rules"
            raise ScenarioError(message, [f"derived: {fault}"])

    def terms(self, form: Linear) -> int:
        """Write the terms of a form; return where they begin."""
        start = len(self.out["terms"]) // 2
        for factor, name in form.terms:
            self.out["terms"] += [factor, self.slots.of_name[name]]
        return start

    def guard(self, guard: Guard) -> int:
        """Return the index of a guard."""
        if guard not in self._guards:
            ranges, tests = self.slots.split(guard)
            index = self._guards[guard] = len(self.out["guards"]) // 2
            self.out["guards"] += [len(self.out["ranges"]) // 3, len(self.out["tests"]) // 4]
            assert index == len(self._guards) - 1
            for name, (low, high) in ranges.items():
                self.out["ranges"] += [self.slots.of_name[name], low, high]
            for condition in tests:
                self._test(condition)
        return self._guards[guard]

    def _test(self, condition: Condition) -> None:
        start = self.terms(condition.form)
        self.out["tests"] += [_TESTS[condition.op], condition.form.constant, start, start + len(condition.form.terms)]

    def sum(self, form: Sum) -> int:
        """Return the index of a sum."""
        if form not in self._sums:
            summands = [(self.guard(each.guard), self.slots.inlined(each.linear)) for each in form.summands]
            self._sums[form] = len(self.out["sums"])
            self.out["sums"].append(len(self.out["summands"]) // 10)
            for guard, linear in summands:
                head, rest = linear.terms[:_INLINE], linear.terms[_INLINE:]
                start = self.terms(Linear(0, rest))
                self.out["summands"] += [guard, linear.constant, *self._pairs(head), start, start + len(rest)]
        return self._sums[form]

    def _pairs(self, terms: tuple[tuple[int, str], ...]) -> list[int]:
        """Write three terms at most as (factor, slot) pairs; a missing one counts nothing."""
        pairs = [number for factor, name in terms for number in (factor, self.slots.of_name[name])]
        return pairs + [0, 0] * (_INLINE - len(terms))

    def amount(self, form: Sum) -> list[int]:
        """Write a form as an amount: without a loop where it is plain and short."""
        if len(form.summands) == 1 and form.summands[0].guard == ALWAYS:
            linear = self.slots.inlined(form.summands[0].linear)
            if len(linear.terms) <= _INLINE:
                return [linear.constant, *self._pairs(linear.terms), -1]
        return [0, *self._pairs(()), self.sum(form)]

    def _derived(self) -> None:
        for each in self.rules.derived:
            self.out["derived"] += [self.sum(each.form), each.min, each.max]

    # -- effects

    def body(self, effects: Effects) -> tuple[int, int, int, int]:
        """Return where a list of effects lies: additions from, to (in blocks), steps from, to."""
        if effects not in self._bodies:
            out = self.out
            adds, later = self._hoisted(effects)
            steps = [number for step in later for number in self._steps(step)]
            adds += [(state.SPARE, 0, 0, 0)] * (-len(adds) % tables.BLOCK)
            block, step = len(out["adds"]) // (4 * tables.BLOCK), len(out["steps"]) // 16
            out["adds"] += [number for add in adds for number in add]
            out["steps"] += steps
            self._bodies[effects] = block, block + len(adds) // tables.BLOCK, step, step + len(steps) // 16
        return self._bodies[effects]

    def _hoisted(self, effects: Effects) -> tuple[list[tuple[int, int, int, int]], list[Step]]:
        """Part the constant effects that nothing before them touches or reads from the rest."""
        adds: list[tuple[int, int, int, int]] = []
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

    def _add(self, target: str, op: str, amount: int) -> tuple[int, int, int, int]:
        """Write a constant effect as an addition and its bounds."""
        low, high = self.slots.limits[target]
        slot, value = self.slots.of_name[target], min(max(amount, low), high)
        if op in {"+=", "-="}:
            return slot, amount if op == "+=" else -amount, low, high
        if op == "=":
            return slot, 0, value, value
        return (slot, 0, value, high) if op == ">>=" else (slot, 0, low, value)

    def _steps(self, step: Step) -> list[int]:
        """Write a step: the guard stands at its first assignment and spans them all."""
        out = []
        for at, each in enumerate(step.do):
            guard = step.guard if at == 0 else ALWAYS
            form = Linear(0).plus(each.form, -1 if each.op == "-=" else 1)
            out += [self.guard(guard), len(step.do), _OPERATORS[each.op], self.slots.of_name[each.target]]
            out += [*self.slots.limits[each.target], *self.refresh((*guard.names(), *form.names()))]
            out += self.amount(Sum((Summand(form),)))
        return out

    # -- rules

    def _rule(self, rule: MoveRule | Event | Setup) -> None:
        index = len(self.out["rules"]) // 24
        reads = tuple(name for each in rule.outcomes for name in (*each.when.names(), *each.weight.names()))
        first = len(self.outcomes)
        for outcome in rule.outcomes:
            self.outcomes.append((index, outcome))
            self.out["outcomes"] += [*self.body(outcome.effects), self.guard(outcome.when)]
            self.out["outcomes"] += self.amount(outcome.weight)
        self.out["rules"] += [*self._firing(rule), *self.body(rule.effects), first, len(self.outcomes)]
        self.out["rules"] += [*self._wheels(rule), *self.refresh(reads)]
        self.out["keys"].append(int.from_bytes(hashlib.blake2b(rule.key.encode(), digest_size=8).digest(), "big"))

    def _wheels(self, rule: MoveRule | Event | Setup) -> list[int]:
        """Write the wheels of a rule: 1 and their place, or nothing but zeros."""
        wheels = wheels_of(rule.outcomes, self.slots)
        if wheels is None:
            return [0] * 7
        start = len(self.out["wheels"])
        self.out["wheels"] += wheels.words
        return [1, *self._place(start, wheels.tracks)]

    def _firing(self, rule: MoveRule | Event | Setup) -> list[int]:
        """Write when a rule fires: two ranges, and a guard for what is left of its conditions."""
        anything = [0, -32767, 32767]
        if isinstance(rule, rules_of.MoveRule):  # legality has tables of its own
            return [*anything, *anything, 0, 0, 0]
        ranges, _ = self.slots.split(rule.when)
        heads = [name for name in ranges if name not in self.slots.derived][:2]  # derived tracks are not computed yet
        quick = [[self.slots.of_name[name], *ranges[name]] for name in heads]
        rest = Guard(tuple(each for each in rule.when.conditions if not self._is_range_of(each, set(heads))))
        quick += [anything] * (2 - len(quick))
        return [*quick[0], *quick[1], self.guard(rest), *self.refresh(self.slots.read_by(rest))]

    def _is_range_of(self, condition: Condition, names: set[str]) -> bool:
        ranges, tests = self.slots.split(Guard((condition,)))
        return not tests and ranges.keys() <= names

    def _moments(self, everything: list[MoveRule | Event | Setup]) -> None:
        """List the rules of each phase's moments, in file order."""
        for phase in range(1, len(self.rules.phases) + 1):
            for moment in range(state.MOMENTS):
                self.out["moments"].append(len(self.out["moment_rules"]))
                for index, rule in enumerate(everything):
                    at_start = isinstance(rule, rules_of.Setup) and moment == state.SETUP
                    fires = isinstance(rule, rules_of.Event) and phase in rule.phases and _MOMENTS[rule.at] == moment
                    if at_start or fires:
                        self.out["moment_rules"].append(index)
        self.out["phases"] += [0, 0]  # phases count from 1
        numbers = {phase.id: at for at, phase in enumerate(self.rules.phases, start=1)}
        for each in self.rules.phases:
            self.out["phases"] += [each.rounds, numbers.get(each.next, 0)]

    def _plans(self) -> None:
        """Write the legality tables of each phase and seat."""
        out = self.out
        for phase in range(1, len(self.rules.phases) + 1):
            for side in self.rules.side_ids:
                moves = [(i, m) for i, m in enumerate(self.rules.moves) if m.side == side and phase in m.phases]
                plan = plan_of_moves(moves, self.slots)
                out["plans"] += [len(out["rows"]) // 6, len(out["checks"]) // 4, len(out["plan_moves"])]
                out["plan_moves"] += plan.moves
                for row in plan.rows:
                    self._row(row)
                for condition, bits in plan.checks:
                    out["checks"] += [self.guard(Guard((condition,))), len(out["masks"])]
                    out["checks"] += self.refresh(condition.form.names())
                    out["masks"].append(bits)

    def _row(self, row: Row) -> None:
        self.out["rows"] += self._place(len(self.out["masks"]), row.tracks)
        self.out["masks"] += row.masks

    def _place(self, word: int, tracks: tuple[str, ...]) -> list[int]:
        """Write how the values of at most three tracks lead to a word; the last track varies fastest."""
        stride, pairs = 1, []
        for name in reversed(tracks):
            low, high = self.slots.limits[name]
            pairs += [self.slots.of_name[name], stride]
            word -= stride * low
            stride *= high - low + 1
        pairs += [state.SPARE, 0] * (tables.PLACE_TRACKS - len(tracks))
        return [word, pairs[0], *pairs[2:]]  # the first stride is 1

    def _players(self) -> None:
        for move in self.rules.moves:
            self.out["appeals"].append(self.sum(self.rules.doctrines[move.side].appeal[move.id]))
        appeals = {
            (side, id_): self.slots.bits_needed(form.names())
            for side, doctrine in self.rules.doctrines.items()
            for id_, form in doctrine.appeal.items()
        }
        for phase in range(1, len(self.rules.phases) + 1):
            for side in self.rules.side_ids:
                own = (move for move in self.rules.moves if move.side == side and phase in move.phases)
                needed = reduce(or_, (appeals[side, move.id] for move in own), 0)
                self.out["appeal_refresh"] += self.refresh_exactly(needed)

    def _what_it_comes_to(self) -> None:
        sides, scores = self.rules.side_ids, self.rules.scores
        fresh = 0
        for ending in self.rules.endings:
            needed = self.slots.bits_needed(self.slots.read_by(ending.when))
            fixed = [ending.scores.get(side, 0) for side in sides]
            self.out["endings"] += [self.guard(ending.when), *self.refresh_exactly(needed & ~fresh)]
            self.out["endings"] += [ending.class_, int(bool(ending.scores)), *fixed]
            fresh |= needed
        for side in sides:
            self.out["scores"].append(len(self.out["tallies"]) // 6)
            by_guard: dict[Guard, list[Summand]] = {}
            for term in scores:
                if term.side == side:
                    by_guard.setdefault(term.when, []).extend(term.form.summands)
            for guard, summands in by_guard.items():
                form = Sum(added_up(summands))
                self.out["tallies"] += [self.guard(guard), *self.refresh(self.slots.read_by(guard))]
                self.out["tallies"] += [self.sum(form), *self.refresh(form.names())]
        for term in scores:
            opened = [Summand(each.linear, term.when.joined(each.guard)) for each in term.form.summands]
            self.out["score_terms"] += [sides.index(term.side), self.sum(Sum(added_up(opened)))]

    def _what_is_seen(self, everything: list[MoveRule | Event | Setup]) -> None:
        """Write who sees which track, rule and outcome, and what a move is shown as."""
        sides = self.rules.side_ids
        engine = [state.PHASE, state.ROUND, state.CLOCK, state.PLY, state.ENDING_CLASS, state.TURN]
        for side in sides:
            self.out["seen_from"].append(len(self.out["seen"]))
            own = [self.slots.of_name[track.id] for track in self.rules.tracks if side in track.seen_by]
            self.out["seen"] += [*engine, *own]
        index = {(move.side, move.id): at for at, move in enumerate(self.rules.moves)}
        self.out["mover"] += [sides.index(move.side) for move in self.rules.moves]
        self.out["shown"] += [index[move.side, move.shown_as or move.id] for move in self.rules.moves]
        for rule in everything:
            seats = sides if isinstance(rule, rules_of.MoveRule) else rule.seen_by
            self.out["rule_seats"].append(sum(1 << sides.index(side) for side in seats))
        for _, outcome in self.outcomes:
            self.out["outcome_seats"].append(sum(1 << sides.index(side) for side in outcome.seen_by))

    # -- the ends

    def _sizes(self) -> None:
        rules, slots = self.rules, self.slots
        self.out["sizes"] += [slots.count, slots.first_derived, len(rules.derived), len(rules.moves)]
        self.out["sizes"] += [len(rules.endings), rules.scenario.ply_limit, len(rules.scores)]
        start = [0] * slots.count
        start[state.PHASE], start[state.ROUND] = 1, 1
        start[state.CLOCK], start[state.NEXT_PHASE] = self.out["phases"][2], self.out["phases"][3]
        start[state.RULE] = int(state.NO_RULE)
        for track in rules.tracks:
            start[slots.of_name[track.id]] = track.start
        self.out["start"] += start

    def _close(self) -> None:
        """Write where the last record of each table ends, as the `from` of one more."""
        out = self.out
        out["sums"].append(len(out["summands"]) // 10)
        out["guards"] += [len(out["ranges"]) // 3, len(out["tests"]) // 4]
        out["moments"].append(len(out["moment_rules"]))
        out["scores"].append(len(out["tallies"]) // 6)
        out["plans"] += [len(out["rows"]) // 6, len(out["checks"]) // 4, len(out["plan_moves"])]
        out["seen_from"].append(len(out["seen"]))
