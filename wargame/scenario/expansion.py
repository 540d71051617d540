"""`Scenario` → `Rules`: templates written out, issues and packages turned into tracks and moves, every name resolved.

Every fault of the file is collected, with its place; `Rules` is returned only if there is none. Meaning beyond names and
shapes (guards that cannot hold, leaks) is `checking`'s business.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import define, evolve, field

from wargame.errors import ScenarioError
from wargame.scenario import model, rules
from wargame.scenario.faults import nearest
from wargame.scenario.issues import drawn_setup, issue_derived, issue_tracks, red_line_derived, red_lines
from wargame.scenario.language import Assignment, Condition, Guard, Linear
from wargame.scenario.naming import Names, Scope
from wargame.scenario.reading import indexed
from wargame.scenario.rules import Rules, Seats, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["expand"]

_MOST_TRACKS = 400
_MOST_MOVES = 600


def expand(scenario: model.Scenario, name: str) -> Rules:
    """Write out a scenario; `name` stands for the file in messages.

    Raises:
        ScenarioError: with every fault found.
    """
    expander = _Expander(scenario)
    made = expander.rules()
    faults = expander.names.faults.found
    if faults:
        message = f"{name}: {len(faults)} fault{'s' if len(faults) > 1 else ''} in the rules"
        raise ScenarioError(message, [str(fault) for fault in faults])
    return made


@define
class _Expander:
    scenario: model.Scenario
    names: Names = field(init=False)
    sides: dict[str, model.Side] = field(init=False)
    tracks: list[rules.Track] = field(factory=list)
    derived: list[rules.Derived] = field(factory=list)
    seen: dict[str, Seats] = field(factory=dict)  # who sees each readable name

    def __attrs_post_init__(self) -> None:
        self.names = Names(self.scenario)
        self.sides = {side.id: side for side in self.scenario.sides}

    def fault(self, path: str, message: str) -> None:
        self.names.faults.add(path, message)

    @property
    def everyone(self) -> Seats:
        return tuple(self.sides)

    def rules(self) -> Rules:
        scenario = self.scenario
        self._header()
        if self.names.faults.found:  # without sides, phases and issues nothing below can be judged
            return _nothing(scenario)
        self._tracks()
        self._derived()
        moves = (*self._moves(), *self._packages())
        made = Rules(
            scenario=scenario,
            constants=dict(self.names.constants),
            tracks=tuple(self.tracks),
            derived=tuple(self.derived),
            setup=tuple(self._setup()),
            moves=moves,
            events=tuple(self._events()),
            projections=(),
            endings=tuple(self._endings()),
            scores=tuple(self._scores()),
            doctrines=self._doctrines(moves),
            red_lines=red_lines(scenario, self.names),
        )
        self._unique_moves(moves)
        self._shown_as(moves)
        return evolve(made, projections=tuple(self._projections(made)))

    # -- sides, phases, issues: what everything else refers to

    def _header(self) -> None:
        scenario = self.scenario
        if scenario.format != 1:
            self.fault("format", f"version {scenario.format} of the language; this program reads version 1")
        self.names.identifier(scenario.id, Scope(), "id", kind="move")
        if len(scenario.sides) != 2:
            self.fault("sides", f"{len(scenario.sides)} found; a summit has exactly two")
        for path, ids in self._id_lists():
            for each, count in Counter(ids).items():
                self.names.identifier(each, Scope(), path)
                if count > 1:
                    self.fault(path, f"the id {each!r} is used {count} times")
        for path, low, value, high in self._numbers():
            if not low <= value <= high:
                self.fault(path, f"{value} is out of bounds; expected {low} to {high}")
        self._phases_and_sides()
        for at, issue in enumerate(scenario.issues):
            self._issue(issue, indexed("issues", at, issue))
        self._constants()

    def _id_lists(self) -> Iterator[tuple[str, list[str]]]:
        scenario = self.scenario
        yield "sides", [side.id for side in scenario.sides]
        yield "phases", [phase.id for phase in scenario.phases]
        yield "issues", [issue.id for issue in scenario.issues]
        yield "ending_classes", list(scenario.ending_classes)
        yield "endings", [ending.id for ending in scenario.endings]
        yield "setup", [setup.id for setup in scenario.setup]
        for at, side in enumerate(scenario.sides):
            yield f"{indexed('sides', at, side)}.mandates", [mandate.id for mandate in side.mandates]

    def _numbers(self) -> Iterator[tuple[str, int, int, int]]:
        scenario = self.scenario
        yield "success", 0, scenario.success, 100
        yield "ply_limit", 1, scenario.ply_limit, 500
        for at, phase in enumerate(scenario.phases):
            yield f"{indexed('phases', at, phase)}.rounds", 1, phase.rounds, 60
        for at, side in enumerate(scenario.sides):
            place = f"{indexed('sides', at, side)}.mandates"
            yield place, 1, len(side.mandates), 30
            for number, mandate in enumerate(side.mandates):
                yield f"{indexed(place, number, mandate)}.weight", 0, mandate.weight, 1000
        for path, count, most in (
            ("phases", len(scenario.phases), 12),
            ("issues", len(scenario.issues), 20),
            ("endings", len(scenario.endings), 100),
            ("ending_classes", len(scenario.ending_classes), 30),
        ):
            yield path, 1, count, most

    def _phases_and_sides(self) -> None:
        ids = [phase.id for phase in self.scenario.phases]
        for at, phase in enumerate(self.scenario.phases):
            if phase.next and phase.next not in ids:
                place = f"{indexed('phases', at, phase)}.next"
                self.fault(place, f"no phase {phase.next!r}{nearest(phase.next, ids)}")
        first = self.scenario.first
        if first != "drawn" and first not in self.sides:
            self.fault("first", f"expected 'drawn' or a side, found {first!r}{nearest(first, self.sides)}")
        for at, side in enumerate(self.scenario.sides):
            if side.mandates and not any(mandate.weight for mandate in side.mandates):
                self.fault(f"{indexed('sides', at, side)}.mandates", "all weights are 0; one must be drawn")

    def _issue(self, issue: model.Issue, path: str) -> None:
        if issue.conceded_by not in self.sides:
            hint = nearest(issue.conceded_by, self.sides)
            self.fault(f"{path}.conceded_by", f"no side {issue.conceded_by!r}{hint}")
        top = len(issue.levels) - 1
        if not 1 <= top <= 12:
            self.fault(f"{path}.levels", f"{top + 1} found; an issue has 2 to 13 levels")
        if len(issue.labels) != len(issue.levels):
            self.fault(f"{path}.labels", f"{len(issue.labels)} found; expected one for each of {top + 1} levels")
        for name, value, most in (
            ("offer", issue.start.offer, top),
            ("claim", issue.start.claim, top),
            ("vague", issue.start.vague, 1),
        ):
            if not 0 <= value <= most:
                self.fault(f"{path}.start.{name}", f"{value} is out of bounds; expected 0 to {most}")
        for side_id, values in issue.values.items():
            side = self.sides.get(side_id)
            if side is None:
                self.fault(f"{path}.values", f"no side {side_id!r}{nearest(side_id, self.sides)}")
                continue
            mandates = [mandate.id for mandate in side.mandates]
            for mandate, value in values.items():
                place = f"{path}.values.{side_id}.{mandate}"
                if mandate not in mandates:
                    self.fault(place, f"{side_id} has no mandate {mandate!r}{nearest(mandate, mandates)}")
                if isinstance(value, tuple) and len(value) != top + 1:
                    self.fault(place, f"{len(value)} totals found; expected one for each of {top + 1} levels")

    def _constants(self) -> None:
        scenario, constants = self.scenario, self.names.constants
        named = [(phase.id, at) for at, phase in enumerate(scenario.phases, start=1)]
        named += [(name, at) for at, name in enumerate(scenario.ending_classes, start=1)]
        named += [(f"{side.id}.{mandate.id}", at) for side in scenario.sides for at, mandate in enumerate(side.mandates)]
        for name, value in named:
            if name in constants or name in rules.ENGINE_TRACKS or name in rules.CONTROLS:
                self.fault("", f"the name {name!r} is used for two things; rename one")
            constants[name] = value

    # -- tracks

    def _tracks(self) -> None:
        for name in rules.ENGINE_TRACKS:
            if name != "ending_class":  # only scores may read it
                self.names.readable[name] = (0, 500)
                self.seen[name] = self.everyone
        for at, entry in enumerate(self.scenario.tracks):
            place = indexed("tracks", at, entry)
            for scope in self._scopes(entry.for_, place):
                self._track(self._one_track(entry, scope, place), place)
        for track, place in issue_tracks(self.scenario):
            self._track(track, place)
        if len(self.tracks) > _MOST_TRACKS:
            self.fault("tracks", f"{len(self.tracks)} in all, written out; at most {_MOST_TRACKS} are allowed")

    def _one_track(self, entry: model.Track, scope: Scope, place: str) -> rules.Track:
        id_ = self.names.identifier(entry.id, scope, f"{place}.id", kind="track")
        if not entry.min <= entry.start <= entry.max:
            self.fault(f"{place}.start", f"{entry.start} is outside {entry.min} to {entry.max}")
        return rules.Track(
            id=id_,
            title=self.names.fill(entry.title, scope.words(), f"{place}.title"),
            meaning=self.names.fill(entry.meaning, scope.words(), f"{place}.meaning"),
            min=entry.min,
            max=entry.max,
            start=entry.start,
            seen_by=self._seen_by(entry.seen_by, scope, f"{place}.seen_by"),
            bands=entry.bands,
            sources=entry.sources,
            owner=self._owner(id_),
        )

    def _track(self, track: rules.Track, place: str) -> None:
        self._declare(track, place)
        self.tracks.append(track)
        self.names.assignable.add(track.id)

    def _declare(self, track: rules.Track | rules.Derived, place: str) -> None:
        taken = (*rules.ENGINE_TRACKS, *rules.CONTROLS)
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
        for derived in red_line_derived(self.scenario, self.names):
            self._declare(derived, "red_lines")
            self._add_derived(derived)
        for at, entry in enumerate(self.scenario.derived):
            place = indexed("derived", at, entry)
            made = [self._one_derived(entry, scope, place) for scope in self._scopes(entry.for_, place)]
            for derived in made:
                self._declare(derived, place)
                self._add_derived(derived)

    def _add_derived(self, derived: rules.Derived) -> None:
        self.seen[derived.id] = derived.seen_by
        self.derived.append(derived)

    def _one_derived(self, entry: model.Derived, scope: Scope, place: str) -> rules.Derived:
        form = self.names.form(entry.form, scope, f"{place}.form")
        id_ = self.names.identifier(entry.id, scope, f"{place}.id", kind="track")
        return rules.Derived(
            id=id_,
            title=self.names.fill(entry.title, scope.words(), f"{place}.title"),
            meaning=self.names.fill(entry.meaning, scope.words(), f"{place}.meaning"),
            min=entry.min,
            max=entry.max,
            form=form,
            seen_by=tuple(
                side for side in self.everyone if all(side in self.seen.get(name, ()) for name in form.names())
            ),
            bands=entry.bands,
            sources=entry.sources,
            owner=self._owner(id_),
        )

    def _owner(self, name: str) -> str:
        first = name.split(".")[0]
        return first if first in self.sides else ""

    # -- scopes and seats

    def _scopes(self, for_: str, path: str) -> list[Scope]:
        """What an entry that may be repeated is repeated over."""
        if not for_:
            return [Scope()]
        if for_ == "sides":
            return [self._of(side) for side in self.sides]
        return [self._of(issue.conceded_by).at(issue) for issue in self.names.issues(for_, Scope(), f"{path}.for")]

    def _of(self, side: str) -> Scope:
        own = self.sides[side]
        return Scope(own, next(each for each in self.scenario.sides if each is not own))

    def _seen_by(self, text: str, scope: Scope, path: str) -> Seats:
        filled = self.names.fill(text, scope.ids(), path)
        if filled == "everyone":
            return self.everyone
        if filled == "nobody":
            return ()
        if filled not in self.sides:
            self.fault(path, f"expected 'everyone', 'nobody' or a side, found {filled!r}{nearest(filled, self.sides)}")
        return (filled,)

    def _phases(self, ids: tuple[str, ...], path: str) -> tuple[int, ...]:
        known = {phase.id: at for at, phase in enumerate(self.scenario.phases, start=1)}
        for each in ids:
            if each not in known:
                self.fault(path, f"no phase {each!r}{nearest(each, known)}")
        return tuple(known[each] for each in dict.fromkeys(ids) if each in known)

    # -- rules with a body

    def _outcomes(
        self, outcomes: tuple[model.Outcome, ...], scope: Scope, path: str, seats: Seats
    ) -> tuple[rules.Outcome, ...]:
        made = []
        for at, outcome in enumerate(outcomes):
            place = indexed(f"{path}.outcomes", at, outcome)
            words = scope.words()
            made.append(
                rules.Outcome(
                    id=self.names.identifier(outcome.id, scope, f"{place}.id"),
                    title=self.names.fill(outcome.title, words, f"{place}.title"),
                    weight=self.names.form(outcome.weight, scope, f"{place}.weight"),
                    when=self.names.guard(outcome.when, scope, f"{place}.when"),
                    seen_by=self._seen_by(outcome.seen_by, scope, f"{place}.seen_by") if outcome.seen_by else seats,
                    text=self.names.fill(outcome.text, words, f"{place}.text"),
                    effects=self.names.effects(outcome.effects, scope, f"{place}.effects"),
                )
            )
        for each, count in Counter(outcome.id for outcome in made).items():
            if count > 1:
                self.fault(f"{path}.outcomes", f"the id {each!r} is used {count} times")
        return tuple(made)

    def _setup(self) -> Iterator[rules.Setup]:
        yield from drawn_setup(self.scenario)
        for at, entry in enumerate(self.scenario.setup):
            place = indexed("setup", at, entry)
            seats = self._seen_by(entry.seen_by, Scope(), f"{place}.seen_by")
            if not entry.outcomes:
                self.fault(f"{place}.outcomes", "empty; a draw needs outcomes")
            yield rules.Setup(
                key=f"setup:{entry.id}",
                id=entry.id,
                title=entry.title,
                text=entry.text,
                seen_by=seats,
                outcomes=self._outcomes(entry.outcomes, Scope(), place, seats),
                sources=entry.sources,
            )

    def _events(self) -> Iterator[rules.Event]:
        every_phase = tuple(range(1, len(self.scenario.phases) + 1))
        used: Counter[str] = Counter()
        for at, entry in enumerate(self.scenario.events):
            place = indexed("events", at, entry)
            if entry.at not in rules.MOMENTS:
                self.fault(f"{place}.at", f"expected one of {', '.join(rules.MOMENTS)}; found {entry.at!r}")
            for scope in self._scopes(entry.for_, place):
                id_ = self.names.identifier(entry.id, scope, f"{place}.id")
                used[id_] += 1
                if used[id_] > 1:
                    self.fault(f"{place}.id", f"the id {id_!r} is used twice")
                seats = self._seen_by(entry.seen_by, scope, f"{place}.seen_by")
                yield rules.Event(
                    key=f"event:{id_}",
                    id=id_,
                    title=self.names.fill(entry.title, scope.words(), f"{place}.title"),
                    text=self.names.fill(entry.text, scope.words(), f"{place}.text"),
                    at=entry.at,
                    phases=self._phases(entry.phases, f"{place}.phases") or every_phase,
                    when=self.names.guard(entry.when, scope, f"{place}.when"),
                    effects=self.names.effects(entry.effects, scope, f"{place}.effects"),
                    outcomes=self._outcomes(entry.outcomes, scope, place, seats),
                    seen_by=seats,
                    sources=entry.sources,
                )

    # -- moves

    def _moves(self) -> Iterator[rules.Move]:
        for at, entry in enumerate(self.scenario.moves):
            place = indexed("moves", at, entry)
            if not entry.phases:
                self.fault(f"{place}.phases", "empty; name the phases in which this move is open")
            for side, issue in self._movers(entry, place):
                scope = self._of(side)
                yield self._move(entry, scope if issue is None else scope.at(issue), place)

    def _movers(self, entry: model.Move, place: str) -> list[tuple[str, model.Issue | None]]:
        """Who may play an entry, and on which issue."""
        if bool(entry.side) == bool(entry.for_):
            self.fault(place, "a move has either a `side` or a `for`")
            return []
        if entry.side:
            if entry.side not in self.sides:
                self.fault(f"{place}.side", f"no side {entry.side!r}{nearest(entry.side, self.sides)}")
                return []
            return [(entry.side, None)]
        if entry.for_ == "sides":
            return [(side, None) for side in self.sides]
        if entry.for_ not in {"issues", "issues conceded", "issues claimed"}:
            self.fault(f"{place}.for", "expected 'sides', 'issues', 'issues conceded' or 'issues claimed'")
            return []
        pairs = [(side, issue) for side in self.sides for issue in self.scenario.issues]
        if entry.for_ == "issues":
            return list(pairs)
        conceded = entry.for_ == "issues conceded"
        return [(side, issue) for side, issue in pairs if (issue.conceded_by == side) == conceded]

    def _move(self, entry: model.Move, scope: Scope, place: str) -> rules.Move:
        assert scope.own is not None
        verb = self.names.identifier(entry.id, scope, f"{place}.id", kind="move")
        id_ = verb if scope.issue is None else f"{verb}-{scope.issue.id.replace('_', '-')}"
        words = scope.words()
        seats: Seats = (scope.own.id,) if entry.shown_as else self.everyone
        return rules.Move(
            key=f"move:{scope.own.id}:{id_}",
            id=id_,
            side=scope.own.id,
            verb=verb,
            title=self.names.fill(entry.title, words, f"{place}.title"),
            group=entry.group,
            flavor=self.names.fill(entry.flavor, words, f"{place}.flavor"),
            text=self.names.fill(entry.text, words, f"{place}.text"),
            phases=self._phases(entry.phases, f"{place}.phases"),
            when=self.names.guard(entry.when, scope, f"{place}.when"),
            effects=self.names.effects(entry.effects, scope, f"{place}.effects"),
            outcomes=self._outcomes(entry.outcomes, scope, place, seats),
            shown_as=entry.shown_as,
            sources=entry.sources,
            issue=scope.issue.id if scope.issue else "",
        )

    def _packages(self) -> Iterator[rules.Move]:
        tabling = self.scenario.tabling
        if self.scenario.packages and tabling is None:
            self.fault("tabling", "missing; [tabling] says what tabling a package does")
        issue_ids = {issue.id: issue for issue in self.scenario.issues}
        for at, entry in enumerate(self.scenario.packages):
            place = indexed("packages", at, entry)
            self.names.identifier(entry.id, Scope(), f"{place}.id", kind="move")
            if entry.side not in self.sides:
                self.fault(f"{place}.side", f"no side {entry.side!r}{nearest(entry.side, self.sides)}")
                continue
            for issue, level in entry.levels.items():
                if issue not in issue_ids:
                    self.fault(f"{place}.levels", f"no issue {issue!r}{nearest(issue, issue_ids)}")
                elif not 0 <= level < len(issue_ids[issue].levels):
                    self.fault(f"{place}.levels.{issue}", f"{level} is no level of {issue}")
            if tabling is not None:
                yield self._package(entry, tabling, self._of(entry.side), place)

    def _package(self, entry: model.Package, tabling: model.Tabling, scope: Scope, place: str) -> rules.Move:
        used = f"used.{entry.id.replace('-', '_')}"
        bids = [Assignment(used, "=", Linear(1))]
        bids += [Assignment(f"bid.{issue.id}", "=", Linear(entry.levels.get(issue.id, 0))) for issue in self.scenario.issues]
        fresh = Guard((Condition(Linear(0, ((1, used),)), "=="),))
        common = self.names.guard(tabling.when, scope, "tabling.when")
        return rules.Move(
            key=f"move:{entry.side}:table-{entry.id}",
            id=f"table-{entry.id}",
            side=entry.side,
            verb="table",
            title=f"Table: {entry.title}",
            group=tabling.group,
            flavor=entry.flavor,
            text=entry.text,
            phases=self._phases(tabling.phases, "tabling.phases"),
            when=fresh.joined(common).joined(self.names.guard(entry.when, scope, f"{place}.when")),
            effects=(
                Step(tuple(bids)),
                *self.names.effects(tabling.effects, scope, "tabling.effects"),
                *self.names.effects(entry.effects, scope, f"{place}.effects"),
            ),
            outcomes=(),
            shown_as="",
            sources=entry.sources,
            package=entry.id,
        )

    def _unique_moves(self, moves: tuple[rules.Move, ...]) -> None:
        for key, count in Counter((move.side, move.id) for move in moves).items():
            if count > 1:
                self.fault("moves", f"{key[0]} has {count} moves with the id {key[1]!r}")
        if len(moves) > _MOST_MOVES:
            self.fault("moves", f"{len(moves)} in all, written out; at most {_MOST_MOVES} are allowed")

    def _shown_as(self, moves: tuple[rules.Move, ...]) -> None:
        for move in moves:
            own = [each.id for each in moves if each.side == move.side and not each.shown_as]
            if move.shown_as and move.shown_as not in own:
                hint = nearest(move.shown_as, own)
                self.fault(f"moves ({move.id}).shown_as", f"{move.side} has no open move {move.shown_as!r}{hint}")

    # -- endings, scores, doctrines, projections

    def _endings(self) -> Iterator[rules.Ending]:
        classes = self.scenario.ending_classes
        for at, entry in enumerate(self.scenario.endings):
            place = indexed("endings", at, entry)
            if entry.class_ not in classes:
                self.fault(f"{place}.class", f"no class {entry.class_!r}{nearest(entry.class_, classes)}")
            for side, score in entry.scores.items():
                if side not in self.sides:
                    self.fault(f"{place}.scores", f"no side {side!r}{nearest(side, self.sides)}")
                if not 0 <= score <= 100:
                    self.fault(f"{place}.scores.{side}", f"{score} is out of bounds; expected 0 to 100")
            if entry.scores and set(entry.scores) != set(self.sides):
                self.fault(f"{place}.scores", "name both sides, or neither")
            yield rules.Ending(
                id=entry.id,
                title=entry.title,
                class_=classes.index(entry.class_) + 1 if entry.class_ in classes else 0,
                text=entry.text,
                when=self.names.guard(entry.when, Scope(), f"{place}.when"),
                scores=entry.scores,
                sources=entry.sources,
            )
        if self.scenario.endings[-1].when:
            self.fault("endings", "the last ending must have no `when`, so that every game ends in one")

    def _scores(self) -> Iterator[rules.ScoreTerm]:
        extra = ("ending_class",)
        for at, entry in enumerate(self.scenario.scores):
            place = f"scores[{at}]"
            if bool(entry.side) == bool(entry.for_) or (entry.side and entry.side not in self.sides):
                self.fault(place, "a score term has either a known `side` or `for = \"sides\"`")
                continue
            for scope in [self._of(entry.side)] if entry.side else self._scopes(entry.for_, place):
                assert scope.own is not None
                yield rules.ScoreTerm(
                    side=scope.own.id,
                    label=self.names.fill(entry.label, scope.words(), f"{place}.label"),
                    when=self.names.guard(entry.when, scope, f"{place}.when", extra=extra),
                    form=self.names.form(entry.form, scope, f"{place}.form", extra=extra),
                    sources=entry.sources,
                )

    def _doctrines(self, moves: tuple[rules.Move, ...]) -> dict[str, rules.Doctrine]:
        for side in self.scenario.doctrines:
            if side not in self.sides:
                self.fault(f"doctrines.{side}", f"no side {side!r}{nearest(side, self.sides)}")
        for side in self.sides:
            if side not in self.scenario.doctrines:
                self.fault("doctrines", f"none for {side}; each leader needs one")
        known = {side: each for side, each in self.scenario.doctrines.items() if side in self.sides}
        return {side: self._doctrine(side, entry, moves) for side, entry in known.items()}

    def _doctrine(self, side: str, entry: model.Doctrine, moves: tuple[rules.Move, ...]) -> rules.Doctrine:
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
            scope = self._of(side)
            issue = next((each for each in self.scenario.issues if each.id == move.issue), None)
            appeal[move.id] = self.names.form(form, scope if issue is None else scope.at(issue), path)
        return rules.Doctrine(
            side=side, name=entry.name, temperament=entry.temperament, appeal=appeal, sources=entry.sources
        )

    def _projections(self, made: Rules) -> Iterator[rules.Projection]:
        events = {event.id: event for event in made.events}
        for at, entry in enumerate(self.scenario.projections):
            place = indexed("projections", at, entry)
            for scope in self._scopes(entry.for_, place):
                steps = list(self.names.effects(entry.effects, scope, f"{place}.effects"))
                for name in entry.events:
                    event = events.get(name)
                    if event is None or event.outcomes:
                        reason = "has chance in it" if event else f"is no event{nearest(name, events)}"
                        self.fault(f"{place}.events", f"{name!r} {reason}")
                        continue
                    steps += event.effects
                steps += self.names.effects(entry.then, scope, f"{place}.then")
                yield rules.Projection(
                    id=entry.id,
                    title=self.names.fill(entry.title, scope.words(), f"{place}.title"),
                    seen_by=self.everyone if scope.own is None else (scope.own.id,),
                    when=self.names.guard(entry.when, scope, f"{place}.when"),
                    effects=tuple(steps),
                )


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
