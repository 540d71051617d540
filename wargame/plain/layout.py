"""Rule cards laid out as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wargame.plain.paper import Paper
    from wargame.scenario.cards import Card

__all__ = ["show_card"]


def show_card(paper: Paper, card: Card) -> None:
    """Write a rule card."""
    paper.line(card.title)
    paper.line(card.about, indent=2)
    if card.flavor:
        paper.line(card.flavor, indent=2, hang=0)
    for section in card.sections:
        paper.line(section.heading, indent=2)
        for line in section.lines:
            paper.line(f"- {line}", indent=4)
