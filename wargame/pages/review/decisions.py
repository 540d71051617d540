"""Every decision: what it was expected to come to before and after, the best moves with a line each, and its mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.pages.review.summary import show_note
from wargame.pages.review.told import points
from wargame.pages.review.turning import LONGEST, seen_words

if TYPE_CHECKING:
    from wargame.analysis.review.decisions import Judged, Option
    from wargame.pages.review.told import Told
    from wargame.pages.sheet import Sheet, Tone

TONES: dict[str, Tone] = {"!": "good", "?!": "vague", "?": "bad", "??": "bad"}


def show_decisions(sheet: Sheet, told: Told) -> None:
    """Write all decisions, under a heading for each phase."""
    phase = ""
    for each in told.review.decisions:
        if each.phase != phase:
            phase = each.phase
            sheet.heading(f"Decisions: {told.phase(phase)}")
        show_decision(sheet, told, each)


def show_decision(sheet: Sheet, told: Told, each: Judged) -> None:
    """Write one decision."""
    sheet.line(
        f"{each.ply}. {told.name(each.side)}: {told.move(each.side, each.move)}{f' {each.mark}' if each.mark else ''}",
        tone=TONES.get(each.mark, "title"),
    )
    if not each.options:
        sheet.line("No other move was open.", indent=3)
    else:
        sheet.line(f"By what it could know: {_known(told, each)}.", indent=3)
        for option in each.options:
            if option.move != each.move:
                sheet.line(_option_words(told, each.side, option), indent=5)
    sheet.line(_truth_words(told, each), indent=3, tone="quiet")
    if each.seen is not None:
        sheet.line(seen_words(told, each), indent=3, tone="quiet")
    show_note(sheet, told, each.ply)


def _known(told: Told, each: Judged) -> str:
    best, played = (told.for_both(option.worth, each.side) for option in (each.best, each.played))
    if not each.lost:
        return f"{played}; nothing better was found"
    return f"{best} before, {played} after: {points(each.lost)} lost"


def _option_words(told: Told, side: str, option: Option) -> str:
    """Write a move that was looked at, and how it might have gone on."""
    after = f"; then {told.line(option.line[1:LONGEST])}" if len(option.line) > 1 else ""
    return f"{told.move(side, option.move)}: {told.for_both(option.worth, side)}{after}"


def _truth_words(told: Told, each: Judged) -> str:
    """Write what the position was worth before the decision and after it, with everything seen, chance left out."""
    chosen = told.review.ledger.choices[each.ply - 1]
    after = (chosen.before[0] + chosen.worth[0], chosen.before[1] + chosen.worth[1])
    return (
        f"With everything seen: {told.for_both(chosen.before, each.side)} before,"
        f" {told.for_both(after, each.side)} after, chance aside."
    )
