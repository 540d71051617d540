"""Rule cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wargame.pages.sheet import Sheet
    from wargame.scenario.cards import Card


def show_card(sheet: Sheet, card: Card) -> None:
    """Write a rule card."""
    sheet.line(card.title, tone="title")
    sheet.line(card.about, indent=2, tone="quiet")
    if card.flavor:
        sheet.line(card.flavor, indent=2, hang=0)
    for section in card.sections:
        sheet.line(section.heading, indent=2, tone="label")
        for line in section.lines:
            sheet.line(f"- {line}", indent=4)
