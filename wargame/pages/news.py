"""What is new to a seat: each move a headline and its changes, events that changed nothing together on one line.

What was rolled, what else might have come, and every counter, word for word, stands in the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.game.press import early_pages
from wargame.game.view import entries_of
from wargame.pages.menu import secretly
from wargame.pages.press import show_front_pages
from wargame.pages.situation import declared
from wargame.pages.telling import drawn_words, is_quiet, rolled
from wargame.pages.words import moved_words
from wargame.scenario.rules import Role
from wargame.scenario.wording import is_flag, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.game import Game
    from wargame.game.view import LogEntry
    from wargame.pages.sheet import Sheet
    from wargame.scenario.measures import Mark, Measured
    from wargame.scenario.ruleset import Rules


@frozen
class Banner:
    """What nobody at the table may overlook."""

    kind: str  # signed, breach, clash, exit, exposed
    words: str


def show_news(sheet: Sheet, game: Game, seat: str, *, since: int) -> None:
    """Write what a seat ("" sees all) was shown from a record on, the set-up counted as the first of them.

    Of several moves the headlines and the changes are told, of one also how it looked. Newspapers come last: they are
    long, and what has happened is not to be looked for below them.
    """
    printed, rules, quiet = early_pages(game), game.summit.rules, 0
    fresh = [(number, record) for number, record in enumerate((game.setup, *game.records)) if number >= since]
    is_brief = sum(record.move is not None for _, record in fresh) > 1
    for _, record in fresh:
        entries = entries_of(record, seat)
        told = [each for each in entries if _is_told(rules, each, seat)]
        quiet += len(entries) - len(told)
        sheet.line()
        for entry in told:
            if entry.kind == "move":
                _show_move(sheet, rules, entry, seat, is_brief=is_brief)
            else:
                _show_event(sheet, rules, entry, seat)
    if quiet:
        sheet.line(f"{plural(quiet, 'quiet event')}.", tone="quiet")
    show_front_pages(sheet, [page for number, _ in fresh for page in printed.get(number, ())])


def _is_told(rules: Rules, entry: LogEntry, seat: str) -> bool:
    """Say whether an entry is told by itself: each move, and each event that has done more than count."""
    if entry.kind == "move":
        return True
    return not is_quiet(rules, entry, seat) and bool(not entry.changes or _changes(rules, entry, seat))


def _show_move(sheet: Sheet, rules: Rules, entry: LogEntry, seat: str, *, is_brief: bool) -> None:
    who = "You" if entry.side == seat else rules.side(entry.side).name
    if not entry.outcome:
        secret = secretly(rules, rules.move_by_id[entry.side, entry.id])
        sheet.line(f"{who}: {entry.title}", tone="title")
        if secret:
            sheet.line(secret, tone="secret")
        if entry.text and not is_brief:
            sheet.line(entry.text, hang=0, tone="quiet")
    _show_changes(sheet, rules, entry, seat, lead=drawn_words(entry))


def _show_event(sheet: Sheet, rules: Rules, entry: LogEntry, seat: str) -> None:
    drawn = f": {drawn_words(entry)}" if entry.outcome else ""
    _show_changes(sheet, rules, entry, seat, lead=f"{entry.title}{drawn}")
    if entry.text and not entry.outcome and not _changes(rules, entry, seat):
        sheet.line(entry.text, indent=2, hang=0, tone="quiet")


def _show_changes(sheet: Sheet, rules: Rules, entry: LogEntry, seat: str, *, lead: str) -> None:
    words = _changes(rules, entry, seat)
    line = ". ".join(each for each in (lead, words) if each)
    if line:
        sheet.line(f"{line}.", indent=2 if entry.kind == "move" else 0)


def _changes(rules: Rules, entry: LogEntry, seat: str) -> str:
    """Return what an entry changed, but for counters and for whose paper lies there, which stand on the board."""
    shown = [each for each in entry.changes if not _is_counter(rules, each.track)]
    return moved_words(rules, shown, seat, entry.tabled, now=False)


def _is_counter(rules: Rules, name: str) -> bool:
    """Say whether a track only counts, where the others have words for their values, or says whose paper lies there."""
    track = rules.track_by_id[name]
    if is_flag(rules, name):
        return name in rules.paper_tracks
    has_words = any(each.bands for each in declared(rules))
    return track.role is Role.DECLARED and not track.bands and has_words


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
    for number, (title, odds) in enumerate(rolled(entry)):
        here = number == at % len(entry.odds)
        sheet.line(f"{'▶' if here else ' '} {odds}  {title}", indent=2, tone="label" if here else "quiet")


# -- what nobody may overlook


def banners_of(game: Game, counted: Measured, seat: str, *, since: int) -> list[Banner]:
    """Return what was signed, broken, met, left or found out since a record, as far as the seat was shown it."""
    rules, records = game.summit.rules, (game.setup, *game.records)[since:]
    found: dict[Banner, None] = {}
    for record in records:
        entries = entries_of(record, seat)
        move = next((each for each in entries if each.kind == "move"), None)
        found |= dict.fromkeys(each for entry in entries for each in _banners(rules, counted, entry, move or entry))
    return list(found)


def _banners(rules: Rules, counted: Measured, entry: LogEntry, move: LogEntry) -> Iterator[Banner]:
    """Yield the banners of an entry; `move` is what brought it about."""
    who = f"{rules.side(entry.side).name}: {entry.title}" if entry.side else entry.title
    if _meets(rules, counted.signed, entry):
        by = f"{rules.side(move.side).name}: " if move.side else ""
        yield Banner("signed", f"SIGNED · {by}{move.title}")
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
    rule = next(each for each in rules.moves_and_events if each.key == key)
    return any(each.id in drawn and each.title == entry.outcome for each in rule.outcomes)
