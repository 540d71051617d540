"""A finished game told in words, move by move, as the referee saw it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from wargame.game.standing import open_score
from wargame.game.view import REFEREE, entries_of
from wargame.scenario.wording import title, value_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from wargame.game.game import Game
    from wargame.game.view import LogEntry
    from wargame.scenario.rules import Rules

__all__ = ["entry_lines", "scores_told", "told"]

_WIDTH = 100


def told(game: Game) -> Iterator[str]:
    """Yield the lines of a game from its set-up to its last decision and what came of it."""
    rules = game.summit.rules
    yield "Before the first move"
    for entry in entries_of(game.setup, REFEREE):
        yield from entry_lines(rules, entry)
    stage = (0, 0)
    for record in game.records:
        entries = entries_of(record, REFEREE)
        now = (entries[0].phase, entries[0].round)
        if now != stage:
            stage = now
            yield ""
            yield f"{rules.phases[now[0] - 1].title}, round {now[1]}"
        for entry in entries:
            yield from entry_lines(rules, entry)


def entry_lines(rules: Rules, entry: LogEntry) -> Iterator[str]:
    """Yield a log entry: who did what, what came of it and how likely that was, and each change."""
    if entry.kind == "move" and not entry.outcome:
        yield f"  {entry.ply}. {rules.side(entry.side).name}: {entry.title}"
    elif entry.outcome:
        line = f"{entry.title}: {entry.outcome}{_odds(entry)}"
        yield from textwrap.wrap(line, _WIDTH, initial_indent="     ", subsequent_indent="       ")
    else:
        yield f"     {entry.title}"
    if entry.text:
        yield from textwrap.wrap(entry.text, _WIDTH, initial_indent="       ", subsequent_indent="       ")
    if entry.changes:
        changes = "; ".join(
            f"{title(rules, each.track)} {value_words(rules, each.track, each.before)}"
            f" → {value_words(rules, each.track, each.after)}"
            for each in entry.changes
        )
        yield from textwrap.wrap(f"[{changes}]", _WIDTH, initial_indent="       ", subsequent_indent="        ")


def _odds(entry: LogEntry) -> str:
    chances = dict(entry.odds)
    if entry.outcome not in chances or len(chances) == 1:
        return ""
    others = [f"{name} {_percent(chance)}" for name, chance in entry.odds if name != entry.outcome]
    return f" ({_percent(chances[entry.outcome])}; else {', '.join(others)})"


def _percent(chance: Fraction) -> str:
    return f"{float(100 * chance):.3g} %"


def scores_told(game: Game) -> Iterator[str]:
    """Yield each side's score, opened into its terms."""
    rules = game.summit.rules
    for side, score in game.scores.items():
        secret = rules.side(side).mandates[game.values()[f"{side}.mandate"]].title
        yield f"{rules.side(side).name} ({secret}): {score} of 100"
        opened = open_score(game.summit, game.state, side, viewer=REFEREE)
        if not opened.terms:
            yield "     the ending fixes it"
        for term in opened.terms:
            yield f"  {term.low:+4d}  {term.label}"
