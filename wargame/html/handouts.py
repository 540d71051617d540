"""Handouts of a class that are the same for both sides: the rules on a page, the form of the outcome, the questions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve

from wargame.html.roles import show_course
from wargame.pages.cards import show_card
from wargame.scenario.cards import SOURCES, card_of
from wargame.scenario.rules import Role
from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.html.sheet import HtmlSheet
    from wargame.pages.sheet import Page, Sheet
    from wargame.scenario.model import Side
    from wargame.scenario.rules import Ending, Event, MoveRule
    from wargame.scenario.ruleset import Rules


def show_rules(sheet: HtmlSheet, rules: Rules) -> None:
    """Write the rules on one page: what a turn is, what a clause, a claim and vague wording are, what counts."""
    sheet.heading("A turn")
    sheet.line(
        "The program shows you the situation, the text as it stands, and your moves, each with its odds and with what"
        " it would do to your points. You choose one; chance and the rules do the rest. What is hidden from you is"
        " never in what it shows."
    )
    sheet.heading("The course")
    show_course(sheet, rules)
    sheet.heading("The text")
    sheet.line(
        f"It has {plural(len(rules.issues), 'clause')}, each with levels from nothing to everything: "
        f"{', '.join(issue.title for issue in rules.issues)}."
    )
    for words in _ideas(rules):
        sheet.line(words, indent=2)
    sheet.heading("Your moves")
    sheet.beside(*(partial(_show_moves, rules=rules, side=side) for side in rules.sides))
    sheet.heading("What counts")
    sheet.line(
        f"{rules.scenario.success} points of 100 are success. Both sides can succeed, or one, or neither. Points"
        " depend on your secret mandate, and on how it ends."
    )


def _show_moves(sheet: Sheet, rules: Rules, side: Side) -> None:
    sheet.line(side.name, tone="label")
    groups: dict[str, list[str]] = {}
    for move in _one_a_verb(rules, side.id):
        groups.setdefault(move.group, []).append((move.stem or move.title).removesuffix(": …").replace(" …", ""))
    for group, titles in groups.items():
        sheet.line(f"{group}: {', '.join(titles)}.", indent=2)


def _ideas(rules: Rules) -> Iterator[str]:
    if any(rules.claimers(issue) for issue in rules.issues):
        yield "A claim is what you tell your public you will bring home. It binds: beyond the text it costs you."
    wording = {*rules.track_ids(Role.VAGUE)}
    if any(each.target in wording for move in rules.moves for step in move.effects for each in step.do):
        yield "A clause worded vaguely lets each side read its own wish in it, until the two readings meet."
    if rules.red_lines:
        yield "A red line is what your mandate forbids. You may cross it; it will cost you."


def cards_of(rules: Rules, side: str) -> list[Page]:
    """Return a card for each thing that a side may do; moves that differ in their clause alone share one."""
    return [_card(rules, move, _titles(rules, move)) for move in _one_a_verb(rules, side)]


def event_cards(rules: Rules) -> list[Page]:
    """Return a card for each event and each ending."""
    every: tuple[Event | Ending, ...] = (*rules.events, *rules.endings)
    return [_card(rules, each, "") for each in every]


def _one_a_verb(rules: Rules, side: str) -> list[MoveRule]:
    found: dict[str, MoveRule] = {}
    for move in rules.moves:
        if move.side == side:
            found.setdefault(move.verb or move.id, move)
    return [*found.values()]


def _titles(rules: Rules, move: MoveRule) -> str:
    """Return the clauses that a move exists for; "" if for none, or for one."""
    alike = [each.issue for each in rules.moves if each.side == move.side and each.verb == move.verb and each.issue]
    names = ", ".join(rules.issue(issue).title for issue in alike)
    return f"One each for {names}; this is the first." if len(alike) > 1 else ""


def _card(rules: Rules, rule: MoveRule | Event | Ending, more: str) -> Page:
    def write(sheet: Sheet) -> None:
        card = card_of(rules, rule)
        show_card(sheet, evolve(card, sections=tuple(each for each in card.sections if each.heading != SOURCES)))
        sheet.line(more, tone="quiet")

    return write


# -- to fill in


def show_outcome_form(sheet: HtmlSheet, rules: Rules) -> None:
    """Write the form on which a table notes how its game ended."""
    sheet.blank("Table, date, names:", 1)
    for side in rules.sides:
        sheet.choice(f"{side.name} came with the mandate", [each.title for each in side.mandates])
    sheet.choice("It ended in", [each.title for each in rules.endings])
    if rules.issues:
        sheet.heading("The text as it was signed, if it was")
    for issue in rules.issues:
        sheet.choice(issue.title, issue.labels)
    sheet.beside(*(partial(_show_points, rules=rules, side=side) for side in rules.sides))
    sheet.blank("The moment at which the game turned:", 2)
    sheet.blank("File of the game (the program names it):", 1)


def _show_points(sheet: HtmlSheet, rules: Rules, side: Side) -> None:
    sheet.blank(f"Points of {side.name} (success: {rules.scenario.success}):", 1)


def show_questions_before(sheet: HtmlSheet, rules: Rules) -> None:
    """Write the questions to be answered after the role sheet was read, and before the first move."""
    sheet.choice("I play", [side.name for side in rules.sides])
    if rules.issues:
        titles = [issue.title for issue in rules.issues]
        sheet.choice("The clause that matters most to me:", titles)
        sheet.choice("The clause that I think matters most to them:", titles)
    for side in rules.sides:
        words = f"If {side.name} is the other side: what I think it came for"
        sheet.choice(words, [*(each.title for each in side.mandates), "no idea"])
    sheet.choice("I expect", ["a text that is kept", "a text that is broken", "no text", "worse than no text"])
    sheet.blank("Without any text I would have about … points. I shall leave the table if", 2)
    sheet.blank("What I shall claim at home, and why:", 2)


def show_questions_after(sheet: HtmlSheet, rules: Rules) -> None:
    """Write the questions to be answered after the game, before the debriefing."""
    for side in rules.sides:
        words = f"If {side.name} was the other side: what I now think it came for"
        sheet.choice(words, [*(each.title for each in side.mandates), "no idea"])
    sheet.choice("Was there a text that both of us would have preferred to how it ended?", ["yes", "no", "do not know"])
    sheet.blank("If so, which, and what kept us from it:", 2)
    sheet.blank("A claim of mine that helped, and one that bound me:", 2)
    sheet.blank("A clause that we left vague, and what came of it:", 2)
    sheet.blank("What was chance, and what was our own doing:", 2)
    sheet.blank(f"With the same mandate again in “{rules.scenario.title}”, I would", 2)
