"""The beginning of a review: which game, how it ended, how well each side decided, how it was judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.pages.review.told import joined, points
from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from wargame.analysis.review.marks import Accuracy
    from wargame.analysis.review.reviewed import SideReview
    from wargame.pages.review.told import Told
    from wargame.pages.sheet import Sheet

MARK_WORDS = {"!": "excellent move", "?!": "doubtful move", "?": "mistake", "??": "blunder"}


def show_summary(sheet: Sheet, told: Told) -> None:
    """Write who played and how it ended, then each side's accuracy, then by what it was judged."""
    review, rules = told.review, told.rules
    sheet.line(f"{joined([f'{side.name}: {told.seats[side.id]}' for side in rules.sides])}.")
    if review.ending:
        sheet.line(f"The end after {plural(review.plies, 'decision')}: {told.ending(review.ending)}", tone="title")
        for side in rules.sides:
            score = review.scores[side.id]
            sheet.score(f"{side.name}: {plural(score, 'point')}", score, rules.scenario.success)
    else:
        after = f"after {plural(review.plies, 'decision')} the game goes on, and is reviewed as far as it has come"
        sheet.line(f"Not over: {after}. Where a score is asked for, what is expected now stands for it.", tone="title")
    for note in told.notes:
        if note.ply == 0:
            show_note(sheet, told, 0)
            break
    sheet.heading("How well each side decided")
    for each in review.sides:
        _show_side(sheet, told, each)
    sheet.line(_judges(told), tone="quiet")


def _show_side(sheet: Sheet, told: Told, each: SideReview) -> None:
    mandate = next(one for one in told.rules.side(each.side).mandates if one.id == each.mandate)
    if each.accuracy is None:
        sheet.line(f"{told.name(each.side)} ({mandate.title}): it never had a choice.")
        return
    sheet.line(f"{told.name(each.side)} ({mandate.title}): {_accuracy_words(each.accuracy)}.", tone="label")
    phases = [f"{told.phase(phase)} {found.accuracy:.0f}" for phase, found in each.phases.items()]
    sheet.line(f"By phase: {', '.join(phases)}.", indent=2)
    if words := _marks_words(each):
        sheet.line(f"{words}.", indent=2)


def _accuracy_words(found: Accuracy) -> str:
    """Write an accuracy and what it was taken from."""
    over = plural(found.decisions, "decision")
    lost = f"{points(found.lost)} point{'' if points(found.lost) == '1' else 's'}"
    return f"accuracy {found.accuracy:.0f} of 100 over {over} with a choice, {lost} lost at each"


def _marks_words(each: SideReview) -> str:
    """Write how many decisions have each mark, "" for none."""
    counts = [(each.marks[mark], mark, words) for mark, words in MARK_WORDS.items() if mark in each.marks]
    return ", ".join(f"{plural(count, words)} {mark}" for count, mark, words in counts)


def _judges(told: Told) -> str:
    by = "the scenario's learned policy" if told.review.policy else "the doctrines of the scenario"
    return (
        f"Judged with {plural(told.review.budget, 'simulation')} of each move that is compared, from what its side"
        " could know: marks and accuracy come from that alone. What is said with everything seen is another judge:"
        f" games played on from the true position by {by}."
    )


def show_note(sheet: Sheet, told: Told, ply: int) -> None:
    """Write the notes on a decision; they are somebody's words."""
    for note in told.notes:
        if note.ply == ply:
            whose = f" ({told.name(note.seat)}'s)" if note.seat in told.rules.side_ids else ""
            sheet.line(f"Note{whose}: {' '.join(each for each in (note.mark, note.text) if each)}", indent=2)
