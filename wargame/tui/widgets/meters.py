"""The meters: a few lines of words where there is little room, bars where there is more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from wargame.pages.situation import Meter, Meters, flags_of, meters_of
from wargame.tui.ink import Block, laid_out, meter_bar
from wargame.tui.widgets.leaf import Leaf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.game.view import View
    from wargame.scenario.rules import Rules

__all__ = ["MeterBars", "MeterStrip"]

BAR = 10  # cells


class _MeterLeaf(Leaf):
    """Meters in any shape."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.groups: list[Meters] = []
        self.flags: list[str] = []

    def show(self, rules: Rules, view: View, before: Mapping[str, int]) -> None:
        """Show what a seat measures; `before` are the values at its last turn."""
        self.groups, self.flags = meters_of(rules, view, before), flags_of(rules, view, before)
        self.lay_out_again()

    def clear(self) -> None:
        """Show nothing."""
        self.groups, self.flags = [], []
        self.lay_out_again()


class MeterStrip(_MeterLeaf):
    """One line for the world and one for each side."""

    def lines(self, width: int) -> list[Content]:
        """Return a line for each group."""
        name = max((len(_short(group.heading)) for group in self.groups), default=0)
        found = []
        for group in self.groups:
            words = Content("  ").join(_in_words(each) for each in group.meters)
            heading = Content.styled(f"{_short(group.heading):<{name}}  ", "bold $text-primary")
            found.append((heading + words).truncate(width, ellipsis=True))
        return found


class MeterBars(_MeterLeaf):
    """A bar for each meter, and below them what stands."""

    def lines(self, width: int) -> list[Content]:
        """Return a heading for each group and a line for each meter."""
        found: list[Content] = []
        name = max((len(each.name) for group in self.groups for each in group.meters), default=0)
        for group in self.groups:
            found.append(Content.styled(group.heading, "bold $text-primary"))
            found += [self._bar(each, name).truncate(width, ellipsis=True) for each in group.meters]
        if self.flags:
            found.append(Content.styled("So far", "bold $text-primary"))
            found += laid_out([Block(flag, indent=1) for flag in self.flags], width)
        return found

    def _bar(self, meter: Meter, name: int) -> Content:
        return Content.assemble(
            f" {meter.name:<{name}} ",
            meter_bar(meter.value, meter.min, meter.max, BAR),
            (f" {_signed(meter.value):>2} ", "bold"),
            (meter.band, "$foreground-muted"),
            _change(meter),
        )


def _short(heading: str) -> str:
    return "World" if heading == "The world" else heading.replace(" (you)", "")


def _in_words(meter: Meter) -> Content:
    word = f" {meter.band}" if meter.band else ""
    return Content.assemble(
        (f"{meter.name} ", "$foreground-muted"), (_signed(meter.value), "bold"), word, _change(meter)
    )


def _change(meter: Meter) -> Content:
    if not meter.change:
        return Content("")
    return Content.styled(f" {'▲' if meter.change > 0 else '▼'}{abs(meter.change)}", "bold $text-warning")


def _signed(value: int) -> str:
    return f"{value}".replace("-", "−")
