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
from wargame.journal.account import summary
from wargame.journal.reading import read_journal
from wargame.journal.store import saves_in
from wargame.legible import legible
from wargame.tui.screens.frame import Frame
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.listing import Item, Listing, meant

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from wargame.tui.host import Host

__all__ = ["Kept", "SavesScreen", "kept_in"]

SAMPLES = "samples"  # a folder of games worth looking at, beside one's own
MOST = 500  # games listed, the newest


@frozen
class Kept:
    """A saved game in the list."""

    path: Path
    title: str
    seats: str
    state: str
    when: str


def kept_in(folder: Path, *, unfinished: bool) -> list[Kept]:
    """Return the games of a folder, the newest first, then the samples; or only those that can be gone on with."""
    paths = sorted(saves_in(folder), key=lambda path: path.stat().st_mtime_ns, reverse=True)[:MOST]
    if not unfinished:
        paths += saves_in(folder / SAMPLES)
    found = [_kept(path) for path in paths]
    return [each for each in found if each.state.startswith("after")] if unfinished else found


def _kept(path: Path) -> Kept:
    try:
        told = summary(read_journal(path))
    except JournalError as error:
        return Kept(path, legible(path.stem), "", legible(f"damaged: {error}"), "")
    title = told["title"] if path.parent.name != SAMPLES else legible(path.stem).replace("-", " ")
    moves = f"{told['plies']} move{'' if told['plies'] == 1 else 's'}"
    state = {
        "unfinished": f"after {moves}",
        "over": f"over: {told['ending'].replace('_', ' ')}, {moves}",
        "damaged": f"damaged: {told['problem']}",
    }[told["state"]]
    seats = ", ".join(f"{side} {player}" for side, player in told["seats"].items())
    return Kept(path, title, seats, state, told["created"][:16].replace("T", " "))


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
        self._folder, self._kept, self._unfinished = folder, kept, unfinished

    def compose(self) -> ComposeResult:
        """Show the games."""
        heading = "Go on with a game" if self._unfinished else "Saved games"
        with Vertical(id="saves"):
            yield Static(Content.styled(heading, "bold $text-primary"), classes="form-row")
            yield Listing(*(Item(_prompt(each), each.path) for each in self._kept), id="entries")
            if not self._kept:
                what = "unfinished game" if self._unfinished else "saved game"
                yield Static(legible(f"There is no {what} in {self._folder}."), markup=False)
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
        (kept.title, "bold"), f"  {kept.state}", "\n", (f"  {kept.when}  {kept.seats}", "$foreground-muted")
    )
