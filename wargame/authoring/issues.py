"""The tracks and derived tracks that the engine makes for issues, packages, mandates and red lines.

Only this module knows their names; everybody else asks a track for its role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from wargame.authoring.templates import Scope
from wargame.scenario import model, rules
from wargame.scenario.faults import nearest
from wargame.scenario.language import Assignment, Condition, Guard, Linear, Sum, Summand, negated
from wargame.scenario.parties import BOTH, claimed_by
from wargame.scenario.places import indexed
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.authoring.naming import Names


_OF_SIDES = frozenset({Role.MANDATE, Role.EDITS, Role.CROSSED, Role.MASKED})


def made_id(role: Role, of: str) -> str:
    """Return the id of the track that the engine makes in a role for an issue, a package or a side."""
    return f"{of}.{role.value}" if role in _OF_SIDES else f"{role.value}.{of.replace('-', '_')}"


def issue_tracks(scenario: model.Scenario) -> Iterator[tuple[rules.Track, str]]:
    """Yield each track that the engine makes, with the place of the entry that it is made for."""
    seats = tuple(side.id for side in scenario.sides)
    for side in scenario.sides:
        yield (
            rules.Track(
                id=made_id(Role.MANDATE, side.id),
                title=f"{side.name}: mandate",
                meaning="The private instructions drawn at the start.",
                min=0,
                max=len(side.mandates) - 1,
                start=0,
                seen_by=_sees_mandate(side, seats),
                role=Role.MANDATE,
                owner=side.id,
                own_title="mandate",
            ),
            "sides",
        )
        if scenario.drafting is not None:
            yield _edits(side, scenario.drafting.most, seats), "drafting"
    for at, issue in enumerate(scenario.issues):
        for track in _of_issue(scenario, issue, seats):
            yield track, indexed("issues", at, issue)
    for at, package in enumerate(scenario.packages):
        yield (
            rules.Track(
                id=made_id(Role.USED, package.id),
                title=f"{package.title}: tabled before",
                meaning="A package is tabled once a game.",
                min=0,
                max=1,
                start=0,
                seen_by=seats,
                role=Role.USED,
                package=package.id,
            ),
            indexed("packages", at, package),
        )


def _sees_mandate(side: model.Side, seats: rules.Seats) -> rules.Seats:
    return seats if side.mandate_seen_by else (side.id,)


def _edits(side: model.Side, most: int, seats: rules.Seats) -> rules.Track:
    return rules.Track(
        id=made_id(Role.EDITS, side.id),
        title=f"{side.name}: changes to the text",
        meaning="Changes made before it is handed over.",
        min=0,
        max=max(most, 0),
        start=0,
        seen_by=seats,
        role=Role.EDITS,
        owner=side.id,
        own_title="changes to the text",
    )


def _of_issue(scenario: model.Scenario, issue: model.Issue, seats: rules.Seats) -> Iterator[rules.Track]:
    names = {BOTH: "both sides"}
    names |= {each.id: each.name for each in scenario.actors}
    names |= {each.id: each.name for each in scenario.sides}
    conceder, claimer = names[issue.conceded_by], names.get(claimed_by(issue, seats))
    top = len(issue.levels) - 1
    made = [
        (Role.OFFER, "offered", f"The level on the draft, conceded by {conceder}.", top, issue.start.offer),
        (Role.CLAIM, "claimed", _claim_meaning(claimer), top, issue.start.claim),
        (Role.VAGUE, "worded vaguely", "1 while each side may read the clause its own way.", 1, issue.start.vague),
        (Role.DONE, "carried out", "The level really carried out.", top, 0),
    ]
    if scenario.has_bids:
        made.append((Role.BID, "in the tabled package", "The level in the package on the table.", top, 0))
    for role, words, meaning, most, start in made:
        yield rules.Track(
            id=made_id(role, issue.id),
            title=f"{issue.title}, {words}",
            meaning=meaning,
            min=0,
            max=most,
            start=start,
            seen_by=seats,
            sources=issue.sources,
            role=role,
            issue=issue.id,
        )


def _claim_meaning(claimer: str | None) -> str:
    if claimer is None:
        return "The level that is claimed; no side has told its public of it."
    return f"The level {claimer} {'have' if claimer == 'both sides' else 'has'} told its public it will get."


def drawn_setup(scenario: model.Scenario) -> Iterator[rules.Setup]:
    """Yield the draws of the set-up: who moves first, and each side's mandate."""
    seats = tuple(side.id for side in scenario.sides)
    starters = [side for side in scenario.sides if scenario.first in {"drawn", side.id}]
    chosen = [(side.id, f"{side.name} moves first", 1, seats.index(side.id)) for side in starters]
    yield _drawn("first", "Who moves first", chosen, "first", seats)
    for side in scenario.sides:
        cards = [(mandate.id, mandate.title, mandate.weight, at) for at, mandate in enumerate(side.mandates)]
        target = made_id(Role.MANDATE, side.id)
        draw = _drawn(f"{side.id}_mandate", f"{side.name}'s mandate", cards, target, _sees_mandate(side, seats))
        yield evolve(draw, mandate_of=side.id)


def _drawn(
    id_: str, title: str, cards: list[tuple[str, str, int, int]], target: str, seats: rules.Seats
) -> rules.Setup:
    """Make a draw of cards (id, title, weight, value set)."""
    outcomes = tuple(
        rules.Outcome(
            id=card,
            title=words,
            weight=Sum((Summand(Linear(weight)),)),
            when=Guard(),
            seen_by=seats,
            text=(),
            effects=(rules.Step((Assignment(target, "=", Linear(value)),)),),
        )
        for card, words, weight, value in cards
    )
    return rules.Setup(key=f"setup:{id_}", id=id_, title=title, text=(), seen_by=seats, outcomes=outcomes, sources=())


def issue_derived(scenario: model.Scenario) -> Iterator[rules.Derived]:
    """Yield `raw` and `gap` of each issue."""
    seats = tuple(side.id for side in scenario.sides)
    for issue in scenario.issues:
        raw = Linear(0, ((1, made_id(Role.CLAIM, issue.id)), (-1, made_id(Role.OFFER, issue.id))))
        plain = Guard((Condition(Linear(0, ((1, made_id(Role.VAGUE, issue.id)),)), "=="),))
        for role, words, guard in (
            (Role.RAW, "claimed beyond the draft, however worded", Guard()),
            (Role.GAP, "claimed beyond the draft, in plain sight", plain),
        ):
            yield rules.Derived(
                id=made_id(role, issue.id),
                title=f"{issue.title}, {words}",
                meaning="Levels promised at home that the draft does not give.",
                min=0,
                max=len(issue.levels) - 1,
                form=Sum((Summand(raw, guard),)),
                seen_by=seats,
                sources=issue.sources,
                role=role,
                issue=issue.id,
            )


def red_lines(scenario: model.Scenario, names: Names) -> tuple[rules.RedLine, ...]:
    """Return the red lines with their guards; faults go to `names`."""
    return tuple(line for line, _ in _lines(scenario, names))


def red_line_derived(scenario: model.Scenario, names: Names) -> Iterator[rules.Derived]:
    """Yield `crossed` and `masked` of each side that has red lines."""
    lines = list(_lines(scenario, names))
    for side in scenario.sides:
        own = [(line, when) for line, when in lines if line.side == side.id]
        for role, words, vague in (
            (Role.CROSSED, "red lines crossed", "=="),
            (Role.MASKED, "red lines behind vague words", "!="),
        ):
            summands = tuple(_counted(line, when, vague) for line, when in own)
            if summands:
                yield rules.Derived(
                    id=made_id(role, side.id),
                    title=f"{side.name}: {words}",
                    meaning="Lines of the mandate that the draft crosses"
                    + (" in plain words." if vague == "==" else ", hidden by a vague clause until it is read out."),
                    min=0,
                    max=len(summands),
                    form=Sum(summands),
                    seen_by=(side.id,),
                    role=role,
                    owner=side.id,
                    own_title=words,
                )


def _counted(line: rules.RedLine, when: Guard, vague: str) -> Summand:
    worded = Guard((Condition(Linear(0, ((1, made_id(Role.VAGUE, line.issue)),)), vague),))
    held = Guard((Condition(Linear(-line.mandate, ((1, made_id(Role.MANDATE, line.side)),)), "=="),))
    return Summand(Linear(1), held.joined(line.crossed).joined(worded).joined(when))


def _lines(scenario: model.Scenario, names: Names) -> Iterator[tuple[rules.RedLine, Guard]]:
    sides = {side.id: side for side in scenario.sides}
    issues = {issue.id: issue for issue in scenario.issues}
    for at, entry in enumerate(scenario.red_lines):
        place = f"red_lines[{at}]"
        side, issue = sides.get(entry.side), issues.get(entry.issue)
        mandates = [mandate.id for mandate in side.mandates] if side else []
        if side is None:
            names.faults.add(f"{place}.side", f"no side {entry.side!r}{nearest(entry.side, sides)}")
        elif entry.mandate not in mandates:
            hint = nearest(entry.mandate, mandates)
            names.faults.add(f"{place}.mandate", f"{entry.side} has no mandate {entry.mandate!r}{hint}")
        if issue is None:
            names.faults.add(f"{place}.issue", f"no issue {entry.issue!r}{nearest(entry.issue, issues)}")
        if (entry.at_least is None) == (entry.at_most is None):
            names.faults.add(place, "give either at_least or at_most")
            continue
        if side is None or issue is None or entry.mandate not in mandates:
            continue
        other = next(each for each in scenario.sides if each is not side)
        level = Linear(0, ((1, made_id(Role.OFFER, issue.id)),))
        if entry.at_least is not None:
            kept = Condition(level.plus(Linear(-entry.at_least)), ">=")
        else:
            assert entry.at_most is not None
            kept = Condition(Linear(entry.at_most).plus(level, -1), ">=")
        line = rules.RedLine(
            side=side.id,
            mandate=mandates.index(entry.mandate),
            issue=issue.id,
            text=entry.text,
            crossed=Guard((negated(kept),)),
            sources=entry.sources,
        )
        yield line, names.guard(entry.when, Scope(side, other, issue), f"{place}.when")
