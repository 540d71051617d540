"""Role sheets of a class: what a side may show everybody, and what only it knows, one for each of its mandates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.pages.stories import concedes_words, conceding
from wargame.pages.words import capital
from wargame.scenario.language import Guard, Sum, Summand, added_up
from wargame.scenario.rules import Role
from wargame.scenario.wording import guard_words, minus, plural, sum_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wargame.html.sheet import HtmlSheet
    from wargame.scenario.model import Mandate, Side
    from wargame.scenario.ruleset import Rules


def show_public_role(sheet: HtmlSheet, rules: Rules, side: Side) -> None:
    """Write what everybody may know of a side: who it is, what is negotiated, who gives what, how long."""
    scenario, other = rules.scenario, rules.side(rules.other(side.id))
    sheet.line(f"You are {side.name}. {capital(side.leader)} speaks for you; across the table sits {other.name}.")
    sheet.text(scenario.summary)
    sheet.heading("What is negotiated")
    for party in conceding(rules):
        sheet.line(f"{concedes_words(rules, party)}:", tone="label")
        for issue in rules.issues:
            if issue.conceded_by == party:
                sheet.line(f"{issue.title}: {', '.join(issue.labels)}.", indent=2)
    sheet.heading("The course")
    show_course(sheet, rules)
    sheet.heading("What may be said aloud")
    sheet.line(
        f"Both sides know that each has come with one of several secret mandates: {other.name} has"
        f" {len(other.mandates)}, you have {len(side.mandates)}. You may say whatever you like about yours."
        f" A side succeeds with {scenario.success} points of 100; both can, or one, or neither."
    )
    sheet.blank("What we shall tell our public before the first move:", 2)
    sheet.blank("What we ask of the other side first:", 2)


def show_course(sheet: HtmlSheet, rules: Rules) -> None:
    """Write the phases, each with its rounds."""
    for phase in rules.phases:
        sheet.line(f"{phase.title}, {plural(phase.rounds, 'round')}. {' '.join(phase.text.split())}".strip(), indent=2)
    sheet.line("In a round each side moves once. Not every game sees every phase.", indent=2, tone="quiet")


def show_secret_role(sheet: HtmlSheet, rules: Rules, side: Side, mandate: Mandate) -> None:
    """Write what only one side knows, with one of its mandates: red lines, what each clause is worth, its points."""
    sheet.text(side.brief)
    sheet.heading(f"Your mandate: {mandate.title}")
    sheet.text(mandate.brief)
    index = side.mandates.index(mandate)
    lines = [each.text for each in rules.red_lines if each.side == side.id and each.mandate == index]
    for line in lines:
        sheet.line(f"Red line: {line}", tone="label")
    if rows := [*_worths(rules, side, mandate)]:
        sheet.heading("What each clause is worth to you")
        steps = max(len(row) for row in rows) - 1
        head = ["Clause", *(f"Level {level}" for level in range(1, steps + 1))]
        sheet.table("Points once it is carried out", head, [[*row, *[""] * (steps + 1 - len(row))] for row in rows])
    sheet.heading(f"Where your points come from: {rules.scenario.success} of 100 are success")
    for words in _terms(rules, side, index):
        sheet.line(words, indent=2)
    sheet.blank("What I can give up, and what I want for it:", 2)
    sheet.blank("What I think they came for:", 1)


def _terms(rules: Rules, side: Side, mandate: int) -> Iterator[str]:
    """Yield the terms of a score as they are with one mandate; those that it has nothing from are left out."""
    known = {rules.track_id(Role.MANDATE, side.id): mandate}
    for term in rules.scores:
        if term.side != side.id or (when := _given(term.when, known)) is None:
            continue
        guards = [(each.linear, _given(each.guard, known)) for each in term.form.summands]
        form = Sum(added_up(Summand(linear, guard) for linear, guard in guards if guard is not None))
        if form.summands:
            condition = f", if {guard_words(rules, when)}" if when.conditions else ""
            yield f"{term.label}{condition}: {sum_words(rules, form)}"


def _given(guard: Guard, known: Mapping[str, int]) -> Guard | None:
    """Return what is left of a guard once some tracks are known; None if it cannot hold."""
    settled = [each for each in guard.conditions if {*each.names()} <= known.keys()]
    if not all(each.holds(known) for each in settled):
        return None
    return Guard(tuple(each for each in guard.conditions if each not in settled))


def _worths(rules: Rules, side: Side, mandate: Mandate) -> Iterator[list[str]]:
    """Yield each clause that is worth something to a mandate: its title, then its label and points level by level."""
    for issue in rules.issues:
        points = issue.worth_to(side.id, mandate.id)[1:]
        if any(points):
            labels = issue.labels[1:]
            yield [issue.title, *(f"{name}: {minus(f'{each:+d}')}" for name, each in zip(labels, points, strict=True))]
