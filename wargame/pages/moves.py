"""A move before it is played: its card, its odds as they stand, and what it would do to the mover's points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.game.preview import preview_of
from wargame.pages.cards import show_card
from wargame.pages.menu import certain, secretly
from wargame.pages.words import capital, exact, range_words, span
from wargame.pages.worths import mean_words, worths_of
from wargame.scenario.cards import card_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.game.game import Game
    from wargame.game.preview import Preview
    from wargame.game.worth import Worth
    from wargame.pages.sheet import Sheet, Tone
    from wargame.scenario.rules import MoveRule


def show_move_now(sheet: Sheet, game: Game, move: MoveRule) -> None:
    """Write a move's card, and what it would do if it were played now or why it cannot be."""
    show_card(sheet, card_of(game.summit.rules, move))
    if move.side == game.turn:
        show_what_changes(sheet, game, move)


def show_preview(sheet: Sheet, game: Game, move: MoveRule) -> None:
    """Write what a move of the side to move would do now, or why it cannot be played; without its card."""
    if words := secretly(game.summit.rules, move):
        sheet.line(words, tone="secret")
    if (reason := game.why_not(move.id)) is not None:
        sheet.line(f"Closed now: {reason}.", tone="bad")
        return
    _show_branches(sheet, game, move)
    _show_worth(sheet, *worths_of(game, move))


def show_what_changes(sheet: Sheet, game: Game, move: MoveRule) -> None:
    """Write every outcome of a move with its odds, and what that does to the projections; or why it is closed."""
    reason = game.why_not(move.id)
    if reason is not None:
        sheet.line(f"Closed now: {reason}.", indent=2, tone="bad")
        return
    sheet.line("Played now", indent=2, tone="label")
    if _show_branches(sheet, game, move, indent=4).ends_round:
        sheet.line("The round may end with it: what may happen then comes on top.", indent=4, tone="quiet")
    _show_worth(sheet, *worths_of(game, move), indent=2)


def _show_branches(sheet: Sheet, game: Game, move: MoveRule, indent: int = 0) -> Preview:
    """Write every outcome of an open move, what is certain first."""
    rules, values = game.summit.rules, game.values()
    preview = preview_of(game.known_to(move.side), move)
    common, rest = certain(preview.branches), sorted(preview.branches, key=lambda each: -each.high)
    if words := range_words(rules, common, values, move.side):
        sheet.line(f"- {capital(words)}", indent=indent)
    for branch in rest:
        changes = [each for each in branch.changes if each not in common]
        words = range_words(rules, changes, values, move.side)
        if branch.titles or words:
            path = ", then ".join(branch.titles) or "otherwise"
            what = f"{exact(branch.low, branch.high)}: {path}{f': {words}' if words else ''}"
            sheet.line(f"- {what}", indent=indent, tone="chance")
    if not common and not any(branch.titles or branch.changes for branch in rest):
        sheet.line("- Nothing that you can see changes at once", indent=indent)
    if preview.depends_on_hidden:
        sheet.line("It depends on something you cannot see, so these are ranges.", indent=indent, tone="quiet")
    return preview


def _show_worth(sheet: Sheet, changing: Sequence[Worth], rest: Sequence[Worth], indent: int = 0) -> None:
    """Write the change of the score in each projection; those that stay the same share one line."""
    if not changing and not rest:
        return
    sheet.line("Your points then", indent=indent, tone="label")
    for each in changing:
        low, high = each.mean
        sure = "" if each.always else ", if it comes to that"
        now = "not yet possible" if each.now is None else span(*each.now)
        middle = (sum(each.now) / 2) if each.now else low
        tone: Tone = "good" if low > middle else "bad" if high < middle else ""
        sign = {"good": "▲", "bad": "▼"}.get(tone, "-")  # gain and loss read without color
        sheet.line(f"{sign} {each.title}: {now} → {mean_words(each)}{sure}", indent=indent and indent + 2, tone=tone)
    if rest:
        words = "; ".join(f"{each.title} {span(*each.now)}" for each in rest if each.now)
        sheet.line(f"- As now: {words}", indent=indent and indent + 2, tone="quiet")
