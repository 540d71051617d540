"""What a name may mean in a scenario, and the texts of its expressions read against that.

`Scope` fills placeholders; `Names` parses guards, forms and effects and reports each fault at its place, naming both
the template and what it was expanded for.
"""

from __future__ import annotations

import keyword
import re
from collections import Counter
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from wargame.scenario import model
from wargame.scenario.faults import Faults, TooManyFaults, nearest
from wargame.scenario.language import (
    ALWAYS,
    Assignment,
    Condition,
    ExpressionError,
    Guard,
    Linear,
    Sum,
    Summand,
    added_up,
    parse_assignment,
    parse_guard,
    parse_linear,
)
from wargame.scenario.reading import indexed
from wargame.scenario.rules import CONTROLS, Outcome, Seats, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_MOST_ID = 60  # characters
_MOST_TEXT = 8_000  # characters of one text, written out
_MOST_SIZE = 60_000  # numbers, names and texts of all rules, written out: ten times the summit of 2018
_MOST_WRITTEN = 4_000_000  # characters of all texts with placeholders, written out
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ID = re.compile(r"[a-z][a-z0-9_]*")
_TRACK_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_MOVE_ID = re.compile(r"[a-z][a-z0-9-]*")
_SELECTOR = re.compile(r"issues(?: (conceded|claimed) by ([a-z][a-z0-9_]*))?")


@frozen
class Scope:
    """What `{own}`, `{other}` and `{issue}` stand for at one place."""

    own: model.Side | None = None
    other: model.Side | None = None
    issue: model.Issue | None = None

    def at(self, issue: model.Issue) -> Scope:
        """Return the same scope at an issue."""
        return Scope(self.own, self.other, issue)

    def ids(self) -> dict[str, str]:
        """Return what placeholders become in ids and expressions."""
        entries = {"own": self.own, "other": self.other, "issue": self.issue}
        return {name: entry.id for name, entry in entries.items() if entry is not None}

    def words(self) -> dict[str, str]:
        """Return what placeholders become in texts."""
        words = {name: side.name for name, side in (("own", self.own), ("other", self.other)) if side is not None}
        return words if self.issue is None else {**words, "issue": self.issue.title}

    def __str__(self) -> str:
        """Say what a template was expanded for."""
        who = " ".join(entry.id for entry in (self.own, self.issue) if entry is not None)
        return f" (for {who})" if who else ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """Replace the placeholders that have a value."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


@define
class Names:
    """The name space of a scenario and the faults found against it."""

    scenario: model.Scenario
    faults: Faults = field(factory=Faults)
    constants: dict[str, int] = field(factory=dict)
    readable: dict[str, tuple[int, int]] = field(factory=dict)  # name: (min, max)
    assignable: set[str] = field(factory=set)
    _parsed: dict[tuple[str, str], Guard | Linear | Assignment] = field(factory=dict)
    _size: int = 0  # of all that was written out so far: numbers and names, and one for each text
    _written: int = 0  # characters of texts

    # -- ids and texts

    def fill(self, text: str, values: dict[str, str], path: str) -> str:
        """Replace placeholders; any other is a fault."""
        if "{" not in text:
            return text
        found = _PLACEHOLDER.findall(text)
        self._write(len(text) + sum(len(values.get(name, "")) - len(name) - 2 for name in found), path)
        for name in dict.fromkeys(found):
            if name not in values:
                usable = ", ".join(f"{{{each}}}" for each in values) or "none"
                self.faults.add(path, f"no placeholder {{{name}}} here; usable: {usable}")
        return filled(text, values)

    def _write(self, length: int, path: str) -> None:
        """Count a text before it is written out: a few placeholders may make it any length."""
        self._written += length
        if length > _MOST_TEXT:
            self._stop(path, f"written out, {length:,} characters; at most {_MOST_TEXT:,} are allowed")
        if self._written > _MOST_WRITTEN:
            message = f"with it all texts written out come to {self._written:,} characters"
            self._stop(path, f"{message}; at most {_MOST_WRITTEN:,} are allowed: repeat less of it")

    def grow(self, size: int, path: str) -> None:
        """Count what was written out.

        Raises:
            TooManyFaults: it has become too much; that is a fault, and nothing more is looked for.
        """
        self._size += size
        if self._size > _MOST_SIZE:
            message = f"with it the rules written out come to {self._size:,} numbers, names and texts"
            self._stop(path, f"{message}; at most {_MOST_SIZE:,} are allowed: write fewer rules, or repeat them less")

    def _stop(self, path: str, message: str) -> None:
        self.faults.add(path, message)
        raise TooManyFaults

    def identifier(self, text: str, scope: Scope, path: str, *, kind: str = "id") -> str:
        """Fill and check an id; `kind` is `id`, `track` or `move`."""
        filled = self.fill(text, scope.ids(), path)
        pattern, shape = {
            "id": (_ID, "small letters, digits and _, beginning with a letter"),
            "track": (_TRACK_ID, "name or owner.name in small letters, digits and _"),
            "move": (_MOVE_ID, "small letters, digits and -, beginning with a letter"),
        }[kind]
        if not pattern.fullmatch(filled) or len(filled) > _MOST_ID:
            self.faults.add(path, f"{filled[:_MOST_ID]!r} is no id; expected {shape}")
        elif kind != "move" and any(keyword.iskeyword(part) for part in filled.split(".")):
            self.faults.add(path, f"{filled!r} is a reserved word; choose another id")
        return filled

    def issues(self, selector: str, scope: Scope, path: str) -> tuple[model.Issue, ...]:
        """Return the issues that a selector names."""
        filled = self.fill(selector, scope.ids(), path)
        found = _SELECTOR.fullmatch(filled)
        if found is None:
            self.faults.add(
                path, f"{filled!r} selects nothing; expected 'issues', or 'issues conceded|claimed by' a side"
            )
            return ()
        relation, side = found.groups()
        if side and side not in {each.id for each in self.scenario.sides}:
            self.faults.add(path, f"no side {side!r}{nearest(side, (each.id for each in self.scenario.sides))}")
            return ()
        if not relation:
            return self.scenario.issues
        conceded = relation == "conceded"
        return tuple(issue for issue in self.scenario.issues if (issue.conceded_by == side) == conceded)

    # -- scopes, seats and phases

    @property
    def sides(self) -> dict[str, model.Side]:
        """Return the sides by id."""
        return {side.id: side for side in self.scenario.sides}

    @property
    def everyone(self) -> Seats:
        """Return both sides' ids."""
        return tuple(side.id for side in self.scenario.sides)

    def scopes(self, for_: str, path: str) -> list[Scope]:
        """What an entry that may be repeated is repeated over."""
        if not for_:
            return [Scope()]
        if for_ == "sides":
            return [self.scope_of(side) for side in self.sides]
        return [self.scope_of(issue.conceded_by).at(issue) for issue in self.issues(for_, Scope(), f"{path}.for")]

    def scope_of(self, side: str) -> Scope:
        """Return the scope of an entry that belongs to a side."""
        own = self.sides[side]
        return Scope(own, next(each for each in self.scenario.sides if each is not own))

    def seen_by(self, text: str, scope: Scope, path: str) -> Seats:
        """Return who a `seen_by` names."""
        filled = self.fill(text, scope.ids(), path)
        if filled == "everyone":
            return self.everyone
        if filled == "nobody":
            return ()
        if filled not in self.sides:
            hint = nearest(filled, self.sides)
            self.faults.add(path, f"expected 'everyone', 'nobody' or a side, found {filled!r}{hint}")
        return (filled,)

    def phases(self, ids: tuple[str, ...], path: str) -> tuple[int, ...]:
        """Return the numbers of phases, from 1."""
        known = {phase.id: at for at, phase in enumerate(self.scenario.phases, start=1)}
        for each in ids:
            if each not in known:
                self.faults.add(path, f"no phase {each!r}{nearest(each, known)}")
        return tuple(known[each] for each in dict.fromkeys(ids) if each in known)

    # -- expressions

    def guard(self, text: str, scope: Scope, path: str, *, extra: Iterable[str] = ()) -> Guard:
        """Read a guard; ALWAYS where it is at fault."""
        parsed = self._parse("guard", text, scope, path, parse_guard)
        if not isinstance(parsed, Guard):
            return ALWAYS
        self.grow(1 + parsed.size, path)
        return parsed if self._known(parsed.names(), text, scope, path, extra) else ALWAYS

    def linear(self, text: str, scope: Scope, path: str, *, extra: Iterable[str] = ()) -> Linear:
        """Read a linear form; 0 where it is at fault."""
        parsed = self._parse("linear", text, scope, path, parse_linear)
        if not isinstance(parsed, Linear):
            return Linear(0)
        self.grow(parsed.size, path)
        return parsed if self._known(parsed.names(), text, scope, path, extra) else Linear(0)

    def form(self, form: model.Form, scope: Scope, path: str, *, extra: Iterable[str] = ()) -> Sum:
        """Read a form with all its terms."""
        extra = tuple(extra)
        summands: list[Summand] = []
        for at, term in enumerate(form):
            place = f"{path}[{at}]" if len(form) > 1 else path
            summands += self._term(term, scope, place, extra)
        return Sum(_merged(summands))

    def effects(self, effects: tuple[model.EffectText, ...], scope: Scope, path: str) -> tuple[Step, ...]:
        """Read a list of effects, its repetitions written out."""
        steps: list[Step] = []
        for at, effect in enumerate(effects):
            place = f"{path}[{at}]"
            if isinstance(effect, str):
                steps += self._step((effect,), "", scope, place)
                continue
            if not effect.do:
                self.faults.add(f"{place}.do", "empty; write at least one effect")
            scopes = [scope]
            if effect.for_:
                scopes = [scope.at(issue) for issue in self.issues(effect.for_, scope, f"{place}.for")]
            for each in scopes:
                steps += self._step(effect.do, effect.if_, each, place)
        return tuple(steps)

    def outcomes(
        self, outcomes: tuple[model.Outcome, ...], scope: Scope, path: str, seats: Seats
    ) -> tuple[Outcome, ...]:
        """Read the outcomes of a rule; `seats` see those that do not say who does."""
        made = []
        for at, outcome in enumerate(outcomes):
            place = indexed(f"{path}.outcomes", at, outcome)
            words = scope.words()
            made.append(
                Outcome(
                    id=self.identifier(outcome.id, scope, f"{place}.id"),
                    title=self.fill(outcome.title, words, f"{place}.title"),
                    weight=self.form(outcome.weight, scope, f"{place}.weight"),
                    when=self.guard(outcome.when, scope, f"{place}.when"),
                    seen_by=self.seen_by(outcome.seen_by, scope, f"{place}.seen_by") if outcome.seen_by else seats,
                    text=self.fill(outcome.text, words, f"{place}.text"),
                    effects=self.effects(outcome.effects, scope, f"{place}.effects"),
                )
            )
        for each, count in Counter(outcome.id for outcome in made).items():
            if count > 1:
                self.faults.add(f"{path}.outcomes", f"the id {each!r} is used {count} times")
        return tuple(made)

    # -- inside

    def _step(self, do: tuple[str, ...], if_: str, scope: Scope, path: str) -> list[Step]:
        guard = self.guard(if_, scope, f"{path}.if")
        assigned = [self._assignment(text, scope, path) for text in do]
        kept = tuple(each for each in assigned if each is not None)
        return [Step(kept, guard)] if kept else []

    def _assignment(self, text: str, scope: Scope, path: str) -> Assignment | None:
        parsed = self._parse("effect", text, scope, path, parse_assignment)
        if not isinstance(parsed, Assignment):
            return None
        if parsed.target not in self.assignable and parsed.target not in CONTROLS:
            column = max(1, self.fill(text, scope.ids(), path).find(parsed.target) + 1)
            reason = "is computed and cannot be assigned" if parsed.target in self.readable else "is no track"
            hint = nearest(parsed.target, (*self.assignable, *CONTROLS))
            self.faults.add(path, f"{parsed.target!r} {reason}{hint}{scope}", column)
            return None
        if parsed.target in CONTROLS and parsed.op != "=":
            self.faults.add(path, f"the control {parsed.target!r} is only set with ={scope}")
            return None
        self.grow(1 + parsed.form.size, path)
        return parsed if self._known(parsed.form.names(), text, scope, path, ()) else None

    def _term(self, term: model.Term, scope: Scope, path: str, extra: tuple[str, ...]) -> list[Summand]:
        scopes = [scope]
        if term.for_:
            scopes = [scope.at(issue) for issue in self.issues(term.for_, scope, f"{path}.for")]
        kinds = (bool(term.by), bool(term.value_of), isinstance(term.add, str) and bool(term.add))
        if sum(kinds) != 1 or bool(term.side) != bool(term.value_of):
            self.faults.add(path, "a term is one of: add (text); by + add (a list); value_of + side")
            return []
        summands: list[Summand] = []
        for each in scopes:
            guard = self.guard(term.if_, each, f"{path}.if", extra=extra)
            if term.value_of:
                found = self._values(term, each, path)
            elif term.by:
                found = self._indexed(term, each, path, extra)
            else:
                assert isinstance(term.add, str)
                found = [Summand(self.linear(term.add, each, path, extra=extra))]
            for one in found:
                summands.append(Summand(one.linear, guard.joined(one.guard)))
                self.grow(summands[-1].guard.size + one.linear.size, path)
        return summands

    def _indexed(self, term: model.Term, scope: Scope, path: str, extra: tuple[str, ...]) -> list[Summand]:
        """`by` a track: the k-th form counts while the track is k above its minimum."""
        track = self.linear(term.by, scope, f"{path}.by")
        if not isinstance(term.add, tuple):
            self.faults.add(f"{path}.add", "with `by`, expected a list with one form for each value")
            return []
        low = next((self.readable[name][0] for name in track.names() if name in self.readable), 0)
        return [
            Summand(
                self.linear(text, scope, f"{path}.add[{step}]", extra=extra),
                Guard((_equals(track, low + step),)),
            )
            for step, text in enumerate(term.add)
        ]

    def _values(self, term: model.Term, scope: Scope, path: str) -> list[Summand]:
        """What a level on this scope's issue is worth to a side, by its mandate."""
        side_id = self.fill(term.side, scope.ids(), f"{path}.side")
        side = next((each for each in self.scenario.sides if each.id == side_id), None)
        level = self.linear(term.value_of, scope, f"{path}.value_of")
        if side is None or scope.issue is None:
            self.faults.add(path, f"value_of needs an issue ({{issue}}) and a known side{scope}")
            return []
        by_mandate = scope.issue.values.get(side.id, {})
        summands = []
        for index, mandate in enumerate(side.mandates):
            held = _equals(Linear(0, ((1, f"{side.id}.mandate"),)), index)
            value = by_mandate.get(mandate.id, 0)
            if isinstance(value, int):
                summands.append(Summand(Linear(0).plus(level, value), Guard((held,))))
                continue
            summands += [
                Summand(Linear(worth), Guard((held, _equals(level, at)))) for at, worth in enumerate(value) if worth
            ]
        return [each for each in summands if each.linear.terms or each.linear.constant]

    def _parse(
        self,
        kind: str,
        text: str,
        scope: Scope,
        path: str,
        parse: Callable[[str, dict[str, int]], Guard | Linear | Assignment],
    ) -> Guard | Linear | Assignment | None:
        filled = self.fill(text, scope.ids(), path)
        if (kind, filled) not in self._parsed:
            try:
                self._parsed[kind, filled] = parse(filled, self.constants)
            except ExpressionError as error:
                self.faults.add(path, f"{error}: {filled!r}{scope}", error.column)
                return None
            except RecursionError:  # where the stack was deep already
                self.faults.add(path, f"nested too deeply: {filled!r}{scope}")
                return None
        return self._parsed[kind, filled]

    def _known(self, names: Iterable[str], text: str, scope: Scope, path: str, extra: Iterable[str]) -> bool:
        known = True
        for name in names:
            if name not in self.readable and name not in extra:
                filled = self.fill(text, scope.ids(), path)
                hint = nearest(name, (*self.readable, *self.constants))
                reason = "is a control, which rules only assign" if name in CONTROLS else "is not known"
                self.faults.add(path, f"{name!r} {reason}{hint}{scope}", max(1, filled.find(name) + 1))
                known = False
        return known


def _equals(form: Linear, value: int) -> Condition:
    return Condition(form.plus(Linear(-value)), "==")


def _merged(summands: list[Summand]) -> tuple[Summand, ...]:
    """Add up the summands of each guard, keeping the order of first appearance."""
    added = added_up(summands)
    return tuple(each for each in added if each.linear.terms or each.linear.constant) or (Summand(Linear(0)),)
