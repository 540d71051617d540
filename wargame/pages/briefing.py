"""The briefing before a seat's first decision: who you are, what you need, what counts, the course, where to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.game.view import view_of
from wargame.pages.bars import bars_of
from wargame.pages.brief import red_lines_of, show_mandate
from wargame.pages.lanes import lanes_of
from wargame.pages.words import span
from wargame.scenario.meanings import NO_DEAL
from wargame.scenario.wording import minus, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.game.game import Game
    from wargame.game.view import View
    from wargame.pages.lanes import Lane
    from wargame.pages.sheet import Sheet
    from wargame.scenario.ruleset import Rules


def show_briefing(sheet: Sheet, game: Game, seat: str) -> None:
    """Write what a seat should know before it decides for the first time."""
    rules, view = game.summit.rules, view_of(game, seat)
    side = rules.side(seat)
    sheet.line(f"{rules.scenario.title}. You are {side.name}.", tone="title")
    sheet.text(side.brief)
    sheet.line()
    show_mandate(sheet, rules, view)
    sheet.line()
    _show_success(sheet, game, view)
    _show_course(sheet, rules)
    _show_advice(sheet, rules, view)


def _show_success(sheet: Sheet, game: Game, view: View) -> None:
    rules = game.summit.rules
    bars = [each for each in bars_of(rules, game.projections(view.seat)) if each.now is not None]
    alone = next((each for each in bars if each.role == NO_DEAL), None)
    sheet.line("What counts", indent=2, tone="label")
    words = f"{rules.scenario.success} points of 100 are success. Both sides can succeed, or one, or neither."
    if alone is not None and alone.now is not None:
        words += f" Without a text you would have {span(*alone.now)} as things stand: sign nothing worth less."
    sheet.line(words, indent=4)


def _show_course(sheet: Sheet, rules: Rules) -> None:
    phases = ", ".join(f"{each.title} ({plural(each.rounds, 'round')})" for each in rules.phases)
    sheet.line("The course", indent=2, tone="label")
    sheet.line(f"{phases}. Each side moves once a round; which phase follows hangs on what is signed.", indent=4)


def _show_advice(sheet: Sheet, rules: Rules, view: View) -> None:
    """Write what to ask for and what to give, by what each clause is worth to this mandate."""
    lanes = [each for each in lanes_of(rules, view) if any(each.worth)]
    wins = sorted((each for each in lanes if _best(each) > 0), key=_best, reverse=True)
    costs = sorted((each for each in lanes if _best(each) <= 0), key=_best, reverse=True)
    sheet.line("Where to begin", indent=2, tone="label")
    if wins:
        sheet.line(f"Ask for what pays you most: {_named(wins)}.", indent=4)
    if costs:
        sheet.line(f"Give what costs you least: {_named(costs)}.", indent=4)
    if any(each.clause.gap and not each.clause.vague for each in lanes) or red_lines_of(rules, view):
        sheet.line(
            "What you claim at home pays at once and binds: beyond the text (▲ apart from ●) it costs at the signature,"
            " unless the clause is vague (≈). Keep the text on your side of each red line (┃).",
            indent=4,
        )


def _best(lane: Lane) -> int:
    """Return what the first step is worth: what a clause pays or costs where it begins."""
    return lane.worth[0] or lane.worth[-1]


def _named(lanes: Sequence[Lane]) -> str:
    return ", ".join(f"{each.clause.title} ({minus(f'{_best(each):+d}')} for the first step)" for each in lanes[:2])
