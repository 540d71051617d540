"""Expansion: `Scenario` → `Rules`. Templates become rules, issues and packages tracks and moves; names are resolved.

Every fault of the file is collected, with its place; `Rules` is returned only if there is none. What the rules mean
(guards that cannot hold, leaks) is checked in `checking`.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import define, evolve

from wargame.authoring.actors import expand_actors, openness, turns
from wargame.authoring.bodies import effects_of, form_of, outcomes_of
from wargame.authoring.drafting import interrupted
from wargame.authoring.issues import drawn_setup, red_lines
from wargame.authoring.moves import expand_moves
from wargame.authoring.naming import Names
from wargame.authoring.press import expand_front_pages, expand_history
from wargame.authoring.shape import check_shape
from wargame.authoring.templates import Scope
from wargame.authoring.tracks import MOST_TRACKS, TrackExpander
from wargame.bounds import MOST_SCORE
from wargame.scenario import model, rules
from wargame.scenario.faults import TooManyFaults, nearest
from wargame.scenario.meanings import role_of_class, role_of_ending
from wargame.scenario.measures import unknown_in
from wargame.scenario.places import indexed
from wargame.scenario.ruleset import Rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.scenario.places import Origin

_MOST_PROJECTIONS = 40


def expand(scenario: model.Scenario, origin: Origin, *, strict: bool = False) -> Rules:
    """Expand a scenario to rules; `strict` also refuses what can be played and no author can have meant.

    Raises:
        ScenarioError: with every fault found, placed in the file it was read from.
    """
    expander = _Expander(Names(scenario, strict))
    with suppress(TooManyFaults):
        made = expander.expanded()
        if not expander.names.faults.found:
            return made
    raise expander.names.faults.error(origin, "the rules")


@define
class _Expander(TrackExpander):
    def expanded(self) -> Rules:
        scenario = self.scenario
        check_shape(self.scenario, self.names)
        if self.names.faults.found:  # without sides, phases and issues nothing below can be judged
            return _nothing(scenario)
        self.expand_tracks()
        self.expand_derived()
        actors = expand_actors(scenario, self.names)
        acting = tuple(turns(actors, len(scenario.phases)))
        made_events = (*interrupted(self.names), *acting)
        asked = {name for turn in acting for name in turn.when.names()}
        for each in openness(actors, self.names):
            if each.id in asked:
                self.declare(each, each.place)
                self.add_derived(each)
        self.count("derived", len(self.derived), MOST_TRACKS)
        moves = expand_moves(scenario, self.names, self.on_table)
        made = Rules(
            scenario=scenario,
            constants=MappingProxyType(dict(self.names.constants)),
            tracks=tuple(self.tracks),
            derived=tuple(self.derived),
            setup=tuple(self._setup()),
            moves=moves,
            events=(*made_events, *self._events(each.id for each in made_events)),
            projections=(),
            endings=tuple(self._endings()),
            scores=tuple(self._scores()),
            doctrines=MappingProxyType(self._doctrines(moves)),
            red_lines=red_lines(scenario, self.names),
            actors=actors,
            front_pages=expand_front_pages(scenario, self.names),
            history=expand_history(scenario, self.names),
            on_table=MappingProxyType(self.on_table),
        )
        projections = tuple(self._projections(made))
        self.count("projections", len(projections), _MOST_PROJECTIONS)
        for path, message in unknown_in(made):
            self.fault(path, message)
        return evolve(made, projections=projections)

    # -- rules with a body

    def _setup(self) -> Iterator[rules.Setup]:
        yield from drawn_setup(self.scenario)
        for at, entry in enumerate(self.scenario.setup):
            place = indexed("setup", at, entry)
            seats = self.names.seen_by(entry.seen_by, Scope(), f"{place}.seen_by")
            if not entry.outcomes:
                self.fault(f"{place}.outcomes", "empty; a draw needs outcomes")
            yield rules.Setup(
                key=f"setup:{entry.id}",
                id=entry.id,
                title=entry.title,
                text=self.names.texts(entry.text, None, f"{place}.text"),
                seen_by=seats,
                outcomes=outcomes_of(self.names, entry.outcomes, Scope(), place, seats),
                sources=entry.sources,
                place=place,
            )

    def _events(self, taken: Iterable[str]) -> Iterator[rules.Event]:
        every_phase = tuple(range(1, len(self.scenario.phases) + 1))
        used = Counter(taken)
        for at, entry in enumerate(self.scenario.events):
            place = indexed("events", at, entry)
            if entry.at not in rules.MOMENTS:
                self.fault(f"{place}.at", f"expected one of {', '.join(rules.MOMENTS)}; found {entry.at!r}")
            for scope in self.names.scopes(entry.for_, place):
                id_ = self.names.identifier(entry.id, scope, f"{place}.id")
                used[id_] += 1
                if used[id_] > 1:
                    self.fault(f"{place}.id", f"the id {id_!r} is used twice")
                seats = self.names.seen_by(entry.seen_by, scope, f"{place}.seen_by")
                yield rules.Event(
                    key=f"event:{id_}",
                    id=id_,
                    title=self.names.fill(entry.title, scope.words(), f"{place}.title"),
                    text=self.names.texts(entry.text, scope.words(), f"{place}.text"),
                    at=entry.at,
                    phases=self.names.phases(entry.phases, f"{place}.phases") or every_phase,
                    when=self.names.guard(entry.when, scope, f"{place}.when"),
                    effects=effects_of(self.names, entry.effects, scope, f"{place}.effects"),
                    outcomes=outcomes_of(self.names, entry.outcomes, scope, place, seats),
                    seen_by=seats,
                    sources=entry.sources,
                    place=place,
                )

    # -- endings, scores, doctrines, projections

    def _endings(self) -> Iterator[rules.Ending]:
        classes = self.scenario.ending_classes
        for at, entry in enumerate(self.scenario.endings):
            place = indexed("endings", at, entry)
            if entry.class_ not in classes:
                self.fault(f"{place}.class", f"no class {entry.class_!r}{nearest(entry.class_, classes)}")
            for side, score in entry.scores.items():
                if side not in self.names.sides:
                    self.fault(f"{place}.scores", f"no side {side!r}{nearest(side, self.names.sides)}")
                if not 0 <= score <= MOST_SCORE:
                    self.fault(f"{place}.scores.{side}", f"{score} is out of bounds; expected 0 to {MOST_SCORE}")
            if entry.scores and set(entry.scores) != set(self.names.sides):
                self.fault(f"{place}.scores", "name both sides, or neither")
            yield rules.Ending(
                id=entry.id,
                title=entry.title,
                class_=classes.index(entry.class_) + 1 if entry.class_ in classes else 0,
                text=self.names.texts(entry.text, None, f"{place}.text"),
                when=self.names.guard(entry.when, Scope(), f"{place}.when"),
                scores=entry.scores,
                sources=entry.sources,
                place=place,
                class_role=role_of_class(self.scenario, entry.class_),
                role=role_of_ending(self.scenario, entry),
            )
        if self.scenario.endings[-1].when:
            last = len(self.scenario.endings) - 1
            place = f"{indexed('endings', last, self.scenario.endings[last])}.when"
            self.fault(place, "the last ending must have no `when`, so that every game ends in one")

    def _scores(self) -> Iterator[rules.ScoreTerm]:
        extra = ("ending_class",)
        for at, entry in enumerate(self.scenario.scores):
            place = f"scores[{at}]"
            if bool(entry.side) == bool(entry.for_) or (entry.side and entry.side not in self.names.sides):
                self.fault(place, 'a score term has either a known `side` or `for = "sides"`')
                continue
            for scope in [self.names.scope_of(entry.side)] if entry.side else self.names.scopes(entry.for_, place):
                assert scope.own is not None
                when = self.names.guard(entry.when, scope, f"{place}.when", extra=extra)
                form = form_of(self.names, entry.form, scope, f"{place}.form", extra=extra)
                self.names.grow(when.size * len(form.summands), place)  # each is also looked at by itself
                yield rules.ScoreTerm(
                    side=scope.own.id,
                    label=self.names.fill(entry.label, scope.words(), f"{place}.label"),
                    when=when,
                    form=form,
                    sources=entry.sources,
                    place=place,
                )

    def _doctrines(self, moves: tuple[rules.MoveRule, ...]) -> dict[str, rules.Doctrine]:
        for party in self.scenario.doctrines:
            if party not in self.names.parties:
                self.fault(f"doctrines.{party}", f"no side {party!r}{nearest(party, self.names.parties)}")
        for side in self.names.sides:
            if side not in self.scenario.doctrines:
                self.fault("doctrines", f"none for {side}; each leader needs one")
        known = {side: each for side, each in self.scenario.doctrines.items() if side in self.names.sides}
        return {side: self._doctrine(side, entry, moves) for side, entry in known.items()}

    def _doctrine(self, side: str, entry: model.Doctrine, moves: tuple[rules.MoveRule, ...]) -> rules.Doctrine:
        own = [move for move in moves if move.side == side]
        valid = {name for move in own for name in (move.id, move.verb)}
        for key in entry.appeal:
            if key not in valid:
                place = f"doctrines.{side}.appeal.{key}"
                self.fault(place, f"{side} has no move or template {key!r}{nearest(key, valid)}")
        appeal = {}
        for move in own:
            key = move.id if move.id in entry.appeal else move.verb
            form = entry.appeal.get(key, entry.otherwise)
            path = f"doctrines.{side}.appeal.{key}" if key in entry.appeal else f"doctrines.{side}.otherwise"
            scope = self.names.scope_of(side)
            issue = next((each for each in self.scenario.issues if each.id == move.issue), None)
            appeal[move.id] = form_of(self.names, form, scope if issue is None else scope.at(issue), path)
        return rules.Doctrine(
            side=side,
            name=entry.name,
            temperament=entry.temperament,
            appeal=MappingProxyType(appeal),
            sources=entry.sources,
        )

    def _projections(self, made: Rules) -> Iterator[rules.Projection]:
        events = {event.id: event for event in made.events}
        for at, entry in enumerate(self.scenario.projections):
            place = indexed("projections", at, entry)
            for scope in self.names.scopes(entry.for_, place):
                steps = list(self._effects_of_move(entry.move, scope, made, f"{place}.move"))
                steps += effects_of(self.names, entry.effects, scope, f"{place}.effects")
                for name in entry.events:
                    event = events.get(name)
                    if event is None or event.outcomes:
                        reason = "has chance in it" if event else f"is no event{nearest(name, events)}"
                        self.fault(f"{place}.events", f"{name!r} {reason}")
                        continue
                    self.names.grow(sum(step.size for step in event.effects), f"{place}.events")
                    steps += event.effects
                steps += effects_of(self.names, entry.then, scope, f"{place}.then")
                yield rules.Projection(
                    id=entry.id,
                    title=self.names.fill(entry.title, scope.words(), f"{place}.title"),
                    seen_by=tuple(each for each in self.names.everyone if scope.own is None or each == scope.own.id),
                    when=self.names.guard(entry.when, scope, f"{place}.when"),
                    effects=tuple(steps),
                    place=place,
                    role=entry.role,
                )

    def _effects_of_move(self, name: str, scope: Scope, made: Rules, place: str) -> Iterator[rules.Step]:
        """Yield the effects of a move of {own} on tracks, without controls: a projection needs no end of a round."""
        if not name:
            return
        if scope.own is None:
            self.fault(place, f'{name!r} is a move of one side: write `for = "sides"`')
            return
        side = scope.own.id
        move = made.move_by_id.get((side, name))
        if move is None or move.outcomes:
            own = [each.id for each in made.moves if each.side == side]
            self.fault(place, f"{name!r} {'has chance in it' if move else f'is no move of {side}{nearest(name, own)}'}")
            return
        for step in move.effects:
            tracks = tuple(each for each in step.do if each.target not in rules.CONTROLS)
            if tracks:
                yield evolve(step, do=tracks)


def _nothing(scenario: model.Scenario) -> Rules:
    return Rules(
        scenario=scenario,
        constants={},
        tracks=(),
        derived=(),
        setup=(),
        moves=(),
        events=(),
        projections=(),
        endings=(),
        scores=(),
        doctrines={},
        red_lines=(),
    )
