"""What happened, told as a story: who did what, what it changed, what chance made of it and how likely that was."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from wargame.game.press import early_pages
from wargame.game.view import entries_of
from wargame.pages.cards import show_card
from wargame.pages.menu import secretly
from wargame.pages.press import show_front_pages
from wargame.pages.sheet import BULLET
from wargame.pages.words import exacts, moved_words, percents_of, tabled_words
from wargame.scenario.cards import card_of
from wargame.scenario.wording import value_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wargame.game.game import Game
    from wargame.game.view import LogEntry
    from wargame.pages.sheet import Sheet
    from wargame.scenario.rules import Event, MoveRule
    from wargame.scenario.ruleset import Rules


def tell_game(
    sheet: Sheet, game: Game, seat: str, *, since: int = 0, after: Callable[[int], None] | None = None
) -> None:
    """Tell a game as a seat was shown it, under a heading for each round.

    Args:
        sheet: what it is written on.
        game: what is told.
        seat: a side; "" is the referee, who sees all.
        since: how many records to leave out; the set-up is the first record.
        after: is called after each record with its ply, to add more.
    """
    rules, told = game.summit.rules, (0, 0)
    printed = early_pages(game)
    for number, record in enumerate((game.setup, *game.records)):
        now = _clock_before(game, number)
        if number >= since:
            if number == 0:
                sheet.heading("Before the first move")
            elif now != told:
                sheet.heading(f"Round {now[1]}, {rules.phases[now[0] - 1].title}")
            tell_entries(sheet, rules, entries_of(record, seat), seat)
            show_front_pages(sheet, printed.get(number, ()))
            if after is not None:
                after(number)
        told = now


def _clock_before(game: Game, number: int) -> tuple[int, int]:
    """Return phase and round before the move with that number; (0, 0) for the set-up."""
    if number == 0:
        return 0, 0
    slots, before = game.summit.compiled.slots.of_name, game.records[number - 1].before
    return int(before[slots["phase"]]), int(before[slots["round"]])


def tell_entries(sheet: Sheet, rules: Rules, entries: Iterable[LogEntry], seat: str) -> None:
    """Tell log entries; a rule's own effects and its outcome together, and so events in a row that changed nothing."""
    for (quiet, kind, id_, _), group in groupby(entries, lambda entry: _told_with(rules, entry, seat)):
        several = list(group)
        if quiet:
            sheet.line(f"{BULLET}{'; '.join(_quiet_words(entry) for entry in several)}.", indent=1)
        elif kind == "move":
            _tell_move(sheet, rules, several, seat)
        else:
            _tell_event(sheet, rules, several, seat, named=bool(id_))


def _told_with(rules: Rules, entry: LogEntry, seat: str) -> tuple[bool, str, str, str]:
    """Return what entries that follow each other share if they are told in one piece."""
    return (True, "", "", "") if is_quiet(rules, entry, seat) else (False, entry.kind, entry.id, entry.side)


def is_quiet(rules: Rules, entry: LogEntry, seat: str) -> bool:
    """Say whether an event has changed nothing that the seat could see, and has nothing to say but what was drawn."""
    has_words = bool(entry.text) and not entry.outcome
    return entry.kind == "event" and not has_words and not moved_words(rules, entry.changes, seat, entry.tabled)


def _quiet_words(entry: LogEntry) -> str:
    """Return what was drawn, if anything was."""
    drawn = drawn_words(entry)
    return f"{entry.title}: {drawn}" if drawn else entry.title


def drawn_words(entry: LogEntry) -> str:
    """Return what was drawn, and how likely it was where the seat could know and anything else could have come."""
    odds = percents_of(entry.odds)
    known = entry.outcome in odds and len(odds) > 1
    return f"{entry.outcome} ({odds[entry.outcome]})" if known else entry.outcome


def _tell_move(sheet: Sheet, rules: Rules, entries: list[LogEntry], seat: str) -> None:
    first = entries[0]
    who = "You" if first.side == seat else rules.side(first.side).name
    secret = secretly(rules, rules.move_by_id[first.side, first.id])
    sheet.line(f"{first.ply}. {who}: {first.title}.{f' {secret}' if secret else ''}")
    if first.text and not first.outcome:
        sheet.line(first.text, indent=3, hang=0)
    for entry in entries:
        words = moved_words(rules, entry.changes, seat, entry.tabled)
        if entry.outcome:
            sheet.line(f"Chance: {_drawn(entry)}.{f' {words}.' if words else ''}", indent=3)
        elif words:
            sheet.line(f"{words}.", indent=3)


def _tell_event(sheet: Sheet, rules: Rules, entries: list[LogEntry], seat: str, *, named: bool) -> None:
    for entry in entries:
        words = moved_words(rules, entry.changes, seat, entry.tabled)
        if entry.outcome:
            sheet.line(f"{BULLET}{entry.title}: {_drawn(entry)}.{f' {words}.' if words else ''}", indent=1)
        elif named or words:
            text = f" {entry.text}" if entry.text else ""
            sheet.line(f"{BULLET}{entry.title}.{text}{f' {words}.' if words else ''}", indent=1)
        if entry.outcome and entry.text:
            sheet.line(entry.text, indent=3, hang=0)


def _drawn(entry: LogEntry) -> str:
    """Return what was drawn, its probability, and the other possible outcomes."""
    odds = percents_of(entry.odds)
    if entry.outcome not in odds or len(odds) == 1:
        return entry.outcome
    others = [(chance, title) for title, chance in entry.odds if title != entry.outcome]
    rest = ", ".join(f"{title} {odds[title]}" for _, title in sorted(others, reverse=True))
    return f"{entry.outcome} ({odds[entry.outcome]}; else {rest})"


def entry_words(rules: Rules, entry: LogEntry, seat: str) -> str:
    """Return an entry of the log in one line."""
    who = "" if entry.kind != "move" else "You: " if entry.side == seat else f"{rules.side(entry.side).name}: "
    words = moved_words(rules, entry.changes, seat, entry.tabled)
    drawn = f": {_drawn(entry)}" if entry.outcome else ""
    return f"{who}{entry.title}{drawn}.{f' {words}.' if words else ''}"


def show_cause(sheet: Sheet, rules: Rules, entry: LogEntry, seat: str) -> None:
    """Write the details of an entry of the log: every possible outcome, each change, and the rule's card."""
    sheet.line(entry.title, tone="title")
    sheet.line(f"Decision {entry.ply}, round {entry.round}, {rules.phases[entry.phase - 1].title}", tone="quiet")
    if entry.text:
        sheet.line(entry.text, hang=0)
    if entry.outcome:
        sheet.heading("The roll")
        if not entry.odds:
            sheet.line(f"{entry.outcome}. Its odds depend on something that you could not see.", indent=2)
        for title, odds in rolled(entry):
            mark = "▶" if title == entry.outcome else " "
            sheet.line(f"{mark} {odds}  {title}", indent=2, tone="" if mark == "▶" else "quiet")
    changes = [(moved_words(rules, (each,), seat), each) for each in entry.changes]
    tabled = tabled_words(rules, entry.tabled)
    if tabled or any(words for words, _ in changes):
        sheet.heading("What it changed")
        for words in tabled:
            sheet.line(words, indent=2)
        for words, each in changes:
            if words:
                before = value_words(rules, each.track, each.before)
                sheet.line(f"{words}; before: {before}", indent=2)
    rule = _rule_of(rules, entry)
    if rule is not None:
        sheet.heading("The rule")
        show_card(sheet, card_of(rules, rule))


def rolled(entry: LogEntry) -> list[tuple[str, str]]:
    """Return every outcome that a roll could have, the likeliest first, each with its odds in full."""
    ordered = sorted(entry.odds, key=lambda each: -each[1])
    odds = exacts([(chance, chance) for _, chance in ordered])
    return [(title, words) for (title, _), words in zip(ordered, odds, strict=True)]


def _rule_of(rules: Rules, entry: LogEntry) -> MoveRule | Event | None:
    if entry.kind == "move":
        return rules.move_by_id[entry.side, entry.id]
    return next((each for each in rules.events if each.id == entry.id), None)
