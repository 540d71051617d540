"""The meters: a few lines of words where there is little room, bars where there is more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from wargame.scenario.wording import minus
from wargame.tui.ink import Block, laid_out, meter_bar, side_by_side
from wargame.tui.widgets.leaf import Leaf, Panel

if TYPE_CHECKING:
    from wargame.pages.situation import Meter, Meters

BAR = 10  # cells, as many whatever the room: a meter that shrinks is read wrong
ABREAST = 66  # columns, from which the groups stand in two columns


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
        """Return the groups one after the other, in as many lines as they need."""
        found: list[Content] = []
        for group in self._groups:
            for number, meter in enumerate(group.meters):
                named = not number and group.is_named
                lead = Content.styled(f"{group.name} ", "bold $text-primary") if named else Content("")
                part, gap = lead + _in_figures(meter), Content(" " if number else "  ")
                if found and found[-1].cell_length + gap.cell_length + part.cell_length <= width:
                    found[-1] += gap + part
                else:
                    found.append(part)
        return [line.truncate(width, ellipsis=True) for line in found]


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
        blocks = [self._group(group, (width - 3) // 2 if width >= ABREAST else width) for group in self._groups]
        if self._flags:
            so_far = [Block(flag, indent=1) for flag in self._flags]
            blocks.append([Content.styled("So far", "bold $text-primary"), *laid_out(so_far, width)])
        if width < ABREAST or len(blocks) == 1:
            return [line for block in blocks for line in block]
        half, cut = sum(len(block) for block in blocks) // 2, 1
        while cut < len(blocks) - 1 and sum(len(block) for block in blocks[: cut + 1]) <= half + 1:
            cut += 1
        left, right = ([line for block in part for line in block] for part in (blocks[:cut], blocks[cut:]))
        return side_by_side(left, right, (width - 3) // 2)

    def _group(self, group: Meters, width: int) -> list[Content]:
        name = max((len(each.name) for group in self._groups for each in group.meters), default=0)
        name = min(name, max(8, width - BAR - len("   10 ")))
        bars = [_bar(each, name, width) for each in group.meters]
        return [Content.styled(group.heading, "bold $text-primary"), *bars]


def _bar(meter: Meter, name: int, width: int) -> Content:
    """Return a meter in a line: what finds no room, and what the reader knows, is first the word for its value."""
    title = meter.name if len(meter.name) <= name else f"{meter.name[: name - 1]}…"
    bar = Content.assemble(
        f" {title:<{name}} ",
        meter_bar(meter.value, meter.min, meter.max, BAR),
        (f" {minus(f'{meter.value}'):>2}", "bold"),
        _change(meter),
    )
    word = Content.styled(f" {meter.band}", "$foreground-muted") if meter.is_worded else Content("")
    return bar + word if bar.cell_length + word.cell_length <= width else bar


def _in_figures(meter: Meter) -> Content:
    return Content.assemble((f"{meter.name} ", "$foreground-muted"), (minus(f"{meter.value}"), "bold"), _change(meter))


def _change(meter: Meter) -> Content:
    if not meter.change:
        return Content("")
    return Content.styled(f" {'▲' if meter.change > 0 else '▼'}{abs(meter.change)}", "bold $text-warning")
