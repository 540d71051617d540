"""Odds, changes and values in words."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from wargame.game.communique import tabled
from wargame.scenario.rules import PAPER, Role
from wargame.scenario.wording import change_words, is_flag, minus, title, value_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wargame.game.communique import Tabled
    from wargame.game.preview import Range
    from wargame.game.view import Moved
    from wargame.scenario.ruleset import Rules

WHOLE = 100
LONGEST_ZONE = 5  # of a name that people know, such as CET; Windows has whole phrases


Odds = tuple[Fraction, Fraction]  # the least and the most that a probability may be


def percent(low: Fraction, high: Fraction | None = None) -> str:
    """Write a probability by itself, or two it lies between: `40%`, `10–25%`."""
    least, most = (_percent(each, round(WHOLE * each)) for each in (low, low if high is None else high))
    return least if high is None or low == high else f"{least.rstrip('%')}–{most}"


def percents(odds: Sequence[Odds]) -> list[str]:
    """Write the probabilities of outcomes that exclude each other.

    Rounded by largest remainders, those of a whole add up to 100.
    """
    if any(low != high for low, high in odds):
        return [percent(low, high) for low, high in odds]
    whole = [WHOLE * low for low, _ in odds]
    rounded = [int(each) for each in whole]
    by_remainder = sorted(range(len(odds)), key=lambda at: rounded[at] - whole[at])
    for at in by_remainder[: round(sum(whole)) - sum(rounded)]:
        rounded[at] += 1
    return [_percent(low, each) for (low, _), each in zip(odds, rounded, strict=True)]


def percents_of(odds: Iterable[tuple[str, Fraction]]) -> dict[str, str]:
    """Write the probability of each outcome of a roll, by its title."""
    known = dict(odds)
    return dict(zip(known, percents([(each, each) for each in known.values()]), strict=True))


def _percent(chance: Fraction, rounded: int) -> str:
    if rounded == 0 and chance > 0:
        return "<1%"
    if rounded == WHOLE and chance < 1:
        return ">99%"
    return f"{rounded}%"


def exacts(odds: Sequence[Odds]) -> list[str]:
    """Write the probabilities of outcomes that exclude each other in full, `2 in 5 (40%)`; ranges as percents."""
    return [
        words if low != high or low.denominator == 1 else f"{low.numerator} in {low.denominator} ({words})"
        for (low, high), words in zip(odds, percents(odds), strict=True)
    ]


def span(low: int, high: int) -> str:
    """Write a number, or two it lies between."""
    return minus(f"{low}" if low == high else f"{low} to {high}")


def signed_span(low: int, high: int) -> str:
    """Write a summand, or two it lies between, with their signs: `+3`, `−2 to +1`."""
    return minus(f"{low:+d}" if low == high else f"{low:+d} to {high:+d}")


def signed_error(mean: float, error: float) -> str:
    """Write a mean with twice its standard error: `43 ± 2`."""
    return f"{mean:.0f} ± {2 * error:.0f}" if error else f"{mean:.0f}"


def local_time(created: str) -> str:
    """Write a time of a file (UTC, ISO 8601) in the local time zone: `2026-11-23 23:40 CET`.

    A text that is no time is returned as it is.
    """
    try:
        read = datetime.fromisoformat(created)
        here = (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone()
    except (ValueError, OverflowError, OSError):
        return created
    name = here.strftime("%Z")
    offset = here.isoformat(timespec="minutes")[len("2026-11-23T23:40") :]
    return f"{here:%Y-%m-%d %H:%M} {name if len(name) <= LONGEST_ZONE and name.isascii() else offset}"


def capital(text: str) -> str:
    """Return a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def _tells(rules: Rules, name: str) -> bool:
    """Say whether a change is told by itself: of a tabled package the move tells, of a mandate the draw.

    The clauses of a package are told by `tabled_words`: beside the draft, not beside an earlier package.
    """
    return rules.track_by_id[name].role not in {*PAPER, Role.MANDATE}


def tabled_words(rules: Rules, clauses: Iterable[Tabled], *, draft: bool = True) -> list[str]:
    """Write clauses of the package on the table, each beside what the draft has, or in few words without `draft`."""
    words = []
    for each in clauses:
        labels = rules.issue(each.issue).labels
        was = "" if each.before is None else f"{labels[each.before]} → "
        beside = "as in the draft" if each.level == each.draft else f"the draft: {labels[each.draft]}"
        if draft:
            words.append(f"{title(rules, rules.track_id(Role.BID, each.issue))}: {was}{labels[each.level]} ({beside})")
        else:
            name = f"{rules.issue(each.issue).title}: {was}{labels[each.level]}"
            words.append(name if words else f"◇ {name}")
    return words


def moved_words(
    rules: Rules, moved: Iterable[Moved], seat: str, package: Iterable[Tabled] = (), *, now: bool = True
) -> str:
    """Write changes that were seen, after what was tabled; "" if there are none.

    `now` adds what is seen on a board: where the meters stand, and what the draft has.
    """
    words = tabled_words(rules, package, draft=now)
    words += [_moved(rules, each, seat, now=now) for each in moved if _tells(rules, each.track)]
    return capital("; ".join(words))


def _moved(rules: Rules, moved: Moved, seat: str, *, now: bool) -> str:
    if not now and is_flag(rules, moved.track) and rules.track_by_id[moved.track].role is Role.DECLARED:
        return f"{'+' if moved.after else '−'} {title(rules, moved.track)}"
    return change_words(rules, moved.track, (moved.before, moved.after), seat=seat, value=now)


def range_words(
    rules: Rules, ranges: Iterable[Range], values: Mapping[str, int], seat: str, *, paper: bool = True
) -> str:
    """Write changes to come, from the values as they stand, `paper` those of what lies on the table; "" for none."""
    ranges = tuple(ranges)
    sure = {each.track: values[each.track] + each.low for each in ranges if each.low == each.high}
    words = tabled_words(rules, tabled(rules, values, {**values, **sure})) if paper else []
    for each in ranges:
        now = values[each.track]
        if each.track in sure and _tells(rules, each.track):
            words.append(change_words(rules, each.track, (now, now + each.low), seat=seat))
        elif each.track not in sure:
            low, high = (value_words(rules, each.track, now + by) for by in (each.low, each.high))
            words.append(f"{title(rules, each.track, seat=seat)} then {low} to {high}")
    return "; ".join(words)
