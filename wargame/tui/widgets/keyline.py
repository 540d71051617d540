"""The last line of a screen: the keys that do something now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import Footer

if TYPE_CHECKING:
    from textual.screen import Screen


class KeyLine(Footer):
    """A footer that is built anew only when it changes: to do so at every Tab would hold up the paint."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__(show_command_palette=False, compact=True)
        self._shown: list[tuple[Any, ...]] = []

    def bindings_changed(self, screen: Screen[Any]) -> None:
        """Build the line anew if other keys are to be shown."""
        shown = [
            (binding.key, binding.action, binding.description, enabled, tooltip)
            for _, binding, enabled, tooltip in screen.active_bindings.values()
            if binding.show
        ]
        if shown != self._shown and screen.app.app_focus:
            self._shown = shown
            super().bindings_changed(screen)
