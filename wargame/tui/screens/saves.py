"""Saved games: to go on with, to look at again, to be found, put in order and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from wargame.errors import JournalError
from wargame.journal.account import State
from wargame.journal.reading import read_journal
from wargame.journal.writing import remove
from wargame.legible import legible
from wargame.pages.shelf import ORDERS, arranged, place_words
from wargame.tui.screens.asking import AskScreen
from wargame.tui.screens.frame import Frame
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.listing import Item, Listing, meant

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import ComposeResult

    from wargame.pages.shelf import Kept
    from wargame.tui.host import Host

MOST_NAMED = 3  # files that cannot be gone on with


class SavesScreen(Frame[None]):
    """The list."""

    app: Host
    HELP = (
        "Saved games, the newest first; the samples come last. Under Resume, Enter goes on with a game where it stands;"
        " under Replays, it opens one to be stepped through. / finds games by any of their words, s puts them in"
        " another order. x removes one for good, if you say so once more; the samples stay."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find", key_display="/", tooltip="show only games with some words"),
        Binding("s", "sort", "Order", tooltip="put them in another order"),
        Binding("v", "view", "Replay", tooltip="step through the game under the cursor"),
        Binding("x,delete", "remove", "Remove", key_display="x", tooltip="remove the game under the cursor, if asked"),
        Binding("escape,q", "back", "Back", key_display="Esc"),
    ]

    def __init__(self, folder: Path, kept: list[Kept], *, unfinished: bool) -> None:
        """Show games of a folder."""
        super().__init__()
        self._folder, self._unfinished = folder, unfinished
        self._kept = [each for each in kept if each.can_go_on] if unfinished else kept
        self._left_out = [
            each.path.name for each in kept if unfinished and each.state in {State.DAMAGED, State.UNREADABLE}
        ]
        self._order = 0  # index into ORDERS

    def compose(self) -> ComposeResult:
        """Show the games."""
        with Vertical(id="saves"):
            yield Static("", id="heading", markup=False)
            yield Input(placeholder="any words: a summit, a side, an opponent, an ending", id="wanted", compact=True)
            yield Static("", id="nothing", markup=False)
            yield Listing(id="entries")
            if self._left_out:
                yield Static(legible(_left_out(self._left_out)), markup=False, classes="form-row")
            yield Static(place_words(self._folder), id="place", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Give the list the keyboard."""
        self.query_one(Input).display = False
        self.query_one(OptionList).focus()
        self._show()

    def _show(self, at: int = 0) -> None:
        """Show what is wanted, in order, the cursor on the line `at`."""
        order, wanted = list(ORDERS)[self._order], self.query_one(Input).value
        found, rows = arranged(self._kept, order, wanted), self.query_one(Listing)
        rows.wanted = wanted
        rows.set_options(Item(_prompt(each), each) for each in found)
        rows.highlighted = min(at, len(found) - 1) if found else None
        name = "Go on with a game" if self._unfinished else "Saved games"
        heading = Content.assemble((name, "bold $text-primary"), (f"  {order}", "$foreground-muted"))
        self.query_one("#heading", Static).update(heading)
        what = "unfinished game" if self._unfinished else "saved game"
        nothing = self.query_one("#nothing", Static)
        nothing.display = not self._kept
        nothing.update("" if self._kept else f"There is no {what}.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Gray what would do nothing where there is no game."""
        del parameters
        return None if action in {"find", "sort", "view", "remove"} and not self._kept else True

    @property
    def _under_cursor(self) -> Kept | None:
        option = self.query_one(OptionList).highlighted_option
        return option.meaning if isinstance(option, Item) else None  # type: ignore[return-value]

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        if (kept := meant(event)) is not None:
            (self.app.resume if self._unfinished else self.app.view)(kept.path)

    # -- finding

    @on(Input.Changed)
    def _wanted(self) -> None:
        self._show()

    @on(Input.Submitted)
    def _found(self) -> None:
        self.query_one(OptionList).focus()

    def action_find(self) -> None:
        """Let words be typed."""
        box = self.query_one(Input)
        box.display = True
        box.focus()

    def action_sort(self) -> None:
        """Put the games in the next order."""
        self._order = (self._order + 1) % len(ORDERS)
        self._show()

    def action_back(self) -> None:
        """Show all again, or go back."""
        box = self.query_one(Input)
        if box.display:
            box.value, box.display = "", False
            self.query_one(OptionList).focus()
        else:
            self.dismiss()

    # -- looking at one, and removing one

    def action_view(self) -> None:
        """Open the replay of the game under the cursor."""
        if (kept := self._under_cursor) is not None:
            self.app.view(kept.path)

    def action_remove(self) -> None:
        """Ask whether the game under the cursor is to be removed."""
        kept = self._under_cursor
        if kept is None:
            return
        if kept.is_sample:
            self.app.say("The samples come with the program and stay.")
            return

        def answered(is_wanted: bool | None) -> None:  # noqa: FBT001  as Textual calls it
            if is_wanted:
                self._remove(kept)

        question = f"{kept.title}\n{kept.players}\n{kept.told}\n\n{kept.path}"
        self.app.push_screen(AskScreen("Remove this game for good?", legible(question, lines=True)), answered)

    def _remove(self, kept: Kept) -> None:
        try:
            remove(read_journal(kept.path))
        except JournalError as error:
            self.app.say(f"Not removed: {error}", is_error=True)
            return
        at = self.query_one(OptionList).highlighted or 0
        self._kept.remove(kept)
        self._show(at)
        self.refresh_bindings()
        self.app.say("Removed.")


def _prompt(kept: Kept) -> Content:
    players = f"  {kept.players}" if kept.players else ""
    told = "  ".join(each for each in (kept.when, kept.told) if each)
    return Content.assemble((kept.title, "bold"), players, "\n", (f"  {told}", "$foreground-muted"))


def _left_out(names: list[str]) -> str:
    """Say which files cannot be gone on with."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"Damaged or unreadable: {', '.join(names[:MOST_NAMED])}{more}. Replays says what is wrong."
