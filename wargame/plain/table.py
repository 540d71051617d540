"""A game at the table: whose turn it is, who is told what, and what may be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.game.takeback import is_free_to_take_back
from wargame.game.view import REFEREE, view_of
from wargame.plain.finale import show_finale
from wargame.plain.keyboard import InputEnded, Keyboard
from wargame.plain.paper import Paper
from wargame.plain.saving import Saving
from wargame.plain.situation import show_situation
from wargame.plain.stories import show_draft, show_stories
from wargame.plain.telling import tell_game
from wargame.plain.turn import TAKE_BACK, Turn
from wargame.players.player import Player
from wargame.players.roster import HUMAN, make_player

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.game.game import Game
    from wargame.scenario.rules import Rules

__all__ = ["Table"]

BLANK_LINES = 60  # enough to push a secret out of sight


@define
class Table:
    """One game, its players, and how far each of them has been told."""

    saving: Saving  # the game, and where it is written down
    seats: Mapping[str, str]  # player by side
    paper: Paper
    keyboard: Keyboard
    players: dict[str, Player] = field(init=False)
    told: dict[str, int] = field(init=False)  # records told so far, the set-up counted, by seat
    met: set[str] = field(init=False, factory=set)  # seats that have had their first turn

    def __attrs_post_init__(self) -> None:
        """Seat the players that are no people."""
        game = self.game
        self.told = dict.fromkeys((*self.seats, REFEREE), 0)
        for number, record in enumerate(game.records, start=2):  # gone on with: nobody is told twice
            self.told |= {REFEREE: number, record.move.side if record.move else REFEREE: number}
        self.players = {
            side: make_player(game.summit, text, game.player_key(side))
            for side, text in self.seats.items()
            if text != HUMAN
        }

    @property
    def game(self) -> Game:
        """Return the game at the table."""
        return self.saving.game

    @property
    def rules(self) -> Rules:
        """Return the rules in play."""
        return self.game.summit.rules

    @property
    def humans(self) -> list[str]:
        """Return the sides that people play."""
        return [side for side, player in self.seats.items() if player == HUMAN]

    def play(self) -> None:
        """Play the game to its end.

        Raises:
            InputEnded: the players have left before.
            RulesError: the rules cannot bring it to an end.
        """
        while not self.game.is_over:
            self.game.check_rules()
            side = self.game.turn
            if side not in self.players:
                self._human_turn(side)
                continue
            self.saving.play(self.players[side].decide(view_of(self.game, side)))
            self._tell_trouble()
            if not self.humans:
                self._news(REFEREE)
        if len(self.humans) == 1:
            self._news(self.humans[0])
        show_finale(self.paper, self.game, self.humans)
        if self.humans and self.keyboard.waits:
            self._afterwards()

    # -- a person's turn

    def _human_turn(self, side: str) -> None:
        if len(self.humans) > 1:
            self._hand_over(side)
        self._news(side)
        turn = Turn(self.game, side, self.paper, self.keyboard, may_undo=self._may_undo())
        decision = turn.decide(first=side not in self.met)
        self.met.add(side)
        if decision == TAKE_BACK:
            self._take_back()
            return
        self.saving.play(decision)
        self.paper.line()
        self._news(side)
        self._tell_trouble()
        if not self.game.is_over and self.keyboard.waits:
            self._pause()

    def _hand_over(self, side: str) -> None:
        name = self.rules.side(side).name
        if not self.keyboard.waits:
            self.paper.heading(f"Pass the keyboard to {name}")
            return
        self.paper.stream.write("\n" * BLANK_LINES)
        self.keyboard.ask(f"Pass the keyboard to {name}; press Enter")
        self.paper.stream.write("\n" * BLANK_LINES)

    def _pause(self) -> None:
        """Let the player take a move back before anyone answers it, or at least read what came of it."""
        if not self._may_undo():
            if len(self.humans) > 1:
                self.keyboard.ask("Enter to go on")
            return
        while True:
            word = self.keyboard.ask("Enter to go on, undo to take it back").lower()
            if word == TAKE_BACK:
                self._take_back()
            if word in {"", TAKE_BACK}:
                return
            if word == "quit":
                raise InputEnded

    def _may_undo(self) -> bool:
        """Say whether the last move is a person's and has had no consequence that was not foreseen."""
        records = self.game.records
        if not records:
            return False
        last = records[-1]
        return last.move is not None and last.move.side in self.humans and is_free_to_take_back(last)

    def _take_back(self) -> None:
        record = self.saving.undo()
        assert record.move is not None
        rule = self.game.summit.rule_of(record.move)
        self.told = {seat: min(count, self.game.ply + 1) for seat, count in self.told.items()}
        self.paper.line(f"Taken back: {self.rules.side(rule.side).name}, {rule.title}.")
        self._tell_trouble()

    # -- what is told

    def _tell_trouble(self) -> None:
        """Say so when moves can no longer be saved, and when they can again."""
        if news := self.saving.news():
            self.paper.verbatim(news)

    def _news(self, seat: str) -> None:
        """Tell what has happened since this seat was last told."""
        tell_game(self.paper, self.game, seat, since=self.told[seat])
        self.told[seat] = 1 + len(self.game.records)

    # -- after the end

    def _afterwards(self) -> None:
        """Let people look back once all lies open."""
        pages: dict[str, Callable[[], None]] = {
            "log": lambda: tell_game(self.paper, self.game, REFEREE),
            "situation": lambda: show_situation(self.paper, self.rules, view_of(self.game, REFEREE), {}),
            "draft": lambda: show_draft(self.paper, self.rules, view_of(self.game, REFEREE)),
            "stories": lambda: show_stories(self.paper, self.rules, view_of(self.game, REFEREE)),
        }
        self.paper.line()
        while True:
            try:
                word = self.keyboard.ask(f"{', '.join(pages)} or quit").lower()
            except InputEnded:
                return
            if word and "quit".startswith(word):
                return
            for name, page in pages.items():
                if word and name.startswith(word):
                    page()
