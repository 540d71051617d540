"""Actors: third parties that act by themselves. An actor's turn becomes an event whose outcomes are its moves.

So the kernel, previews, odds and logs know only events, and the appeals of an actor's moves are weights of outcomes.
What is particular to an actor is that it does nothing where no move of its own is open and appeals to it; a derived
track for each move says whether it does.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.authoring.bodies import effects_of, form_of
from wargame.authoring.issues import made_id
from wargame.authoring.naming import Names
from wargame.authoring.templates import Scope
from wargame.scenario import model, rules
from wargame.scenario.faults import nearest
from wargame.scenario.language import ALWAYS, Condition, Guard, Linear, Sum, Summand
from wargame.scenario.places import indexed
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIKING = (model.Term(add="1"),)  # of a move that no doctrine knows


def expand_actors(scenario: model.Scenario, names: Names) -> tuple[rules.Actor, ...]:
    """Return every actor with its moves expanded; faults go to `names`."""
    return tuple(_Actor(scenario, names, entry, at).expanded() for at, entry in enumerate(scenario.actors))


@frozen
class _Actor:
    scenario: model.Scenario
    names: Names
    entry: model.Actor
    at: int

    @property
    def place(self) -> str:
        return indexed("actors", self.at, self.entry)

    def fault(self, path: str, message: str) -> None:
        self.names.faults.add(path, message)

    def expanded(self) -> rules.Actor:
        moves = tuple(self._moves())
        for id_, count in Counter(move.id for move in moves).items():
            if count > 1:
                self.fault(f"{self.place}.moves", f"the id {id_!r} is used {count} times")
        doctrine = self.scenario.doctrines.get(self.entry.id)
        known = {name for move in moves for name in (move.id, move.verb)}
        for key in doctrine.appeal if doctrine else ():
            if key not in known:
                place = f"doctrines.{self.entry.id}.appeal.{key}"
                self.fault(place, f"{self.entry.id} has no move or template {key!r}{nearest(key, known)}")
        return rules.Actor(
            id=self.entry.id,
            name=self.entry.name,
            brief=self.entry.brief,
            doctrine=doctrine.name if doctrine else "",
            temperament=doctrine.temperament if doctrine else "",
            moves=moves,
            sources=self.entry.sources,
            place=self.place,
        )

    def _moves(self) -> Iterator[rules.ActorMove]:
        if not self.entry.moves:
            self.fault(f"{self.place}.moves", "empty; an actor has at least one move")
        own = Scope(self.entry)
        for at, entry in enumerate(self.entry.moves):
            place = indexed(f"{self.place}.moves", at, entry)
            if entry.at not in rules.MOMENTS:
                self.fault(f"{place}.at", f"expected one of {', '.join(rules.MOMENTS)}; found {entry.at!r}")
            issues = self.names.issues(entry.for_, own, f"{place}.for") if entry.for_ else (None,)
            for issue in issues:
                yield self._move(entry, own if issue is None else own.at(issue), place)

    def _move(self, entry: model.ActorMove, scope: Scope, place: str) -> rules.ActorMove:
        verb = self.names.identifier(entry.id, scope, f"{place}.id", kind="move")
        id_ = verb if scope.issue is None else f"{verb}-{scope.issue.id.replace('_', '-')}"
        every_phase = tuple(range(1, len(self.scenario.phases) + 1))
        return rules.ActorMove(
            id=id_,
            verb=verb,
            title=self.names.fill(entry.title, scope.words(), f"{place}.title"),
            text=self.names.texts(entry.text, scope.words(), f"{place}.text"),
            at=entry.at,
            phases=self.names.phases(entry.phases, f"{place}.phases") or every_phase,
            when=self.names.guard(entry.when, scope, f"{place}.when"),
            appeal=self._appeal(id_, verb, scope),
            effects=effects_of(self.names, entry.effects, scope, f"{place}.effects"),
            seen_by=self.names.seen_by(entry.seen_by, scope, f"{place}.seen_by"),
            sources=entry.sources,
            place=place,
        )

    def _appeal(self, id_: str, verb: str, scope: Scope) -> Sum:
        doctrine, path = self.scenario.doctrines.get(self.entry.id), f"doctrines.{self.entry.id}"
        if doctrine is None:
            return form_of(self.names, _LIKING, scope, path)
        key = id_ if id_ in doctrine.appeal else verb
        if key in doctrine.appeal:
            return form_of(self.names, doctrine.appeal[key], scope, f"{path}.appeal.{key}")
        return form_of(self.names, doctrine.otherwise, scope, f"{path}.otherwise")


# -- what becomes of their moves


def openness(actors: tuple[rules.Actor, ...], names: Names) -> Iterator[rules.Derived]:
    """Yield a derived track for each move that is not always open: 1 while it is, and appeals."""
    for actor in actors:
        for move in actor.moves:
            if _is_certain(move):
                continue
            open_ = Sum(tuple(Summand(each.linear, move.when.joined(each.guard)) for each in move.appeal.summands))
            names.grow(open_.size, f"actors ({actor.id})")
            yield rules.Derived(
                id=_open_id(actor, move),
                title=f"{actor.name} may: {move.title}",
                meaning="1 while this move is open to it, and appeals.",
                min=0,
                max=1,
                form=open_,
                seen_by=(),
                role=Role.OPEN,
                place=move.place,
            )


def _is_certain(move: rules.ActorMove) -> bool:
    first = move.appeal.summands[0]
    plain = len(move.appeal.summands) == 1 and first.guard == ALWAYS and not first.linear.terms
    return plain and first.linear.constant > 0 and move.when == ALWAYS


def _open_id(actor: rules.Actor, move: rules.ActorMove) -> str:
    return made_id(Role.OPEN, f"{actor.id}_{move.id}")


def _underlined(id_: str) -> str:
    return id_.replace("-", "_")


def turns(actors: tuple[rules.Actor, ...], phases: int) -> Iterator[rules.Event]:
    """Yield the turns of each actor: an event for each moment and each run of phases in which it has the same moves."""
    for actor in actors:
        for moment in rules.MOMENTS:
            by_phase = [
                tuple(move for move in actor.moves if move.at == moment and phase in move.phases)
                for phase in range(1, phases + 1)
            ]
            choices = [each for each in dict.fromkeys(by_phase) if each]
            for number, moves in enumerate(choices, start=1):
                id_ = f"{actor.id}_{moment}" + (f"_{number}" if len(choices) > 1 else "")
                open_in = tuple(phase for phase, found in enumerate(by_phase, start=1) if found == moves)
                yield _turn(actor, moves, id_, moment, open_in)


def _turn(
    actor: rules.Actor, moves: tuple[rules.ActorMove, ...], id_: str, moment: str, phases: tuple[int, ...]
) -> rules.Event:
    return rules.Event(
        key=f"event:{id_}",
        id=id_,
        title=actor.name,
        text=(),
        at=moment,
        phases=phases,
        when=_something(actor, moves),
        effects=(),
        outcomes=tuple(_outcome(move) for move in moves),
        seen_by=tuple(dict.fromkeys(side for move in moves for side in move.seen_by)),
        sources=tuple(dict.fromkeys(number for move in moves for number in move.sources)) or actor.sources,
        actor=actor.id,
        place=actor.place,
    )


def _something(actor: rules.Actor, moves: tuple[rules.ActorMove, ...]) -> Guard:
    """Return the guard under which one of these moves at least is open and appeals to the actor."""
    if any(_is_certain(move) for move in moves):
        return ALWAYS
    return Guard((Condition(Linear(-1, tuple((1, _open_id(actor, move)) for move in moves)), ">="),))


def _outcome(move: rules.ActorMove) -> rules.Outcome:
    return rules.Outcome(
        id=_underlined(move.id),
        title=move.title,
        weight=move.appeal,
        when=move.when,
        seen_by=move.seen_by,
        text=move.text,
        effects=move.effects,
        place=move.place,
    )
