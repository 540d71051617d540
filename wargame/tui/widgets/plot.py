"""A plot of points in a plane: dots in braille, and over them signs that read without color.

Each cell of a terminal holds 2 × 4 dots of braille, so that hundreds of points stay apart; what has a name has a cell
of its own, drawn over the dots.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen
from textual.content import Content
from textual.widget import Widget

BRAILLE = 0x2800
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # by row and column within a cell
ACROSS, DOWN = 2, 4
MARGIN = 4  # columns of the left axis
BELOW = 2  # rows of the lower axis; above stands the name of the other
TENS = 10
LEAST_SPAN = 20  # of an axis


@frozen
class Mark:
    """A sign on the plot, drawn over the dots and over the marks before it."""

    x: float
    y: float
    sign: str
    style: str = ""


@frozen
class Plotted:
    """What is plotted; coordinates of points from 0 to 100."""

    points: Sequence[tuple[float, float]] = ()
    marks: Sequence[Mark] = ()
    corner: tuple[float, float] | None = None  # lines go from there to the right and up
    x_name: str = ""
    y_name: str = ""
    ticks: Sequence[int] = ()  # of both axes that are marked


class Plot(Widget):
    """A plot that fills its widget."""

    DEFAULT_CSS = """
    Plot { height: 1fr; width: 1fr; padding: 0 1 0 0; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  as Textual calls it
        """Begin empty."""
        super().__init__(id=id)
        self._plotted = Plotted()

    def show(self, plotted: Plotted) -> None:
        """Plot something else."""
        self._plotted = plotted
        self.refresh()

    def render(self) -> Content:
        """Return the plot as lines."""
        width, height = self.content_size
        return Content("\n").join(drawn(self._plotted, width, height))


@frozen
class _Axis:
    """Where values lie on so many cells."""

    low: int
    high: int
    cells: int

    def cell(self, value: float, dots: int = 1) -> int:
        """Return the cell, or the dot where each cell has several."""
        return round((value - self.low) / (self.high - self.low) * (self.cells * dots - 1))


def _axis(values: Sequence[float], cells: int) -> _Axis:
    low = int(min(values, default=0)) // TENS * TENS
    high = -(-round(max(values, default=0)) // TENS) * TENS
    return _Axis(low, max(high, low + LEAST_SPAN), cells)


def drawn(plotted: Plotted, width: int, height: int) -> list[Content]:
    """Return a plot as lines of a width; none where there is no room."""
    cells, rows = width - MARGIN, height - BELOW - 1
    if cells < TENS or rows < DOWN:
        return []
    spots = [*plotted.points, *((mark.x, mark.y) for mark in plotted.marks)]
    x, y = _axis([each for each, _ in spots], cells), _axis([each for _, each in spots], rows)
    grid = _dotted(plotted.points, x, y)
    if plotted.corner is not None:
        _draw_corner(grid, x.cell(plotted.corner[0]), y.cell(plotted.corner[1]))
    for mark in plotted.marks:
        grid[y.cell(mark.y)][x.cell(mark.x)] = (mark.sign, mark.style)
    lines = [_y_axis(plotted, y, row) + Content.assemble(*grid[row]) for row in reversed(range(rows))]
    return [Content.styled(f"  ↑ {plotted.y_name}", "bold"), *lines, *_x_axis(plotted, x)]


Cells = list[list[tuple[str, str]]]


def _dotted(points: Iterable[tuple[float, float]], x: _Axis, y: _Axis) -> Cells:
    """Return a grid of cells, the lowest row first, with the points as dots."""
    bits = [[0] * x.cells for _ in range(y.cells)]
    for across, up in points:
        column, row = x.cell(across, ACROSS), y.cell(up, DOWN)
        bits[row // DOWN][column // ACROSS] |= DOTS[DOWN - 1 - row % DOWN][column % ACROSS]
    return [[(chr(BRAILLE + each), "$text-primary") if each else (" ", "") for each in row] for row in bits]


def _draw_corner(grid: Cells, column: int, row: int) -> None:
    """Draw a line to the right and one up, where nothing else stands."""
    for at in range(column, len(grid[row])):
        if grid[row][at][0] == " ":
            grid[row][at] = ("┈", "$foreground-muted")
    for line in grid[row:]:
        if line[column][0] == " ":
            line[column] = ("┊", "$foreground-muted")


def _y_axis(plotted: Plotted, y: _Axis, row: int) -> Content:
    """Return the left axis at a row."""
    value = next((tick for tick in range(y.low, y.high + 1, TENS) if y.cell(tick) == row), None)
    label = "" if value is None else f"{value}"
    if value in plotted.ticks:
        return Content.styled(f"{label:>{MARGIN - 1}}▸", "bold $text-success")
    return Content.styled(f"{label:>{MARGIN - 1}}{'┤' if label else '│'}", "$foreground-muted")


def _x_axis(plotted: Plotted, x: _Axis) -> list[Content]:
    """Return the lower axis and its labels."""
    line, labels = ["─"] * x.cells, [" "] * (x.cells + MARGIN)
    name = f"{plotted.x_name} →"
    for tick in range(x.low, x.high + 1, TENS):
        at, words = x.cell(tick), f"{tick}"
        line[at] = "▴" if tick in plotted.ticks else "┬"
        start = min(MARGIN + at - len(words) // 2, len(labels) - len(words))
        if start + len(words) < len(labels) - len(name) - 1:
            labels[start : start + len(words)] = words
    axis = Content.assemble((f"{'└':>{MARGIN}}", "$foreground-muted"))
    axis += Content("").join(
        Content.styled(each, "bold $text-success" if each == "▴" else "$foreground-muted") for each in line
    )
    below = Content.styled("".join(labels[: len(labels) - len(name)]), "$foreground-muted")
    return [axis, below + Content.styled(name, "bold")]
