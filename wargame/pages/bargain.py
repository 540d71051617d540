"""The bargaining map in words: what there is to gain, and what the text would be worth with each clause moved."""

from __future__ import annotations

from string import ascii_letters
from typing import TYPE_CHECKING

from wargame.analysis.bargaining.bargain import best_places
from wargame.analysis.bargaining.closing import closing_of
from wargame.pages.words import capital
from wargame.scenario.wording import minus

if TYPE_CHECKING:
    from wargame.analysis.bargaining.bargain import BargainingMap, Place, Worth
    from wargame.game.game import Game
    from wargame.pages.sheet import Sheet
    from wargame.scenario.ruleset import Rules

SIGNS = {"draft": "◆", "signed": "◆", "paper": "◇", "nothing": "✕", "fair": "★", "own": "○", "other": "○"}
WHOLE = 100
NO_MAP = "This scenario does not say what a text would be worth, so there is no map."
NONE = "No text was found that could be signed"


def places_of(found: BargainingMap) -> list[tuple[str, Place]]:
    """Return what has a name on the map with its sign, each clause with a letter."""
    named = [found.draft, *([found.paper] if found.paper else []), found.nothing, *best_places(found)]
    letters = iter(ascii_letters)
    return [(SIGNS[each.kind], each) for each in named] + [(next(letters, "·"), each) for each in found.clauses]


def state_words(found: BargainingMap) -> str:
    """Say how many texts there are and how many of them both sides gain by, and how far it is if it looks for more."""
    count, searched = len(found.texts), f"{WHOLE * found.played:.0f}%"
    if not count:
        return NONE if found.played >= 1 else "Looking for the texts that could be signed …"
    better = int(found.is_better.sum())
    share = f"{WHOLE * better / count:.0f}% better for both than none"
    if found.played < 1:
        return f"Still looking ({searched}): {count:,} texts so far, {share} …"
    return f"{count:,} texts that could be signed, {share}"


def label_of(rules: Rules, found: BargainingMap, place: Place) -> str:
    """Return what a place is called."""
    if place.kind == "clause":
        issue = rules.issues[place.issue]
        return f"{issue.title}: {issue.labels[place.text[place.issue]]}"
    return {
        "draft": "The draft as it stands",
        "signed": "What was signed",
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
        beside = f", {minus(f'{gain:+d}')} beside {_draft(found)}" if gain else f", as {_draft(found)}"
        beside = "" if place is found.draft else beside
        guess = "" if is_own or found.is_exact else " by your estimate"
        name = _name(rules, found, own=is_own)
        sheet.line(f"{capital(name)}: {_points(worth)}{guess}{beside}.")
    if place.kind not in {found.draft.kind, "nothing", "clause"}:
        sheet.line(f"{_beside(rules, found, place)}.")


def show_bargain(sheet: Sheet, rules: Rules, found: BargainingMap) -> None:
    """Write the map without drawing it: each place by its points and its text, and the frontier."""
    sheet.line(f"{state_words(found)}.")
    guess = "" if found.is_exact else ", by your estimate: the mean, and the least and most that it may be"
    sheet.line(f"Points if a text is signed and both keep it, all else as it stands{guess}.", tone="quiet")
    named = [each for _, each in places_of(found)]
    for place in (each for each in named if each.kind != "clause"):
        sheet.line(f"{label_of(rules, found, place)}: {_both(rules, found, place)}", indent=2)
        if place.kind not in {found.draft.kind, "nothing"}:
            sheet.line(f"{_beside(rules, found, place)}.", indent=4)
    if clauses := [each for each in named if each.kind == "clause"]:
        sheet.line(f"With one clause of {_draft(found)} moved", indent=2)
        for place in clauses:
            sheet.line(f"{label_of(rules, found, place)}: {_both(rules, found, place)}", indent=4)
    _show_frontier(sheet, rules, found)


def show_closing(sheet: Sheet, game: Game) -> None:
    """Write the map of where a game was decided, as the referee sees it: what both preferred, and what was signed."""
    rules, closing = game.summit.rules, closing_of(game)
    maps = list(closing.maps())
    if not maps or not maps[-1].texts:
        return
    found = maps[-1]
    sheet.heading("The bargaining map")
    moment = f"Before decision {closing.ply + 1}"
    moment += ", by which the text was signed" if closing.signed is not None else ", the last; nothing was signed"
    sheet.line(f"{moment}: {state_words(found)}.", indent=2)
    sheet.line("Points if a text is signed and both keep it, all else as it stood.", indent=2, tone="quiet")
    if closing.signed is not None:
        sheet.line(f"{_bettered(found)}.", indent=2)
    for place in (found.draft, found.nothing, *best_places(found)):
        sheet.line(f"{label_of(rules, found, place)}: {_both(rules, found, place)}.", indent=2)
        if place.kind not in {found.draft.kind, "nothing"}:
            sheet.line(f"{_beside(rules, found, place)}.", indent=4)
    _show_frontier(sheet, rules, found)


def _show_frontier(sheet: Sheet, rules: Rules, found: BargainingMap) -> None:
    """Write the points of the texts that no other one beats for both, in whole points."""
    most: dict[int, int] = {}  # for the other side, by the points of one's own
    for own, theirs in found.points[[*found.frontier]].round().astype(int).tolist():
        if theirs > max(most.values(), default=-1):
            most[own] = theirs
    if most:
        names = f"{_name(rules, found, own=True)}–{_name(rules, found, own=False)}"
        points = ", ".join(f"{own}–{theirs}" for own, theirs in most.items())
        sheet.line(f"The frontier, where no text is better for both ({names}): {points}.", indent=2)


def _bettered(found: BargainingMap) -> str:
    """Say how many texts both would have preferred to the one that was signed."""
    own, other = found.draft.own.mean, found.draft.other.mean
    better = int((found.points > [own, other]).all(axis=1).sum())
    if not better:
        return "No text was better for both than the one that was signed"
    return f"{better:,} {'text was' if better == 1 else 'texts were'} better for both than the one that was signed"


def _both(rules: Rules, found: BargainingMap, place: Place) -> str:
    own, other = (f"{_name(rules, found, own=is_own)} {_points(_worth(place, own=is_own))}" for is_own in (True, False))
    return f"{own}, {other}"


def _draft(found: BargainingMap) -> str:
    """Return what all else is compared with."""
    return "the draft" if found.draft.kind == "draft" else "what was signed"


def _beside(rules: Rules, found: BargainingMap, place: Place) -> str:
    return f"Beside {_draft(found)}: {_differences(rules, found.draft, place) or 'nothing else'}"


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
