"""Sparklines under a replay: how tense it was, and how each side would have stood, decision by decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from textual.content import Content
from textual.message import Message

from wargame.scenario.wording import minus
from wargame.tui.widgets.leaf import Leaf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

LEVELS = "▁▂▃▄▅▆▇█"


@frozen
class Spark:
    """One line: a value for each decision, from none on; least and most of the scale."""

    name: str
    values: tuple[int, ...]
    least: int
    most: int


class Sparks(Leaf):
    """Lines of sparks with a cursor; a click goes to a decision."""

    DEFAULT_CSS = """
    Sparks { padding: 0 1; background: $boost; }
    """

    class Clicked(Message):
        """A decision was clicked."""

        def __init__(self, ply: int) -> None:
            """Say which."""
            super().__init__()
            self.ply = ply

    def __init__(self) -> None:
        """Begin without sparks."""
        super().__init__(id="sparks")
        self._sparks: Sequence[Spark] = ()
        self._at = 0

    def show(self, sparks: Sequence[Spark]) -> None:
        """Show sparks."""
        self._sparks = sparks
        self.refresh(layout=True)

    def point_at(self, ply: int) -> None:
        """Move the cursor."""
        self._at = ply
        self.refresh()

    def lines(self, width: int) -> list[Content]:
        """Return a line for each spark: its name, its course, its value under the cursor."""
        name = self._name_width()
        found = []
        for spark in self._sparks:
            cells = self._cells(width, len(spark.values))
            parts: list[Content] = [Content.styled(f"{spark.name:<{name}} ", "bold")]
            for ply, value in enumerate(spark.values):
                style = "reverse bold $text-warning" if ply == self._at else "$text-primary"
                parts.append(Content.styled(_level(spark, value) * cells, style))
            now = spark.values[min(self._at, len(spark.values) - 1)]
            parts.append(Content.styled(minus(f" {now}"), "bold"))
            found.append(Content("").join(parts).truncate(width, ellipsis=True))
        return found

    def _name_width(self) -> int:
        return max((len(spark.name) for spark in self._sparks), default=0)

    def _cells(self, width: int, plies: int) -> int:
        return max(1, min(3, (width - self._name_width() - 6) // max(1, plies)))

    def on_click(self, event: events.Click) -> None:
        """Go to the decision under the pointer."""
        if not self._sparks:
            return
        plies = len(self._sparks[0].values)
        at = (event.x - self.styles.padding.left - self._name_width() - 1) // self._cells(
            self.content_size.width, plies
        )
        if 0 <= at < plies:
            self.post_message(self.Clicked(at))


def _level(spark: Spark, value: int) -> str:
    span = max(1, spark.most - spark.least)
    return LEVELS[min(len(LEVELS) - 1, max(0, (value - spark.least) * len(LEVELS) // (span + 1)))]
