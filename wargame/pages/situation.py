"""The situation as one seat sees it: meters with their words, flags, derived tracks, actors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.pages.words import capital
from wargame.scenario.rules import Role
from wargame.scenario.wording import band, is_flag, minus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.game.view import View
    from wargame.pages.sheet import Sheet
    from wargame.scenario.rules import Derived, Track
    from wargame.scenario.ruleset import Rules


@frozen
class Meter:
    """A track that is shown as a meter, with its change since the seat's last turn."""

    track: str
    name: str
    value: int
    min: int
    max: int
    band: str  # the author's word for the value, "" if there is none
    change: int  # since the reader's last turn
    is_worded: bool = True  # its word is new to the reader: it has changed, or nothing was shown before

    @property
    def words(self) -> str:
        """Return the value in full: `3 of 10, wary, +1 since your last turn`."""
        scale = f"{self.value} of {self.max}" if not self.min else f"{self.value} on {self.min} to {self.max}"
        since = f"{self.change:+d} since your last turn" if self.change else ""
        return minus(", ".join(each for each in (scale, self.band, since) if each))


@frozen
class Meters:
    """A group of meters: the common ones, or those of one side or actor."""

    side: str  # or actor; "" for what is common
    name: str
    meters: tuple[Meter, ...]
    is_yours: bool = False  # the reader's own

    @property
    def is_named(self) -> bool:
        """Say whether its name has to be told: it is somebody's, and its meters do not tell whose."""
        return bool(self.side) and not self.meters[0].name.startswith(self.name)

    @property
    def heading(self) -> str:
        """Return the heading of the group."""
        return f"{self.name} (you)" if self.is_yours else self.name


def declared(rules: Rules) -> list[Track]:
    """Return the tracks that the author declared: those that the engine makes are shown in pages of their own."""
    return [each for each in rules.tracks if each.role is Role.DECLARED]


def meters_of(rules: Rules, view: View, before: Mapping[str, int]) -> list[Meters]:
    """Return the meters that a seat sees: the common ones first, then the seat's own, then the other's.

    `before` are the values at its last turn, empty if it had none. A track without bands that stands at its minimum is
    left out.
    """
    shown = [
        each
        for each in declared(rules)
        if each.id in view.tracks and not is_flag(rules, each.id) and (each.bands or view.tracks[each.id] != each.min)
    ]
    found = [Meters("", "The world", tuple(_meter(each, view, before) for each in shown if not each.owner))]
    sides = sorted(((side.id, side.name) for side in rules.sides), key=lambda side: side[0] != view.seat)
    for owner, name in (*sides, *((actor.id, actor.name) for actor in rules.actors)):
        own = tuple(_meter(each, view, before) for each in shown if each.owner == owner)
        found.append(Meters(owner, name, own, is_yours=owner == view.seat))
    return [each for each in found if each.meters]


def _meter(track: Track, view: View, before: Mapping[str, int]) -> Meter:
    value, name = view.tracks[track.id], track.own_title or track.title
    change = value - before.get(track.id, value)
    return Meter(
        track.id,
        capital(name),
        value,
        track.min,
        track.max,
        band(track, value),
        change,
        is_worded=bool(change) or not before,
    )


def meter_named(rules: Rules, view: View, track: str, before: Mapping[str, int]) -> Meter | None:
    """Return the meter of one track, None where the seat does not see it or there is none."""
    found = next((each for each in rules.tracks if each.id == track and each.id in view.tracks), None)
    return None if found is None else _meter(found, view, before)


def flags_of(rules: Rules, view: View, before: Mapping[str, int]) -> list[str]:
    """Return the titles of the flags that are set, as a seat sees them; those new since its last turn are marked."""
    return [
        f"{each.title}{' (new)' if before and before.get(each.id) != view.tracks[each.id] else ''}"
        for each in declared(rules)
        if each.id in view.tracks and is_flag(rules, each.id) and view.tracks[each.id]
    ]


def show_situation(sheet: Sheet, rules: Rules, view: View, before: Mapping[str, int]) -> None:
    """Write the tracks that the seat sees; `before` are their values at its last turn, empty if it had none."""
    groups, flags = meters_of(rules, view, before), flags_of(rules, view, before)
    if not groups and not flags:
        sheet.line("Nothing to be measured yet.", indent=2)
    for group in groups:
        sheet.line(group.heading, indent=2)
        width = max(len(each.name) for each in group.meters)
        for each in group.meters:
            sheet.line(f"{each.name:<{width}}  {each.words}", indent=4)
    if flags:
        sheet.line(f"So far: {'; '.join(flags)}.", indent=2)


def show_worked_out(sheet: Sheet, rules: Rules, view: View) -> None:
    """Write the derived tracks that the seat sees and that are not 0."""
    shown: list[Derived] = [
        each
        for each in rules.derived
        if not each.issue and each.role is not Role.OPEN and view.tracks.get(each.id)  # of an issue: the draft says it
    ]
    if shown:
        sheet.line("What follows from it", indent=2)
        for each in shown:
            value = minus(f"{view.tracks[each.id]}")
            words = band(each, view.tracks[each.id])
            sheet.line(f"{each.title} = {value}{f' ({words})' if words else ''}. {each.meaning}", indent=4)


def show_actors(sheet: Sheet, rules: Rules) -> None:
    """Write the actors of this game, with the temperament of each."""
    for actor in rules.actors:
        character = f" {actor.doctrine}. {actor.temperament}" if actor.doctrine else ""
        sheet.line(f"{actor.name} acts by itself. {' '.join(actor.brief.split())}{character}", indent=2)
