"""Tracks and derived tracks expanded, each with its bounds and who sees it, derived ones in topological order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from wargame.authoring.bodies import form_of
from wargame.authoring.drafting import on_table_of, text_derived
from wargame.authoring.issues import issue_derived, issue_tracks, red_line_derived
from wargame.authoring.naming import Names
from wargame.authoring.ordering import CircleError, in_order
from wargame.authoring.templates import Scope
from wargame.bounds import MOST_PLIES
from wargame.scenario import model, rules
from wargame.scenario.language import Guard, Sum
from wargame.scenario.places import indexed
from wargame.scenario.rules import Seats

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_TRACKS = 400  # and as many derived tracks


@define
class TrackExpander:
    """Expands the tracks, which all other entries refer to; `expansion` expands those."""

    names: Names
    tracks: list[rules.Track] = field(factory=list)
    derived: list[rules.Derived] = field(factory=list)
    seen: dict[str, Seats] = field(factory=dict)  # who sees each readable name
    on_table: Mapping[str, Guard] = model.NONE

    @property
    def scenario(self) -> model.Scenario:
        """Return the scenario as the author wrote it."""
        return self.names.scenario

    def fault(self, path: str, message: str) -> None:
        """Report a fault."""
        self.names.faults.add(path, message)

    def expand_tracks(self) -> None:
        """Expand the tracks: the author's, the actors' and those of issues."""
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
        self.count("tracks", len(self.tracks), MOST_TRACKS)

    def count(self, path: str, count: int, most: int) -> None:
        """Report a fault if there are more than `most` after expansion."""
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
        self.declare(track, place)
        self.tracks.append(track)
        self.names.assignable.add(track.id)

    def declare(self, track: rules.Track | rules.Derived, place: str) -> None:
        """Add a track to the name space: its name, its bounds and who sees it."""
        taken = (*rules.ENGINE_TRACKS, *rules.CONTROLS, "first")  # `first` is where the draw of that name writes
        if track.id in self.names.readable or track.id in self.names.constants or track.id in taken:
            self.fault(place, f"the name {track.id!r} is used for two things; rename one")
        if track.min > track.max:
            self.fault(place, f"min {track.min} is above max {track.max}")
        self.names.readable[track.id] = (track.min, track.max)
        self.seen[track.id] = track.seen_by

    def expand_derived(self) -> None:
        """Expand the derived tracks, each after all that it reads."""
        for derived in issue_derived(self.scenario):
            self.declare(derived, f"issues ({derived.issue})")
            self.derived.append(derived)
        declared = []
        for at, entry in enumerate(self.scenario.derived):
            place = indexed("derived", at, entry)
            for scope in self.names.scopes(entry.for_, place):
                declared.append((entry, scope, self._blank_derived(entry, scope, place)))
                self.declare(declared[-1][-1], place)
        public = {track.id for track in self.tracks if track.seen_by == self.names.everyone}
        self.on_table = on_table_of(self.names, public)
        for derived in text_derived(self.scenario, self.on_table):
            self.declare(derived, f"issues ({derived.issue})")
            self.derived.append(derived)
        made = list(red_line_derived(self.scenario, self.names))
        for derived in made:
            self.declare(derived, "red_lines")
        for entry, scope, blank in declared:
            made.append(evolve(blank, form=form_of(self.names, entry.form, scope, f"{blank.place}.form")))
        for derived in self._in_order(made):
            self.add_derived(derived)
        self.count("derived", len(self.derived), MOST_TRACKS)

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

    def add_derived(self, derived: rules.Derived) -> None:
        """Add a derived track whose form has been read."""
        if derived.place:  # an author's: seen by those who see everything it reads
            seen = [self.seen.get(name, ()) for name in derived.form.names()]
            seats = tuple(side for side in self.names.everyone if all(side in each for each in seen))
            derived = evolve(derived, seen_by=seats)
        self.seen[derived.id] = derived.seen_by
        self.derived.append(derived)

    def _blank_derived(self, entry: model.Derived, scope: Scope, place: str) -> rules.Derived:
        """Return a derived track without its form, which may read any other and so is read later."""
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
