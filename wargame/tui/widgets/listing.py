"""A list whose cursor shows without color: where colors are the terminal's own, or none, its line is reversed.

Where a filter leaves nothing of it, it says so.

Keys come faster than a list is filled anew, so a message may speak of a line that is no longer there, or at a place
where another stands by now. Each line therefore carries what it stands for, and nobody counts lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from wargame.legible import legible

if TYPE_CHECKING:
    from textual.visual import VisualType

REVERSED = Style(color="default", bgcolor="default", reverse=True)


class Item(Option):
    """A line that carries what it stands for."""

    def __init__(self, prompt: VisualType, meaning: object, *, disabled: bool = False) -> None:
        """Show a prompt."""
        super().__init__(prompt, disabled=disabled)
        self.meaning = meaning


def meant(event: OptionList.OptionMessage) -> Any:  # noqa: ANN401  whatever the list is of
    """Return what the line of a message stands for, None if the list was filled anew or the cursor went on since."""
    option, rows = event.option, event.option_list
    is_past = isinstance(event, OptionList.OptionHighlighted) and rows.highlighted_option is not option
    return option.meaning if isinstance(option, Item) and option in rows.options and not is_past else None


class Listing(OptionList):
    """A list of lines that are text, never markup."""

    DEFAULT_CSS = """
    Listing { border: none; background: transparent; padding: 0; scrollbar-size-vertical: 1; }
    Listing:focus { border: none; background-tint: transparent; }
    """

    wanted: reactive[str] = reactive("")  # the words by which it was filtered

    def __init__(self, *options: object, id: str | None = None) -> None:  # noqa: A002  as Textual calls it
        """Show options."""
        super().__init__(*options, id=id, markup=False)  # type: ignore[arg-type]

    def render_line(self, y: int) -> Strip:
        """Return a line; Textual's styles know no reversing, so it is done here."""
        strip = super().render_line(y)
        if y == 0 and self.wanted.strip() and not self.option_count:
            told = Segment(legible(f"Nothing here has “{self.wanted.strip()}”."), self.rich_style)
            return Strip([told]).adjust_cell_length(self.scrollable_content_region.width, self.rich_style)
        line = self.scroll_offset.y + y
        if self.highlighted is None or line >= len(self._lines) or self._lines[line][0] != self.highlighted:
            return strip
        # What is muted or colored elsewhere could not be read on the cursor.
        ink = Style(color=self.get_component_rich_style("option-list--option-highlighted").color)
        if self.app.native_ansi_color:
            ink = REVERSED
        return Strip(
            [Segment(text, (style or ink) + ink, control) for text, style, control in strip], strip.cell_length
        )


_moved_page = OptionList._move_page  # noqa: SLF001


def _move_page(rows: OptionList, direction: Any) -> None:  # noqa: ANN401  a private type of Textual's
    """Move by a page, where there is any room; Textual's own fails on a list of no height, or not yet laid out."""
    if rows.scrollable_content_region.area and (rows.highlighted or 0) in rows._index_to_line:  # noqa: SLF001
        _moved_page(rows, direction)


OptionList._move_page = _move_page  # type: ignore[assignment]  # noqa: SLF001  the palette's list is one, too
