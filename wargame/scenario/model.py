"""What an author may say: one frozen class for each kind of table in a scenario file.

These classes mirror the file key by key (see `docs/scenarios.md`) and prove nothing beyond the types: names may be
unknown, guards may contradict each other. `expansion` turns them into `Rules`, where every `for` is written out and
every expression is parsed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from attrs import frozen

NONE: Mapping[Any, Any] = MappingProxyType({})
Ids = tuple[str, ...]
Sources = tuple[int, ...]  # paragraph numbers of [source]
_MOST_CHANGE, _MOST_CHANGES = 60, 400  # characters of one change, and of all, in a name
Band = tuple[int, str]  # a word for the values from here up
Number = int | float
Texts = str | tuple[str, ...]  # of a list one is told at a time


@frozen(kw_only=True)
class Term:
    """One summand of a form; which keys are given decides its kind (see docs/scenarios.md)."""

    if_: str = ""  # the guard under which it counts
    for_: str = ""  # once for each of these: issues, or issues conceded or claimed by a side
    add: str | tuple[str, ...] = ""  # a list goes with `by`
    by: str = ""  # a track that chooses one of `add`: the first at its minimum
    value_of: str = ""  # a track of an issue whose level is worth something by mandate
    side: str = ""  # to whom it is worth that


Form = tuple[Term, ...]  # added up; an author's bare string is one term


@frozen(kw_only=True)
class Effect:
    """Assignments under one guard, perhaps repeated over issues."""

    if_: str = ""  # the guard, read when its turn comes
    for_: str = ""  # once for each of these
    do: tuple[str, ...]  # assignments such as tension += 1, in order


EffectText = str | Effect


@frozen(kw_only=True)
class Outcome:
    """One thing that chance may make of a rule."""

    id: str
    title: str
    weight: Form  # how likely, in proportion; below 0 counts as 0
    when: str = ""  # possible only while this holds
    seen_by: str = ""  # everyone, a side, or nobody; left out: whoever sees the rule
    text: Texts = ""
    effects: tuple[EffectText, ...] = ()  # run in order


@frozen(kw_only=True)
class Source:
    """Where the rules come from."""

    title: str
    description: str
    paragraphs: Mapping[int, str] = NONE  # our own paraphrase of each, by number


@frozen(kw_only=True)
class Mandate:
    """A negotiator's private instructions."""

    id: str
    title: str
    brief: str  # what the side really needs
    weight: int = 1  # how often it is drawn
    sources: Sources = ()


@frozen(kw_only=True)
class Side:
    """One of the two who sit at the table."""

    id: str
    name: str
    leader: str  # who speaks for it
    brief: str  # what it knows and wants, told to its player
    mandates: tuple[Mandate, ...]
    mandate_seen_by: str = ""  # everyone: the one that is drawn lies open; left out: only its own side sees it
    sources: Sources = ()


@frozen(kw_only=True)
class Phase:
    """A stretch of rounds in which some of the moves are open."""

    id: str
    title: str
    rounds: int  # how long it lasts; each side decides once a round
    text: str = ""
    next: str = ""  # the phase after it; left out: the game ends
    sources: Sources = ()


@frozen(kw_only=True)
class Track:
    """A bounded integer: everything the game remembers."""

    id: str
    title: str
    meaning: str  # what it counts, in a sentence
    min: int
    max: int
    start: int
    for_: str = ""  # sides or issues: one for each
    seen_by: str = "everyone"  # everyone, a side, or nobody until the end
    bands: tuple[Band, ...] = ()  # a word for the values from each of these up
    sources: Sources = ()


@frozen(kw_only=True)
class Derived:
    """A form clamped to its bounds, computed whenever it is read."""

    id: str
    title: str
    meaning: str
    min: int
    max: int
    form: Form  # what it comes to before it is clamped
    for_: str = ""  # sides or issues: one for each
    bands: tuple[Band, ...] = ()  # a word for the values from each of these up
    sources: Sources = ()


@frozen(kw_only=True)
class Start:
    """Where an issue stands before the first move."""

    offer: int = 0  # level on the draft
    claim: int = 0  # level that the other side has told its public
    vague: int = 0  # 1 if it is worded vaguely


@frozen(kw_only=True)
class Issue:
    """A clause of the communiqué: a side, both or an actor concede it, and whoever gains by it claims it."""

    id: str
    title: str
    conceded_by: str  # who gives: a side, both, or an actor
    levels: tuple[str, ...]  # the sentence of the communiqué at each level
    labels: tuple[str, ...]  # the same in a word or two
    vague: str  # what vague wording adds to the sentence
    claimed_by: str = ""  # a side, both or nobody; left out: the other side, both of what both give, nobody else
    start: Start = Start()  # where it stands before the first move
    values: Mapping[str, Mapping[str, int | tuple[int, ...]]] = NONE  # points a level, or totals, by side and mandate
    sources: Sources = ()

    def worth_to(self, side: str, mandate: str) -> tuple[int, ...]:
        """Return what each level is worth to a side with a mandate, once it is carried out."""
        value = self.values.get(side, {}).get(mandate, 0)
        return tuple(value * level for level in range(len(self.levels))) if isinstance(value, int) else value


@frozen(kw_only=True)
class RedLine:
    """What a mandate forbids a signed text to say, or not to say."""

    side: str
    mandate: str
    issue: str
    text: str  # the line in a sentence
    at_least: int | None = None  # the level that the text must reach
    at_most: int | None = None  # the level that it must not exceed
    when: str = ""  # binds only while this holds
    sources: Sources = ()


@frozen(kw_only=True)
class Setup:
    """Chance before the first move."""

    id: str
    title: str
    outcomes: tuple[Outcome, ...]  # one of these is drawn
    text: Texts = ""
    seen_by: str = "everyone"  # everyone, a side, or nobody until the end
    sources: Sources = ()


@frozen(kw_only=True)
class Move:
    """What a side may decide to do."""

    id: str
    title: str
    phases: Ids  # in which it is open
    group: str  # the heading it stands under
    side: str = ""  # whose it is; or `for`
    for_: str = ""  # sides, issues, issues conceded or issues claimed: one for each
    flavor: Texts = ""
    text: str = ""
    when: str = ""  # legal only while this holds; may read only what the side sees
    effects: tuple[EffectText, ...] = ()  # run in order, before chance
    outcomes: tuple[Outcome, ...] = ()  # then one of these is drawn
    shown_as: str = ""  # the move that the other side is shown instead
    sources: Sources = ()


@frozen(kw_only=True)
class Tabling:
    """What tabling any package needs and does."""

    phases: Ids  # in which packages may be tabled
    group: str  # the heading that packages stand under
    when: str = ""  # legal only while this holds; {own} tables
    effects: tuple[EffectText, ...] = ()  # run in order, after the bids are set
    on_table: str = ""  # while this holds a text lies on the table; with {own}, a text of {own}'s
    sources: Sources = ()


@frozen(kw_only=True)
class Change:
    """A way to change the text on the table: one step of one clause."""

    title: str
    flavor: Texts = ""
    text: str = ""
    when: str = ""  # legal only while this holds; {own} changes {issue}
    effects: tuple[EffectText, ...] = ()  # run in order, after the step


@frozen(kw_only=True)
class HandOver:
    """The move by which a side ends its changes and its turn."""

    title: str
    flavor: Texts = ""
    text: str = ""
    effects: tuple[EffectText, ...] = ()


@frozen(kw_only=True)
class Drafting:
    """How the text on the table is changed clause by clause, in one turn."""

    phases: Ids  # in which it may be changed
    group: str  # the heading that the changes stand under
    most: int  # changes before it has to be handed over
    hand_over: HandOver
    on_table: str = ""  # while this holds a text lies on the table; with {own}, a text of {own}'s
    when: str = ""  # {own} may begin only while this holds
    effects: tuple[EffectText, ...] = ()  # of the first change, before it
    changed: tuple[EffectText, ...] = ()  # of every change, after it
    ask: Change | None = None  # a step up of a clause that {own} claims
    give: Change | None = None  # a step up of a clause that {own} concedes
    trim: Change | None = None  # a step down of a clause that {own} concedes
    drop: Change | None = None  # a step down of a clause that {own} claims
    sources: Sources = ()


@frozen(kw_only=True)
class Package:
    """A bundle of levels on every issue, tabled as a whole."""

    id: str
    side: str  # whose it is
    title: str
    levels: Mapping[str, int]  # by issue; 0 where left out
    flavor: Texts = ""
    text: str = ""
    when: str = ""  # legal only while this holds
    effects: tuple[EffectText, ...] = ()  # run last
    sources: Sources = ()


@frozen(kw_only=True)
class Event:
    """What happens by itself at a moment of the game."""

    id: str
    title: str
    at: str  # at the end of every ply, round or phase, or before the ending is read
    for_: str = ""  # sides or issues: one for each
    phases: Ids = ()  # in which it may happen; left out: in all
    when: str = ""  # happens only while this holds
    effects: tuple[EffectText, ...] = ()  # run in order, before chance
    outcomes: tuple[Outcome, ...] = ()  # then one of these is drawn
    seen_by: str = "everyone"  # everyone, a side, or nobody until the end
    text: Texts = ""
    sources: Sources = ()


@frozen(kw_only=True)
class ActorMove:
    """What an actor may do at a moment of the game."""

    id: str
    title: str
    at: str  # when: at the end of every ply, round or phase, or before the ending is read
    for_: str = ""  # issues, or those conceded or claimed by somebody: one for each
    phases: Ids = ()  # in which it is open; left out: in all
    when: str = ""  # open only while this holds
    effects: tuple[EffectText, ...] = ()  # run in order
    seen_by: str = "everyone"  # everyone, a side, or nobody until the end
    text: Texts = ""  # of a list one is told at a time
    sources: Sources = ()


@frozen(kw_only=True)
class Actor:
    """A third party that acts by itself: a mediator, an ally."""

    id: str
    name: str
    brief: str  # who it is and what it wants; every player reads it
    moves: tuple[ActorMove, ...]  # at a moment one that is open is made, in proportion to its appeal
    tracks: tuple[Track, ...] = ()  # its own: {own} is the actor
    sources: Sources = ()


@frozen(kw_only=True)
class Projection:
    """A what-if without chance."""

    id: str
    title: str
    for_: str = ""  # sides: one for each, shown to {own} alone
    role: str = ""  # kept, signed, no_deal: what it is to the analysis
    when: str = ""  # shown only while this holds
    move: str = ""  # of {own}, without chance
    effects: tuple[EffectText, ...] = ()  # run first
    events: Ids = ()  # then the effects of these, whether or not they would happen
    then: tuple[EffectText, ...] = ()  # then these


@frozen(kw_only=True)
class Ending:
    """A way for the game to be over."""

    id: str
    title: str
    class_: str  # one of ending_classes
    text: Texts
    role: str = ""  # war: counted as one
    when: str = ""  # the first ending whose guard holds is the one; the last has none
    scores: Mapping[str, int] = NONE  # by side: these instead of what the terms come to
    sources: Sources = ()


@frozen(kw_only=True)
class Score:
    """One labelled summand of a side's score."""

    label: str  # what it is for, in a few words
    form: Form  # what it comes to; all terms of a side are added up
    side: str = ""  # whose it is; or `for`
    for_: str = ""  # sides: one for each
    when: str = ""  # counts only while this holds
    sources: Sources = ()


@frozen(kw_only=True)
class Doctrine:
    """A leader in character: how much each move appeals."""

    name: str
    temperament: str  # the leader in a sentence
    otherwise: Form  # of moves that are not named
    appeal: Mapping[str, Form] = NONE  # by move or template; moves are chosen in proportion to it
    sources: Sources = ()


@frozen(kw_only=True)
class Piece:
    """What a newspaper prints while a guard holds."""

    if_: str = ""  # printed only while this holds
    text: Texts


PieceText = str | tuple[str, ...] | Piece


@frozen(kw_only=True)
class FrontPage:
    """A newspaper's front page: of each list the first piece is printed whose guard holds."""

    paper: str  # what it is called
    headlines: tuple[PieceText, ...]  # the last has no `if`
    lines: tuple[tuple[PieceText, ...], ...] = ()  # of each list one is printed, or none
    side: str = ""  # whose it is; or `actor`, or `for`
    actor: str = ""
    for_: str = ""  # sides: one for each
    when: str = ""  # printed once this holds; left out: at the end
    sources: Sources = ()


@frozen(kw_only=True)
class History:
    """What really came of it, told after the end: of each list the first piece is told whose guard holds."""

    lines: tuple[tuple[PieceText, ...], ...]
    title: str = "What history did"
    sources: Sources = ()


@frozen(kw_only=True)
class Aim:
    """Where a row of `analyze balance` ought to lie in this scenario; shares in percent."""

    measure: str  # as the report of balance calls it
    what: str = ""  # the row; left out: every row of the measure
    pool: str = ""  # whose games; left out: strong play, and what belongs to no pool
    low: Number | None = None  # in percent for shares
    high: Number | None = None


@frozen(kw_only=True)
class Measures:
    """What `analyze balance` counts as what: ids of moves, templates, events, rule/outcome, or tracks that rise.

    What is left out is known by what the rules do (see docs/scenarios.md).
    """

    accepts: Ids = ()  # what signs a text; left out: moves that make the draft what lies on the table
    edits: Ids = ()  # what changes a paper on the table; left out: moves that change its levels or its wording
    exits: Ids = ()  # what leaves the table; left out: moves that end the talks without a signature
    provocations: Ids = ()  # what may lead to war; left out: moves that raise tension
    tension: str = ""  # the track of how near a war is; left out: the one that is called so
    secret: Ids = ()  # work behind a text's back; left out: moves shown as another
    forbids: str = ""  # the track that is above its minimum where a text forbids secret work; left out: all do
    exposures: Ids = ()  # what brings it to light; left out: open events and outcomes that only hold if there was some
    inspections: Ids = ()  # what looks for it; left out: moves that may expose it
    collisions: Ids = ()  # where two readings meet; left out: outcomes that vague wording makes likelier
    breaches: Ids = ()  # a word broken, by the owner of the track; left out: what broken agreements hang on
    answers: Ids = ()  # moves that answer a breach; left out: any decision with a choice


@frozen(kw_only=True)
class Worth:
    """What takes away what `analyze worth` asks the value of: changes of this file, each as `--set` takes it.

    What is left out is known by what the rules do (see docs/worth.md).
    """

    vagueness: Ids = ()  # vague wording; left out: moves that blur a clause are closed, and nothing else blurs one
    audience_costs: Ids = ()  # what claims cost that were not met; left out: terms of scores that only punish claims
    preparation: Ids = ()  # left out: moves are closed that raise what a higher level of a text asks for


@frozen(kw_only=True)
class Scenario:
    """A whole scenario file."""

    format: int  # the version of this language
    id: str
    title: str
    summary: str  # one paragraph
    introduction: str  # the page that a new player reads first
    success: int  # the score from which a side has succeeded
    ply_limit: int  # decisions; a longer game is a fault of the rules
    ending_classes: Ids  # what kinds of ending there are
    source: Source
    sides: tuple[Side, ...]  # exactly two
    phases: tuple[Phase, ...]  # played in order from the first
    tracks: tuple[Track, ...]
    issues: tuple[Issue, ...]
    moves: tuple[Move, ...]
    endings: tuple[Ending, ...]
    scores: tuple[Score, ...]
    first: str = "drawn"  # who moves first in round 1: drawn, or a side
    actors: tuple[Actor, ...] = ()  # third parties that act by themselves
    author: str = ""
    license: str = ""
    version: str = ""
    language: str = ""  # of the texts: a tag such as en or pt-BR
    variant_of: str = ""  # the scenario whose policy will do if there is none of its own
    changes: Ids = ()  # what `--set` has changed; written by the program
    derived: tuple[Derived, ...] = ()
    red_lines: tuple[RedLine, ...] = ()
    setup: tuple[Setup, ...] = ()
    tabling: Tabling | None = None
    packages: tuple[Package, ...] = ()
    drafting: Drafting | None = None
    events: tuple[Event, ...] = ()
    projections: tuple[Projection, ...] = ()
    doctrines: Mapping[str, Doctrine] = NONE
    front_pages: tuple[FrontPage, ...] = ()  # newspapers, at the end and on the way
    history: History | None = None  # what really came of it, told after the end
    class_roles: Mapping[str, str] = NONE  # what an ending of a class means to the analysis
    aims: tuple[Aim, ...] = ()
    measures: Measures = Measures()  # what the analysis counts as what
    worth: Worth = Worth()  # what takes away what the analysis asks the value of
    closed: Ids = ()  # moves or templates that nobody may make: they stay, and are never open

    @property
    def has_bids(self) -> bool:
        """Say whether there may be a text on the table beside the draft: by packages, or by drafting."""
        return bool(self.packages) or self.drafting is not None

    @property
    def variant(self) -> str:
        """Return the changes by `--set`, "" if there are none, cut to a line or two."""
        changes = (each if len(each) <= _MOST_CHANGE else each[:_MOST_CHANGE] + "…" for each in self.changes)
        words = ", ".join(changes)
        return words if len(words) <= _MOST_CHANGES else words[:_MOST_CHANGES] + "…"

    @property
    def name(self) -> str:
        """Return the id, with the changes of a variant."""
        return f"{self.id} with {self.variant}" if self.changes else self.id
