"""Lowering: `Rules` → tables of integers.

Four optimizations make the tables fast: derived tracks that cannot leave their bounds are inlined; constant effects
that commute with the rest go first, as bare additions; the guards of the moves of a seat in a phase become rows of move
masks, and the weights of a rule's outcomes wheels, both looked up by the values of a few tracks at once.
"""

from __future__ import annotations

import hashlib
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from attrs import define

from wargame.compiler.alternatives import without_alternatives
from wargame.compiler.expressions import FormWriter
from wargame.compiler.legality import plan_of_moves
from wargame.compiler.program import Compiled
from wargame.compiler.slots import Slots
from wargame.compiler.wheels import wheels_of
from wargame.compiler.writer import pack
from wargame.errors import ScenarioError
from wargame.kernel import state, tables
from wargame.kernel.movesets import WORD_MOVES
from wargame.kernel.records import BySeat
from wargame.scenario import rules as rules_of
from wargame.scenario.language import ALWAYS, Clause, Guard, Sum, Summand, added_up
from wargame.scenario.ruleset import Rules

if TYPE_CHECKING:
    from wargame.scenario.rules import Event, MoveRule, Outcome, Setup

_ANYTHING = tables.Range(0, -32767, 32767)
_NO_WHEEL = tables.Wheel(exists=0, place=tables.Place(0, 0, 0, 0, 0, 0))
_MOMENTS = {"ply": state.AFTER_PLY, "round": state.AFTER_ROUND, "phase": state.AFTER_PHASE, "final": state.FINAL}


def lower(rules: Rules, digest: str) -> Compiled:
    """Compile checked rules; `digest` is the SHA-256 of the scenario's text."""
    plain = without_alternatives(rules)
    return _Lowering(written=rules, rules=plain, slots=Slots.of(plain)).compiled(digest)


@define(kw_only=True)
class _Lowering(FormWriter):
    written: Rules  # with its disjunctions

    def compiled(self, digest: str) -> Compiled:
        rules, out = self.rules, self.out
        out.extend("refresh", range(len(rules.derived)))  # the whole list comes first
        self.guard(ALWAYS)
        self._derived()
        for rule in rules.every_rule:
            self._rule(rule)
        self._moments()
        self._plans()
        self._players()
        self._endings()
        self._scores()
        self._what_is_seen()
        for each in rules.projections:
            out.add("bodies", self.body(each.effects))
        self._sizes()
        self._close()
        self.check_size()
        try:
            ints, words = pack(out.numbers)
        except OverflowError:
            message = f"{rules.scenario.id}: numbers multiply to beyond 32 bits; make them smaller"
            raise ScenarioError(message) from None
        return Compiled(
            rules=self.written,
            digest=digest,
            ints=ints,
            words=words,
            slots=self.slots.fixed(),
            every_rule=self.written.every_rule,
            outcomes=tuple((at, each) for at, rule in enumerate(self.written.every_rule) for each in rule.outcomes),
        )

    # -- rules

    def _derived(self) -> None:
        for each in self.rules.derived:
            self.out.add("derived", tables.Derived(self.sum(each.form), each.min, each.max))

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
        """Split the guard of a rule into two ranges, tested first, and a guard of the other conditions."""
        if isinstance(rule, rules_of.MoveRule):  # legality has tables of its own
            return _ANYTHING, _ANYTHING, ALWAYS
        ranges, _ = self.slots.split(rule.when)
        heads = [name for name in ranges if name not in self.slots.derived][:2]  # derived tracks are not computed yet
        first, second, *_ = *(self.range_of(name, ranges[name]) for name in heads), _ANYTHING, _ANYTHING
        rest = Guard(tuple(each for each in rule.when.conditions if not self._is_range_of(each, set(heads))))
        return first, second, rest

    def _is_range_of(self, condition: Clause, names: set[str]) -> bool:
        ranges, tests = self.slots.split(Guard((condition,)))
        return not tests and ranges.keys() <= names

    def _moments(self) -> None:
        """List the rules of each phase's moments, in file order."""
        for phase in range(1, len(self.rules.phases) + 1):
            for moment in range(state.MOMENT_COUNT):
                self.out.add("moments", self.out.count("moment_rules"))
                for index, rule in enumerate(self.rules.every_rule):
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
        """Write the legality tables of each phase and seat; behind these, those of moves beyond the first word."""
        wide: list[list[tuple[int, MoveRule]]] = []
        pairs = [(phase, side) for phase in range(1, len(self.rules.phases) + 1) for side in self.rules.side_ids]
        for phase, side in pairs:
            moves = [(i, m) for i, m in enumerate(self.rules.moves) if m.side == side and phase in m.phases]
            beyond = 0
            if len(moves) > WORD_MOVES:
                beyond = len(pairs) + len(wide)
                wide.append(moves[WORD_MOVES:])
            self._plan(moves[:WORD_MOVES], beyond)
            self.out.extend("plan_moves", [index for index, _ in moves])
        for moves in wide:
            self._plan(moves)

    def _plan(self, moves: list[tuple[int, MoveRule]], beyond: int = 0) -> None:
        """Write which of so many moves as fit into a word are open."""
        out, plan = self.out, plan_of_moves(moves, self.slots)
        out.add("plans", self._next_plan(beyond))
        for row in plan.rows:
            words = out.extend("masks", row.masks)
            out.add("rows", self._place(words.start, row.tracks))
        for condition, bits in plan.checks:
            guard, refresh = self.guard(Guard((condition,))), self.refresh(condition.names())
            out.add("checks", tables.Check(guard, out.add("masks", bits), refresh))

    def _next_plan(self, beyond: int = 0) -> tables.Plan:
        """Return a plan whose entries will be those written next."""
        out = self.out
        return tables.Plan(out.count("rows"), out.count("checks"), out.count("plan_moves"), beyond)

    def _place(self, word: int, tracks: tuple[str, ...]) -> tables.Place:
        """Return how a word is indexed by the values of at most three tracks; the last track varies fastest."""
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

    def _what_is_seen(self) -> None:
        """Write who sees which track, rule and outcome, and what a move is shown as."""
        sides, out = self.rules.side_ids, self.out
        engine = [state.PHASE, state.ROUND, state.CLOCK, state.PLY, state.ENDING_CLASS, state.TURN]
        for side in sides:
            own = [self.slots.of_name[track.id] for track in self.rules.tracks if side in track.seen_by]
            out.add("seen_from", out.extend("seen", [*engine, *own]).start)
        index = {(move.side, move.id): at for at, move in enumerate(self.rules.moves)}
        out.extend("mover", [sides.index(move.side) for move in self.rules.moves])
        out.extend("shown", [index[move.side, move.shown_as or move.id] for move in self.rules.moves])
        for rule in self.rules.every_rule:
            seats = sides if isinstance(rule, rules_of.MoveRule) else rule.seen_by
            out.add("rule_seats", sum(1 << sides.index(side) for side in seats))
        for outcome in (outcome for rule in self.rules.every_rule for outcome in rule.outcomes):
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
        """Close the tables in which an entry ends where the next begins: one more marks the end of the last."""
        out = self.out
        out.add("sums", out.count("summands"))
        out.add("guards", tables.Guard(out.count("ranges"), out.count("tests")))
        out.add("moments", out.count("moment_rules"))
        out.add("scores", out.count("tallies"))
        out.add("plans", self._next_plan())
        out.add("seen_from", out.count("seen"))
