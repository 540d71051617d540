"""`Scenario` → `Rules`: templates written out, issues and packages turned into tracks and moves, every name resolved.

Every fault of the file is collected, with its place; `Rules` is returned only if there is none. Meaning beyond names
and shapes (guards that cannot hold, leaks) is `checking`'s business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from wargame.bounds import MOST_PLIES
from wargame.scenario import model, rules
from wargame.scenario.actors import expand_actors, openness, turns
from wargame.scenario.bodies import effects_of, form_of, outcomes_of
from wargame.scenario.drafting import interrupted, on_table_of, text_derived
from wargame.scenario.faults import TooManyFaults, nearest
from wargame.scenario.issues import drawn_setup, issue_derived, issue_tracks, red_line_derived, red_lines
from wargame.scenario.language import Guard, Sum
from wargame.scenario.meanings import role_of_class, role_of_ending
from wargame.scenario.measures import unknown_in
from wargame.scenario.moves import expand_moves
from wargame.scenario.naming import Names
from wargame.scenario.ordering import CircleError, in_order
from wargame.scenario.places import indexed
from wargame.scenario.press import expand_front_pages
from wargame.scenario.rules import Rules, Seats
from wargame.scenario.shape import MOST_SCORE, check_shape
from wargame.scenario.templates import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.scenario.places import Origin

_MOST_TRACKS = 400  # and as many derived tracks
_MOST_PROJECTIONS = 40


def expand(scenario: model.Scenario, origin: Origin, *, strict: bool = False) -> Rules:
    """Write out a scenario; `strict` also refuses what can be played and no author can have meant.

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
class _Expander:
    names: Names
    tracks: list[rules.Track] = field(factory=list)
    derived: list[rules.Derived] = field(factory=list)
    seen: dict[str, Seats] = field(factory=dict)  # who sees each readable name
    on_table: Mapping[str, Guard] = model.NONE

    @property
    def scenario(self) -> model.Scenario:
        return self.names.scenario

    def fault(self, path: str, message: str) -> None:
        self.names.faults.add(path, message)

    def expanded(self) -> Rules:
        scenario = self.scenario
        check_shape(self.scenario, self.names)
        if self.names.faults.found:  # without sides, phases and issues nothing below can be judged
            return _nothing(scenario)
        self._tracks()
        self._derived()
        actors = expand_actors(scenario, self.names)
        acting = tuple(turns(actors, len(scenario.phases)))
        made_events = (*interrupted(self.names), *acting)
        asked = {name for turn in acting for name in turn.when.names()}
        for each in openness(actors, self.names):
            if each.id in asked:
                self._declare(each, each.place)
                self._add_derived(each)
        self._count("derived", len(self.derived), _MOST_TRACKS)
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
            on_table=MappingProxyType(self.on_table),
        )
        projections = tuple(self._projections(made))
        self._count("projections", len(projections), _MOST_PROJECTIONS)
        for path, message in unknown_in(made):
            self.fault(path, message)
        return evolve(made, projections=projections)

    # -- tracks

    def _tracks(self) -> None:
        for name in rules.ENGINE_TRACKS:
            if name != "ending_class":  # only scores may read it
                self.names.readable[name] = (0, MOST_PLIES)
                self.seen[name] = self.names.everyone
        for at, entry in enumerate(self.scenario.tracks):
            place = indexed("tracks", at, entry)
            for scope in self.names.scopes(entry.for_, place):
                self._track(self._one_track(entry, scope, place), place)
        for number, actor in enumerate(self.scenario.actors):
            for at, entry in enumerate(actor.tracks):
                place = indexed(f"{indexed('actors', number, actor)}.tracks", at, entry)
                if entry.for_:
                    self.fault(f"{place}.for", "a track of an actor is its own alone; leave it out")
                self._track(self._one_track(entry, Scope(actor), place), place)
        for track, place in issue_tracks(self.scenario):
            self._track(track, place)
        self._count("tracks", len(self.tracks), _MOST_TRACKS)

    def _count(self, path: str, count: int, most: int) -> None:
        if count > most:
            self.fault(path, f"{count} in all, written out; at most {most} are allowed")

    def _one_track(self, entry: model.Track, scope: Scope, place: str) -> rules.Track:
        id_ = self.names.identifier(entry.id, scope, f"{place}.id", kind="track")
        if not entry.min <= entry.start <= entry.max:
            self.fault(f"{place}.start", f"{entry.start} is outside {entry.min} to {entry.max}")
        title, owner = self.names.fill(entry.title, scope.words(), f"{place}.title"), self._owner(id_, entry, scope)
        return rules.Track(
            id=id_,
            title=title,
            meaning=self.names.fill(entry.meaning, scope.words(), f"{place}.meaning"),
            min=entry.min,
            max=entry.max,
            start=entry.start,
            seen_by=self.names.seen_by(entry.seen_by, scope, f"{place}.seen_by"),
            bands=entry.bands,
            sources=entry.sources,
            owner=owner,
            own_title=self._own_title(title, owner),
            place=place,
        )

    def _track(self, track: rules.Track, place: str) -> None:
        self._declare(track, place)
        self.tracks.append(track)
        self.names.assignable.add(track.id)

    def _declare(self, track: rules.Track | rules.Derived, place: str) -> None:
        taken = (*rules.ENGINE_TRACKS, *rules.CONTROLS, "first")  # `first` is where the draw of that name writes
        if track.id in self.names.readable or track.id in self.names.constants or track.id in taken:
            self.fault(place, f"the name {track.id!r} is used for two things; rename one")
        if track.min > track.max:
            self.fault(place, f"min {track.min} is above max {track.max}")
        self.names.readable[track.id] = (track.min, track.max)
        self.seen[track.id] = track.seen_by

    def _derived(self) -> None:
        for derived in issue_derived(self.scenario):
            self._declare(derived, f"issues ({derived.issue})")
            self.derived.append(derived)
        declared = []
        for at, entry in enumerate(self.scenario.derived):
            place = indexed("derived", at, entry)
            for scope in self.names.scopes(entry.for_, place):
                declared.append((entry, scope, self._blank_derived(entry, scope, place)))
                self._declare(declared[-1][-1], place)
        public = {track.id for track in self.tracks if track.seen_by == self.names.everyone}
        self.on_table = on_table_of(self.names, public)
        for derived in text_derived(self.scenario, self.on_table):
            self._declare(derived, f"issues ({derived.issue})")
            self.derived.append(derived)
        made = list(red_line_derived(self.scenario, self.names))
        for derived in made:
            self._declare(derived, "red_lines")
        for entry, scope, blank in declared:
            made.append(evolve(blank, form=form_of(self.names, entry.form, scope, f"{blank.place}.form")))
        for derived in self._in_order(made):
            self._add_derived(derived)
        self._count("derived", len(self.derived), _MOST_TRACKS)

    def _in_order(self, made: list[rules.Derived]) -> Iterator[rules.Derived]:
        """Yield derived tracks, each after all that it reads."""
        by_id = {derived.id: derived for derived in made}
        try:
            order = in_order({name: derived.form.names() for name, derived in by_id.items()})
        except CircleError as error:
            place = next(by_id[name].place for name in error.names if by_id[name].place)  # what red lines make has none
            self.fault(
                f"{place}.form", f"reads itself in a circle: {' -> '.join(error.names)}; break it at one of them"
            )
            return
        yield from (by_id[name] for name in order)

    def _add_derived(self, derived: rules.Derived) -> None:
        if derived.place:  # an author's: seen by those who see everything it reads
            seen = [self.seen.get(name, ()) for name in derived.form.names()]
            seats = tuple(side for side in self.names.everyone if all(side in each for each in seen))
            derived = evolve(derived, seen_by=seats)
        self.seen[derived.id] = derived.seen_by
        self.derived.append(derived)

    def _blank_derived(self, entry: model.Derived, scope: Scope, place: str) -> rules.Derived:
        """Make all of a derived track but its form, which may read any other."""
        id_ = self.names.identifier(entry.id, scope, f"{place}.id", kind="track")
        title, owner = self.names.fill(entry.title, scope.words(), f"{place}.title"), self._owner(id_, entry, scope)
        return rules.Derived(
            id=id_,
            title=title,
            meaning=self.names.fill(entry.meaning, scope.words(), f"{place}.meaning"),
            min=entry.min,
            max=entry.max,
            form=Sum(()),
            seen_by=(),
            bands=entry.bands,
            sources=entry.sources,
            owner=owner,
            own_title=self._own_title(title, owner),
            place=place,
        )

    def _owner(self, name: str, entry: model.Track | model.Derived, scope: Scope) -> str:
        """Return the side or actor that a name begins with, else the side that it is written out for."""
        first = name.split(".", maxsplit=1)[0]
        if first in self.names.parties:
            return first
        return scope.own.id if entry.for_ == "sides" and scope.own is not None else ""

    def _own_title(self, title: str, owner: str) -> str:
        prefix = f"{self.names.parties[owner].name}: " if owner else ""
        return title.removeprefix(prefix) if prefix and title.startswith(prefix) else ""

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
                    self.fault(f"{place}.scores.{side}", f"{score} is out of bounds; expected 0 to 100")
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
        """Yield what a move of {own} does to tracks; when a round or phase ends is no matter to a what-if."""
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
