"""Rules looked up: by what a person calls them, and by the paragraph of the source that they cite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.errors import MalformedMove, ScenarioError
from wargame.scenario.faults import nearest
from wargame.scenario.model import Sources
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from wargame.scenario.rules import Actor, Ending, Event, MoveRule
    from wargame.scenario.ruleset import Rules


def rules_named(rules: Rules, text: str) -> list[MoveRule | Event | Ending]:
    """Return the moves that an id, `side:id` or template names; an event or an ending by its id.

    Raises:
        MalformedMove: nothing is called so.
    """
    side, colon, id_ = text.rpartition(":")
    found: list[MoveRule | Event | Ending] = [
        move for move in rules.moves if id_ in {move.id, move.verb, move.package} and (not colon or move.side == side)
    ]
    exact = [move for move in found if move.id == id_]
    found = exact or found
    others: list[Event | Ending] = [*rules.events, *rules.endings]
    if not colon and not found:
        found += [each for each in others if each.id == text]
    if not found:
        found += [turn for turn in rules.events if turn.actor and _is_of(rules.actor(turn.actor), turn, text)]
    if not found:
        known = [name for move in rules.moves for name in (move.id, move.verb, f"{move.side}:{move.id}")]
        known += [each.id for each in others]
        known += [name for actor in rules.actors for move in actor.moves for name in (actor.id, move.id, move.verb)]
        message = f"{rules.scenario.id} has no move {text!r}{nearest(text, known)}"
        raise MalformedMove(message)
    return found


def _is_of(actor: Actor, turn: Event, text: str) -> bool:
    """Say whether a text names a turn of an actor: by the actor, or by a move or template that is an outcome of it."""
    who, colon, move = text.rpartition(":")
    if not colon and text == actor.id:
        return True
    own = [each for each in actor.moves if move in {each.id, each.verb} and each.at == turn.at]
    return any(set(turn.phases) <= set(each.phases) for each in own) and who in {"", actor.id}


# -- by paragraph


@frozen
class Citing:
    """A rule that cites a paragraph."""

    kind: str
    id: str
    title: str


def paraphrase(rules: Rules, number: int) -> str:
    """Return the file's paraphrase of a paragraph of the source.

    Raises:
        ScenarioError: the source has no such paragraph.
    """
    paragraphs = rules.scenario.source.paragraphs
    if number not in paragraphs:
        known = f"¶{min(paragraphs)} to ¶{max(paragraphs)}" if paragraphs else "none"
        message = f"{rules.scenario.id} has no ¶{number}; its source has {known}"
        raise ScenarioError(message)
    return paragraphs[number]


def citing(rules: Rules, paragraph: int) -> list[Citing]:
    """Return every rule that cites a paragraph, in the order of the file."""
    parts = (_parties, _matters, _happenings, _ends)
    return [each for part in parts for each, sources in part(rules) if paragraph in sources]


_Cited = Iterator[tuple[Citing, Sources]]  # entries of a file, with the paragraphs that each cites


def _parties(rules: Rules) -> _Cited:
    for side in rules.sides:
        yield Citing("side", side.id, side.name), side.sources
    for side in rules.sides:
        for mandate in side.mandates:
            yield Citing("mandate", f"{side.id}.{mandate.id}", f"{side.name}: {mandate.title}"), mandate.sources
    for actor in rules.actors:
        yield Citing("actor", actor.id, actor.name), actor.sources
    for actor in rules.actors:
        for move in actor.moves:
            yield Citing("move", f"{actor.id}:{move.id}", f"{actor.name}: {move.title}"), move.sources


def _matters(rules: Rules) -> _Cited:
    for phase in rules.phases:
        yield Citing("phase", phase.id, phase.title), phase.sources
    for track in rules.every_track:
        if track.role is Role.DECLARED:  # else what it was made of is listed
            yield Citing("track", track.id, track.title), track.sources
    for issue in rules.issues:
        yield Citing("issue", issue.id, issue.title), issue.sources
    for line in rules.red_lines:
        yield Citing("red line", f"{line.side}.{line.issue}", line.text), line.sources


def _happenings(rules: Rules) -> _Cited:
    """Yield set-up, moves and events; moves that one template made for several issues once, by the template."""
    for draw in rules.setup:
        yield Citing("set-up", draw.id, draw.title), draw.sources
    alike: dict[tuple[str, str, Sources], list[MoveRule]] = {}
    for move in rules.moves:
        alike.setdefault((move.side, move.verb if move.issue else move.id, move.sources), []).append(move)
    for (side, id_, sources), moves in alike.items():
        title = f"{moves[0].stem} ({len(moves)} issues)" if len(moves) > 1 else moves[0].title
        yield Citing("move", f"{side}:{id_}", f"{rules.side(side).name}: {title}"), sources
    for event in rules.events:
        if not event.actor:
            yield Citing("event", event.id, event.title), event.sources


def _ends(rules: Rules) -> _Cited:
    for ending in rules.endings:
        yield Citing("ending", ending.id, ending.title), ending.sources
    for page in rules.front_pages:
        yield Citing("front page", page.party, page.paper), page.sources
    if rules.history is not None:
        yield Citing("history", "history", rules.history.title), rules.history.sources
    for term in rules.scores:
        yield Citing("score", term.side, term.label), term.sources
    for party, doctrine in rules.scenario.doctrines.items():
        yield Citing("doctrine", party, doctrine.name), doctrine.sources
