"""Pages in panels: laid out for the width they have, and again when that changes; only what is in sight is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from wargame.tui.ink import Blocks, Written, laid_out

if TYPE_CHECKING:
    from textual import events

    from wargame.pages.sheet import Page


TITLE_MARGIN = 6  # cells of a title's line that are the frame's
MOST_TITLE = 200  # cells, before a panel has a width


def explain(widget: Widget, line: Content, at: int) -> None:
    """Have the tooltip of a widget say what the term under the pointer means, where the screen knows it."""
    known = getattr(widget.screen, "explained", None)
    words = known(line.plain, at) if known is not None else None
    if widget.tooltip != words:
        widget.tooltip = words


class Leaf(Widget):
    """A few lines, as high as they are; a subclass says which."""

    DEFAULT_CSS = """
    Leaf { height: auto; width: 1fr; }
    """

    def lines(self, width: int) -> list[Content]:
        """Return the lines at a width."""
        raise NotImplementedError

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are."""
        del container, viewport
        return max(1, len(self.lines(max(1, width))))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Explain the term under the pointer."""
        x, y = event.x - self.gutter.left, event.y - self.gutter.top
        lines = self.lines(max(1, self.content_size.width))
        explain(self, lines[y] if 0 <= y < len(lines) else Content(""), x)

    def render(self) -> Content:
        """Return the lines as one text."""
        return Content("\n").join(self.lines(max(1, self.content_size.width)))


class Panel(ScrollView, can_focus=True):
    """A page under a title, scrolled by keys and wheel; a subclass may lay out what a page cannot say."""

    DEFAULT_CSS = """
    Panel {
        border-top: solid $panel-lighten-2;
        border-title-color: $foreground-muted;
        border-title-style: bold;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        overflow-x: hidden;
        overflow-y: auto;
        &:focus { border-top: heavy $primary; border-title-color: $text-primary; }
    }
    """

    def __init__(self, title: str = "", *, id: str | None = None) -> None:  # noqa: A002  as Textual calls it
        """Begin empty."""
        super().__init__(id=id)
        self.border_title = Content(title)
        self._blocks: list[Written] = []
        self._laid: list[Content] = []
        self._laid_width = 0
        self._strips: dict[int, Strip] = {}

    def write(self, page: Page | None, *, title: str | tuple[str, ...] | None = None, keep: bool = False) -> None:
        """Write a page in place of what stood here, from its top unless `keep`; None leaves it empty.

        Of several wordings of the title the longest that has room is set.
        """
        if title is not None:
            self.entitle(*((title,) if isinstance(title, str) else title))
        blocks = Blocks()
        if page is not None:
            page(blocks)
        self._blocks = blocks.blocks
        self.lay_out_again()
        if not keep:
            self.scroll_home(animate=False, immediate=True)

    def entitle(self, *wordings: str) -> None:
        """Set the title, the first of its wordings that has room or the last; only its line is painted.

        Set as `border_title`, the whole panel would be.
        """
        room = (self.size.width or MOST_TITLE) - TITLE_MARGIN
        title = next((each for each in wordings if len(each) <= room), wordings[-1])
        if self._border_title is None or self._border_title.plain != title:
            self._border_title = Content(title)
            self.refresh(Region(-self.gutter.left, -self.gutter.top, self.size.width, 1))

    def lines(self, width: int) -> list[Content]:
        """Return the lines at a width."""
        return laid_out(self._blocks, width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are at a width, beside the scrollbar."""
        del container, viewport
        return len(self.lines(max(1, width - self.styles.scrollbar_size_vertical)))

    def lay_out_again(self) -> None:
        """Lay out what is to be shown now, and paint the lines in sight that differ from what was."""
        width, were = self.scrollable_content_region.width, self._laid
        self._laid = self.lines(width) if width > 0 else []
        fresh = [at for at in range(max(len(were), len(self._laid))) if _look(were, at) != _look(self._laid, at)]
        for at in fresh:
            self._strips.pop(at, None)
        self._resize_page(Size(max(1, width), len(self._laid)))
        if width != self._laid_width:
            self._laid_width = width
            self._strips.clear()
            self.refresh()
            return
        top = self.scroll_offset.y
        rows = [Region(0, at - top, width, 1) for at in fresh if 0 <= at - top < self.scrollable_content_region.height]
        if rows:
            self.refresh(*rows)

    def _resize_page(self, size: Size) -> None:
        """Set how large the page is; set as `virtual_size`, the whole screen would be laid out at every key."""
        if size != self.virtual_size:
            self.set_reactive(Panel.virtual_size, size)
            self._scroll_update(size)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Explain the term under the pointer."""
        x, y = event.x - self.gutter.left, event.y - self.gutter.top + self.scroll_offset.y
        explain(self, self._laid[y] if 0 <= y < len(self._laid) else Content(""), x)

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for another width."""
        del event
        if self.scrollable_content_region.width != self._laid_width:
            self.lay_out_again()

    def notify_style_update(self) -> None:
        """Paint again in other colors."""
        self._strips.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Return a line in sight."""
        at = y + self.scroll_offset.y
        if at >= len(self._laid):
            return Strip.blank(self._laid_width, self.rich_style)
        if at not in self._strips:
            strips = Visual.to_strips(self, self._laid[at], self._laid_width, 1, self.visual_style, pad=True)
            self._strips[at] = strips[0] if strips else Strip.blank(self._laid_width, self.rich_style)
        return self._strips[at]

    @property
    def text(self) -> str:
        """Return everything that is written here, in sight or not."""
        return "\n".join(line.plain for line in self._laid)


def _look(lines: list[Content], at: int) -> tuple[str, object]:
    """Return how a line looks: contents that differ in style alone count as equal."""
    return (lines[at].plain, lines[at].spans) if at < len(lines) else ("", [])
