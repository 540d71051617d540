"""What the analysis counts as acceptances, edits, exits, provocations, secret work, collisions and breaches.

A file names them in `[measures]`. What it leaves out is inferred from what the rules do: a move that copies the package
to the draft accepts it, whatever it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from wargame.scenario import model
from wargame.scenario.faults import nearest
from wargame.scenario.meanings import BROKEN, KEPT, TENSION
from wargame.scenario.rules import Event, MoveRule, Role, Track
from wargame.scenario.wording import is_flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.scenario.rules import Outcome
    from wargame.scenario.ruleset import Rules

_LISTS = tuple(each.name for each in attrs.fields(model.Measures) if each.default == ())
_SINGLE = tuple(each.name for each in attrs.fields(model.Measures) if each.default == "")
_ENDS_TALKS = {"end_phase", "end_game"}
_HAGGLES = {"+=", "-=", "="}  # what a side does to a level of the paper; `>>=` only follows what the draft has already


@frozen(kw_only=True)
class Mark:
    """What counts as one measured thing: rules that fire, outcomes drawn, tracks that rise."""

    rules: frozenset[str] = frozenset()  # keys of moves and events
    outcomes: frozenset[tuple[str, str]] = frozenset()  # key of the rule, id of the outcome
    tracks: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Say whether there is anything that counts."""
        return bool(self.rules or self.outcomes or self.tracks)


@frozen(kw_only=True)
class Measured:
    """What counts as what in a scenario; see `model.Measures`."""

    accepts: Mark
    signed: Mark  # what accepts, or, where no move copies a package, the flag that says that a text is signed
    edits: Mark
    exits: Mark
    provocations: Mark
    secret: Mark
    exposures: Mark
    inspections: Mark
    collisions: Mark
    breaches: Mark
    answers: Mark
    tension: str  # a track, "" if nobody knows, as is the next
    forbids: str


def measured(rules: Rules) -> Measured:
    """Return what counts as what: as the file says, else inferred from the rules."""
    said = rules.scenario.measures
    tension = said.tension or (TENSION if TENSION in rules.track_by_id else "")
    named = {name: _named(rules, getattr(said, name)) for name in _LISTS}
    accepts = named["accepts"] or _moves(each for each in rules.moves if _accepts(rules, each))
    secret = named["secret"] or _moves(each for each in rules.moves if each.shown_as)
    exposures = named["exposures"] or _exposures(rules, secret)
    made = {
        "accepts": accepts,
        "edits": _moves(each for each in rules.moves if _edits(rules, each)),
        "exits": _exits(rules, accepts),
        "provocations": _moves(each for each in rules.moves if _raises(each, tension)),
        "secret": secret,
        "exposures": exposures,
        "inspections": _moves(each for each in rules.moves if any(key == each.key for key, _ in exposures.outcomes)),
        "collisions": _collisions(rules),
        "breaches": _breaches(rules),
        "answers": Mark(),
    }
    marks = {name: named[name] or made[name] for name in _LISTS}
    return Measured(**marks, signed=accepts or _signature(rules), tension=tension, forbids=said.forbids)


# -- what a file names


def unknown_in(rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield the path of each name in `[measures]` that stands for nothing, and a message."""
    said = rules.scenario.measures
    for key in _LISTS:
        for at, name in enumerate(getattr(said, key)):
            found = _mark_of(rules, name)
            if found is None:
                hint = nearest(name, _names(rules))
                yield f"measures.{key}[{at}]", f"no move, event, rule/outcome or track {name!r}{hint}"
            elif key == "answers" and not found.rules <= {each.key for each in rules.moves}:
                yield f"measures.{key}[{at}]", f"{name!r} is no move; a breach is answered by one"
    for key in _SINGLE:
        track = getattr(said, key)
        if track and track not in rules.track_by_id:
            yield f"measures.{key}", f"no track {track!r}{nearest(track, rules.track_by_id)}"


def _named(rules: Rules, names: Iterable[str]) -> Mark:
    marks = [found for name in names if (found := _mark_of(rules, name)) is not None]
    return Mark(
        rules=frozenset().union(*(each.rules for each in marks)),
        outcomes=frozenset().union(*(each.outcomes for each in marks)),
        tracks=frozenset().union(*(each.tracks for each in marks)),
    )


def _mark_of(rules: Rules, name: str) -> Mark | None:
    """Return what a name stands for, the first kind of thing that is called so; None if nothing is."""
    id_, slash, outcome = name.partition("/")
    found: list[MoveRule | Event] = [each for each in rules.moves if id_ in {each.id, each.verb}]
    found = found or [each for each in rules.events if each.id == id_]
    if slash:
        drawn = frozenset((each.key, outcome) for each in found if outcome in {one.id for one in each.outcomes})
        return Mark(outcomes=drawn) if drawn else None
    if found:
        return Mark(rules=frozenset(each.key for each in found))
    sides = [name.replace("{own}", side) for side in rules.side_ids]
    tracks = frozenset(each for each in sides if each in rules.track_by_id)
    return Mark(tracks=tracks) if tracks else None


def _names(rules: Rules) -> list[str]:
    """Return every name that stands for something."""
    names = [name for each in rules.moves for name in (each.verb, each.id)] + [each.id for each in rules.events]
    names += [f"{rule.id}/{outcome.id}" for rule, outcome in _drawn(rules)]
    return list(dict.fromkeys((*names, *rules.track_by_id)))


# -- what the rules do


def _moves(moves: Iterable[MoveRule]) -> Mark:
    return Mark(rules=frozenset(each.key for each in moves))


def _targets(move: MoveRule) -> set[str]:
    return {each.target for step in move.effects for each in step.do}


def _accepts(rules: Rules, move: MoveRule) -> bool:
    """Say whether a move makes the draft what lies on the table."""
    offers, lies = set(rules.track_ids(Role.OFFER)), {*rules.track_ids(Role.BID), *rules.track_ids(Role.TEXT)}
    assigned = [each for step in move.effects for each in step.do if each.target in offers]
    return any(lies & {*each.form.names()} for each in assigned)


def _signature(rules: Rules) -> Mark:
    """Return the first flag that the what-if of a kept text raises and leaves standing: that a text is signed."""
    kept = next((each for each in rules.projections if each.role == KEPT), None)
    stands = {}
    for change in () if kept is None else (each for step in kept.effects for each in step.do):
        if is_flag(rules, change.target) and change.op == "=" and not change.form.terms:
            stands[change.target] = change.form.constant
    signed = next((flag for flag, value in stands.items() if value), None)
    return Mark(tracks=frozenset(() if signed is None else {signed}))


def _edits(rules: Rules, move: MoveRule) -> bool:
    """Say whether a move changes the text on the table: its levels, or the wording of a text that it hands over."""
    if move.package or _accepts(rules, move):
        return False
    targets = _targets(move)
    bids, wording = set(rules.track_ids(Role.BID)), set(rules.track_ids(Role.VAGUE))
    haggled = {each.target for step in move.effects for each in step.do if each.op in _HAGGLES}
    return bool(haggled & bids) or bool(targets & wording and targets & rules.paper_tracks)


def _exits(rules: Rules, accepts: Mark) -> Mark:
    """Return the moves that end a phase in which a text could be signed, without signing one."""
    table = {phase for each in rules.moves if each.key in accepts.rules for phase in each.phases}
    return _moves(
        each
        for each in rules.moves
        if each.key not in accepts.rules and table & {*each.phases} and _targets(each) & _ENDS_TALKS
    )


def _raises(move: MoveRule, tension: str) -> bool:
    assigned = [each for step in move.effects for each in step.do if each.target == tension]
    return any(each.op == "+=" and each.form.constant > 0 and not each.form.terms for each in assigned)


def _drawn(rules: Rules) -> Iterator[tuple[MoveRule | Event, Outcome]]:
    """Yield moves and events, each with each of its outcomes."""
    for each in rules.moves_and_events:
        for outcome in each.outcomes:
            yield each, outcome


def _exposures(rules: Rules, secret: Mark) -> Mark:
    """Return what all see and what implies secret work: its guard needs a track that only secret work raises."""
    left = {name for each in rules.moves if each.key in secret.rules for name in _targets(each)}
    left -= {name for each in rules.moves if each.key not in secret.rules for name in _targets(each)}
    everyone = len(rules.side_ids)
    hidden = {each.id for each in rules.tracks if each.id in left and len(each.seen_by) < everyone}
    drawn = {
        (rule.key, outcome.id)
        for rule, outcome in _drawn(rules)
        if hidden & {*outcome.when.names()} and len(outcome.seen_by) == everyone
    }
    events = {each.key for each in rules.events if hidden & {*each.when.names()} and len(each.seen_by) == everyone}
    return Mark(rules=frozenset(events), outcomes=frozenset(drawn))


def _collisions(rules: Rules) -> Mark:
    """Return the outcomes of events that vague wording makes likelier, and events that need it."""
    wording = {*rules.track_ids(Role.VAGUE)}
    bits = sum(1 << at for at, track in enumerate(rules.tracks) if track.id in wording)
    vague = {name for name, behind in rules.behind.items() if behind & bits}
    drawn = {
        (rule.key, outcome.id)
        for rule, outcome in _drawn(rules)
        if isinstance(rule, Event)
        and any(factor > 0 and name in vague for each in outcome.weight.summands for factor, name in each.linear.terms)
    }
    return Mark(outcomes=frozenset(drawn))


def _breaches(rules: Rules) -> Mark:
    """Return the tracks of a side on which the endings of a broken agreement depend."""
    asked = {name for each in rules.endings if each.class_role == BROKEN for name in each.when.names()}
    behind = 0
    for name in asked:
        behind |= rules.behind.get(name, 0)
    found = [track for at, track in enumerate(rules.tracks) if behind >> at & 1]
    return Mark(tracks=frozenset(each.id for each in found if _is_breach(each)))


def _is_breach(track: Track) -> bool:
    """Say whether a track may mark a breach by its owner: a flag of a side that starts at 0."""
    return bool(track.owner) and track.role is Role.DECLARED and (track.min, track.max, track.start) == (0, 1, 0)
