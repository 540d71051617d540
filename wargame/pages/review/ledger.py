"""The luck ledger in words: the account of either score, and every roll with what it was worth."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from wargame.pages.review.told import points, signed
from wargame.pages.words import percent
from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from wargame.analysis.review.ledger import Rolled
    from wargame.pages.review.told import Told
    from wargame.pages.sheet import Sheet

LITTLE = 0.5  # points: a roll worth less for both sides is not told by itself


def show_ledger(sheet: Sheet, told: Told) -> None:
    """Write the account of both scores, then the rolls."""
    show_account(sheet, told)
    ledger = told.review.ledger
    weighty = [each for each in ledger.rolls if _is_weighty(each)]
    for each in weighty:
        sheet.line(roll_words(told, each), indent=2)
    if left := [each for each in ledger.rolls if not _is_weighty(each)]:
        own, other = (sum(each.worth[seat] for each in left) for seat in (0, 1))
        sheet.line(
            f"{plural(len(left), 'roll')} worth less than half a point to either side, together"
            f" {told.more_for_both((own, other))}.",
            indent=2,
        )


def show_account(sheet: Sheet, told: Told) -> None:
    """Write what either score is made of."""
    sheet.heading("Luck and choice")
    for seat, side in enumerate(told.rules.sides):
        sheet.line(f"{side.name}: {account_words(told, seat)}", tone="label")
    sheet.line(
        "What a roll was worth is what the position after it comes to on average, less the mean over all its outcomes;"
        " choices are the rest. Everything is seen here, and the sums are exact.",
        tone="quiet",
    )


def account_words(told: Told, seat: int) -> str:
    """Write the account of a score: what was to be expected, luck, its own choices, the other's."""
    ledger = told.review.ledger
    other = told.rules.sides[1 - seat].name
    came = "points" if told.review.ending else "expected now"
    return (
        f"{points(ledger.expected[seat])} to be expected, {signed(ledger.luck[seat])} by luck,"
        f" {signed(ledger.own[seat])} by its own choices, {signed(ledger.other[seat])} by those of {other}:"
        f" {points(ledger.came_to[seat])} {came}."
    )


def _is_weighty(roll: Rolled) -> bool:
    """Say whether a roll is told by itself."""
    return max(abs(each) for each in roll.worth) >= LITTLE


def roll_words(told: Told, roll: Rolled) -> str:
    """Write a roll in one line."""
    chance = percent(Fraction(roll.chance))
    return f"{roll.ply}: {told.drawn(roll.rule, roll.outcome)} ({chance}): {told.more_for_both(roll.worth)}"
