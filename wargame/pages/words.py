"""Odds, changes and values in the words of this interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.scenario.wording import change_words, minus, title, value_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from fractions import Fraction

    from wargame.game.preview import Range
    from wargame.game.view import Moved
    from wargame.scenario.rules import Rules

__all__ = ["bar", "capital", "exact", "moved_words", "percent", "range_words", "signed_error", "span"]

MOST_CELLS = 12
WHOLE = 100


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


def signed_error(mean: float, error: float) -> str:
    """Write a mean with twice its standard error: `43 ± 2`."""
    return f"{mean:.0f} ± {2 * error:.0f}" if error else f"{mean:.0f}"


def capital(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]


def bar(value: int, low: int, high: int) -> str:
    """Draw a meter: `[###..]`."""
    cells = min(MOST_CELLS, high - low)
    full = round(cells * (value - low) / (high - low))
    return f"[{'#' * full}{'.' * (cells - full)}]"


def _tells(name: str) -> bool:
    """Say whether a change is worth a word: the move says that a package is tabled, the draw which mandate it is."""
    return not name.startswith("used.") and not name.endswith(".mandate")


def moved_words(rules: Rules, moved: Iterable[Moved], seat: str) -> str:
    """Write changes that were seen, with where the meters stand now; "" if there are none."""
    words = [
        change_words(rules, each.track, (each.before, each.after), seat=seat, value=True)
        for each in moved
        if _tells(each.track)
    ]
    return capital("; ".join(words))


def range_words(rules: Rules, ranges: Iterable[Range], values: Mapping[str, int], seat: str) -> str:
    """Write changes to come, from the values as they stand; "" if there are none."""
    words = []
    for each in ranges:
        if not _tells(each.track):
            continue
        now = values[each.track]
        if each.low == each.high:
            words.append(change_words(rules, each.track, (now, now + each.low), seat=seat))
        else:
            low, high = (value_words(rules, each.track, now + by) for by in (each.low, each.high))
            words.append(f"{title(rules, each.track, seat=seat)} then {low} to {high}")
    return "; ".join(words)
