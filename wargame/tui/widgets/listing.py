"""A list whose cursor shows without color: where colors are the terminal's own, or none, its line is reversed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.widgets import OptionList

if TYPE_CHECKING:
    from textual.strip import Strip

__all__ = ["Listing"]

REVERSED = Style(reverse=True)


class Listing(OptionList):
    """A list of lines that are text, never markup."""

    DEFAULT_CSS = """
    Listing { border: none; background: transparent; padding: 0; scrollbar-size-vertical: 1; }
    Listing:focus { border: none; background-tint: transparent; }
    """

    def __init__(self, *options: object, id: str | None = None) -> None:  # noqa: A002  as Textual calls it
        """Show options."""
        super().__init__(*options, id=id, markup=False)  # type: ignore[arg-type]

    def render_line(self, y: int) -> Strip:
        """Return a line; Textual's styles know no reversing, so it is done here."""
        strip = super().render_line(y)
        if not self.app.native_ansi_color or self.highlighted is None:
            return strip
        line = self.scroll_offset.y + y
        is_cursor = line < len(self._lines) and self._lines[line][0] == self.highlighted
        return strip.apply_style(REVERSED) if is_cursor else strip

    def _move_page(self, direction: int) -> None:
        """Move by a page, where there is any room; Textual's own fails on a list of no height."""
        if self.scrollable_content_region.area:
            super()._move_page(direction)  # type: ignore[arg-type]
