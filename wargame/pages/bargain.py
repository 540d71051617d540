"""The bargaining map in words: what there is to gain, and what the text would be worth with each clause moved."""

from __future__ import annotations

from string import ascii_letters
from typing import TYPE_CHECKING

from wargame.analysis.bargain import best_places
from wargame.scenario.wording import minus

if TYPE_CHECKING:
    from wargame.analysis.bargain import BargainingMap, Place, Worth
    from wargame.pages.sheet import Sheet
    from wargame.scenario.ruleset import Rules

SIGNS = {"draft": "◆", "paper": "◇", "nothing": "✕", "fair": "★", "own": "○", "other": "○"}
WHOLE = 100
NO_MAP = "This scenario does not say what a text would be worth, so there is no map."


def places_of(found: BargainingMap) -> list[tuple[str, Place]]:
    """Return what has a name on the map with its sign, each clause with a letter."""
    named = [found.draft, *([found.paper] if found.paper else []), found.nothing, *best_places(found)]
    letters = iter(ascii_letters)
    return [(SIGNS[each.kind], each) for each in named] + [(next(letters, "·"), each) for each in found.clauses]


def state_words(found: BargainingMap) -> str:
    """Say how many texts there are and how many of them both sides gain by, so far."""
    count = len(found.texts)
    share = f"{WHOLE * found.is_better.mean():.0f}% of them better for both than none" if count else ""
    so_far = "" if found.played >= 1 else f" (so far: {WHOLE * found.played:.0f}% of the games that find them)"
    return f"{count:,} texts that could be signed{', ' + share if share else ''}{so_far}"


def label_of(rules: Rules, found: BargainingMap, place: Place) -> str:
    """Return what a place is called."""
    if place.kind == "clause":
        issue = rules.issues[place.issue]
        return f"{issue.title}: {issue.labels[place.text[place.issue]]}"
    return {
        "draft": "The draft as it stands",
        "paper": "The paper on the table",
        "nothing": "No text",
        "fair": "Fairest text",
        "own": f"Best for {_name(rules, found, own=True)}",
        "other": f"Best for {_name(rules, found, own=False)}",
    }[place.kind]


def show_place(sheet: Sheet, rules: Rules, found: BargainingMap, place: Place) -> None:
    """Write what a place is worth to both sides, beside the draft, and how its text differs from that."""
    sheet.line(label_of(rules, found, place), tone="title")
    for is_own in (True, False):
        worth, draft = (_worth(each, own=is_own) for each in (place, found.draft))
        gain = round(worth.mean) - round(draft.mean)
        beside = f", {minus(f'{gain:+d}')} beside the draft" if gain else ", as the draft"
        beside = "" if place.kind == "draft" else beside
        guess = "" if is_own or found.is_exact else " by your estimate"
        name = _name(rules, found, own=is_own)
        sheet.line(f"{name[:1].upper()}{name[1:]}: {_points(worth)}{guess}{beside}.")
    if place.kind not in {"draft", "nothing", "clause"}:
        sheet.line(f"Beside the draft: {_differences(rules, found.draft, place) or 'nothing else'}.")


def show_bargain(sheet: Sheet, rules: Rules, found: BargainingMap) -> None:
    """Write the map without drawing it."""
    sheet.line(f"{state_words(found)}.")
    for _, place in places_of(found):
        own, other = (_points(_worth(place, own=is_own)) for is_own in (True, False))
        names = [_name(rules, found, own=is_own) for is_own in (True, False)]
        sheet.line(f"{label_of(rules, found, place)}: {names[0]} {own}, {names[1]} {other}", indent=2)


def _name(rules: Rules, found: BargainingMap, *, own: bool) -> str:
    if own and not found.is_referee:
        return "you"
    return rules.side(found.own if own else found.other).name


def _worth(place: Place, *, own: bool) -> Worth:
    return place.own if own else place.other


def _points(worth: Worth) -> str:
    spread = "" if worth.least == worth.most else f" ({worth.least} to {worth.most})"
    return f"{worth.mean:.0f}{spread}"


def _differences(rules: Rules, draft: Place, place: Place) -> str:
    levels = zip(rules.issues, draft.text, place.text, strict=True)
    return "; ".join(f"{issue.title}: {issue.labels[then]}" for issue, now, then in levels if now != then)
