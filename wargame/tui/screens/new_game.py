"""A new game: which summit, who sits where, which seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from wargame.authoring.catalog import USUAL, find, known
from wargame.authoring.reading import parse_scenario
from wargame.bounds import MOST_SEED
from wargame.confined import is_confined
from wargame.errors import ScenarioError
from wargame.players.offered import HUMAN, ROSTER
from wargame.tui.screens.frame import Frame
from wargame.tui.widgets.choices import Choices, Line
from wargame.tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from wargame.tui.host import Host

WRITTEN = ("search", "sampled", "module")  # with an argument, or not at all
PLAYERS = {
    HUMAN: "a person at this keyboard",
    **{name: words for name, words in ROSTER.items() if name not in WRITTEN},
}


@frozen
class Offer:
    """A scenario that can be played."""

    name: str
    title: str
    summary: str
    sides: dict[str, str]  # names by id


def offers() -> list[Offer]:
    """Return the scenarios that have a name and can be read; the game of 2018 first."""
    found = []
    for name in known():
        try:
            file = find(name)
            scenario = parse_scenario(file.text, file.name)
        except ScenarioError:  # `wargame scenario list` tells of it
            continue
        sides = {side.id: side.name for side in scenario.sides}
        if len(sides) == 2:  # noqa: PLR2004  a summit; of other files, too, the list tells
            found.append(Offer(name, scenario.title, " ".join(scenario.summary.split()), sides))
    return sorted(found, key=lambda offer: offer.name != USUAL)


def seat_lines(sides: Mapping[str, str], seats: Mapping[str, str]) -> list[Line]:
    """Return a line for each side, turned to its player."""
    names = list(PLAYERS)
    for player in seats.values():  # of a saved game, perhaps with another argument
        if player not in names:
            names.append(player)
    about = tuple(PLAYERS.get(name, "as in the saved game") for name in names)
    return [Line(side, sides[side], tuple(names), names.index(seats[side]), about) for side in sides]


class NewGameScreen(Frame[None]):
    """The choices, and Begin."""

    app: Host
    HELP = (
        "Choose a summit and who sits on each side. Two people share the keyboard, with a screen between their turns"
        " that hides everything; two AIs are watched.\n\nThe same summit, seed and moves give the same game, always."
        " Without a seed one is drawn."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back", key_display="Esc")]

    def __init__(self, offered: list[Offer]) -> None:
        """Offer scenarios."""
        super().__init__()
        self._offers = offered
        self._at = 0
        self._seats: dict[str, str] = {}
        self._seat_usually()

    def _seat_usually(self) -> None:
        first, second = self._offers[self._at].sides
        self._seats = {first: HUMAN, second: "doctrine"}

    def compose(self) -> ComposeResult:
        """Show the choices."""
        with Vertical(classes="form"):
            yield Static(Content.styled("New game", "bold $text-primary"), classes="form-row")
            yield Choices(self._lines())
            yield Static("", id="summary", markup=False, classes="form-row")
            yield Input(placeholder="seed: a whole number; empty draws one", id="seed", compact=True, max_length=20)
            if not is_confined():
                yield Input(placeholder="another summit: the path of a .toml file", id="file", compact=True)
            yield Static("", id="state", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Give the choices the keyboard."""
        self.query_one(Choices).focus()
        self._show()

    def _lines(self) -> list[Line]:
        offer = self._offers[self._at]
        titles = tuple(each.title for each in self._offers)
        return [
            Line("scenario", "Summit", titles, self._at),
            *seat_lines(offer.sides, self._seats),
            Line("swap", "Swap sides"),
            Line("begin", "Begin", about=("the game is saved after every move",)),
        ]

    def _show(self) -> None:
        self.query_one(Choices).show(self._lines())
        self.query_one("#summary", Static).update(f"\n{self._offers[self._at].summary}")

    @on(Choices.Turned)
    def _turned(self, event: Choices.Turned) -> None:
        if event.line == "scenario":
            self._at = event.at
            self._seat_usually()
        else:
            self._seats[event.line] = event.choice
        self._show()

    @on(Choices.Done)
    def _done(self, event: Choices.Done) -> None:
        if event.line == "swap":
            first, second = self._seats
            self._seats = {first: self._seats[second], second: self._seats[first]}
            self._show()
        else:
            self._begin()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._begin()

    def _begin(self) -> None:
        typed = {box.id: box.value.strip() for box in self.query(Input)}
        text, file = typed["seed"], typed.get("file")
        if text and not (text.isascii() and text.isdecimal() and int(text) <= MOST_SEED):
            self.query_one("#state", Static).update(f"✕ A seed is a whole number from 0 to {MOST_SEED}.")
            return
        seed = int(text) if text else None
        seats = None if file else dict(self._seats)
        self.app.begin(file or self._offers[self._at].name, seats, seed)

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()
