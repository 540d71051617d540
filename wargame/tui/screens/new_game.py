"""A new game: which summit, who sits where, which seed."""

from __future__ import annotations

from pathlib import Path
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
from wargame.legible import legible
from wargame.players.offered import HUMAN, LEVELS, player_name
from wargame.tui.screens.frame import Frame
from wargame.tui.widgets.choices import Choices, Line
from wargame.tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from wargame.tui.host import Host

USUAL_OPPONENT = "doctrine"
ADVANCED = "Advanced …"
TYPED = "random, greedy, mixed, search:5000, sampled:1000"
PLAYERS = {HUMAN: "at this keyboard", **dict.fromkeys(LEVELS, "")}


@frozen
class Offer:
    """A scenario that can be played."""

    name: str
    title: str
    summary: str
    sides: dict[str, str]  # names by id


def offers() -> list[Offer]:
    """Return the scenarios that have a name and can be read; the game of 2018 first."""
    found = [offer for name in known() if (offer := offer_of(name)) is not None]
    return sorted(found, key=lambda offer: offer.name != USUAL)


def offer_of(name: str) -> Offer | None:
    """Return a scenario by its name or its path, None if it cannot be read: `wargame scenario list` says why."""
    try:
        file = find(name)
        scenario = parse_scenario(file.text, file.name)
    except ScenarioError:
        return None
    sides = {side.id: side.name for side in scenario.sides}
    if len(sides) != 2:  # noqa: PLR2004  no summit
        return None
    return Offer(name, scenario.title, " ".join(scenario.summary.split()), sides)


def seat_lines(sides: Mapping[str, str], seats: Mapping[str, str], *, advanced: bool = False) -> list[Line]:
    """Return a line for each side, turned to its player; `advanced` offers one that is typed, which "" stands for."""
    names, about = list(PLAYERS), list(PLAYERS.values())
    for player in seats.values():  # of a saved game, perhaps with another argument
        level = next((name for name in names if name in LEVELS and LEVELS[name].player == player), None)
        if level is not None:
            names[names.index(level)] = player
        elif player not in names and not (advanced and not player):
            names.append(player)
            about.append("as in the saved game")
    words = [player_name(name) for name in names]
    if advanced:
        names, words, about = [*names, ""], [*words, ADVANCED], [*about, "a player that is typed below"]
    return [
        Line(side, sides[side], tuple(words), names.index(seats[side]), tuple(about), tuple(names)) for side in sides
    ]


class NewGameScreen(Frame[None]):
    """The choices, and Begin."""

    app: Host
    HELP = (
        "Choose a summit and who sits on each side. The levels are named from the weakest to the strongest, with how"
        " often each wins; none is given a bonus or a look at your cards. Advanced lets any player be typed. Two people"
        " share the keyboard, with a screen between their turns that hides everything; two AIs are watched.\n\nThe same"
        " summit, seed and moves give the same game, always. Without a seed one is drawn."
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back", key_display="Esc")]

    def __init__(self, offered: list[Offer]) -> None:
        """Offer scenarios."""
        super().__init__()
        self._named = offered  # by a name
        self._offers = offered  # with the one whose file is typed
        self._at = 0
        self._seats: dict[str, str] = {}  # "": the one that is typed
        self._seat_usually()

    def _seat_usually(self) -> None:
        first, second = self._offers[self._at].sides
        self._seats = {first: HUMAN, second: USUAL_OPPONENT}

    def compose(self) -> ComposeResult:
        """Show the choices."""
        with Vertical(classes="form"):
            yield Static(Content.styled("New game", "bold $text-primary"), classes="form-row")
            yield Choices(self._lines())
            for place in (0, 1):
                yield Input(id=f"player-{place}", compact=True)
            yield Static("", id="levels", markup=False)
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
            *seat_lines(offer.sides, self._seats, advanced=True),
            Line("swap", "Swap sides"),
            Line("begin", "Begin", about=("the game is saved after every move",)),
        ]

    def _show(self) -> None:
        self.query_one(Choices).show(self._lines())
        offer = self._offers[self._at]
        self.query_one("#summary", Static).update(f"\n{offer.summary}")
        seated = self._seats.values()
        levels = [name for name, level in LEVELS.items() if name in seated or level.player in seated]
        words = "\n".join(f"{player_name(each)}: {LEVELS[each].strength}." for each in levels)
        self.query_one("#levels", Static).update(f"\n{words}" if words else "")
        typed = TYPED if is_confined() else f"{TYPED}, module:FILE.py"
        for place, (side, player) in enumerate(self._seats.items()):
            box = self.query_one(f"#player-{place}", Input)
            box.display = not player
            box.placeholder = f"who plays {offer.sides[side]}: {typed}"

    @on(Choices.Turned)
    def _turned(self, event: Choices.Turned) -> None:
        """Turn a line, unless it went with another summit before that was heard."""
        if event.line == "scenario" and event.at < len(self._offers):
            self._at = event.at
            self._seat_usually()
        elif event.line in self._seats:
            self._seats[event.line] = event.choice
        self._show()

    @on(Choices.Done)
    def _done(self, event: Choices.Done) -> None:
        if event.line == "swap":
            first, second = self._seats
            self._seats = {first: self._seats[second], second: self._seats[first]}
            boxes = [self.query_one(f"#player-{place}", Input) for place in (0, 1)]
            boxes[0].value, boxes[1].value = boxes[1].value, boxes[0].value
            self._show()
        else:
            self._begin()

    @on(Input.Changed, "#file")
    def _file_named(self, event: Input.Changed) -> None:
        """Offer the summit of a file once there is one, with the names of its sides."""
        path = event.value.strip()
        typed = offer_of(_as_path(path)) if path and Path(path).is_file() else None
        if typed is not None or len(self._offers) > len(self._named):
            self._offers = [*([typed] if typed else []), *self._named]
            self._at = 0
            self._seat_usually()
            self._show()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._begin()

    def _begin(self) -> None:
        typed = {str(box.id): box.value.strip() for box in self.query(Input)}
        if reason := self._fault_in(typed):
            self.query_one("#state", Static).update(f"✕ {legible(reason)}")
            return
        self.query_one("#state", Static).update("")
        places = enumerate(self._seats.items())
        seats = {side: player or typed[f"player-{place}"] for place, (side, player) in places}
        unread = typed.get("file") if len(self._offers) == len(self._named) else ""
        seed = int(typed["seed"]) if typed["seed"] else None
        self.app.begin(unread or self._offers[self._at].name, None if unread else seats, seed)

    def _fault_in(self, typed: Mapping[str, str]) -> str:
        """Say what is wrong with what was typed, "" if nothing is."""
        seed = typed["seed"]
        if seed and not (seed.isascii() and seed.isdecimal() and int(seed) <= MOST_SEED):
            return f"A seed is a whole number from 0 to {MOST_SEED}."
        for place, (side, player) in enumerate(self._seats.items()):
            if not player and not typed[f"player-{place}"]:
                return f"Who plays {self._offers[self._at].sides[side]}? Type one of {TYPED}."
        return ""

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()


def _as_path(text: str) -> str:
    """Return what the catalog takes for the path of a file, and never for a name."""
    return text if "/" in text or "\\" in text else f"./{text}"
