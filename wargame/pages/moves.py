"""A move's rule card, with its odds as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.game.preview import preview_of
from wargame.pages.cards import show_card
from wargame.pages.words import exact, range_words
from wargame.scenario.cards import card_of

if TYPE_CHECKING:
    from wargame.game.game import Game
    from wargame.pages.sheet import Sheet
    from wargame.scenario.rules import Move

__all__ = ["show_move_now"]


def show_move_now(sheet: Sheet, game: Game, move: Move) -> None:
    """Write a move's card, and what it would do if it were played now or why it cannot be."""
    show_card(sheet, card_of(game.summit.rules, move))
    if move.side != game.turn:
        return
    reason = game.why_not(move.id)
    if reason is not None:
        sheet.line(f"Closed now: {reason}.", indent=2)
        return
    preview = preview_of(game.summit, game.state, move)
    hidden = ", as far as you can tell" if preview.depends_on_hidden else ""
    sheet.line(f"Played now{hidden}", indent=2)
    values = game.values()
    for branch in sorted(preview.branches, key=lambda each: -each.high):
        words = range_words(game.summit.rules, branch.changes, values, move.side) or "nothing that you can see changes"
        path = f"{', then '.join(branch.titles)}: " if branch.titles else ""
        sheet.line(f"- {exact(branch.low, branch.high)}: {path}{words}", indent=4)
