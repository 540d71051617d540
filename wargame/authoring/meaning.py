"""Strict checks: what can be played and no author can have meant (sources that do not exist, endings never reached).

These are errors of a file, reported with the others. The rules that a saved game carries are not checked so: the game
was played by them, and it stays readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from wargame.scenario.intervals import Limits, implies, never
from wargame.scenario.places import indexed, joined
from wargame.scenario.rules import who_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.scenario.rules import Ending, Event, MoveRule
    from wargame.scenario.ruleset import Rules

Finding = tuple[str, str, str]  # path, message, and for which of the rules that stand there


def secrets(rules: Rules, limits: Limits) -> Iterator[Finding]:
    """Yield secret moves that may be open while the move they are shown as is closed, which would give them away."""
    for move in rules.moves:
        if not move.shown_as:
            continue
        shown = rules.move_by_id[move.side, move.shown_as]
        if not implies(move.when, shown.when, {**limits, "phase": (min(move.phases), max(move.phases))}):
            message = f"it can be open while {shown.id!r}, which it is shown as, is closed, and so gives itself away"
            yield f"{move.place}.when", f"{message}; let it ask all that {shown.id!r} asks", who_of(move)


def endings(rules: Rules, limits: Limits) -> Iterator[Finding]:
    """Yield endings that are never read, since an earlier one holds whenever they do."""
    for at, ending in enumerate(rules.endings):
        impossible = never(ending.when, limits)  # which is told elsewhere
        for earlier in rules.endings[:at]:
            if not impossible and implies(ending.when, earlier.when, limits):
                message = f"it is never reached: {earlier.id!r} comes first and holds whenever this one does"
                yield ending.place, f"{message}; put this one before it, or let {earlier.id!r} ask more", ""
                break


def values(rules: Rules, _: Limits) -> Iterator[Finding]:
    """Yield mandates that a clause's values leave out while they name other mandates of the side."""
    for at, issue in enumerate(rules.issues):
        for side in rules.sides:
            given = issue.values.get(side.id, {})
            for mandate in side.mandates if given else ():
                if mandate.id not in given:
                    path = f"{indexed('issues', at, issue)}.values.{side.id}"
                    message = f"no value for {mandate.id!r}, and others have one"
                    yield path, f"{message}; write {mandate.id} = 0 if it is worth nothing", ""


def sources(rules: Rules, _: Limits) -> Iterator[Finding]:
    """Yield entries that cite a paragraph that the source does not have, and rules that cite none of those it has."""
    known = rules.scenario.source.paragraphs
    for path, entry in _entries(rules.scenario, ""):
        for number, cited in enumerate(getattr(entry, "sources", ())):
            if cited not in known:
                yield f"{path}.sources[{number}]", f"cites ¶{cited}, which [source.paragraphs] does not have", ""
    everything: tuple[MoveRule | Event | Ending, ...] = (*rules.moves_and_events, *rules.endings)
    unsaid = [(each.place, each.sources) for each in everything]
    unsaid += [(indexed("issues", at, each), each.sources) for at, each in enumerate(rules.issues)]
    for at, side in enumerate(rules.sides):
        place = indexed("sides", at, side)
        unsaid.append((place, side.sources))
        unsaid += [(indexed(f"{place}.mandates", k, each), each.sources) for k, each in enumerate(side.mandates)]
    for path, cites in unsaid:
        if known and not cites:
            yield path, "no `sources`; name the paragraphs it comes from", ""


_READ_BY = {"title", "name", "leader", "label", "group", "paper", "labels", "levels"}  # keys of texts and lists of them


def blanks(rules: Rules, _: Limits) -> Iterator[Finding]:
    """Yield what players read by and is blank: titles, names, labels and sentences of levels."""
    for path, entry in _entries(rules.scenario, ""):
        for attribute in attrs.fields(type(entry)):
            if attribute.name not in _READ_BY:
                continue
            value, place = getattr(entry, attribute.name), joined(path, attribute.name)
            texts = (
                [(place, value)]
                if isinstance(value, str)
                else [(f"{place}[{at}]", each) for at, each in enumerate(value)]
            )
            for where, text in texts:
                if isinstance(text, str) and not text.strip():
                    yield where, "it is blank, and players read it; write a word or two", ""


def _entries(node: attrs.AttrsInstance, path: str) -> Iterator[tuple[str, attrs.AttrsInstance]]:
    """Yield every entry of a file with its key path."""
    yield path, node
    for attribute in attrs.fields(type(node)):
        value, place = getattr(node, attribute.name), joined(path, attribute.name)
        if attrs.has(type(value)):
            yield from _entries(value, place)
        elif isinstance(value, tuple):
            inner = [(indexed(place, at, each), each) for at, each in enumerate(value) if attrs.has(type(each))]
            yield from (found for where, each in inner for found in _entries(each, where))
        elif isinstance(value, Mapping):
            named = [(joined(place, str(key)), each) for key, each in value.items() if attrs.has(type(each))]
            yield from (found for where, each in named for found in _entries(each, where))


meant = (secrets, endings, values, sources, blanks)
