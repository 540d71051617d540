"""The moves of a scenario: each template expanded, each package turned into the move that tables it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from wargame.authoring.bodies import effects_of, outcomes_of
from wargame.authoring.drafting import closed_while_editing, drafted
from wargame.authoring.issues import made_id
from wargame.authoring.naming import Names
from wargame.authoring.templates import Scope, filled
from wargame.scenario import model, rules
from wargame.scenario.faults import nearest
from wargame.scenario.language import NEVER, Assignment, Condition, Guard, Linear
from wargame.scenario.parties import claimers, conceders
from wargame.scenario.places import indexed
from wargame.scenario.rules import Role, Seats, Step

if TYPE_CHECKING:
    from collections.abc import Iterator


_MOST_MOVES = 600
_REPEATED = ("sides", "issues", "issues conceded", "issues claimed")  # what a move may be `for`


def expand_moves(scenario: model.Scenario, names: Names, on_table: Mapping[str, Guard]) -> tuple[rules.MoveRule, ...]:
    """Return every move, then those that table packages, then those that change a text; faults go to `names`."""
    return _Moves(scenario, names, on_table).expanded()


@frozen
class _Moves:
    scenario: model.Scenario
    names: Names
    on_table: Mapping[str, Guard]

    def fault(self, path: str, message: str) -> None:
        self.names.faults.add(path, message)

    def expanded(self) -> tuple[rules.MoveRule, ...]:
        moves = (
            *closed_while_editing(self.names, (*self._moves(), *self._packages())),
            *drafted(self.names, self.on_table, self._move),
        )
        self._unique_moves(moves)
        self._shown_as(moves)
        return self._closed(moves)

    def _moves(self) -> Iterator[rules.MoveRule]:
        for at, entry in enumerate(self.scenario.moves):
            place = indexed("moves", at, entry)
            if not entry.phases:
                self.fault(f"{place}.phases", "empty; name the phases in which this move is open")
            for side, issue in self._movers(entry, place):
                scope = self.names.scope_of(side)
                yield self._move(entry, scope if issue is None else scope.at(issue), place)

    def _movers(self, entry: model.Move, place: str) -> list[tuple[str, model.Issue | None]]:
        """Return the sides and issues that an entry is expanded for."""
        if bool(entry.side) == bool(entry.for_):
            self.fault(place, "a move has either a `side` or a `for`")
            return []
        if entry.side:
            if entry.side not in self.names.sides:
                self.fault(f"{place}.side", f"no side {entry.side!r}{nearest(entry.side, self.names.sides)}")
                return []
            return [(entry.side, None)]
        if entry.for_ == "sides":
            return [(side, None) for side in self.names.sides]
        if entry.for_ not in _REPEATED:
            hint = nearest(entry.for_, _REPEATED)
            self.fault(f"{place}.for", f"expected {', '.join(map(repr, _REPEATED))}; found {entry.for_!r}{hint}")
            return []
        pairs = [(side, issue) for side in self.names.sides for issue in self.scenario.issues]
        if entry.for_ == "issues":
            return list(pairs)
        given = conceders if entry.for_ == "issues conceded" else claimers
        return [(side, issue) for side, issue in pairs if side in given(issue, self.names.everyone)]

    def _move(self, entry: model.Move, scope: Scope, place: str) -> rules.MoveRule:
        assert scope.own is not None
        verb = self.names.identifier(entry.id, scope, f"{place}.id", kind="move")
        id_ = verb if scope.issue is None else f"{verb}-{scope.issue.id.replace('_', '-')}"
        words = scope.words()
        phases = self.names.phases(entry.phases, f"{place}.phases")
        when = self.names.guard(entry.when, scope, f"{place}.when")
        self.names.grow(when.size * len(phases), place)  # legality is laid out phase by phase
        seats: Seats = (scope.own.id,) if entry.shown_as else self.names.everyone
        return rules.MoveRule(
            key=f"move:{scope.own.id}:{id_}",
            id=id_,
            side=scope.own.id,
            verb=verb,
            title=self.names.fill(entry.title, words, f"{place}.title"),
            stem=filled(entry.title, {**words, "issue": "…"}),
            subject=scope.issue.title if scope.issue else "",
            group=entry.group,
            flavor=self.names.texts(entry.flavor, words, f"{place}.flavor"),
            text=self.names.fill(entry.text, words, f"{place}.text"),
            phases=phases,
            when=when,
            effects=effects_of(self.names, entry.effects, scope, f"{place}.effects"),
            outcomes=outcomes_of(self.names, entry.outcomes, scope, place, seats),
            shown_as=entry.shown_as,
            sources=entry.sources,
            issue=scope.issue.id if scope.issue else "",
            place=place,
        )

    def _packages(self) -> Iterator[rules.MoveRule]:
        tabling = self.scenario.tabling
        if self.scenario.packages and tabling is None:
            self.fault("tabling", "missing; [tabling] says what tabling a package does")
        issue_ids = {issue.id: issue for issue in self.scenario.issues}
        for at, entry in enumerate(self.scenario.packages):
            place = indexed("packages", at, entry)
            self.names.identifier(entry.id, Scope(), f"{place}.id", kind="move")
            if entry.side not in self.names.sides:
                self.fault(f"{place}.side", f"no side {entry.side!r}{nearest(entry.side, self.names.sides)}")
                continue
            for issue, level in entry.levels.items():
                if issue not in issue_ids:
                    self.fault(f"{place}.levels", f"no issue {issue!r}{nearest(issue, issue_ids)}")
                elif not 0 <= level < len(issue_ids[issue].levels):
                    self.fault(
                        f"{place}.levels.{issue}",
                        f"{level} is no level of {issue}; expected 0 to {len(issue_ids[issue].levels) - 1}",
                    )
            if tabling is not None:
                yield self._package(entry, tabling, self.names.scope_of(entry.side), place)

    def _package(self, entry: model.Package, tabling: model.Tabling, scope: Scope, place: str) -> rules.MoveRule:
        used = made_id(Role.USED, entry.id)
        bids = [Assignment(used, "=", Linear(1))]
        bids += [
            Assignment(made_id(Role.BID, issue.id), "=", Linear(entry.levels.get(issue.id, 0)))
            for issue in self.scenario.issues
        ]
        fresh = Guard((Condition(Linear(0, ((1, used),)), "=="),))
        common = self.names.guard(tabling.when, scope, "tabling.when")
        when = fresh.joined(common).joined(self.names.guard(entry.when, scope, f"{place}.when"))
        phases = self.names.phases(tabling.phases, "tabling.phases")
        self.names.grow(when.size * len(phases), place)
        return rules.MoveRule(
            key=f"move:{entry.side}:table-{entry.id}",
            id=f"table-{entry.id}",
            side=entry.side,
            verb="table",
            title=f"Table: {entry.title}",
            stem="Table: …",
            subject=entry.title,
            group=tabling.group,
            flavor=self.names.texts(entry.flavor, None, f"{place}.flavor"),
            text=entry.text,
            phases=phases,
            when=when,
            effects=(
                Step(tuple(bids)),
                *effects_of(self.names, tabling.effects, scope, "tabling.effects"),
                *effects_of(self.names, entry.effects, scope, f"{place}.effects"),
            ),
            outcomes=(),
            shown_as="",
            sources=entry.sources,
            package=entry.id,
            place=place,
        )

    def _closed(self, moves: tuple[rules.MoveRule, ...]) -> tuple[rules.MoveRule, ...]:
        """Return the moves, of which those that the file closes are never open."""
        known = dict.fromkeys(name for move in moves for name in (move.verb, move.id))
        for at, name in enumerate(self.scenario.closed):
            if name not in known:
                self.fault(f"closed[{at}]", f"no move or template {name!r}{nearest(name, known)}")
        closed = set(self.scenario.closed)
        return tuple(evolve(each, when=NEVER) if closed & {each.verb, each.id} else each for each in moves)

    def _unique_moves(self, moves: tuple[rules.MoveRule, ...]) -> None:
        places: dict[tuple[str, str], str] = {}
        counts = Counter((move.side, move.id) for move in moves)
        for move in moves:
            first = places.setdefault((move.side, move.id), move.place)
            self.names.faults.tried(move.place, move.side)
            if (count := counts[move.side, move.id]) > 1 and move.place != first:
                message = f"one of {count} moves with the id {move.id!r}, of which the first is {first}; rename it"
                self.names.faults.add(move.place, message, who=move.side)
        if len(moves) > _MOST_MOVES:
            self.fault("moves", f"{len(moves)} in all, written out; at most {_MOST_MOVES} are allowed")

    def _shown_as(self, moves: tuple[rules.MoveRule, ...]) -> None:
        for move in moves:
            own = [each.id for each in moves if each.side == move.side and not each.shown_as]
            if move.shown_as and move.shown_as not in own:
                hint = nearest(move.shown_as, own)
                self.fault(f"{move.place}.shown_as", f"{move.side} has no open move {move.shown_as!r}{hint}")
