"""The outcome bars: what each what-if is worth now from 0 to 100, and where the move under the cursor would bring it.

A bar is heavy as far as it is sure and shaded as far as it may go; success is a line across all of them. A move stands
on it as a diamond at its mean, with whiskers over everything that dice and what is hidden may make of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from wargame.bounds import MOST_SCORE
from wargame.tui.widgets.leaf import Leaf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.pages.bars import Bar

LEAST_ROWS = 3  # kept free, so that nothing moves when a move makes another what-if possible
ROOMY = 30  # rows of the terminal, from which it is done
MOST_NAME, MOST_CELLS, LEAST_CELLS = 28, 61, 11
FIGURES = len("100 → 100 (100 to 100)")


class Bars(Leaf):
    """A line for each what-if."""

    DEFAULT_CSS = """
    Bars { padding: 0 1; border-title-color: $foreground-muted; border-title-style: bold; }
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(id="bars")
        self.border_title = Content("Outcomes")
        self.bars: Sequence[Bar] = ()
        self.success = 0
        self._rows = 1  # that are kept free

    def show(self, bars: Sequence[Bar], success: int) -> None:
        """Show the what-ifs of a position; none clears it."""
        self._rows = max(len(bars), LEAST_ROWS if self.app.size.height >= ROOMY else 1)
        self.show_ghosts(bars, success)

    def show_ghosts(self, bars: Sequence[Bar], success: int) -> None:
        """Show them as a move would leave them, in as much room as they had."""
        if (bars, success) == (self.bars, self.success):
            return
        self.bars, self.success = bars, success
        self.border_title = Content(f"Outcomes · ┃ success {success}")
        self.refresh()

    def lines(self, width: int) -> list[Content]:
        """Return a bar for each what-if, and empty lines as far as there may be more; what does not move goes first."""
        bars = list(self.bars)
        while len(bars) > self._rows:
            bars.remove(next((each for each in reversed(bars) if not each.is_moved), bars[-1]))
        name = min(MOST_NAME, max((len(each.name) for each in self.bars), default=0), width // 3)
        cells = max(LEAST_CELLS, min(MOST_CELLS, width - name - FIGURES - 2))
        found = [
            Content.assemble(
                (f"{_cut(each.name, name):<{name}} ", "bold" if each.is_moved else ""),
                *_cells(each, self.success, cells),
                (f" {each.words}", _tone(each)),
            ).truncate(width, ellipsis=True)
            for each in bars
        ]
        return [*found, *[Content("")] * (self._rows - len(found))]


def _cut(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: max(0, most - 1)]}…"


def _tone(bar: Bar) -> str:
    if bar.then is None or bar.now is None:
        return "bold"
    middle = sum(bar.now) / 2
    low, high = bar.mean
    return "bold $text-success" if low > middle else "bold $text-error" if high < middle else "bold"


def _cells(bar: Bar, success: int, cells: int) -> list[tuple[str, str]]:
    def at(points: float) -> int:
        return min(cells - 1, max(0, round(points * (cells - 1) / MOST_SCORE)))

    low, high = bar.now or (0, 0)
    line = [("━", "$text-primary") if cell < at(low) else ("─", "$foreground-muted") for cell in range(cells)]
    line[at(low) : at(high)] = [("▒", "$text-primary")] * (at(high) - at(low))
    line[at(success)] = ("┃", "bold $text-success")
    if bar.now is not None:
        line[at(high)] = ("█", "bold $text-primary")
    if bar.then is not None and bar.is_moved:
        least, most = (at(each) for each in bar.then)
        line[least : most + 1] = [("┄", "bold $text-warning")] * (most + 1 - least)
        line[at(success)] = ("┃", "bold $text-success")
        line[least], line[most] = ("├", "bold $text-warning"), ("┤", "bold $text-warning")
        line[at(sum(bar.mean) / 2)] = ("◆", "bold $text-warning")
    return line
