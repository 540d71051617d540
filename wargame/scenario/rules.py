"""A scenario written out: every `for` expanded, every expression parsed, every name known.

`Rules` is what the compiler lowers, what rule cards are worded from, and what the reference interpreter of the tests
plays. Only `expansion` makes it. Nothing in it can be changed: it is handed to players of all kinds. The `place` of a
rule is the key path of the entry it was written out from, for messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cached_property, reduce
from operator import or_
from types import MappingProxyType

from attrs import field, frozen

from wargame.scenario import parties
from wargame.scenario.language import ALWAYS, Assignment, Guard, Sum
from wargame.scenario.meanings import role_of_class
from wargame.scenario.model import NONE, Band, Issue, Phase, Scenario, Side, Sources

Seats = tuple[str, ...]  # the sides that see something, in file order
Texts = tuple[str, ...]  # one of them is told at a time, which one is `game.texts`'s business; () where nothing is

MOMENTS = ("ply", "round", "phase", "final")
ENGINE_TRACKS = {
    "phase": "Phase",
    "round": "Round",
    "clock": "Rounds left in this phase",
    "ply": "Decisions taken",
    "ending_class": "The class of the ending",
}
CONTROLS = {
    "again": "the same side moves once more",
    "end_round": "the round ends",
    "end_phase": "the phase ends",
    "next_phase": "the phase that follows",
    "end_game": "the game ends at once",
}


class Role(Enum):
    """What a track is there for: the author's own, or one that `issues` makes; the value is its part of an id."""

    DECLARED = "declared"  # by the author
    OFFER = "offer"  # of an issue, as are the next four
    CLAIM = "claim"
    VAGUE = "vague"
    DONE = "done"
    BID = "bid"
    TEXT = "text"  # of an issue, derived: in the text on the table, else on the draft
    USED = "used"  # of a package
    MANDATE = "mandate"  # of a side, as is the next
    EDITS = "edits"  # how often it has changed the text this turn
    RAW = "raw"  # of an issue, derived, as is the next
    GAP = "gap"
    CROSSED = "crossed"  # of a side, derived: its red lines, as are the next
    MASKED = "masked"
    OPEN = "act"  # of a move of an actor, derived: whether it is open and appeals
    EITHER = "either"  # of a disjunction, derived; in compiled rules only


LEVELS = frozenset({Role.OFFER, Role.CLAIM, Role.DONE, Role.BID, Role.TEXT})  # their values are levels of an issue
PAPER = frozenset({Role.BID, Role.USED, Role.EDITS})  # what lies on the table, has lain there, and who is at it


@frozen(kw_only=True)
class Track:
    """A bounded integer that rules may assign."""

    id: str
    title: str
    meaning: str
    min: int
    max: int
    start: int
    seen_by: Seats
    bands: tuple[Band, ...] = ()
    sources: Sources = ()
    role: Role = Role.DECLARED
    issue: str = ""  # that the engine made it of, as are the next two
    package: str = ""
    owner: str = ""  # the side it belongs to, if any; an author's own may have one too
    own_title: str = ""  # the title without the name of the owner, where it begins with that, else ""
    place: str = ""


@frozen(kw_only=True)
class Derived:
    """A clamped form; seen by those who see everything it reads."""

    id: str
    title: str
    meaning: str
    min: int
    max: int
    form: Sum
    seen_by: Seats
    bands: tuple[Band, ...] = ()
    sources: Sources = ()
    role: Role = Role.DECLARED
    issue: str = ""
    owner: str = ""
    own_title: str = ""
    place: str = ""


@frozen(cache_hash=True)
class Step:
    """Assignments under one guard, read before the first of them."""

    do: tuple[Assignment, ...]
    guard: Guard = ALWAYS
    place: str = field(default="", eq=False)

    def names(self) -> tuple[str, ...]:
        """Return the tracks read."""
        forms = (name for each in self.do for name in each.form.names())
        return tuple(dict.fromkeys((*self.guard.names(), *forms)))

    @property
    def size(self) -> int:
        """Return of how many numbers and names it is made."""
        return self.guard.size + sum(1 + each.form.size for each in self.do)


Effects = tuple[Step, ...]


@frozen(kw_only=True)
class Outcome:
    """One thing that chance may make of a rule."""

    id: str
    title: str
    weight: Sum
    when: Guard
    seen_by: Seats
    text: Texts
    effects: Effects
    place: str = ""


@frozen(kw_only=True)
class Setup:
    """Chance before the first move."""

    key: str
    id: str
    title: str
    text: Texts
    seen_by: Seats
    outcomes: tuple[Outcome, ...]
    sources: Sources
    when: Guard = ALWAYS
    effects: Effects = ()
    mandate_of: str = ""  # the side whose mandate it draws
    place: str = ""


@frozen(kw_only=True)
class MoveRule:
    """A decision open to one side."""

    key: str  # unique in the scenario: move:usa:lash-out
    id: str
    side: str
    verb: str  # the template it was made from, or its own id
    title: str
    stem: str  # the title with … for the subject, the same for all moves of a template
    subject: str  # title of the issue or the package it is about, if any
    group: str
    flavor: Texts
    text: str
    phases: tuple[int, ...]  # from 1, as in the track `phase`
    when: Guard
    effects: Effects
    outcomes: tuple[Outcome, ...]
    shown_as: str  # id of a move of the same side, or ""
    sources: Sources
    issue: str = ""
    package: str = ""
    place: str = ""


@frozen(kw_only=True)
class Event:
    """What happens by itself."""

    key: str
    id: str
    title: str
    text: Texts
    at: str  # one of MOMENTS
    phases: tuple[int, ...]
    when: Guard
    effects: Effects
    outcomes: tuple[Outcome, ...]
    seen_by: Seats
    sources: Sources
    place: str = ""
    actor: str = ""  # whose turn it is, if it is one


@frozen(kw_only=True)
class ActorMove:
    """What an actor may do at a moment; an outcome of its turn there."""

    id: str
    verb: str  # the template it was made from, or its own id
    title: str
    text: Texts
    at: str  # one of MOMENTS
    phases: tuple[int, ...]
    when: Guard
    appeal: Sum
    effects: Effects
    seen_by: Seats
    sources: Sources
    place: str


@frozen(kw_only=True)
class Actor:
    """A third party that acts by itself."""

    id: str
    name: str
    brief: str
    doctrine: str  # its name, "" if it has none
    temperament: str
    moves: tuple[ActorMove, ...]
    sources: Sources
    place: str


@frozen(kw_only=True)
class Projection:
    """A what-if: these effects, then the ending and the scores."""

    id: str
    title: str
    seen_by: Seats
    when: Guard
    effects: Effects
    place: str = ""
    role: str = ""  # one of meanings.WHAT_IFS


@frozen(kw_only=True)
class Ending:
    """A way to be over."""

    id: str
    title: str
    class_: int  # from 1, index into Scenario.ending_classes
    text: Texts
    when: Guard
    scores: Mapping[str, int]
    sources: Sources = ()
    place: str = ""
    class_role: str = ""  # what its class means, one of meanings.CLASSES
    role: str = ""  # meanings.WAR


@frozen(kw_only=True)
class ScoreTerm:
    """A summand of one side's score."""

    side: str
    label: str
    when: Guard
    form: Sum
    sources: Sources = ()
    place: str = ""


Rule = MoveRule | Event | Setup | Ending | Track | Derived | ScoreTerm


def who_of(rule: Rule) -> str:
    """Return what tells a rule from the others that its entry was written out to."""
    if isinstance(rule, MoveRule):
        return f"{rule.side} {rule.issue}".rstrip()
    return rule.side if isinstance(rule, ScoreTerm) else rule.id


@frozen(kw_only=True)
class Doctrine:
    """A leader in character; `appeal` by move id, every move of the side."""

    side: str
    name: str
    temperament: str
    appeal: Mapping[str, Sum]
    sources: Sources = ()


@frozen(kw_only=True)
class RedLine:
    """A red line with its side's mandate as an index."""

    side: str
    mandate: int
    issue: str
    text: str
    crossed: Guard  # by the draft's level, vagueness apart
    sources: Sources = ()


@frozen
class Piece:
    """What a newspaper prints while a guard holds."""

    when: Guard
    text: Texts
    key: str  # its place in the file


@frozen(kw_only=True)
class FrontPage:
    """A newspaper's front page: of each list the first piece is printed whose guard holds."""

    key: str  # its place in the file
    party: str  # a side or an actor
    paper: str
    when: Guard | None  # printed once this holds; None: at the end
    headlines: tuple[Piece, ...]  # the last is always possible
    lines: tuple[tuple[Piece, ...], ...]
    sources: Sources

    @property
    def guards(self) -> tuple[Guard, ...]:
        """Return all that it asks."""
        asked = (piece.when for pieces in (self.headlines, *self.lines) for piece in pieces)
        return (*asked, *((self.when,) if self.when is not None else ()))


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
    on_table: Mapping[str, Guard] = NONE  # by side: while its text lies on the table; empty where nothing is said

    @property
    def sides(self) -> tuple[Side, ...]:
        """Return the two sides."""
        return self.scenario.sides

    @property
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
        """Return what the scenario's classes of endings mean, used or not."""
        return frozenset(role_of_class(self.scenario, each) for each in self.scenario.ending_classes)

    @cached_property
    def every_track(self) -> tuple[Track | Derived, ...]:
        """Return the tracks, then the derived tracks."""
        return (*self.tracks, *self.derived)

    @cached_property
    def track_by_id(self) -> Mapping[str, Track | Derived]:
        """Return tracks and derived tracks by id."""
        return MappingProxyType({each.id: each for each in self.every_track})

    @cached_property
    def _made(self) -> Mapping[Role, Mapping[str, str]]:
        """Return the ids of the tracks that the engine makes, by role and by what each is made of."""
        found: dict[Role, dict[str, str]] = {role: {} for role in Role if role is not Role.DECLARED}
        for each in self.every_track:
            if each.role is not Role.DECLARED:
                package = each.package if isinstance(each, Track) else ""
                found[each.role][each.issue or package or each.owner] = each.id
        return MappingProxyType({role: MappingProxyType(ids) for role, ids in found.items()})

    def track_id(self, role: Role, of: str) -> str:
        """Return the id of the track that has a role for an issue, a package or a side, whichever the role is of.

        Raises:
            KeyError: there is none: bids come with packages, counts of red lines with red lines.
        """
        return self._made[role][of]

    def track_ids(self, role: Role) -> tuple[str, ...]:
        """Return the ids of all tracks with a role but the author's, in file order of what they are made of."""
        return tuple(self._made[role].values())

    @cached_property
    def behind(self) -> Mapping[str, int]:
        """Return the tracks that each name hangs on, as a bit for each of `tracks` in their order."""
        bits = {track.id: 1 << at for at, track in enumerate(self.tracks)}
        for derived in self.derived:
            bits[derived.id] = reduce(or_, (bits.get(name, 0) for name in derived.form.names()), 0)
        return MappingProxyType(bits)

    @cached_property
    def hidden_from(self) -> Mapping[str, int]:
        """Return the tracks that each side does not see, as bits as in `behind`."""
        tracks = [(1 << at, track.seen_by) for at, track in enumerate(self.tracks)]
        hidden = {side: sum(bit for bit, seers in tracks if side not in seers) for side in self.side_ids}
        return MappingProxyType(hidden)

    @cached_property
    def move_by_id(self) -> Mapping[tuple[str, str], MoveRule]:
        """Return moves by (side, id)."""
        return MappingProxyType({(move.side, move.id): move for move in self.moves})

    @cached_property
    def tabled_flags(self) -> Mapping[str, tuple[str, ...]]:
        """Return what marks a side's package as lying on the table: flags, seen by all, that tabling sets and clears.

        They are the author's: set for the side that tables, cleared for the other.
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
    def paper_tracks(self) -> frozenset[str]:
        """Return every track that says what lies on the table, and whose it is."""
        flags = {name for names in self.tabled_flags.values() for name in names}
        said = {name for guard in self.on_table.values() for name in guard.names()}
        return frozenset(flags | said | {each.id for each in self.tracks if each.role in PAPER})

    @cached_property
    def signs_whole_text(self) -> bool:
        """Say whether a text that is accepted replaces the draft, lower clauses included; else it only adds to it."""
        offers = {name: issue for issue, name in self._made[Role.OFFER].items()}
        texts = (self._made[Role.BID], self._made[Role.TEXT])
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
        """Return what those are called who concede or claim a clause: a side, an actor, both sides, nobody."""
        names = {parties.BOTH: "both sides", "": "nobody"}
        names |= {each.id: each.name for each in self.actors}
        names |= {each.id: each.name for each in self.sides}
        return names[party]
