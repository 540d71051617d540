"""Odds, changes and values in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wargame.game.communique import tabled
from wargame.scenario.rules import PAPER, Role
from wargame.scenario.wording import change_words, minus, title, value_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from wargame.game.communique import Tabled
    from wargame.game.preview import Range
    from wargame.game.view import Moved
    from wargame.scenario.ruleset import Rules

WHOLE = 100
LONGEST_ZONE = 5  # of a name that people know, such as CET; Windows has whole phrases


def percent(low: Fraction, high: Fraction | None = None) -> str:
    """Write a probability, or two it lies between: `40%`, `10–25%`."""
    if high is None or low == high:
        return _percent(low)
    return f"{_percent(low).rstrip('%')}–{_percent(high)}"


def _percent(chance: Fraction) -> str:
    rounded = round(WHOLE * chance)
    if rounded == 0 and chance > 0:
        return "<1%"
    if rounded == WHOLE and chance < 1:
        return ">99%"
    return f"{rounded}%"


def exact(low: Fraction, high: Fraction) -> str:
    """Write a probability in full: `2 in 5 (40%)`; certain ones and ranges as percents."""
    if low != high or low.denominator == 1:
        return percent(low, high)
    return f"{low.numerator} in {low.denominator} ({percent(low)})"


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


def tabled_words(rules: Rules, clauses: Iterable[Tabled]) -> list[str]:
    """Write clauses of the package on the table, each beside what the draft has."""
    words = []
    for each in clauses:
        labels = rules.issue(each.issue).labels
        was = "" if each.before is None else f"{labels[each.before]} → "
        beside = "as in the draft" if each.level == each.draft else f"the draft: {labels[each.draft]}"
        words.append(f"{title(rules, rules.track_id(Role.BID, each.issue))}: {was}{labels[each.level]} ({beside})")
    return words


def moved_words(
    rules: Rules, moved: Iterable[Moved], seat: str, package: Iterable[Tabled] = (), *, now: bool = True
) -> str:
    """Write changes that were seen, after what was tabled; `now` adds where the meters stand. "" if there are none."""
    words = tabled_words(rules, package)
    words += [
        change_words(rules, each.track, (each.before, each.after), seat=seat, value=now)
        for each in moved
        if _tells(rules, each.track)
    ]
    return capital("; ".join(words))


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
