"""The bargain in words: what could be signed, what theory would have signed, and what was left on the table."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from wargame.pages.bargain import NO_MAP
from wargame.pages.review.told import joined, points
from wargame.pages.review.turning import window_words
from wargame.pages.words import percent
from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from wargame.analysis.review.bargaining import Bargaining, Eyes
    from wargame.pages.review.told import Told
    from wargame.pages.sheet import Sheet

SOLUTIONS = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
}


def show_bargaining(sheet: Sheet, told: Told) -> None:
    """Write the room for a bargain, the solutions, the course of the draft, what was left, how it looked."""
    sheet.heading("The bargain")
    found = told.review.bargaining
    if found is None:
        sheet.line(NO_MAP)
        return
    sheet.line(_room_words(told, found))
    for name, at in found.solutions.items():
        point = found.points[at]
        sheet.line(f"{SOLUTIONS[name]}: {told.for_both(point.worth)} ({told.text(point.text)})", indent=2)
    sheet.line("The draft", tone="label")
    for stop in found.path:
        when = f"after decision {stop.ply}" if stop.ply else "at the start"
        sheet.line(f"{when}: {told.for_both(stop.worth)} ({told.text(stop.text)})", indent=2)
    sheet.line("Left on the table", tone="label")
    for words in _left_words(told, found):
        sheet.line(words, indent=2)
    for window in found.windows:
        sheet.line(window_words(told, window), indent=2)
    sheet.line("How it looked", tone="label")
    for eyes in found.eyes:
        sheet.line(_eyes_words(told, eyes), indent=2)


def _room_words(told: Told, found: Bargaining) -> str:
    """Write how many texts there are, how many of them both prefer to none, and how they are valued."""
    pairs = (zip(each.worth, found.no_deal, strict=True) for each in found.points)
    better = sum(all(worth > none for worth, none in pair) for pair in pairs)
    room = f"{better:,}" if better else "none"
    return (
        f"{plural(len(found.points), 'text')} could be signed; {room} of them would have left both better off than no"
        f" deal ({told.for_both(found.no_deal)}), and {len(found.frontier):,} lie on the frontier, where nobody gains"
        " but by the other's loss. Texts are valued for the mandates as they were, at the start, kept by both."
    )


def _left_words(told: Told, found: Bargaining) -> list[str]:
    """Write what was signed, and what either side could have had more at no cost to the other."""
    signed = found.signed
    if signed is None:
        words = ["No text was signed."]
        beside = "than no deal"
    else:
        words = [f"Signed at decision {found.signed_at}: {told.for_both(signed.worth)} ({told.text(signed.text)})."]
        beside = "than by what was signed"
    for side, left in zip(told.rules.sides, found.left, strict=True):
        other = told.name(told.rules.other(side.id))
        more = f"up to {points(left)} more {beside}" if left else f"nothing more {beside}"
        words.append(f"{side.name} could have had {more} by some text that gave {other} no less.")
    return words


def _eyes_words(told: Told, eyes: Eyes) -> str:
    """Write how many texts a side had to take for better for both, and which for fair."""
    share = percent(Fraction(eyes.better))
    parts = [
        f"no deal {told.for_both(eyes.no_deal, eyes.side)}",
        f"the draft {told.for_both(eyes.draft, eyes.side)}",
        *([f"the fairest text {told.for_both(eyes.fair.worth, eyes.side)}"] if eyes.fair else []),
    ]
    return (
        f"To {told.name(eyes.side)} at decision {eyes.ply + 1}: {share} of the texts better for both; {joined(parts)}."
    )
