"""Help: what the screen below shows, and every key it knows, told as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wargame.tui.keys import keys_of
from wargame.tui.screens.page import PageScreen

if TYPE_CHECKING:
    from textual.screen import Screen

    from wargame.pages.sheet import Sheet

EVERYWHERE = (
    ("Tab, Shift+Tab", "from panel to panel; arrows, Page Up and Page Down scroll the one that has the focus"),
    ("Mouse", "everything: click a move, a button, a key in the last line; the wheel scrolls"),
    ("F1", "at a table: the glossary, every word of the game; the mouse explains a word that it rests on"),
    ("Ctrl+P", "the command palette: whatever can be done here, by its name"),
    ("Ctrl+Z", "stop, and back to the shell; `fg` there goes on"),
    ("Ctrl+Q", "leave the program; every move is saved as it is made"),
)
_NAMES = {"pgup": "PgUp", "pgdn": "PgDn"}  # by what Textual writes, where a capital is not enough


class HelpScreen(PageScreen):
    """Help on a screen."""

    def __init__(self, screen: Screen[Any]) -> None:
        """Explain a screen."""
        self._about = screen
        self._keys = list(_keys_of(screen))
        super().__init__("Help", self._write)

    def _write(self, sheet: Sheet) -> None:
        sheet.text(getattr(self._about, "HELP", "") or "A page. Esc closes it.")
        sheet.heading("Keys here")
        width = max((len(key) for key, _ in (*self._keys, *EVERYWHERE)), default=0)
        for key, words in self._keys:
            sheet.line(f"{key:<{width}}  {words}", indent=2, hang=width + 2)
        sheet.heading("Everywhere")
        for key, words in EVERYWHERE:
            sheet.line(f"{key:<{width}}  {words}", indent=2, hang=width + 2)


def _keys_of(screen: Screen[Any]) -> list[tuple[str, str]]:
    found = []
    for binding, _ in keys_of(screen):
        if binding.action not in {"app.leave", "leave"}:
            about = f"{binding.description}: {binding.tooltip}" if binding.tooltip else binding.description
            found.append((_key_name(screen.app.get_key_display(binding)), about))
    return found


def _key_name(shown: str) -> str:
    """Return a key as a keyboard and the keys everywhere name it: Esc, F1, Ctrl+Z."""
    if shown.startswith("^"):
        return f"Ctrl+{shown[1:].upper()}"
    return _NAMES.get(shown, shown.capitalize() if len(shown) > 1 else shown)
