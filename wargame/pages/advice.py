"""A hint: what an AI would play, what it expects of that, and what it believes of the other side."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from wargame.pages.words import percent, signed_error

if TYPE_CHECKING:
    from wargame.pages.sheet import Sheet
    from wargame.players.thought import Candidate, Thought
    from wargame.scenario.ruleset import Rules

MOST = 6  # moves shown
WHOLE = 100


def show_advice(sheet: Sheet, rules: Rules, thought: Thought) -> None:
    """Write what is thought so far: the best moves with what they are expected to bring, the line, the beliefs."""
    seat = thought.seat
    other = rules.other(seat)
    best = rules.move_by_id[seat, thought.move]
    so_far = "" if thought.done else ", so far"
    sheet.line(f"It would play: {best.title}{so_far}", tone="title")
    tried = f"{thought.simulations:,}" + (f" of {thought.budget:,}" if thought.budget else "")
    words = "games played out in thought, from what you see and nothing more. Before a move: its share of them."
    sheet.line(f"After {tried} {words}", tone="quiet")
    sheet.line("Much is played at random there, so the points are low: compare them.", tone="quiet")
    sheet.heading("What it expects")
    for each in [each for each in thought.candidates if each.visits][:MOST]:
        sheet.line(_candidate(rules, seat, each), indent=2, tone="" if each.move == best.id else "quiet")
    left = sum(1 for each in thought.candidates if each.visits) - MOST
    if left > 0:
        sheet.line(f"{left} more were tried and looked worse.", indent=2, tone="quiet")
    if len(thought.line) > 1:
        sheet.heading("How it might go on")
        steps = [f"{rules.side(move.side).name}: {rules.move_by_id[move.side, move.id].title}" for move in thought.line]
        sheet.line("; then ".join(steps), indent=2)
    if thought.beliefs:
        sheet.heading(f"What it believes {rules.side(other).name} came for")
        names = {each.id: each.title for each in rules.side(other).mandates}
        for mandate, chance in sorted(thought.beliefs.items(), key=lambda item: -item[1]):
            sheet.line(f"{round(WHOLE * chance):>3}% {names[mandate]}", indent=2)


def _candidate(rules: Rules, seat: str, each: Candidate) -> str:
    title, other = rules.move_by_id[seat, each.move].title, rules.side(rules.other(seat)).name
    own = f"{signed_error(each.own.mean, each.own.error)} points for you, {each.other.mean:.0f} for {other}"
    return f"{percent(Fraction(each.share)):>4} {title}: {own}"
