"""What screens may ask of the app: settings, the engine, words to the player, and the ways from one screen to another.

The app itself knows every screen; screens know only this, so that no two files need each other.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual import constants

from wargame import system
from wargame.errors import WargameError
from wargame.legible import legible
from wargame.tui.engine import Engine
from wargame.tui.leaving import Leaving
from wargame.tui.settings import DEFAULT_THEME, PACES, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from textual.driver import Driver
    from textual.notifications import SeverityLevel

    from wargame.game.summit import Summit
    from wargame.journal.reading import Journal
    from wargame.session.saving import News, Saving

PLAIN_COLORS = "ansi-dark"  # the terminal's own; with NO_COLOR: emits none
FEW_COLORS = frozenset({"standard", "windows"})  # sixteen of the terminal's own, to which ours would turn gray


class Host(Leaving):
    """The app as its screens see it."""

    def __init__(self, saves: Path | None = None) -> None:
        """Prepare; `saves` is the folder of saved games, None for the usual one."""
        # Textual decides here, once, whether to take colors out or to gray them: gray on black is no help to anybody.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.settings = Settings.load()
        self.engine = Engine(self)
        self.saves = saves
        self.secret = False  # a privacy screen is up: no palette, no toasts

    def get_driver_class(self) -> type[Driver]:
        """Return the driver for the app's terminal, a real one or a page's."""
        if constants.DRIVER is not None or not system.HAS_TERMINALS:
            return super().get_driver_class()
        from wargame.tui.terminal import Terminal

        return Terminal

    def apply_theme(self) -> None:
        """Wear the theme that is set; the terminal's own colors where it has no others or none are wanted."""
        few = self.console.color_system in FEW_COLORS and self.settings.theme == DEFAULT_THEME
        self.theme = PLAIN_COLORS if self.no_color or few else self.settings.theme

    def say(self, message: str, *, is_error: bool = False) -> None:
        """Show a message for a moment; what it says is text, never markup."""
        if not self.secret:
            severity: SeverityLevel = "error" if is_error else "information"
            self.notify(legible(message, lines=True), severity=severity, markup=False)

    def tell_saving(self, news: News) -> None:
        """Show a piece of news of the saving of a game."""
        from wargame.pages.saving import news_words  # these load the kernel, for which the first frame does not wait
        from wargame.session.saving import Unsaved

        self.say(news_words(news), is_error=isinstance(news, Unsaved))

    def sit_at(self, saving: Saving | None) -> None:
        """Remember whose game is at the table, so that a page in a browser can be loaded again; None: nobody's."""
        self.saving = saving or self.saving
        if tell := getattr(self._driver, "tell_game", None):
            tell(saving.path if saving else None)

    def change_pace(self, step: int) -> None:
        """Wait longer between watched moves, or less with a negative step; kept as a setting.

        The screen says how long in its first line: a toast would cover the buttons that change it.
        """
        at = PACES.index(self.settings.pace) + step
        self.settings.pace = PACES[min(len(PACES) - 1, max(0, at))]
        if trouble := self.settings.save():
            self.say(trouble, is_error=True)

    @property
    def pace_words(self) -> str:
        """Return how long it is between watched moves."""
        pace = self.settings.pace
        return f"{pace:g} s a move" if pace else "without a pause"

    def tell_failure(self, error: Exception) -> None:
        """Show why something could not be done; an unexpected error ends the program."""
        if not isinstance(error, (WargameError, OSError)):
            raise error
        self.say(str(error), is_error=True)

    # -- ways; the app opens them

    def enter(self, entry: str) -> None:
        """Do what an entry of the menu says."""
        raise NotImplementedError

    def to_menu(self) -> None:
        """Go back to the menu, whatever stands above it."""
        raise NotImplementedError

    def begin(self, scenario: str, seats: Mapping[str, str] | None, seed: int | None) -> None:
        """Begin a game; without seats the first side is a person's and the other in character."""
        raise NotImplementedError

    def begin_again(self, summit: Summit, seats: Mapping[str, str], seed: int | None = None) -> None:
        """Begin another game by the same rules; without a seed one is drawn."""
        raise NotImplementedError

    def resume(self, path: Path) -> None:
        """Go on with a saved game."""
        raise NotImplementedError

    def branch(self, journal: Journal, ply: int, seats: Mapping[str, str], *, fresh: bool) -> None:
        """Go on from a moment of a saved game, in a new file; `fresh` gives it chance of its own."""
        raise NotImplementedError

    def view(self, path: Path) -> None:
        """Open the replay of a saved game."""
        raise NotImplementedError
