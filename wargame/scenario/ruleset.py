"""All rules of a scenario after expansion (every `for` written out, every expression parsed), with lookups.

`Rules` is what the compiler lowers, what rule cards are worded from, and what the reference interpreter of the tests
plays. Only `expansion` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, reduce
from operator import or_
from types import MappingProxyType

from attrs import frozen

from wargame.bounds import MOST_PHASE_ROUNDS, MOST_ROUNDS
from wargame.scenario import parties
from wargame.scenario.language import Guard
from wargame.scenario.meanings import role_of_class
from wargame.scenario.model import NONE, Issue, Mandate, Phase, Scenario, Side
from wargame.scenario.rules import (
    CLAUSE,
    PAPER,
    Actor,
    Derived,
    Doctrine,
    Ending,
    Event,
    FrontPage,
    History,
    MoveRule,
    Projection,
    RedLine,
    Role,
    ScoreTerm,
    Seats,
    Setup,
    Track,
)


@frozen(eq=False)
class Drafted:
    """A clause of the draft, whatever it says now."""

    issue: Issue
    claimed_by: str  # a side, `both`, or "" for nobody
    tracks: tuple[str, ...]  # that tell how it stands: of `CLAUSE`, and with bids its bid


@frozen(kw_only=True)
class Rules:
    """Everything that can happen in a scenario."""

    scenario: Scenario
    constants: Mapping[str, int]  # phases, mandates, ending classes
    tracks: tuple[Track, ...]
    derived: tuple[Derived, ...]  # in an order in which each reads only earlier ones
    setup: tuple[Setup, ...]
    moves: tuple[MoveRule, ...]
    events: tuple[Event, ...]
    projections: tuple[Projection, ...]
    endings: tuple[Ending, ...]
    scores: tuple[ScoreTerm, ...]
    doctrines: Mapping[str, Doctrine]
    red_lines: tuple[RedLine, ...]
    actors: tuple[Actor, ...] = ()
    front_pages: tuple[FrontPage, ...] = ()
    history: History | None = None
    on_table: Mapping[str, Guard] = NONE  # by side: while its text lies on the table; empty where nothing is said

    @property
    def sides(self) -> tuple[Side, ...]:
        """Return the two sides."""
        return self.scenario.sides

    @cached_property
    def side_ids(self) -> tuple[str, ...]:
        """Return the ids of the two sides."""
        return tuple(side.id for side in self.scenario.sides)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Return the issues."""
        return self.scenario.issues

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Return the phases; the track `phase` counts them from 1."""
        return self.scenario.phases

    @cached_property
    def class_roles(self) -> frozenset[str]:
        """Return the roles of the scenario's classes of endings, used or not."""
        return frozenset(role_of_class(self.scenario, each) for each in self.scenario.ending_classes)

    @cached_property
    def every_track(self) -> tuple[Track | Derived, ...]:
        """Return the tracks, then the derived tracks."""
        return (*self.tracks, *self.derived)

    @cached_property
    def moves_and_events(self) -> tuple[MoveRule | Event, ...]:
        """Return the moves, then the events: all that happens after the set-up."""
        return (*self.moves, *self.events)

    @cached_property
    def every_rule(self) -> tuple[MoveRule | Event | Setup, ...]:
        """Return the moves, then the events, then the set-up: in the order of the kernel's indices."""
        return (*self.moves_and_events, *self.setup)

    @cached_property
    def track_by_id(self) -> Mapping[str, Track | Derived]:
        """Return tracks and derived tracks by id."""
        return MappingProxyType({each.id: each for each in self.every_track})

    @cached_property
    def tracks_for(self) -> Mapping[Role, Mapping[str, str]]:
        """Return the ids of the tracks that the engine makes, by role and by what each is made for."""
        found: dict[Role, dict[str, str]] = {role: {} for role in Role if role is not Role.DECLARED}
        for each in self.every_track:
            if each.role is not Role.DECLARED:
                package = each.package if isinstance(each, Track) else ""
                found[each.role][each.issue or package or each.owner] = each.id
        return MappingProxyType({role: MappingProxyType(ids) for role, ids in found.items()})

    def track_id(self, role: Role, of: str) -> str:
        """Return the id of the track that has a role for an issue, a package or a side.

        Raises:
            KeyError: there is none (there are bids only with packages, counts of red lines only with red lines).
        """
        return self.tracks_for[role][of]

    def track_ids(self, role: Role) -> tuple[str, ...]:
        """Return the ids of all tracks with a role that the engine gives, in file order of what they are made for."""
        return tuple(self.tracks_for[role].values())

    @cached_property
    def behind(self) -> Mapping[str, int]:
        """Return the tracks that each name depends on, as a bit set in the order of `tracks`."""
        bits = {track.id: 1 << at for at, track in enumerate(self.tracks)}
        for derived in self.derived:
            bits[derived.id] = reduce(or_, (bits.get(name, 0) for name in derived.form.names()), 0)
        return MappingProxyType(bits)

    @cached_property
    def hidden_from(self) -> Mapping[str, int]:
        """Return the tracks that each side does not see, as a bit set in the order of `tracks`."""
        tracks = [(1 << at, track.seen_by) for at, track in enumerate(self.tracks)]
        hidden = {side: sum(bit for bit, seers in tracks if side not in seers) for side in self.side_ids}
        return MappingProxyType(hidden)

    def hidden_behind(self, names: Iterable[str], side: str) -> tuple[str, ...]:
        """Return the tracks that a side does not see among those that these names depend on."""
        hidden = reduce(or_, (self.behind.get(name, 0) for name in names), 0) & self.hidden_from[side]
        return tuple(track.id for at, track in enumerate(self.tracks) if hidden >> at & 1) if hidden else ()

    @cached_property
    def limits(self) -> Mapping[str, tuple[int, int]]:
        """Return the bounds of every name that a rule may read."""
        scenario = self.scenario
        engine = {"phase": (1, len(self.phases)), "round": (1, MOST_ROUNDS), "clock": (0, MOST_PHASE_ROUNDS)}
        engine["ply"] = (0, scenario.ply_limit)
        engine["ending_class"] = (0, len(scenario.ending_classes))
        return MappingProxyType(engine | {each.id: (each.min, each.max) for each in self.every_track})

    @cached_property
    def move_by_id(self) -> Mapping[tuple[str, str], MoveRule]:
        """Return moves by (side, id)."""
        return MappingProxyType({(move.side, move.id): move for move in self.moves})

    @cached_property
    def tabled_flags(self) -> Mapping[str, tuple[str, ...]]:
        """Return the flags that mark a side's package as lying on the table, by side.

        They are the author's, seen by all: tabling sets them for the side that tables, and clears them for the other.
        """
        moves = [move for move in self.moves if move.package]
        steps = [
            (move.side, each) for move in moves for step in move.effects for each in step.do if not each.form.terms
        ]
        open_to_all = (track for track in self.tracks if len(track.seen_by) == len(self.side_ids))
        public = [track.id for track in open_to_all if track.role not in PAPER]
        found = {}
        for side in self.side_ids:
            own = {each.target for who, each in steps if who == side and each.form.constant == 1}
            cleared = {each.target for who, each in steps if who != side and each.form.constant == 0}
            found[side] = tuple(name for name in public if name in own & cleared)
        return MappingProxyType(found)

    @cached_property
    def draft(self) -> tuple[Drafted, ...]:
        """Return the clauses of the draft."""
        roles = (*CLAUSE, Role.BID) if self.scenario.has_bids else CLAUSE
        ids = [tuple(self.tracks_for[role][issue.id] for role in roles) for issue in self.issues]
        return tuple(Drafted(issue, self.claimed_by(issue), own) for issue, own in zip(self.issues, ids, strict=True))

    @cached_property
    def paper_tracks(self) -> frozenset[str]:
        """Return every track that says what lies on the table, and whose it is."""
        flags = {name for names in self.tabled_flags.values() for name in names}
        said = {name for guard in self.on_table.values() for name in guard.names()}
        return frozenset(flags | said | {each.id for each in self.tracks if each.role in PAPER})

    @cached_property
    def signs_whole_text(self) -> bool:
        """Say whether an accepted text replaces the draft, clauses that it lowers included; else it only adds to it."""
        offers = {name: issue for issue, name in self.tracks_for[Role.OFFER].items()}
        texts = (self.tracks_for[Role.BID], self.tracks_for[Role.TEXT])
        taken = (each for move in self.moves for step in move.effects for each in step.do if each.target in offers)
        set_anew = (each for each in taken if each.op == "=" and each.form.terms)
        return any(each.form.names() == (of.get(offers[each.target]),) for each in set_anew for of in texts)

    def other(self, side: str) -> str:
        """Return the opponent of a side."""
        first, second = self.side_ids
        return second if side == first else first

    def side(self, side: str) -> Side:
        """Return a side by id."""
        return next(each for each in self.sides if each.id == side)

    def mandate(self, side: str, tracks: Mapping[str, int]) -> Mandate:
        """Return the mandate that a side has drawn, by the values of tracks."""
        return self.side(side).mandates[tracks[self.track_id(Role.MANDATE, side)]]

    def issue(self, issue: str) -> Issue:
        """Return an issue by id."""
        return next(each for each in self.issues if each.id == issue)

    def claimed_by(self, issue: Issue) -> str:
        """Return who claims a clause: a side, `both`, or "" for nobody."""
        return parties.claimed_by(issue, self.side_ids)

    def claimers(self, issue: Issue) -> Seats:
        """Return the sides that claim a clause."""
        return parties.claimers(issue, self.side_ids)

    def is_shared(self, issue: Issue) -> bool:
        """Say whether a clause is more than what one side concedes and the other claims."""
        return issue.conceded_by not in self.side_ids or self.claimed_by(issue) not in self.side_ids

    def conceders(self, issue: Issue) -> Seats:
        """Return the sides that concede a clause; none where an actor does."""
        return parties.conceders(issue, self.side_ids)

    def actor(self, actor: str) -> Actor:
        """Return an actor by id."""
        return next(each for each in self.actors if each.id == actor)

    def party(self, party: str) -> str:
        """Return the name of who concedes or claims a clause: a side, an actor, both sides, nobody."""
        names = {parties.BOTH: "both sides", "": "nobody"}
        names |= {each.id: each.name for each in self.actors}
        names |= {each.id: each.name for each in self.sides}
        return names[party]
