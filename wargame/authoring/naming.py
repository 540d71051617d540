"""The name space of a scenario: expressions are parsed, and their names resolved, against it.

`Names` reports each fault at its place, in the words of the author's template and with what it was expanded for.
"""

from __future__ import annotations

import keyword
import re
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.authoring.parsing import ExpressionError, compared, parse_assignment, parse_guard, parse_linear
from wargame.authoring.slips import typographic
from wargame.authoring.templates import PLACEHOLDER, Scope, filled, written_out
from wargame.scenario import model
from wargame.scenario.faults import Faults, TooManyFaults, nearest
from wargame.scenario.language import ALWAYS, Assignment, Either, Guard, Linear
from wargame.scenario.parties import BOTH, claimed_by, claimers, conceders
from wargame.scenario.rules import CONTROLS, Seats, Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MOST_ID = 60  # characters
MOST_TEXTS = 40  # of which one is told at a time
_MOST_TEXT = 8_000  # characters of one text, written out
_MOST_EITHER = 400  # different disjunctions: each is a derived track of the compiler's
_MOST_SIZE = 60_000  # numbers, names and texts of all rules, written out: ten times the summit of 2018
_TWO = 2  # names at least are compared
_MOST_WRITTEN = 4_000_000  # characters of all texts with placeholders, written out
_ID = re.compile(r"[a-z][a-z0-9_]*")
_TRACK_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_MOVE_ID = re.compile(r"[a-z][a-z0-9-]*")
_SELECTOR = re.compile(r"issues(?: (conceded|claimed) by ([a-z][a-z0-9_]*))?")


@define(slots=False)
class Names:
    """The name space of a scenario and the faults found against it."""

    scenario: model.Scenario
    strict: bool = False  # also tell what can be played and no author can have meant
    faults: Faults = field(factory=Faults)
    constants: dict[str, int] = field(factory=dict)
    readable: dict[str, tuple[int, int]] = field(factory=dict)  # name: (min, max)
    assignable: set[str] = field(factory=set)
    _parsed: dict[tuple[str, str], Guard | Linear | Assignment] = field(factory=dict)
    _mixed: dict[str, list[tuple[list[str], int]]] = field(factory=dict)  # by guard: kinds compared, and the column
    _either: set[Either] = field(factory=set)
    _size: int = 0  # of all that was written out so far: numbers and names, and one for each text
    _written: int = 0  # characters of texts

    # -- ids and texts

    def fill(self, text: str, values: dict[str, str], path: str) -> str:
        """Replace placeholders by their `values`; a placeholder without one is a fault."""
        if "{" not in text:
            return text
        found = PLACEHOLDER.findall(text)
        self._write(len(text) + sum(len(values.get(name, "")) - len(name) - 2 for name in found), path)
        for name in dict.fromkeys(found):
            if name not in values:
                usable = ", ".join(f"{{{each}}}" for each in values) or "none"
                self.faults.add(path, f"no placeholder {{{name}}} here; usable: {usable}")
        return filled(text, values)

    def texts(self, texts: model.Texts, values: dict[str, str] | None, path: str) -> Texts:
        """Replace the placeholders (None: there are none) of a text, or of each of a list of which one is told."""
        if isinstance(texts, str):
            return (texts if values is None else self.fill(texts, values, path),) if texts else ()
        if not texts:
            self.faults.add(path, "empty; write at least one text, or leave it out")
        if len(texts) > MOST_TEXTS:
            self.faults.add(path, f"{len(texts)} texts found; at most {MOST_TEXTS} are allowed")
            return ()
        self.grow(len(texts), path)
        for at, text in enumerate(texts):
            if not text.strip():
                self.faults.add(f"{path}[{at}]", "an empty text; leave it out")
            elif text in texts[:at]:
                self.faults.add(f"{path}[{at}]", "the same text as before it; each is told once before any comes again")
        if values is None:
            return texts
        return tuple(self.fill(text, values, f"{path}[{at}]") for at, text in enumerate(texts))

    def _write(self, length: int, path: str) -> None:
        """Count a text towards the limit before it is expanded: a few placeholders may make it any length."""
        self._written += length
        if length > _MOST_TEXT:
            self._stop(path, f"written out, {length:,} characters; at most {_MOST_TEXT:,} are allowed")
        if self._written > _MOST_WRITTEN:
            message = f"with it all texts written out come to {self._written:,} characters"
            self._stop(path, f"{message}; at most {_MOST_WRITTEN:,} are allowed: repeat less of it")

    def grow(self, size: int, path: str) -> None:
        """Count `size` numbers and names of expanded rules towards the limit.

        Raises:
            TooManyFaults: the limit is passed; that is a fault, and the search for others stops.
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
            self.faults.add(path, f"{filled[:_MOST_ID]!r} is no id; expected {shape}{typographic(text)}")
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
        relation, party = found.groups()
        if not relation:
            return self.scenario.issues
        known = (*self.parties, BOTH)
        if party not in known:
            self.faults.add(path, f"no side {party!r}{nearest(party, known)}")
            return ()
        sides = self.everyone
        if relation == "conceded":
            return tuple(each for each in self.scenario.issues if party in {each.conceded_by, *conceders(each, sides)})
        return tuple(
            each for each in self.scenario.issues if party in {claimed_by(each, sides), *claimers(each, sides)}
        )

    # -- scopes, seats and phases

    @property
    def sides(self) -> dict[str, model.Side]:
        """Return the sides by id."""
        return {side.id: side for side in self.scenario.sides}

    @cached_property
    def mandates(self) -> frozenset[str]:
        """Return the tracks that hold the sides' mandates."""
        return frozenset(f"{side.id}.mandate" for side in self.scenario.sides)

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Return what each nominal name (one whose values are indices, not amounts) is an index of."""
        kinds = {"phase": "a phase", "ending_class": "an ending class"}
        kinds |= dict.fromkeys((phase.id for phase in self.scenario.phases), "a phase")
        kinds |= dict.fromkeys(self.scenario.ending_classes, "an ending class")
        for side in self.scenario.sides:
            own = ["mandate", *(mandate.id for mandate in side.mandates)]
            kinds |= dict.fromkeys((f"{side.id}.{each}" for each in own), f"a mandate of {side.id}")
        return kinds

    @cached_property
    def _numbered(self) -> re.Pattern[str]:
        words = {name.rpartition(".")[2] for name in self.kinds}
        return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, words)))})(?!\w)")

    @property
    def parties(self) -> dict[str, model.Side | model.Actor]:
        """Return actors and sides by id."""
        return {**{each.id: each for each in self.scenario.actors}, **self.sides}

    @property
    def everyone(self) -> Seats:
        """Return both sides' ids."""
        return tuple(side.id for side in self.scenario.sides)

    def scopes(self, for_: str, path: str) -> list[Scope]:
        """Return the scopes that an entry with this `for` is expanded in; one if it has none."""
        if not for_:
            return [Scope()]
        if for_ == "sides":
            return [self.scope_of(side) for side in self.sides]
        return [self.scope_of(issue.conceded_by).at(issue) for issue in self.issues(for_, Scope(), f"{path}.for")]

    def scope_of(self, party: str) -> Scope:
        """Return the scope of an entry that belongs to a side, to an actor, or to both sides."""
        if party not in self.sides:
            return Scope(self.parties.get(party))
        own = self.sides[party]
        return Scope(own, next(each for each in self.scenario.sides if each is not own))

    def seen_by(self, text: str, scope: Scope, path: str) -> Seats:
        """Return the sides that a `seen_by` names."""
        filled = self.fill(text, scope.ids(), path)
        if filled == "everyone":
            return self.everyone
        if filled == "nobody" or (filled not in self.sides and filled in self.parties):  # an actor alone
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
        self._either |= {each for each in parsed.conditions if isinstance(each, Either)}
        if len(self._either) > _MOST_EITHER:
            self._stop(
                path, f"with it there are {len(self._either)} different `or`; at most {_MOST_EITHER} are allowed"
            )
        if self.strict:
            self._alike(text, scope, path)
        return parsed if self._known(parsed.names(), text, scope, path, extra) else ALWAYS

    def linear(self, text: str, scope: Scope, path: str, *, extra: Iterable[str] = ()) -> Linear:
        """Read a linear form; 0 where it is at fault."""
        parsed = self._parse("linear", text, scope, path, parse_linear)
        if not isinstance(parsed, Linear):
            return Linear(0)
        self.grow(parsed.size, path)
        return parsed if self._known(parsed.names(), text, scope, path, extra) else Linear(0)

    def effect(self, text: str, scope: Scope, path: str) -> Assignment | None:
        """Read one effect; None where it is at fault."""
        parsed = self._parse("effect", text, scope, path, parse_assignment)
        if not isinstance(parsed, Assignment):
            return None
        if self.strict and parsed.target in self.mandates:
            reason = "is drawn before the first move and never changes: keep what a rule changes in a track"
            self._misnamed(parsed.target, reason, (), (text, scope, path))
            return None
        if parsed.target not in self.assignable and parsed.target not in CONTROLS:
            reason = "is computed and cannot be assigned" if parsed.target in self.readable else "is no track"
            self._misnamed(parsed.target, reason, (*self.assignable, *CONTROLS), (text, scope, path))
            return None
        if parsed.target in CONTROLS and parsed.op != "=":
            self.faults.add(path, f"the control {parsed.target!r} is only set with =", who=scope.who)
            return None
        self.grow(1 + parsed.form.size, path)
        return parsed if self._known(parsed.form.names(), text, scope, path, ()) else None

    # -- inside

    def _parse(
        self,
        kind: str,
        text: str,
        scope: Scope,
        path: str,
        parse: Callable[[str, dict[str, int]], Guard | Linear | Assignment],
    ) -> Guard | Linear | Assignment | None:
        filled = self.fill(text, scope.ids(), path)
        self.faults.tried(path, scope.who)
        if (kind, filled) not in self._parsed:
            try:
                self._parsed[kind, filled] = parse(filled, self.constants)
            except ExpressionError as error:
                column = written_out(text, scope.ids()).column(error.column)
                self.faults.add(path, f"{error}: {text!r}", column, scope.who)
                return None
            except RecursionError:  # where the stack was deep already
                self.faults.add(path, f"nested too deeply: {text!r}", who=scope.who)
                return None
        return self._parsed[kind, filled]

    def _known(self, names: Iterable[str], text: str, scope: Scope, path: str, extra: Iterable[str]) -> bool:
        known = True
        for name in names:
            if name not in self.readable and name not in extra:
                reason = "is a control, which rules only assign" if name in CONTROLS else "is not known"
                self._misnamed(name, reason, (*self.readable, *self.constants), (text, scope, path))
                known = False
        return known

    def _misnamed(self, name: str, reason: str, valid: Iterable[str], at: tuple[str, Scope, str]) -> None:
        """Report a name that is not valid as the author wrote it, with the nearest valid one."""
        text, scope, path = at
        written = written_out(text, scope.ids())
        found = re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", written.text)
        piece = written.as_written(*found.span()) if found else name
        hint = written.templated(nearest(name, valid), scope, piece)
        column = written.column(found.start() + 1) if found else 1
        self.faults.add(path, f"{piece!r} {reason}", column, scope.who, hint)

    def _alike(self, text: str, scope: Scope, path: str) -> None:
        """Report comparisons between indices of different things, such as the mandates of two sides."""
        if len(self._numbered.findall(text)) < _TWO:
            return
        written = written_out(text, scope.ids())
        if written.text not in self._mixed:
            compares = [
                (sorted({self.kinds[name] for name in names & self.kinds.keys()}), at)
                for names, at in compared(written.text)
            ]
            self._mixed[written.text] = [(kinds, at) for kinds, at in compares if len(kinds) > 1]
        for kinds, column in self._mixed[written.text]:
            message = f"compares {' with '.join(kinds)}, which are numbered each for itself: compare like with like"
            self.faults.add(path, f"{message}: {text!r}", written.column(column), scope.who)
