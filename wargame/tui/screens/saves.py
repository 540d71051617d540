"""Saved games: those to go on with, or all to look at again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from wargame.errors import JournalError
from wargame.journal.account import State, summary
from wargame.journal.branches import seen_ahead_in
from wargame.journal.reading import Journal, read_journal
from wargame.journal.store import SAMPLES, newest_first, saves_in
from wargame.legible import legible
from wargame.pages.words import local_time
from wargame.tui.screens.frame import Frame
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.listing import Item, Listing, meant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from wargame.tui.host import Host

LONGEST_TIME = 24  # characters
MOST = 500  # games listed, the newest
MOST_NAMED = 3  # files that cannot be gone on with


@frozen
class Kept:
    """A saved game in the list."""

    path: Path
    title: str
    seats: str
    told: str  # how far it came
    when: str
    state: State


def kept_in(folder: Path, *, unfinished: bool) -> list[Kept]:
    """Return the games of a folder, the newest first, and the samples after them unless it is about the unfinished.

    Raises:
        JournalError: the folder cannot be read.
    """
    paths = newest_first(saves_in(folder))[:MOST]
    if not unfinished and (folder / SAMPLES).is_dir():
        paths += saves_in(folder / SAMPLES)
    read = [_read(path) for path in paths]
    branches = [each for each in read if isinstance(each, Journal) and each.header.origin]
    return [_kept(path, each, branches) for path, each in zip(paths, read, strict=True)]


def _read(path: Path) -> Journal | JournalError:
    try:
        return read_journal(path)
    except JournalError as error:
        return error


def _kept(path: Path, journal: Journal | JournalError, branches: Sequence[Journal]) -> Kept:
    if isinstance(journal, JournalError):
        return Kept(path, legible(path.stem), "", legible(f"unreadable: {journal}"), "", State.UNREADABLE)
    told = summary(journal)
    title = told["title"] if path.parent.name != SAMPLES else legible(path.stem).replace("-", " ")
    moves = f"{told['plies']} move{'' if told['plies'] == 1 else 's'}"
    words = {
        State.UNFINISHED: f"after {moves}",
        State.OVER: f"over: {told['ending'].replace('_', ' ')}, {moves}",
        State.DAMAGED: f"damaged: {told['problem']}",
    }[told["state"]]
    words += " · a branch" if told["origin"] else ""
    words += " · its chance was seen ahead in a branch" if seen_ahead_in(journal, branches) else ""
    seats = ", ".join(f"{side} {player}" for side, player in told["seats"].items())
    return Kept(path, title, seats, words, local_time(told["created"])[:LONGEST_TIME], told["state"])


class SavesScreen(Frame[None]):
    """The list."""

    app: Host
    HELP = (
        "Saved games, the newest first; the samples come last. Under Resume, Enter goes on with a game where it stands;"
        " under Replays, it opens one to be stepped through."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "back", "Back", key_display="Esc")]

    def __init__(self, folder: Path, kept: list[Kept], *, unfinished: bool) -> None:
        """Show games of a folder."""
        super().__init__()
        self._folder, self._unfinished = folder, unfinished
        self._kept = [each for each in kept if each.state is State.UNFINISHED] if unfinished else kept
        self._left_out = [
            each.path.name for each in kept if unfinished and each.state in {State.DAMAGED, State.UNREADABLE}
        ]

    def compose(self) -> ComposeResult:
        """Show the games."""
        heading = "Go on with a game" if self._unfinished else "Saved games"
        with Vertical(id="saves"):
            yield Static(Content.styled(heading, "bold $text-primary"), classes="form-row")
            yield Listing(*(Item(_prompt(each), each.path) for each in self._kept), id="entries")
            if not self._kept:
                what = "unfinished game" if self._unfinished else "saved game"
                yield Static(legible(f"There is no {what} in {self._folder}."), markup=False)
            if self._left_out:
                yield Static(legible(_left_out(self._left_out)), markup=False, classes="form-row")
        yield KeyLine()

    def on_mount(self) -> None:
        """Give the list the keyboard."""
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        if (path := meant(event)) is not None:
            (self.app.resume if self._unfinished else self.app.view)(path)

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()


def _prompt(kept: Kept) -> Content:
    return Content.assemble(
        (kept.title, "bold"), f"  {kept.told}", "\n", (f"  {kept.when}  {kept.seats}", "$foreground-muted")
    )


def _left_out(names: list[str]) -> str:
    """Say which files cannot be gone on with."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"Damaged or unreadable: {', '.join(names[:MOST_NAMED])}{more}. Replays says what is wrong."
