"""The menu: where everybody begins and ends."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

import wargame
from wargame.errors import WargameError
from wargame.journal.store import newest_open, saves_folder
from wargame.legible import legible
from wargame.tui.screens.frame import Frame
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.listing import Item, Listing, meant

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult

    from wargame.tui.host import Host

LONGEST_ABOUT = 50  # characters that fit beside an entry
CONTINUE = ("continue", "Continue", "go on with the game played last")
ENTRIES = (
    CONTINUE,
    ("play", "Play the 2018 summit", "Washington against an AI in character"),
    ("new", "New game …", "which summit, who sits where, which seed"),
    ("resume", "Resume …", "any unfinished game: each is saved after every move"),
    ("tutorial", "Tutorial", "a first summit in six minutes, by doing"),
    ("replays", "Replays …", "step through saved games, with anybody's eyes"),
    ("rules", "Rules …", "every summit, its moves, odds and sources"),
    ("settings", "Settings …", "colors, sound, hints, privacy, pace"),
    ("quit", "Quit", ""),
)


class MenuScreen(Frame[None]):
    """The menu; the engine warms up behind it."""

    app: Host
    HELP = (
        "Two sides who each expect the other to surrender meet at a table. They claim, offer, blur, define, threaten,"
        " sign, evade and walk out.\n\nChoose what to do with the arrow keys and Enter, or click. If you are new, the"
        " tutorial takes six minutes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "app.leave", "Quit", tooltip="Leave the program"),
        *(Binding(each[0][0], f"choose('{each[0]}')", each[1].rstrip(" …"), show=False) for each in ENTRIES[:-1]
          if each[0] not in {"replays", "resume"}),
    ]  # fmt: skip

    _has_last = False  # there is a game to go on with

    def compose(self) -> ComposeResult:
        """Show the title and the entries."""
        with Vertical(id="menu"):
            yield Static(
                Content.assemble(("W A R G A M E", "bold $text-primary"), f"  {wargame.__version__}"), id="name"
            )
            yield Static("Two sides who each expect the other to surrender meet at a table.", id="motto", markup=False)
            yield Listing(id="entries")
            yield Static("", id="state", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Say that the engine is being prepared, if it still is after a moment."""
        self.query_one(OptionList).focus()
        self.set_timer(1.5, self._tell_state)

    def ready(self) -> None:
        """The engine is loaded."""
        self.query_one("#state", Static).update("")
        self._look_for_last()

    def on_screen_resume(self) -> None:
        """Look whether there is a game to go on with: it comes first."""
        super().on_screen_resume()
        self._has_last = newest_open(self._folder) is not None if self._folder else False
        self._show(CONTINUE[2] if self._has_last else "")
        if self._has_last and self.app.engine.is_ready:
            self._look_for_last()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to go on only where there is a game to go on with."""
        return self._has_last or (action, parameters) != ("choose", (CONTINUE[0],))

    @property
    def _folder(self) -> Path | None:
        try:
            return saves_folder(self.app.saves)
        except WargameError:  # told where games are begun
            return None

    def _show(self, last: str) -> None:
        """Show the entries, with what is said of the last game; without that one there is none."""
        rows = self.query_one(OptionList)
        under = rows.highlighted_option
        shown = [each for each in ENTRIES if last or each is not CONTINUE]
        rows.set_options(_option(id_, name, last if id_ == CONTINUE[0] else about) for id_, name, about in shown)
        ids = [each[0] for each in shown]
        meaning = under.meaning if isinstance(under, Item) else ""
        rows.highlighted = ids.index(str(meaning)) if meaning in ids else 0

    def _look_for_last(self) -> None:
        """Have the game that was played last looked up, to say which it is."""

        def work() -> str:
            from wargame.pages.shelf import last_unfinished

            kept = last_unfinished(self._folder) if self._folder else None
            return shorten(legible(kept.brief), LONGEST_ABOUT, placeholder=" …") if kept else ""

        self.app.engine.run(work, self._show, lambda _: None)

    def _tell_state(self) -> None:
        if not self.app.engine.is_ready:
            words = "Preparing the rules engine; at the very first start this takes about half a minute …"
            self.query_one("#state", Static).update(words)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        if (entry := meant(event)) is not None:
            self.action_choose(entry)

    def action_choose(self, entry: str) -> None:
        """Do what an entry says; struck again before the screen could change, it says nothing."""
        if self.app.screen is self:
            self.app.enter(entry)


def _option(id_: str, name: str, about: str) -> Item:
    return Item(Content.assemble((f"{name:<22}", "bold"), (about, "$foreground-muted")), id_)
