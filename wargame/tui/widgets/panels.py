"""The panels of a board, each where `arrangement` puts it for the room there is and for what they have to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import NULL_OFFSET, NULL_SPACING, Size
from textual.layout import Layout, WidgetPlacement
from textual.message import Message
from textual.widget import Widget

from wargame.tui.arrangement import CHOICES, arranged

if TYPE_CHECKING:
    from textual import events
    from textual.geometry import Region
    from textual.layout import ArrangeResult


class _Places(Layout):
    """Textual's part in it: every panel at its region, the others nowhere."""

    name = "places"

    def __init__(self) -> None:
        """Begin without places."""
        self.regions: dict[str, Region] = {}

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:  # noqa: FBT001, FBT002  as Textual calls it
        """Return where each child stands."""
        del parent, size, greedy
        placed = [(self.regions[child.id], child) for child in children if child.id in self.regions]
        return [WidgetPlacement(region, NULL_OFFSET, NULL_SPACING, child) for region, child in placed]


class Panels(Widget):
    """Everything below the first lines of a board."""

    DEFAULT_CSS = """
    Panels { height: 1fr; }
    """

    class Arranged(Message):
        """Panels have come into sight or gone out of it."""

    def __init__(self, *panels: Widget) -> None:
        """Hold panels; whichever is not one of the board's own stands where there is something to choose."""
        super().__init__(*panels, id="board")
        self._places = _Places()
        self.telling = False
        self.tab = CHOICES

    @property
    def layout(self) -> Layout:
        """Return the layout of this widget's own."""
        return self._places

    def shows(self, panel: str) -> bool:
        """Say whether a panel has a place."""
        return self._name_of(panel) in self._places.regions

    def arrange_panels(self) -> None:
        """Give each panel its place anew, as what they show or the room for it has changed."""
        width, height = self.size
        if not width or not height:
            return
        found = arranged(width, height, self._need, telling=self.telling, tab=self.tab)
        regions = {self._name_of(panel): region for panel, region in found.items()}
        if regions == self._places.regions:
            return
        had, self._places.regions = set(self._places.regions), regions
        for child in self.children:
            child.display = child.id in regions
        self.refresh(layout=True)
        if had != set(regions):
            self.post_message(self.Arranged())

    def on_resize(self, event: events.Resize) -> None:
        """Arrange for another size."""
        del event
        self.arrange_panels()

    def _name_of(self, panel: str) -> str:
        return self._choices if panel == CHOICES else panel

    @property
    def _choices(self) -> str:
        return next(child.id or "" for child in self.children if child.has_class("-choices"))

    def _need(self, panel: str, width: int) -> int:
        """Return the rows that a panel would fill, its frame with them."""
        child = self.query_one(f"#{self._name_of(panel)}")
        return child.gutter.height + child.get_content_height(self.size, self.size, width - child.gutter.width)
