"""What is new to a seat: each move a headline and its changes, events that changed nothing together on one line.

What was rolled and what else might have come, word for word, stands in the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.game.press import early_pages
from wargame.game.view import entries_of
from wargame.pages.menu import secretly
from wargame.pages.press import show_front_pages
from wargame.pages.words import exact, moved_words, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.game import Game
    from wargame.game.view import LogEntry
    from wargame.pages.sheet import Sheet
    from wargame.scenario.measures import Mark, Measured
    from wargame.scenario.rules import Event, MoveRule
    from wargame.scenario.ruleset import Rules


@frozen
class Banner:
    """What nobody at the table may overlook."""

    kind: str  # signed, breach, clash, exit, exposed
    words: str


def show_news(sheet: Sheet, game: Game, seat: str, *, since: int) -> None:
    """Write what a seat ("" sees all) was shown from a record on, the set-up counted as the first of them."""
    printed, rules = early_pages(game), game.summit.rules
    for number, record in enumerate((game.setup, *game.records)):
        if number < since:
            continue
        entries = entries_of(record, seat)
        quiet = [each for each in entries if _is_quiet(rules, each, seat)]
        sheet.line()
        for entry in entries:
            if entry not in quiet:
                (_show_move if entry.kind == "move" else _show_event)(sheet, rules, entry, seat)
        if quiet:
            titles = dict.fromkeys(each.title for each in quiet)
            sheet.line(f"Quiet: {', '.join(titles)}.", tone="quiet")
        show_front_pages(sheet, printed.get(number, ()))


def _is_quiet(rules: Rules, entry: LogEntry, seat: str) -> bool:
    """Say whether an event has changed nothing that the seat could see, and has nothing to say but that."""
    is_event = entry.kind == "event" and (bool(entry.outcome) or not entry.text)
    return is_event and not moved_words(rules, entry.changes, seat, entry.tabled)


def _show_move(sheet: Sheet, rules: Rules, entry: LogEntry, seat: str) -> None:
    who = "You" if entry.side == seat else rules.side(entry.side).name
    if not entry.outcome:
        secret = secretly(rules, rules.move_by_id[entry.side, entry.id])
        sheet.line(f"{who}: {entry.title}", tone="title")
        if secret:
            sheet.line(secret, tone="secret")
        if entry.text:
            sheet.line(entry.text, hang=0, tone="quiet")
    _show_changes(sheet, rules, entry, seat, lead=_drawn(entry))


def _show_event(sheet: Sheet, rules: Rules, entry: LogEntry, seat: str) -> None:
    drawn = f": {_drawn(entry)}" if entry.outcome else ""
    _show_changes(sheet, rules, entry, seat, lead=f"{entry.title}{drawn}")
    if entry.text and not entry.outcome:
        sheet.line(entry.text, indent=2, hang=0, tone="quiet")


def _show_changes(sheet: Sheet, rules: Rules, entry: LogEntry, seat: str, *, lead: str) -> None:
    words = moved_words(rules, entry.changes, seat, entry.tabled, now=False)
    line = ". ".join(each for each in (lead, words) if each)
    if line:
        sheet.line(f"{line}.", indent=2 if entry.kind == "move" else 0)


def _drawn(entry: LogEntry) -> str:
    """Return what was drawn, and how likely it was where the seat could know."""
    chances = dict(entry.odds)
    known = entry.outcome in chances and len(chances) > 1
    return f"{entry.outcome} ({percent(chances[entry.outcome])})" if known else entry.outcome


# -- what is rolled


def roll_of(game: Game, seat: str) -> LogEntry | None:
    """Return the roll of the last move, if it had one whose odds the seat could know."""
    if not game.records:
        return None
    rolls = [each for each in entries_of(game.records[-1], seat) if each.kind == "move" and len(each.odds) > 1]
    return rolls[0] if rolls else None


def show_roll(sheet: Sheet, entry: LogEntry, at: int) -> None:
    """Write what may come of a roll, the cursor on one of its outcomes."""
    sheet.line(f"{entry.title} …", tone="title")
    for number, (title, chance) in enumerate(sorted(entry.odds, key=lambda each: -each[1])):
        here = number == at % len(entry.odds)
        sheet.line(
            f"{'▶' if here else ' '} {exact(chance, chance)}  {title}", indent=2, tone="label" if here else "quiet"
        )


# -- what nobody may overlook


def banners_of(game: Game, counted: Measured, seat: str, *, since: int) -> list[Banner]:
    """Return what was signed, broken, met, left or found out since a record, as far as the seat was shown it."""
    rules, records = game.summit.rules, (game.setup, *game.records)[since:]
    entries = (entry for record in records for entry in entries_of(record, seat))
    return list(dict.fromkeys(each for entry in entries for each in _banners(rules, counted, entry)))


def _banners(rules: Rules, counted: Measured, entry: LogEntry) -> Iterator[Banner]:
    who = f"{rules.side(entry.side).name}: {entry.title}" if entry.side else entry.title
    if _meets(rules, counted.accepts, entry):
        yield Banner("signed", f"SIGNED · {who}")
    if _meets(rules, counted.exits, entry):
        yield Banner("exit", f"TALKS BROKEN OFF · {who}")
    if _meets(rules, counted.collisions, entry):
        yield Banner("clash", f"TWO READINGS MEET · {entry.outcome or entry.title}")
    if _meets(rules, counted.exposures, entry):
        yield Banner("exposed", f"FOUND OUT · {entry.outcome or entry.title}")
    for change in entry.changes:
        if change.track in counted.breaches.tracks and change.after > change.before:
            owner = rules.party(rules.track_by_id[change.track].owner)
            yield Banner("breach", f"BREACH · {owner} has broken its word")


def _meets(rules: Rules, mark: Mark, entry: LogEntry) -> bool:
    """Say whether an entry is one of the things that a mark counts."""
    key = f"move:{entry.side}:{entry.id}" if entry.kind == "move" else f"{entry.kind}:{entry.id}"
    risen = {each.track for each in entry.changes if each.after > each.before}
    if key in mark.rules or risen & mark.tracks:
        return True
    drawn = {outcome for rule, outcome in mark.outcomes if rule == key}
    if not drawn or not entry.outcome:
        return False
    drawing: tuple[MoveRule | Event, ...] = (*rules.moves, *rules.events)
    rule = next(each for each in drawing if each.key == key)
    return any(each.id in drawn and each.title == entry.outcome for each in rule.outcomes)
