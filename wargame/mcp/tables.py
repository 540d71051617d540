"""The tables of an assistant: games in which it plays one seat, told in the pages of that seat.

An assistant is a person at the table: a built-in player answers each of its moves, the game is saved after each, and
nothing is told but what its seat may know. No path is ever named: scenarios come from the catalog, games go to the
folder of saves.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from wargame.authoring.catalog import known
from wargame.bounds import MOST_SEED
from wargame.errors import SeatError, WargameError
from wargame.game.summit import load
from wargame.legible import legible
from wargame.pages.finale import show_finale
from wargame.pages.saving import news_words
from wargame.pages.telling import tell_game
from wargame.plain.keyboard import Keyboard
from wargame.plain.paper import Paper
from wargame.plain.turn import Turn
from wargame.players.offered import HUMAN, LEVELS
from wargame.scenario.faults import nearest
from wargame.scenario.rules import MoveRule
from wargame.session import opening
from wargame.session.sitting import Sitting

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.game.game import Game

MOST_TABLES = 16
OPPONENTS = ("random", "doctrine", "greedy", "mixed", *LEVELS)  # none thinks for more than some seconds
PAGES = ("situation", "stories", "draft", "brief", "moves", "closed", "risks", "score", "rules")
_WIDTH = 100
_LONGEST = 60  # characters of a wrong name that are repeated


@frozen
class Table:
    """One game, and the seat that an assistant has in it."""

    sitting: Sitting
    seat: str

    @property
    def game(self) -> Game:
        """Return the game."""
        return self.sitting.game

    def turn(self, paper: Paper) -> Turn:
        """Return the assistant's turn, to be told on a paper.

        Raises:
            SeatError: the game is over.
        """
        if self.game.is_over:
            message = "the game is over: finish tells how it ended, log all that happened"
            raise SeatError(message)
        return Turn(self.sitting, self.seat, paper, Keyboard(StringIO(), paper, waits=False, echoes=False))

    def go_on(self, paper: Paper) -> None:
        """Let the other side answer, tell what happened, and whose turn it is."""
        while not self.game.is_over and self.game.turn != self.seat:
            self.game.check_rules()
            self.sitting.play(self.sitting.decide())
        tell_game(paper, self.game, self.seat, since=self.sitting.tell(self.seat))
        for news in self.sitting.saving.take_news():
            paper.verbatim(news_words(news))
        paper.line()
        if self.game.is_over:
            paper.line("The game is over: finish tells how it ended.")
            return
        self.game.check_rules()
        self.turn(paper).moves()


@define(eq=False)
class Tables:
    """All games that are open, by the names that the assistant knows them by."""

    saves: Path | None = None  # the folder of saved games; None: the usual one
    _open: dict[str, Table] = field(init=False, factory=dict)
    _begun: int = field(init=False, default=0)

    def scenarios(self) -> str:
        """List the scenarios: name, title, sides, and what each is about."""

        def write(paper: Paper) -> None:
            for name in known():
                try:
                    rules = load(name).rules
                except WargameError as error:
                    paper.line(f"{name}: cannot be played: {error.summary}")
                    continue
                sides = ", ".join(f"{side.id} ({side.name})" for side in rules.sides)
                paper.line(
                    f"{name}: {rules.scenario.title}. Seats: {sides}. {' '.join(rules.scenario.summary.split())}"
                )

        return _written(write)

    def open(self, scenario: str, seat: str, opponent: str, seed: int | None) -> str:
        """Begin a game; tells its name, the introduction, the seat's brief, and its moves once it has the turn."""
        if len(self._open) >= MOST_TABLES:
            message = f"{MOST_TABLES} games are open, and no more may be; finish one first"
            raise SeatError(message)
        summit = load(_one_of(scenario, list(known()), "scenario"))
        _one_of(seat, list(summit.rules.side_ids), "seat")
        _one_of(opponent, list(OPPONENTS), "opponent")
        if seed is not None and not 0 <= seed <= MOST_SEED:
            message = f"a seed is a whole number from 0 to {MOST_SEED}; found {seed}"
            raise SeatError(message)
        seats = {side: HUMAN if side == seat else opponent for side in summit.rules.side_ids}
        table = Table(opening.begin(summit, seats, self.saves, seed=seed), seat)
        self._begun += 1
        name = f"g{self._begun}"
        self._open[name] = table

        def write(paper: Paper) -> None:
            paper.line(f"Game {name}: {summit.rules.scenario.title}. You are {summit.rules.side(seat).name} ({seat}).")
            if trouble := table.sitting.saving.trouble:
                paper.verbatim(f"It cannot be saved: {trouble}")
            paper.heading("Introduction")
            paper.text(summit.rules.scenario.introduction)
            table.go_on(paper)
            if not table.game.is_over:
                table.turn(paper).brief()

        return _written(write)

    def look(self, game: str, page: str) -> str:
        """Tell one page of the seat: one of `PAGES`."""
        table = self._table(game)
        name = _one_of(page, list(PAGES), "page")

        def write(paper: Paper) -> None:
            turn = table.turn(paper)
            getattr(turn, "introduction" if name == "rules" else name)()

        return _written(write)

    def why(self, game: str, move: str) -> str:
        """Tell why a move is closed, or that it is open."""
        table = self._table(game)
        return _written(lambda paper: table.turn(paper).why(_line(move)))

    def preview(self, game: str, move: str) -> str:
        """Tell a move's rule card and, where it is open, what it would do now and how likely that is."""
        table = self._table(game)
        return _written(lambda paper: table.turn(paper).card(_line(move)))

    def play(self, game: str, move: str) -> str:
        """Play a move by its number, id or title; tells what came of it, up to the seat's next turn."""
        table = self._table(game)

        def write(paper: Paper) -> None:
            found = table.turn(paper).named(_line(move))
            if not isinstance(found, MoveRule):
                message = found if isinstance(found, str) else f"{found.title} is an event, and no move"
                raise SeatError(message)
            reason = table.game.why_not(found.id) if found.side == table.seat else "it is the other side's"
            if reason is not None:
                message = f"{found.title} is closed: {reason}"
                raise SeatError(message)
            table.sitting.play(found.id)
            table.go_on(paper)

        return _written(write)

    def hint(self, game: str) -> str:
        """Tell what an AI would play here, from what the seat sees."""
        table = self._table(game)
        return _written(lambda paper: table.turn(paper).hint())

    def log(self, game: str) -> str:
        """Tell everything that has happened, as the seat was shown it."""
        table = self._table(game)
        return _written(lambda paper: tell_game(paper, table.game, table.seat))

    def finish(self, game: str) -> str:
        """Leave a table; tells the end and both scores of a game that is over, else where it can be gone on with."""
        table = self._table(game)
        del self._open[game]
        table.sitting.saving.close()

        def write(paper: Paper) -> None:
            saved = table.sitting.saving.path
            where = f"; it is saved as {saved.name}" if saved and table.sitting.saving.is_saved else ""
            if table.game.is_over:
                show_finale(paper, table.game, (table.seat,))
            else:
                paper.line(f"Left after {table.game.ply} decisions{where}; `wargame play --resume` goes on with it.")

        return _written(write)

    def close(self) -> None:
        """Leave all tables."""
        for table in self._open.values():
            table.sitting.saving.close()
        self._open.clear()

    def _table(self, game: str) -> Table:
        return self._open[_one_of(game, list(self._open), "open game")]


def _one_of(name: str, names: list[str], what: str) -> str:
    """Return a name that is one of these.

    Raises:
        SeatError: it is none of them.
    """
    if name not in names:
        short = legible(name[:_LONGEST], instead=" ")
        message = f"no {what} {short!r}{nearest(short, names)}; there is {', '.join(names) or 'none'}"
        raise SeatError(message)
    return name


def _line(text: str) -> str:
    return legible(text[:200], instead=" ").strip()


def _written(page: Callable[[Paper], None]) -> str:
    stream = StringIO()
    page(Paper(stream, _WIDTH))
    return legible(stream.getvalue().strip("\n"), lines=True)
