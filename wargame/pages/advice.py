"""A hint: what an AI would play and why, what it expects of that, and what it believes of the other side."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from wargame.game.worth import worth_of
from wargame.pages.words import capital, percents, signed_error
from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.game.game import Game
    from wargame.game.move import Move
    from wargame.pages.sheet import Sheet, Tone
    from wargame.players.thought import Candidate, Thought
    from wargame.scenario.rules import MoveRule
    from wargame.scenario.ruleset import Rules

MOST = 6  # moves shown


def show_advice(sheet: Sheet, game: Game, thought: Thought) -> None:
    """Write what is thought so far: the best move and why, the next best, the line, the beliefs."""
    rules = game.summit.rules
    show_best(sheet, game, thought)
    show_line(sheet, rules, thought.seat, thought.line)
    sheet.heading("What it expects")
    for each, words in zip(tried(thought)[:MOST], candidate_words(rules, thought), strict=False):
        tone: Tone = "" if each.move == thought.move else "quiet"
        sheet.line(words, indent=2, tone=tone)
    left = len(tried(thought)) - MOST
    if left > 0:
        sheet.line(f"{left} more were tried and looked worse.", indent=2, tone="quiet")
    show_grounds(sheet, rules, thought)


def show_best(sheet: Sheet, game: Game, thought: Thought) -> None:
    """Write the move that it would play so far, and one sentence of why."""
    best = game.summit.rules.move_by_id[thought.seat, thought.move]
    so_far = "" if thought.done else ", so far"
    sheet.line(f"It would play: {best.title}{so_far}", tone="title")
    sheet.line(_reason_words(game, thought))


def show_grounds(sheet: Sheet, rules: Rules, thought: Thought) -> None:
    """Write what it believes of the other side, how far it has thought, and what its figures are."""
    if thought.beliefs:
        other = rules.other(thought.seat)
        sheet.heading(f"What it believes {rules.side(other).name} came for")
        names = {each.id: each.title for each in rules.side(other).mandates}
        believed = sorted(thought.beliefs.items(), key=lambda item: -item[1])
        shares = percents([(Fraction(chance), Fraction(chance)) for _, chance in believed])
        for (mandate, _), share in zip(believed, shares, strict=True):
            sheet.line(f"{share:>4} {names[mandate]}", indent=2)
    count = f"{thought.simulations:,}" + (f" of {thought.budget:,}" if thought.budget else "")
    words = "games played out in thought, from what you see and nothing more. Before a move: its share of them."
    sheet.line()
    sheet.line(f"After {count} {words}", tone="quiet")
    sheet.line("Much is played at random there, so the points are low: compare them.", tone="quiet")


def show_line(sheet: Sheet, rules: Rules, seat: str, line: Sequence[Move]) -> None:
    """Write a line of play as what it is: what an AI expects of both sides."""
    sheet.heading("The line that it expects")
    if len(line) <= 1:
        sheet.line("It has not looked beyond this move.", indent=2)
        return
    steps = [
        f"{'you' if move.side == seat else rules.side(move.side).name}: {rules.move_by_id[move.side, move.id].title}"
        for move in line
    ]
    sheet.line(f"{capital('; then '.join(steps))}.", indent=2)
    sheet.line("A guess: the moves it tried most, one after the other, with one roll of many.", indent=2, tone="quiet")


def tried(thought: Thought) -> list[Candidate]:
    """Return the moves that it has tried, the most tried first."""
    return [each for each in thought.candidates if each.visits]


def _reason_words(game: Game, thought: Thought) -> str:
    """Say why in one sentence: what the best move does to the points at once, and in the end beside the next best."""
    rules, seat = game.summit.rules, thought.seat
    at_once = _at_once(game, rules.move_by_id[seat, thought.move])
    best = next((each for each in tried(thought) if each.move == thought.move), None)
    rival = next((each for each in tried(thought) if each.move != thought.move), None)
    if best is None or rival is None:
        return f"It {at_once}."
    other, instead = rules.side(rules.other(seat)).name, rules.move_by_id[seat, rival.move].title
    own, theirs = round(best.own.mean - rival.own.mean), round(best.other.mean - rival.other.mean)
    to_them = f" and {_more(theirs)} for {other}" if theirs else ""
    if not own:
        return f"It {at_once}; in the end it is as good for you{to_them} as the next best, “{instead}”."
    joint = "and" if at_once.startswith("gains") == (own > 0) else "but"
    return f"It {at_once}, {joint} ends {_more(own)} for you{to_them} than the next best, “{instead}”."


def _more(points: int) -> str:
    return f"{plural(abs(points), 'point')} {'better' if points > 0 else 'worse'}"


def _at_once(game: Game, move: MoveRule) -> str:
    """Say what a move does at once to the what-if that it moves most."""
    moved = [
        (round(sum(each.mean) / 2 - sum(each.now) / 2), each.title)
        for each in worth_of(game.known_to(move.side), move)
        if each.now is not None
    ]
    change, what = max(moved, key=lambda each: abs(each[0]), default=(0, ""))
    if not change:
        return "leaves your points as they are"
    return f"{'gains' if change > 0 else 'costs'} you {plural(abs(change), 'point')} at once ({what})"


def candidate_words(rules: Rules, thought: Thought) -> list[str]:
    """Write each move that it has tried, with its share of the games and what is expected of it."""
    found, other = tried(thought), rules.side(rules.other(thought.seat)).name
    shares = percents([(Fraction(each.share), Fraction(each.share)) for each in found])
    return [
        f"{share:>4} {rules.move_by_id[thought.seat, each.move].title}:"
        f" {signed_error(each.own.mean, each.own.error)} points for you, {each.other.mean:.0f} for {other}"
        for each, share in zip(found, shares, strict=True)
    ]
