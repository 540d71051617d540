"""The app: themes, settings, the engine behind it, and the way in and out.

A terminal is left as it was found, whatever ends the program; whatever was played is saved before that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from textual import on
from textual.binding import Binding, BindingType
from textual.command import Command, CommandPalette
from textual.theme import BUILTIN_THEMES, Theme

from wargame.confined import page_was_at
from wargame.tui import openers
from wargame.tui.engine import Answer
from wargame.tui.host import Host
from wargame.tui.leaving import lived
from wargame.tui.palette import Commands, Palette, Wear
from wargame.tui.screens.loading import LoadingScreen
from wargame.tui.screens.menu import MenuScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from textual.screen import Screen

    from wargame.game.summit import Summit
    from wargame.journal.reading import Journal

DARK = Theme(
    name="wargame-dark", primary="#7aa2c9", secondary="#c9a66b", accent="#b58db6", warning="#d9a441", error="#d9695f",
    success="#7fb685", foreground="#dcdcd6", background="#14171a", surface="#1a1e22", panel="#242a30", dark=True,
    variables={"block-cursor-background": "#34506a", "block-cursor-foreground": "#ffffff"},
)  # fmt: skip
LIGHT = Theme(
    name="wargame-light", primary="#1f5582", secondary="#7a5412", accent="#6d3f70", warning="#8a5a00", error="#a32a20",
    success="#2c6b35", foreground="#1d2023", background="#f6f4ee", surface="#efece4", panel="#e2ded3", dark=False,
    variables={"block-cursor-background": "#c9dcea", "block-cursor-foreground": "#101416",
    "foreground-muted": "#50565a", "panel-lighten-2": "#aca591"},
)  # fmt: skip
CONTRAST = Theme(
    name="wargame-contrast", primary="#66ccff", secondary="#ffdd55", accent="#ff99ff", warning="#ffcc00",
    error="#ff6666", success="#66ff66", foreground="#ffffff", background="#000000", surface="#000000", panel="#1c1c1c",
    dark=True, text_alpha=1.0, variables={"foreground-muted": "#d0d0d0", "block-cursor-background": "#ffff00",
    "block-cursor-foreground": "#000000", "panel-lighten-2": "#ffffff"},
)  # fmt: skip

TERMINAL = Theme(  # what can be read on black and on white; dark blue cannot
    name="ansi-dark", primary="ansi_bright_blue", secondary="ansi_cyan", accent="ansi_magenta", warning="ansi_yellow",
    error="ansi_bright_red", success="ansi_green", foreground="ansi_default", background="ansi_default",
    surface="ansi_default", panel="ansi_default", boost="ansi_default", dark=True, ansi=True,
    variables=dict(BUILTIN_THEMES["ansi-dark"].variables),
)  # fmt: skip


class WargameApp(Host):
    """The game on a full screen."""

    TITLE = "wargame"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar[set[Any]] = {Palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", "Quit", show=False, priority=True, tooltip="Leave the program; everything is saved"),
        Binding("ctrl+z", "suspend_process", "Stop", show=False, priority=True, tooltip="to the shell; fg comes back"),
        Binding("question_mark", "help", "Help", key_display="?", tooltip="This screen and its keys"),
    ]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  as Textual declares it
        (0, "-narrow"),
        (110, "-medium"),
        (140, "-wide"),
    ]

    def __init__(self, opener: Callable[[], Any] | None = None, saves: Path | None = None) -> None:
        """Prepare.

        Args:
            opener: returns, in the engine's thread, what the app opens with instead of the menu: see `open_with`.
            saves: the folder of saved games, None for the usual one.
        """
        super().__init__(saves)
        self._opener = opener

    def on_mount(self) -> None:
        """Show the first frame, then load the engine."""
        for theme in (DARK, LIGHT, CONTRAST, TERMINAL):
            self.register_theme(theme)
        self.apply_theme()
        self.push_screen(MenuScreen())
        self.call_after_refresh(self._load_engine)

    def _load_engine(self) -> None:
        self.engine.start(openers.warm_up_engine, self._engine_ready, self._give_up)
        if self._opener is not None:
            self.open_with(self._opener, leave_on_failure=True)
        elif (path := page_was_at()) is not None:
            self.open_with(openers.back_to(path))

    def _engine_ready(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, MenuScreen):
                screen.ready()

    def _give_up(self, error: Exception) -> None:
        self.failure = error
        self.exit(1)

    @on(Answer)
    def _answered(self, event: Answer) -> None:
        event.call()

    # -- from screen to screen

    def open_with(
        self,
        opener: Callable[[], Callable[[], Screen[Any]]],
        *,
        afresh: bool = False,
        leave_on_failure: bool = False,
    ) -> None:
        """Prepare something in the engine's thread, and show it.

        `opener` runs there and returns what makes the screen here. Until then a screen says what is waited for.
        `afresh` closes what was open: a game that is begun leaves nothing of the last one behind. While one is waited
        for, another is not opened: Enter struck twice begins one game.
        """
        if isinstance(self.screen, LoadingScreen):
            return
        waiting = LoadingScreen()
        self.push_screen(waiting)

        def then(make: Callable[[], Screen[Any]]) -> None:
            if waiting in self.screen_stack:
                screen = make()
                if afresh:
                    self.to_menu()
                    self.push_screen(screen)
                else:
                    self.switch_screen(screen)

        def failed(error: Exception) -> None:
            if leave_on_failure:
                self._give_up(error)
                return
            if waiting in self.screen_stack:
                waiting.dismiss()
            self.tell_failure(error)

        self.engine.run(opener, then, failed)

    def to_menu(self) -> None:
        """Go back to the menu, whatever stands above it."""
        self.secret = False
        self.sit_at(None)
        while len(self.screen_stack) > 1 and not isinstance(self.screen, MenuScreen):
            self.pop_screen()

    def enter(self, entry: str) -> None:
        """Do what an entry of the menu says."""
        if entry == "quit":
            self.exit(0)
        elif entry == "settings":
            from wargame.tui.screens.settings import SettingsScreen

            self.push_screen(SettingsScreen())
        else:
            self.open_with(openers.ENTRIES[entry](self.saves))

    def begin(self, scenario: str, seats: Mapping[str, str] | None, seed: int | None) -> None:
        """Begin a game."""
        self.open_with(openers.begin(scenario, seats, seed, self.saves), afresh=True)

    def begin_again(self, summit: Summit, seats: Mapping[str, str], seed: int | None = None) -> None:
        """Begin another game by the same rules; without a seed one is drawn."""
        self.open_with(openers.again(summit, seats, self.saves, seed), afresh=True)

    def resume(self, path: Path) -> None:
        """Go on with a saved game."""
        self.open_with(openers.resume(path), afresh=True)

    def branch(self, journal: Journal, ply: int, seats: Mapping[str, str], *, fresh: bool) -> None:
        """Go on from a moment of a saved game, in a new file; `fresh` gives it chance of its own."""
        self.open_with(openers.branch(journal, ply, seats, self.saves, fresh=fresh), afresh=True)

    def view(self, path: Path) -> None:
        """Open the replay of a saved game."""
        self.open_with(openers.view(path))

    async def action_leave(self) -> None:
        """Leave the program."""
        self.exit(0)

    def action_help(self) -> None:
        """Explain the screen and its keys."""
        from wargame.tui.screens.help import HelpScreen

        if not self.secret and not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_command_palette(self) -> None:
        """Open the palette, unless a seat's secrets are covered."""
        if not (self.secret or isinstance(self.screen, Commands)):
            self.push_screen(Commands())  # under no name: the last one may not be gone yet

    @on(CommandPalette.OptionHighlighted)
    def _passed(self, event: CommandPalette.OptionHighlighted) -> None:
        """Try on the colors under the palette's cursor, and take them off again."""
        option = event.highlighted_event.option
        wear = option.hit.command if isinstance(option, Command) else None
        if isinstance(wear, Wear) and not self.no_color:
            self.theme = wear.theme
        else:
            self.apply_theme()

    @on(CommandPalette.Closed)
    def _chosen(self) -> None:
        """Wear what is set, whatever was tried on."""
        self.apply_theme()

    def bell(self) -> None:
        """Sound only if it was asked for."""
        if self.settings.sound:
            super().bell()


def run(opener: Callable[[], Any] | None = None, saves: Path | None = None) -> NoReturn:
    """Run the app and leave the process with its exit code.

    Raises:
        WargameError: what the app was to open with could not be opened; the terminal is as it was found.
        OSError: the same.
    """
    lived(WargameApp(opener, saves))
