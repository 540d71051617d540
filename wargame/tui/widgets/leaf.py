"""A page in a panel: laid out for the width it has, and again when that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from wargame.tui.ink import Block, Blocks, laid_out

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.geometry import Size

    from wargame.tui.ink import Page

__all__ = ["Leaf", "Panel"]


class Leaf(Widget):
    """Lines that somebody has written; subclasses lay out what a page cannot say."""

    DEFAULT_CSS = """
    Leaf { height: auto; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  as Textual calls it
        """Begin empty."""
        super().__init__(id=id)
        self._blocks: list[Block] = []
        self._laid: dict[int, list[Content]] = {}

    def write(self, page: Page | None) -> None:
        """Write a page in place of what stood here; None leaves it empty."""
        blocks = Blocks()
        if page is not None:
            page(blocks)
        self._blocks = blocks.blocks
        self.lay_out_again()

    def lay_out_again(self) -> None:
        """Forget how it was laid out."""
        self._laid.clear()
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        """Return the lines at a width."""
        return laid_out(self._blocks, width)

    def _lines_at(self, width: int) -> list[Content]:
        if width not in self._laid:
            self._laid[width] = self.lines(width)
        return self._laid[width]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are."""
        del container, viewport
        return max(1, len(self._lines_at(max(1, width))))

    def render(self) -> Content:
        """Return the lines as one text."""
        return Content("\n").join(self._lines_at(max(1, self.content_size.width)))


class Panel(VerticalScroll):
    """A leaf under a title, scrolled by keys and wheel."""

    DEFAULT_CSS = """
    Panel {
        border-top: solid $panel-lighten-2;
        border-title-color: $foreground-muted;
        border-title-style: bold;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        &:focus { border-top: heavy $primary; border-title-color: $text-primary; }
    }
    """

    def __init__(self, title: str, leaf: Leaf | None = None, *, id: str | None = None) -> None:  # noqa: A002
        """Frame a leaf."""
        super().__init__(id=id)
        self.border_title = Content(title)
        self.leaf = leaf or Leaf()

    def compose(self) -> ComposeResult:
        """Show the leaf."""
        yield self.leaf

    def write(self, page: Page | None, *, title: str = "") -> None:
        """Write a page, from its top."""
        if title:
            self.border_title = Content(title)
        self.leaf.write(page)
        self.scroll_home(animate=False)
