"""What every screen has in common: it is left once, and a terminal in which nothing could be read is told so."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.reactive import Reactive
from textual.screen import Screen

from wargame.tui.arrangement import SLIM

if TYPE_CHECKING:
    from textual.app import RenderResult
    from textual.widget import Widget

LEAST_WIDTH, LEAST_HEIGHT = 60, 18
Result = TypeVar("Result")


class Frame(Screen[Result]):
    """A screen; where there is no room for it, it shows nothing but how much it needs."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)  # Textual's own paints the whole screen at a Tab
    _had_focus: Widget | None = None  # before there was no room

    @property
    def has_room(self) -> bool:
        """Say whether what it shows can be read."""
        width, height = self.app.size
        return width >= LEAST_WIDTH and height >= LEAST_HEIGHT

    def render(self) -> RenderResult:  # type: ignore[override]
        """Show how much room is needed, where the style sheet hides all else."""
        if self.has_room:
            return super().render()
        width, height = self.app.size
        least = f"At least {LEAST_WIDTH}×{LEAST_HEIGHT}: a larger window, or smaller letters."
        return Content(f"Too small: {width}×{height}. {least}")

    def on_screen_resume(self) -> None:
        """Look anew whether there is room."""
        self.on_resize()

    def on_resize(self) -> None:
        """Hide or show everything; what is hidden loses the keyboard, and gets it back."""
        self.set_class(not self.has_room, "-cramped")
        self.set_class(self.app.size.width < SLIM, "-slim")
        if not self.has_room:
            self._had_focus = self.focused or self._had_focus
        elif self._had_focus is not None:
            self.call_after_refresh(self.set_focus, self._had_focus)
            self._had_focus = None

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Leave the screen; asked again, as by the second click of two, it leaves no other in its place."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()
