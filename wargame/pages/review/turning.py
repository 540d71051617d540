"""Turning points in sentences: what was played, what was better, what it would have led to, and by how much."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from wargame.pages.review.told import joined, points, signed
from wargame.pages.words import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.analysis.review.bargaining import Window
    from wargame.analysis.review.decisions import Judged
    from wargame.analysis.review.ledger import Rolled
    from wargame.pages.review.told import Told
    from wargame.pages.sheet import Sheet

LONGEST = 4  # moves of a line that a sentence takes


def show_turning(sheet: Sheet, told: Told) -> None:
    """Write the turning points in order, and how each mistake can be tried again."""
    sheet.heading("Turning points")
    review = told.review
    if not review.turning:
        sheet.line("None: no decision lost enough to be marked, no roll moved much, no better text lay unsigned.")
    for each in review.turning:
        if each.kind == "mistake":
            _show_mistake(sheet, told, review.decisions[each.index])
        elif each.kind == "roll":
            sheet.line(roll_words(told, review.ledger.rolls[each.index]), tone="chance")
        elif review.bargaining is not None:
            sheet.line(window_words(told, review.bargaining.windows[each.index]), tone="vague")
    if review.mistakes:
        listed = joined([str(ply) for ply in review.mistakes])
        sheet.line(
            f"Marked as mistakes, the worst first: {listed}. `wargame review FILE --retry N` plays on from such a"
            " decision, in a file of its own, and says afterwards what became better.",
            tone="quiet",
        )


def _show_mistake(sheet: Sheet, told: Told, each: Judged) -> None:
    who, other = told.name(each.side), told.rules.other(each.side)
    seat = told.game.summit.seat(each.side)
    best, played = each.best, each.played
    instead = best.worth[seat] - played.worth[seat]
    to_them = best.worth[1 - seat] - played.worth[1 - seat]
    sheet.line(
        f"{each.ply}. {who} played {told.move(each.side, each.move)} {each.mark}; {told.move(each.side, best.move)} was"
        f" better by {points(instead)} ({points(best.worth[seat])} instead of {points(played.worth[seat])}), and"
        f" {signed(to_them)} for {told.name(other)}.",
        tone="bad",
    )
    if len(best.line) > 1:
        sheet.line(f"It might have gone on: {told.line(best.line[1:LONGEST])}.", indent=3)
    if each.seen is not None:
        sheet.line(seen_words(told, each), indent=3, tone="quiet")


def seen_words(told: Told, each: Judged) -> str:
    """Write what was best with everything seen, and what it would most often have led to."""
    seen, seat = each.seen, told.game.summit.seat(each.side)
    assert seen is not None, "there was a choice"
    ends = f"; most often then: {told.ending(seen.ending)} ({percent(Fraction(seen.share))})" if seen.ending else ""
    if seen.best == each.move:
        return f"With everything seen nothing was better: {told.for_both(seen.worth, each.side)}{ends}."
    by = seen.worth[seat] - seen.played[seat]
    return (
        f"With everything seen {told.move(each.side, seen.best)} was better by {points(by)}:"
        f" {told.for_both(seen.worth, each.side)}, not {told.for_both(seen.played, each.side)}{ends}."
    )


def roll_words(told: Told, roll: Rolled) -> str:
    """Write a roll: when it came, what was drawn, how likely that was, what it was worth."""
    when = f"After decision {roll.ply}" if roll.ply else "Before the first move"
    return (
        f"{when}, chance: {told.drawn(roll.rule, roll.outcome)} ({percent(Fraction(roll.chance))}),"
        f" worth {told.more_for_both(roll.worth)}."
    )


def window_words(told: Told, window: Window) -> str:
    """Write when an agreement that both would have preferred lay on the table, and who could have signed it."""
    lasted = window.last > window.first
    when = f"From decision {window.first} to {window.last}" if lasted else f"At decision {window.first}"
    whose = f"{told.name(window.by)}'s text" if window.by else "a text"
    gains = zip(told.rules.sides, window.gains, strict=True)
    more = joined([f"{points(gain)} more for {side.name}" for side, gain in gains])
    than = "than the game came to" if told.review.ending else "than they have as it stands"
    return (
        f"{when} {whose} lay on the table that both would have preferred: worth {more} {than}"
        f" ({told.text(window.text)}).{_passed(told, window.passed)}"
    )


def _passed(told: Told, passed: Sequence[tuple[int, str]]) -> str:
    if not passed:
        return " Nobody came to a decision at which it could be accepted."
    by = {side: [str(ply) for ply, who in passed if who == side] for side in told.rules.side_ids}
    words = [f"{told.name(side)} at decision {joined(plies)}" for side, plies in by.items() if plies]
    return f" It could have been accepted by {joined(words)}."
