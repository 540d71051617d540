"""Charts: a line over decisions, a scatter with its frontier, bars from a value to another, a histogram.

Each is a function from figures to a `Chart`; none needs color to be read, and each takes a description that says what
the chart shows to those who do not see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.html.axes import Scale, number_words, scale_of
from wargame.html.shapes import Box, Chart, Key, Label, Path, Point, Sign, Spot
from wargame.pages.sheet import Tone

if TYPE_CHECKING:
    from wargame.html.axes import Axis
    from wargame.html.shapes import Shape

_WIDTH, _HEIGHT = 480, 290  # of a drawing; letters are some 13 high
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 14, 26, 46
_ROW, _BAR = 38, 12  # of a bar with its label above it
_LONGEST = 44  # characters of a label in a drawing; the whole is told where a pointer rests
_TICKS = 6
_STACK = 9  # from a marker to the next above it


@frozen
class Series:
    """A line: its points, and perhaps a band around it (x, low, high)."""

    name: str
    points: Sequence[Point]
    band: Sequence[tuple[float, float, float]] = ()


@frozen
class Mark:
    """A point that is named."""

    x: float
    y: float
    words: str
    sign: Sign = "dot"
    tone: Tone = ""
    name: str = ""  # written beside it; `words` are told where a pointer rests


@frozen
class Bar:
    """A bar from one value to another: a summand, a change, an interval."""

    label: str
    begin: float
    end: float
    words: str  # its figures
    tone: Tone = ""


def line_chart(  # noqa: PLR0913  what is drawn
    title: str,
    description: str,
    lines: Sequence[Series],
    *,
    x: Axis,
    y: Axis,
    marks: Sequence[Mark] = (),
    levels: Sequence[tuple[float, str]] = (),
) -> Chart:
    """Draw lines over decisions, with bands, marks on them, and levels across (a value, its name)."""
    ends = [(at, end) for each in lines for at, low, high in each.band for end in (low, high)]
    every = [*(point for each in lines for point in each.points), *ends, *((each.x, each.y) for each in marks)]
    across, up = _scales(x, y, every, [value for value, _ in levels])
    shapes = _frame(across, up, x, y)
    for value, words in levels:
        shapes.append(Path(((across.begin, up.at(value)), (across.end, up.at(value))), "level", words=words))
        shapes.append(Label(across.begin + 4, up.at(value) - 4, _short(words), "level-words"))
    for number, each in enumerate(lines):
        if each.band:
            edge = [(across.at(at), up.at(high)) for at, _, high in each.band]
            edge += [(across.at(at), up.at(low)) for at, low, _ in reversed(each.band)]
            shapes.append(Path(tuple(edge), f"band series-{number}", is_closed=True, words=each.name))
    for number, each in enumerate(lines):
        points = tuple((across.at(at), up.at(value)) for at, value in each.points)
        shapes.append(Path(points, f"line series-{number}", words=each.name))
    shapes += _spots(across, up, marks)
    keys = tuple(Key("line", f"line series-{number}", each.name) for number, each in enumerate(lines))
    return Chart(title, description, _WIDTH, _HEIGHT, tuple(shapes), keys)


def scatter(  # noqa: PLR0913  what is drawn
    title: str,
    description: str,
    points: Sequence[Point],
    *,
    x: Axis,
    y: Axis,
    points_name: str,
    frontier: Sequence[Point] = (),
    trail: Sequence[Point] = (),
    named: Sequence[Mark] = (),
) -> Chart:
    """Draw points, the frontier they have, a trail through them, and named points (a legend of signs)."""
    every = [*points, *frontier, *trail, *((each.x, each.y) for each in named)]
    across, up = _scales(x, y, every)
    shapes = _frame(across, up, x, y)
    shapes += [Spot(across.at(at), up.at(value), "dot", "cloud") for at, value in dict.fromkeys(points)]
    keys = [Key("dot", "cloud", points_name)] if points else []
    for joined, ink, name in ((frontier, "line frontier", "Frontier"), (trail, "line trail", "Course of the draft")):
        if joined:
            shapes.append(Path(tuple((across.at(at), up.at(value)) for at, value in joined), ink, words=name))
            keys.append(Key("line", ink, name))
    shapes += _spots(across, up, named)
    keys += [Key(each.sign, _ink(each), each.words) for each in named]
    return Chart(title, description, _WIDTH, _HEIGHT, tuple(shapes), tuple(keys))


def bars(title: str, description: str, rows: Sequence[Bar], *, x: Axis) -> Chart:
    """Draw bars below each other, each under its label: a tornado around 0, or a waterfall."""
    height = _TOP + _ROW * max(1, len(rows)) + _BOTTOM
    values = [0.0, *(end for row in rows for end in (row.begin, row.end))]
    across = scale_of(x, values, _RIGHT, _WIDTH - _RIGHT)
    shapes: list[Shape] = _axis_below(across, x, _TOP, height - _BOTTOM)
    shapes.append(Path(((across.at(0), _TOP), (across.at(0), height - _BOTTOM)), "baseline"))
    for number, row in enumerate(rows):
        top = _TOP + _ROW * number
        low, high = sorted((across.at(row.begin), across.at(row.end)))
        ink = f"bar {row.tone or ('bad' if row.end < row.begin else 'good')}"
        shapes.append(Label(across.begin, top + 15, _short(row.label)))
        shapes.append(Label(across.end, top + 15, row.words, "figures", "end"))
        shapes.append(Box(low, top + 20, round(max(1.5, high - low), 2), _BAR, ink, words=f"{row.label}: {row.words}"))
    return Chart(title, description, _WIDTH, height, tuple(shapes))


def histogram(  # noqa: PLR0913  what is drawn
    title: str,
    description: str,
    reference: Sequence[float],
    *,
    x: Axis,
    y: Axis,
    width: float,
    reference_name: str,
    markers: Sequence[Mark],
    levels: Sequence[tuple[float, str]],
) -> Chart:
    """Draw a distribution, and markers stacked on the axis.

    Args:
        title: what is counted.
        description: the same in words.
        reference: the share of each bin, the first of which begins at the axis's low.
        x: what is measured; its low has to be given.
        y: the share.
        width: of a bin.
        reference_name: who is counted.
        markers: single values; their `y` is not looked at.
        levels: values with a name, drawn upright.
    """
    first = x.low or 0.0
    across, up = _scales(x, y, [(first, 0.0), (first + width * len(reference), max([*reference, 0.0]))])
    shapes = _frame(across, up, x, y)
    shapes += _bins(across, up, reference, first, width)
    for value, words in levels:
        at = across.at(value)
        shapes.append(Path(((at, up.begin), (at, up.end)), "level", words=words))
        shapes.append(Label(at + 4, up.end + 10, _short(words), "level-words"))
    shapes += _stacked(across, up, markers, width)
    keys = (Key("box", "reference", reference_name), *_keys_of(markers))
    return Chart(title, description, _WIDTH, _HEIGHT, tuple(shapes), keys)


def _bins(across: Scale, up: Scale, shares: Sequence[float], first: float, width: float) -> list[Shape]:
    shapes: list[Shape] = []
    for number, share in enumerate(shares):
        begin, end = first + number * width, first + (number + 1) * width
        words = f"{number_words(begin)} to {number_words(end)}: {share:.1%}"
        broad, high = across.at(end) - across.at(begin) - 1, up.begin - up.at(share)
        box = (across.at(begin) + 0.5, up.at(share), round(max(0.5, broad), 2), round(high, 2))
        shapes.append(Box(*box, "reference", words=words))
    return shapes


def _stacked(across: Scale, up: Scale, markers: Sequence[Mark], width: float) -> list[Shape]:
    """Return markers as spots above the axis, those of one bin above each other."""
    heights: dict[int, int] = {}
    spots: list[Shape] = []
    for each in sorted(markers, key=lambda mark: mark.x):
        place = int((each.x - across.low) // width)
        heights[place] = heights.get(place, 0) + 1
        height = up.begin - _STACK * (heights[place] - 0.5)
        spots.append(Spot(across.at(each.x), max(up.end, height), each.sign, _ink(each), each.words))
    return spots


def _keys_of(markers: Sequence[Mark]) -> list[Key]:
    """Return an entry for each name among markers."""
    kinds = {each.name: Key(each.sign, _ink(each), each.name) for each in markers if each.name}
    return [*kinds.values()]


def _scales(x: Axis, y: Axis, points: Sequence[Point], levels: Sequence[float] = ()) -> tuple[Scale, Scale]:
    across = scale_of(x, [at for at, _ in points], _LEFT, _WIDTH - _RIGHT)
    return across, scale_of(y, [*(value for _, value in points), *levels], _HEIGHT - _BOTTOM, _TOP)


def _frame(across: Scale, up: Scale, x: Axis, y: Axis) -> list[Shape]:
    """Return grid, figures and titles of two axes."""
    shapes: list[Shape] = [Label(4, 13, _short(y.title), "axis-title")]
    for value in up.ticks(_TICKS):
        shapes.append(Path(((across.begin, up.at(value)), (across.end, up.at(value))), "grid"))
        shapes.append(Label(across.begin - 6, up.at(value) + 4, number_words(value), "tick", "end"))
    return shapes + _axis_below(across, x, up.end, up.begin)


def _axis_below(across: Scale, x: Axis, top: float, bottom: float) -> list[Shape]:
    shapes: list[Shape] = [Path(((across.begin, bottom), (across.end, bottom)), "axis")]
    for value in across.ticks(_TICKS):
        shapes.append(Path(((across.at(value), top), (across.at(value), bottom)), "grid"))
        shapes.append(Label(across.at(value), bottom + 17, number_words(value), "tick", "middle"))
    shapes.append(Label((across.begin + across.end) / 2, bottom + 37, _short(x.title), "axis-title", "middle"))
    return shapes


def _spots(across: Scale, up: Scale, marks: Sequence[Mark]) -> list[Shape]:
    shapes: list[Shape] = []
    for each in marks:
        at, height = across.at(each.x), up.at(each.y)
        shapes.append(Spot(at, height, each.sign, _ink(each), each.words))
        if not each.name:
            continue
        if at > (across.begin + across.end) / 2:
            shapes.append(Label(at - 8, height - 6, _short(each.name), "mark-words", "end"))
        else:
            shapes.append(Label(at + 8, height - 6, _short(each.name), "mark-words"))
    return shapes


def _ink(mark: Mark) -> str:
    return f"mark {mark.tone}".strip()


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
