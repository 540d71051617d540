"""The meters: a few lines of words where there is little room, bars where there is more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from wargame.scenario.wording import minus
from wargame.tui.ink import Block, laid_out, meter_bar
from wargame.tui.widgets.leaf import Leaf, Panel

if TYPE_CHECKING:
    from wargame.pages.situation import Meter, Meters

LEAST_BAR, MOST_BAR = 3, 10  # cells


class MeterStrip(Leaf):
    """A line for the world and one for each side, and more where one does not suffice."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="strip")
        self._groups: list[Meters] = []

    def show(self, groups: list[Meters]) -> None:
        """Show meters; none clears it."""
        width = max(1, self.content_size.width)
        high = len(self.lines(width))
        self._groups = groups
        self.refresh(layout=len(self.lines(width)) != high)

    def lines(self, width: int) -> list[Content]:
        """Return a heading for each group and its meters in as many lines as they need."""
        name = max((len(_short(group)) for group in self._groups), default=0)
        found = []
        for group in self._groups:
            line = Content.styled(f"{_short(group):<{name}}", "bold $text-primary")
            for meter in group.meters:
                words = Content("  ") + _in_words(meter)
                if line.cell_length + words.cell_length > width and line.cell_length > name:
                    found.append(line)
                    line = Content(" " * name)
                line += words
            found.append(line.truncate(width, ellipsis=True))
        return found


class MeterPanel(Panel):
    """A bar for each meter, and below them what stands."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__("Situation", id="situation")
        self._groups: list[Meters] = []
        self._flags: list[str] = []

    def show(self, groups: list[Meters], flags: list[str]) -> None:
        """Show meters and flags; none clears it."""
        self._groups, self._flags = groups, flags
        self.lay_out_again()

    def lines(self, width: int) -> list[Content]:
        """Return a heading for each group and a line for each meter."""
        found: list[Content] = []
        name = max((len(each.name) for group in self._groups for each in group.meters), default=0)
        word = max((len(each.band) + 3 for group in self._groups for each in group.meters), default=0)
        cells = max(LEAST_BAR, min(MOST_BAR, width - name - word - len("  10 ")))
        for group in self._groups:
            found.append(Content.styled(group.heading, "bold $text-primary"))
            found += [_bar(each, name, cells).truncate(width, ellipsis=True) for each in group.meters]
        if self._flags:
            found.append(Content.styled("So far", "bold $text-primary"))
            found += laid_out([Block(flag, indent=1) for flag in self._flags], width)
        return found


def _bar(meter: Meter, name: int, cells: int) -> Content:
    return Content.assemble(
        f" {meter.name:<{name}} ",
        meter_bar(meter.value, meter.min, meter.max, cells),
        (f" {minus(f'{meter.value}'):>2} ", "bold"),
        (meter.band, "$foreground-muted"),
        _change(meter),
    )


def _short(group: Meters) -> str:
    return group.name if group.side else "World"


def _in_words(meter: Meter) -> Content:
    word = f" {meter.band}" if meter.band else ""
    return Content.assemble(
        (f"{meter.name} ", "$foreground-muted"), (minus(f"{meter.value}"), "bold"), word, _change(meter)
    )


def _change(meter: Meter) -> Content:
    if not meter.change:
        return Content("")
    return Content.styled(f" {'▲' if meter.change > 0 else '▼'}{abs(meter.change)}", "bold $text-warning")
