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


@frozen(kw_only=True)
class Term:
    """One summand of a form; which keys are given decides its kind (see docs/scenarios.md)."""

    if_: str = ""
    for_: str = ""
    add: str | tuple[str, ...] = ""  # a list goes with `by`
    by: str = ""
    value_of: str = ""
    side: str = ""


Form = tuple[Term, ...]  # added up; an author's bare string is one term


@frozen(kw_only=True)
class Effect:
    """Assignments under one guard, perhaps repeated over issues."""

    if_: str = ""
    for_: str = ""
    do: tuple[str, ...]


EffectText = str | Effect


@frozen(kw_only=True)
class Outcome:
    """One thing that chance may make of a rule."""

    id: str
    title: str
    weight: Form
    when: str = ""
    seen_by: str = ""
    text: str = ""
    effects: tuple[EffectText, ...] = ()


@frozen(kw_only=True)
class Source:
    """Where the rules come from."""

    title: str
    description: str
    paragraphs: Mapping[int, str] = NONE


@frozen(kw_only=True)
class Mandate:
    """A negotiator's private instructions."""

    id: str
    title: str
    brief: str
    weight: int = 1
    sources: Sources = ()


@frozen(kw_only=True)
class Side:
    """One of the two who sit at the table."""

    id: str
    name: str
    leader: str
    brief: str
    mandates: tuple[Mandate, ...]
    sources: Sources = ()


@frozen(kw_only=True)
class Phase:
    """A stretch of rounds in which some of the moves are open."""

    id: str
    title: str
    rounds: int
    text: str = ""
    next: str = ""
    sources: Sources = ()


@frozen(kw_only=True)
class Track:
    """A bounded integer: everything the game remembers."""

    id: str
    title: str
    meaning: str
    min: int
    max: int
    start: int
    for_: str = ""
    seen_by: str = "everyone"
    bands: tuple[Band, ...] = ()
    sources: Sources = ()


@frozen(kw_only=True)
class Derived:
    """A form clamped to its bounds, computed whenever it is read."""

    id: str
    title: str
    meaning: str
    min: int
    max: int
    form: Form
    for_: str = ""
    bands: tuple[Band, ...] = ()
    sources: Sources = ()


@frozen(kw_only=True)
class Start:
    """Where an issue stands before the first move."""

    offer: int = 0
    claim: int = 0
    vague: int = 0


@frozen(kw_only=True)
class Issue:
    """A clause of the communiqué: one side concedes it, the other claims it."""

    id: str
    title: str
    conceded_by: str
    levels: tuple[str, ...]
    labels: tuple[str, ...]
    vague: str
    start: Start = Start()
    values: Mapping[str, Mapping[str, int | tuple[int, ...]]] = NONE
    sources: Sources = ()


@frozen(kw_only=True)
class RedLine:
    """What a mandate forbids a signed text to say, or not to say."""

    side: str
    mandate: str
    issue: str
    text: str
    at_least: int | None = None
    at_most: int | None = None
    when: str = ""
    sources: Sources = ()


@frozen(kw_only=True)
class Setup:
    """Chance before the first move."""

    id: str
    title: str
    outcomes: tuple[Outcome, ...]
    text: str = ""
    seen_by: str = "everyone"
    sources: Sources = ()


@frozen(kw_only=True)
class Move:
    """What a side may decide to do."""

    id: str
    title: str
    phases: Ids
    group: str
    side: str = ""
    for_: str = ""
    flavor: str = ""
    text: str = ""
    when: str = ""
    effects: tuple[EffectText, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    shown_as: str = ""
    sources: Sources = ()


@frozen(kw_only=True)
class Tabling:
    """What tabling any package needs and does."""

    phases: Ids
    group: str
    when: str = ""
    effects: tuple[EffectText, ...] = ()
    sources: Sources = ()


@frozen(kw_only=True)
class Package:
    """A bundle of levels on every issue, tabled as a whole."""

    id: str
    side: str
    title: str
    levels: Mapping[str, int]
    flavor: str = ""
    text: str = ""
    when: str = ""
    effects: tuple[EffectText, ...] = ()
    sources: Sources = ()


@frozen(kw_only=True)
class Event:
    """What happens by itself at a moment of the game."""

    id: str
    title: str
    at: str
    for_: str = ""
    phases: Ids = ()
    when: str = ""
    effects: tuple[EffectText, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    seen_by: str = "everyone"
    text: str = ""
    sources: Sources = ()


@frozen(kw_only=True)
class Projection:
    """A what-if without chance."""

    id: str
    title: str
    for_: str = ""
    when: str = ""
    move: str = ""  # of {own}, without chance
    effects: tuple[EffectText, ...] = ()
    events: Ids = ()
    then: tuple[EffectText, ...] = ()


@frozen(kw_only=True)
class Ending:
    """A way for the game to be over."""

    id: str
    title: str
    class_: str
    text: str
    when: str = ""
    scores: Mapping[str, int] = NONE
    sources: Sources = ()


@frozen(kw_only=True)
class Score:
    """One labelled summand of a side's score."""

    label: str
    form: Form
    side: str = ""
    for_: str = ""
    when: str = ""
    sources: Sources = ()


@frozen(kw_only=True)
class Doctrine:
    """A leader in character: how much each move appeals."""

    name: str
    temperament: str
    otherwise: Form
    appeal: Mapping[str, Form] = NONE
    sources: Sources = ()


@frozen(kw_only=True)
class Scenario:
    """A whole scenario file."""

    format: int
    id: str
    title: str
    summary: str
    introduction: str
    success: int
    ply_limit: int
    ending_classes: Ids
    source: Source
    sides: tuple[Side, ...]
    phases: tuple[Phase, ...]
    tracks: tuple[Track, ...]
    issues: tuple[Issue, ...]
    moves: tuple[Move, ...]
    endings: tuple[Ending, ...]
    scores: tuple[Score, ...]
    first: str = "drawn"
    author: str = ""
    license: str = ""
    version: str = ""
    language: str = ""
    variant_of: str = ""
    changes: Ids = ()
    derived: tuple[Derived, ...] = ()
    red_lines: tuple[RedLine, ...] = ()
    setup: tuple[Setup, ...] = ()
    tabling: Tabling | None = None
    packages: tuple[Package, ...] = ()
    events: tuple[Event, ...] = ()
    projections: tuple[Projection, ...] = ()
    doctrines: Mapping[str, Doctrine] = NONE

    @property
    def variant(self) -> str:
        """Return what `--set` has changed, "" if nothing, no longer than can be read in a line or two."""
        changes = (each if len(each) <= _MOST_CHANGE else each[:_MOST_CHANGE] + "…" for each in self.changes)
        words = ", ".join(changes)
        return words if len(words) <= _MOST_CHANGES else words[:_MOST_CHANGES] + "…"

    @property
    def name(self) -> str:
        """Return what these rules are called: by their id, and what was changed."""
        return f"{self.id} with {self.variant}" if self.changes else self.id
