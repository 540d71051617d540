"""The classroom pack of a scenario: everything to be printed for a lesson, made from the scenario's own data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from wargame.html.blocks import Link
from wargame.html.document import Document
from wargame.html.folder import file_of
from wargame.html.handouts import (
    cards_of,
    event_cards,
    show_outcome_form,
    show_questions_after,
    show_questions_before,
    show_rules,
)
from wargame.html.roles import show_public_role, show_secret_role
from wargame.html.schedule import show_schedule
from wargame.html.sheet import HtmlSheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.scenario.ruleset import Rules

WHAT = "a classroom pack"
_INDEX = "index"
EVERYBODY, ONE_SIDE, FACILITATOR = "For everybody", "For one side alone", "For the facilitator alone"


def classroom_pack(rules: Rules, scenario: str) -> dict[str, Document]:
    """Return the pages of a pack by name, the index first.

    Args:
        rules: of the scenario.
        scenario: as commands name it.
    """
    pages: dict[str, Document] = {}
    index = HtmlSheet()
    index.text(rules.scenario.summary)
    for audience, handouts in _handouts(rules, scenario):
        index.heading(audience)
        rows = []
        for name, title, about, write in handouts:
            sheet = HtmlSheet()
            write(sheet)
            back = (Link("All handouts", file_of(_INDEX)),)
            words = f"{rules.scenario.title}. {audience}."
            pages[name] = Document(what=WHAT, title=title, about=words, sheet=sheet, around=back)
            rows.append((Link(title, file_of(name)), about))
        index.links(rows)
    title = f"{rules.scenario.title}: a classroom pack"
    return {_INDEX: Document(what=WHAT, title=title, about="Print what you need, on A4.", sheet=index), **pages}


_Handout: TypeAlias = tuple[str, str, str, Callable[[HtmlSheet], None]]  # name, title, about, what writes it


def _handouts(rules: Rules, scenario: str) -> Iterator[tuple[str, list[_Handout]]]:
    yield EVERYBODY, [*_for_everybody(rules)]
    yield ONE_SIDE, [*_for_one_side(rules)]
    yield (
        FACILITATOR,
        [
            (
                "schedule",
                "Schedule",
                "A lesson, minute by minute, with the commands, all mandates and all endings.",
                partial(show_schedule, rules=rules, scenario=scenario),
            ),
            (
                "cards-events",
                "Cards: events and endings",
                "What happens by itself, and how it may end.",
                partial(HtmlSheet.cards, pages=event_cards(rules)),
            ),
        ],
    )


def _for_everybody(rules: Rules) -> Iterator[_Handout]:
    yield "rules", "The rules on a page", "One for each player.", partial(show_rules, rules=rules)
    for side in rules.sides:
        yield (
            f"role-{side.id}",
            f"{side.name}: public role sheet",
            "One for each player of that side; the other side may read it.",
            partial(show_public_role, rules=rules, side=side),
        )
    for side in rules.sides:
        yield (
            f"cards-{side.id}",
            f"Cards: what {side.name} can do",
            "A card for each move, to be cut out or left on the sheet.",
            partial(HtmlSheet.cards, pages=cards_of(rules, side.id)),
        )
    forms = (
        ("questions-before", "Questions before the game", "After the role sheet was read.", show_questions_before),
        ("outcome", "How our game ended", "One for each table.", show_outcome_form),
        ("questions-after", "Questions after the game", "Before the debriefing.", show_questions_after),
    )
    for name, title, about, write in forms:
        yield name, title, about, partial(write, rules=rules)


def _for_one_side(rules: Rules) -> Iterator[_Handout]:
    for side in rules.sides:
        for mandate in side.mandates:
            yield (
                f"secret-{side.id}-{mandate.id}",
                f"{side.name}, secret: {mandate.title}",
                "Hand it to this side once the program has shown it this mandate.",
                partial(show_secret_role, rules=rules, side=side, mandate=mandate),
            )
