"""Where things stand, as one seat sees them: meters with their words, and whatever else is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.pages.words import bar
from wargame.scenario.wording import band, is_flag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.game.view import View
    from wargame.pages.sheet import Sheet
    from wargame.scenario.rules import Derived, Rules, Track

__all__ = ["declared", "show_situation", "show_worked_out"]

_MADE = {"offer", "claim", "vague", "done", "bid", "raw", "gap", "used"}
Shown = tuple[str, str, str]  # name, value in words, bar


def declared(rules: Rules) -> list[Track]:
    """Return the tracks that the author declared: those that the engine makes are shown in pages of their own."""
    return [each for each in rules.tracks if each.id.split(".")[0] not in _MADE and not each.id.endswith(".mandate")]


def show_situation(sheet: Sheet, rules: Rules, view: View, before: Mapping[str, int]) -> None:
    """Write the tracks that the seat sees; `before` are their values at its last turn, empty if it had none."""
    tracks = [each for each in declared(rules) if each.id in view.tracks]
    if not any(each.bands or view.tracks[each.id] != each.min for each in tracks):
        sheet.line("Nothing to be measured yet.", indent=2)
    meters = [
        each for each in tracks if not is_flag(rules, each.id) and (each.bands or view.tracks[each.id] != each.min)
    ]
    for heading, prefix, members in _by_owner(rules, meters, view.seat):
        rows = [_row(each, prefix, view, before) for each in members]
        if rows:
            sheet.line(heading, indent=2)
            widths = [max(len(row[at]) for row in rows) for at in range(2)]
            for name, value, drawn in rows:
                sheet.line(f"{name:<{widths[0]}}  {value:<{widths[1]}}  {drawn}", indent=4)
    flags = [
        f"{each.title}{_fresh(each, view, before)}"
        for each in tracks
        if is_flag(rules, each.id) and view.tracks[each.id]
    ]
    if flags:
        sheet.line(f"So far: {'; '.join(flags)}.", indent=2)


def _by_owner(rules: Rules, tracks: list[Track], seat: str) -> list[tuple[str, str, list[Track]]]:
    """Return (heading, prefix of titles, tracks): what is common first, then the seat's own, then the other's."""
    prefixes = {side.id: f"{side.name}: " for side in rules.sides}
    own = {side: [each for each in tracks if each.title.startswith(prefix)] for side, prefix in prefixes.items()}
    rest = [each for each in tracks if not any(each in owned for owned in own.values())]
    order = sorted(prefixes, key=lambda side: side != seat)
    found = [("The world", "", rest)]
    for side in order:
        name = rules.side(side).name
        found.append((f"{name} (you)" if side == seat else name, prefixes[side], own[side]))
    return found


def _row(track: Track, prefix: str, view: View, before: Mapping[str, int]) -> Shown:
    value = view.tracks[track.id]
    scale = f"{value} of {track.max}" if not track.min else f"{value} on {track.min} to {track.max}"
    words = [scale.replace("-", "−"), band(track, value)]
    if track.id in before and before[track.id] != value:
        words.append(f"{value - before[track.id]:+d} since your last turn".replace("-", "−"))
    name = track.title.removeprefix(prefix)
    return name[:1].upper() + name[1:], ", ".join(each for each in words if each), bar(value, track.min, track.max)


def _fresh(track: Track, view: View, before: Mapping[str, int]) -> str:
    return " (new)" if before and before.get(track.id) != view.tracks[track.id] else ""


def show_worked_out(sheet: Sheet, rules: Rules, view: View) -> None:
    """Write the derived tracks that the seat sees and that are not 0."""
    shown: list[Derived] = [
        each
        for each in rules.derived
        if each.id.split(".")[0] not in _MADE and each.id in view.tracks and view.tracks[each.id]
    ]
    if shown:
        sheet.line("What follows from it", indent=2)
        for each in shown:
            value = f"{view.tracks[each.id]}".replace("-", "−")
            words = band(each, view.tracks[each.id])
            sheet.line(f"{each.title} = {value}{f' ({words})' if words else ''}. {each.meaning}", indent=4)
