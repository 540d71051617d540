"""The rules of a scenario after expansion, one frozen class for each kind.

`ruleset.Rules` is all of them together. They are immutable, since they are handed to players of all kinds. The `place`
of a rule is the key path of the entry that it was expanded from, for messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cached_property

from attrs import field, frozen

from wargame.scenario.language import ALWAYS, Assignment, Guard, Sum
from wargame.scenario.model import Band, Sources

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
    """The role of a track: the author's own, or one that `issues` makes; the value is its part of the id."""

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
CLAUSE = (Role.OFFER, Role.CLAIM, Role.VAGUE, Role.DONE)  # of the tracks that are a clause of the draft
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
    """A form clamped to bounds, computed whenever it is read; seen by those who see everything it reads."""

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
        return self._names

    @cached_property
    def _names(self) -> tuple[str, ...]:
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
    """A projection (a what-if): these effects, then the ending and the scores."""

    id: str
    title: str
    seen_by: Seats
    when: Guard
    effects: Effects
    place: str = ""
    role: str = ""  # one of meanings.WHAT_IFS


@frozen(kw_only=True)
class Ending:
    """A way for a game to end."""

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
    """Return what distinguishes a rule from the others that its entry was expanded to."""
    if isinstance(rule, MoveRule):
        return f"{rule.side} {rule.issue}".rstrip()
    return rule.side if isinstance(rule, ScoreTerm) else rule.id


def all_effects(rule: MoveRule | Event | Setup) -> Effects:
    """Return the effects of a rule, then those of each of its outcomes."""
    return (*rule.effects, *(step for outcome in rule.outcomes for step in outcome.effects))


@frozen(kw_only=True)
class Doctrine:
    """A built-in policy in character: draws moves by their appeals, given for each move id of the side."""

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
class History:
    """What really came of it: of each list the first piece is told whose guard holds once the game is over."""

    title: str
    lines: tuple[tuple[Piece, ...], ...]
    sources: Sources

    @property
    def guards(self) -> tuple[Guard, ...]:
        """Return all that it asks."""
        return tuple(piece.when for pieces in self.lines for piece in pieces)


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
        """Return its guard and those of all its pieces."""
        asked = (piece.when for pieces in (self.headlines, *self.lines) for piece in pieces)
        return (*asked, *((self.when,) if self.when is not None else ()))
