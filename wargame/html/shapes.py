"""Shapes of charts, in the units of the drawing: what a template turns into SVG. `ink` names a color of the style."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeAlias

from attrs import frozen

# Different without color: on paper, and for those who see none.
Sign = Literal["dot", "ring", "diamond", "square", "triangle", "cross"]

Point = tuple[float, float]


@frozen
class Path:
    """Points joined: a line, or an area if it is closed."""

    kind: ClassVar[str] = "path"
    points: tuple[Point, ...]
    ink: str
    is_closed: bool = False
    words: str = ""  # what a pointer that rests on it is told

    @property
    def text(self) -> str:
        """Return the points as SVG has them."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


@frozen
class Box:
    """A rectangle."""

    kind: ClassVar[str] = "box"
    x: float
    y: float
    width: float
    height: float
    ink: str
    words: str = ""


@frozen
class Spot:
    """A sign at a point."""

    kind: ClassVar[str] = "spot"
    x: float
    y: float
    sign: Sign
    ink: str
    words: str = ""


@frozen
class Label:
    """Words at a point, which is where they begin, end or have their middle."""

    kind: ClassVar[str] = "label"
    x: float
    y: float
    words: str
    ink: str = ""
    anchor: Literal["start", "middle", "end"] = "start"


Shape: TypeAlias = "Path | Box | Spot | Label"


@frozen
class Key:
    """An entry of a legend: a sign, a line or a box as it is drawn, and what it means."""

    form: str  # a `Sign`, "line" or "box"
    ink: str
    words: str


@frozen
class Chart:
    """A drawing with its title, and a description for those who cannot see it."""

    title: str
    description: str
    width: float
    height: float
    shapes: tuple[Shape, ...]
    keys: tuple[Key, ...] = ()
