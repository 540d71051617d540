"""The end of a game: the verdict, its story, both scores opened, what was hidden, the turns, and history's own end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.game.press import last_pages, told_history
from wargame.game.standing import open_score
from wargame.game.swings import swings_of
from wargame.game.view import REFEREE, unseen_by, view_of
from wargame.pages.brief import show_terms
from wargame.pages.press import show_front_pages
from wargame.pages.situation import declared
from wargame.pages.telling import tell_entries
from wargame.scenario.wording import is_flag, minus, plural, title, value_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.game.game import Game
    from wargame.game.record import Happening
    from wargame.pages.sheet import Sheet, Tone
    from wargame.scenario.model import Side
    from wargame.scenario.ruleset import Rules


def show_finale(sheet: Sheet, game: Game, humans: Iterable[str]) -> None:
    """Write how a game that is over has ended; `humans` are the sides whose players could not see everything.

    The verdict comes first, one's own side before the other; then the papers, both scores, what was hidden, the turns.
    """
    rules, ending, humans = game.summit.rules, game.ending, tuple(humans)
    assert ending is not None, "the game is over"
    sheet.heading(f"The end: {ending.title}")
    for side in (ordered := _ordered(rules, humans)):
        _show_verdict(sheet, game, side, is_you=humans == (side.id,))
    sheet.line(_verdict(game))
    sheet.line()
    sheet.text(game.ending_text, indent=2)
    if pages := last_pages(game):
        sheet.heading("In the newspapers")
        show_front_pages(sheet, pages)
    for side in ordered:
        _show_score(sheet, game, side)
    for human in humans:
        _show_hidden(sheet, game, human)
    _show_swings(sheet, game)
    if (history := told_history(game)) is not None:
        sheet.heading(history[0])
        for line in history[1]:
            sheet.line(line, indent=2, hang=0)


def _ordered(rules: Rules, humans: tuple[str, ...]) -> list[Side]:
    """Return the sides, that of the one person first."""
    return sorted(rules.sides, key=lambda side: humans != (side.id,)) if len(humans) == 1 else [*rules.sides]


def _show_verdict(sheet: Sheet, game: Game, side: Side, *, is_you: bool) -> None:
    """Write what a side came to: points, and how far that is from success."""
    score, line = game.scores[side.id], game.summit.rules.scenario.success
    name = f"You, {side.name}" if is_you else side.name
    far = "success" if score >= line else f"{line - score} short of success"
    sheet.score(f"{name}: {plural(score, 'point')}, {far}", score, line, tone="title" if is_you else "label")


def _show_score(sheet: Sheet, game: Game, side: Side) -> None:
    """Write what a side came for, and its score in its terms."""
    rules, mandate = game.summit.rules, game.summit.rules.mandate(side.id, game.values())
    success = game.scores[side.id] >= rules.scenario.success
    sheet.heading(f"{side.name}: {game.scores[side.id]} points, {'success' if success else 'no success'}")
    sheet.line(f"Its mandate was {mandate.title}: {mandate.brief}", indent=2)
    show_terms(sheet, open_score(game.known_to(REFEREE), side.id))


def _verdict(game: Game) -> str:
    rules, scores = game.summit.rules, game.scores
    line = rules.scenario.success
    winners = [side.name for side in rules.sides if scores[side.id] >= line]
    if len(winners) > 1:
        return f"Both sides have reached {line} points: both have succeeded."
    if winners:
        return f"Only {winners[0]} has reached {line} points and succeeded."
    return f"Neither side has reached {line} points: nobody has succeeded."


def _show_swings(sheet: Sheet, game: Game) -> None:
    """Write what changed each side's score most, as it would have stood had the game stopped there."""
    rules = game.summit.rules
    sheet.heading("The biggest swings")
    for side in rules.sides:
        for each in swings_of(game, side.id):
            points = minus(f"{each.after - each.before:+d}")
            tone: Tone = "good" if each.after > each.before else "bad"
            what = f"{each.ply}. {_cause(game, each.cause)}"
            sheet.line(f"{side.name} {points} ({each.before} → {each.after}): {what}", indent=2, tone=tone)


def _cause(game: Game, cause: Happening) -> str:
    """Write what happened: the move, or the event, and what was drawn."""
    (rule,) = (each for each in game.summit.compiled.every_rule if each.key == cause.rule)
    who = f"{game.summit.rules.side(cause.side).name}, " if cause.side else ""
    drawn = "".join(f": {each.title}" for each in rule.outcomes if each.id == cause.outcome)
    return f"{who}{rule.title}{drawn}"


def _show_hidden(sheet: Sheet, game: Game, side: str) -> None:
    rules, values = game.summit.rules, view_of(game, REFEREE).tracks
    hidden = [each for each in declared(rules) if side not in each.seen_by]
    told = {each.id for each in rules.setup if each.mandate_of}  # above
    unseen = [each for each in unseen_by(game, side) if each.kind != "setup" or each.id not in told]
    sheet.heading(f"What {rules.side(side).name} could not see")
    for track in hidden:
        name = f"“{title(rules, track.id)}”" if is_flag(rules, track.id) else title(rules, track.id)
        sheet.line(f"{name} at the end: {value_words(rules, track.id, values[track.id])}.", indent=2)
    if unseen:
        tell_entries(sheet, rules, unseen, REFEREE)
    if not hidden and not unseen:
        sheet.line("Nothing: all lay open, but for the other side's mandate.", indent=2)
