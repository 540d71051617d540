"""A game at the table: whose turn it is, who is told what, and what may be taken back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.game.view import REFEREE, view_of
from wargame.pages.finale import show_finale
from wargame.pages.saving import news_words
from wargame.pages.situation import show_situation
from wargame.pages.stories import show_draft, show_stories
from wargame.pages.telling import tell_game
from wargame.plain.keyboard import InputEnded, Keyboard
from wargame.plain.paper import Paper
from wargame.plain.turn import TAKE_BACK, Turn
from wargame.session.lesson import Lesson
from wargame.session.sitting import Sitting

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.game.game import Game

_STAR = re.compile(r" \(★\)|★ ")  # with which a screen lights what is asked for
NOT_LOOKING = (
    "What one of you reads stays in sight of the other here: this is for two who do not look. A terminal is cleared"
    " between turns, with all that was scrolled off it."
)


@define
class Table:
    """One sitting, told on paper."""

    sitting: Sitting
    paper: Paper
    keyboard: Keyboard
    coach: Lesson | None = None  # in a tutorial
    met: set[str] = field(init=False, factory=set)  # seats that have had their first turn
    seated: str = field(init=False, default="")  # who looks on, where people share the keyboard
    taken_back: str = field(init=False, default="")  # a sentence, to be told to whoever looks on next

    @property
    def game(self) -> Game:
        """Return the game at the table."""
        return self.sitting.game

    def play(self) -> None:
        """Play the game to its end.

        Raises:
            InputEnded: the players have left before.
            RulesError: the rules cannot bring it to an end.
        """
        humans = self.sitting.humans
        if self.sitting.is_hot_seat and not self.paper.can_be_wiped:
            self.paper.line(NOT_LOOKING)
        while not self.game.is_over:
            self.game.check_rules()
            if self.game.turn in humans:
                self._human_turn(self.game.turn)
                continue
            self.sitting.play(self.sitting.decide())
            self._tell_trouble()
            if not humans:
                self._news(REFEREE)
        if len(humans) == 1:
            self._news(humans[0])
        show_finale(self.paper, self.game, humans)
        if humans and self.keyboard.waits:
            self._afterwards()

    def leave(self) -> None:
        """Leave nothing in sight of a game between two people that is not over."""
        if self.sitting.is_hot_seat and not self.game.is_over:
            self._wipe()

    # -- a person's turn

    def _human_turn(self, side: str) -> None:
        if self.sitting.is_hot_seat and self.seated != side:
            self._hand_over(side)
        if self.taken_back:
            self.paper.line(self.taken_back)
            self.taken_back = ""
        self._news(side)
        turn, first = Turn(self.sitting, side, self.paper, self.keyboard), side not in self.met
        self.met.add(side)
        self._advise(first=first)
        decision = turn.decide(first=first)
        while refusal := self._refused(decision):
            self.paper.line(f"Coach: not now. {refusal}")
            decision = turn.decide_again()
        if decision == TAKE_BACK:
            self._take_back()
            return
        self.sitting.play(decision)
        self.paper.line()
        self._news(side)
        self._tell_trouble()
        if not self.game.is_over and self.keyboard.waits:
            self._pause()

    def _hand_over(self, side: str) -> None:
        """Let nothing be in sight of who sat there, and wait for the other where somebody is there to be waited for."""
        name = self.sitting.rules.side(side).name
        self._wipe()
        if self.keyboard.waits:
            self.keyboard.ask(f"Pass the keyboard to {name}; press Enter once you sit there")
            self._wipe()
        else:
            self.paper.heading(f"Pass the keyboard to {name}")
        self.seated = side

    def _wipe(self) -> None:
        """Clear the terminal, if somebody has read his secrets there."""
        if self.met:
            self.paper.wipe()

    def _pause(self) -> None:
        """Let the player take a move back before anyone answers it, or at least read what came of it."""
        if not self.sitting.may_take_back():
            if self.sitting.is_hot_seat:
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

    def _take_back(self) -> None:
        self.taken_back = f"Taken back: {self.sitting.take_back()}."
        self._tell_trouble()

    # -- what is told

    def _tell_trouble(self) -> None:
        """Say so when moves can no longer be saved, and when they can again."""
        for news in self.sitting.saving.take_news():
            self.paper.verbatim(news_words(news))

    def _news(self, seat: str) -> None:
        """Tell what has happened since this seat was last told."""
        tell_game(self.paper, self.game, seat, since=self.sitting.tell(seat))

    def _advise(self, *, first: bool) -> None:
        """Have the coach say what there is to say."""
        if self.coach is None:
            return
        found, count = self.coach.step_at(self.game), len(self.coach.steps)
        for at, step in [*([(0, self.coach.steps[0])] if first else []), *([found] if found else [])]:
            self.paper.heading(f"Coach, {at + 1} of {count}: {step.title}")
            self.paper.line(step.plain or step.text, hang=0)

    def _refused(self, decision: str) -> str:
        """Return what the coach says against a move, "" if it may be played."""
        found = self.coach.step_at(self.game) if self.coach and decision != TAKE_BACK else None
        if self.coach is None or found is None:
            return ""
        move = self.sitting.rules.move_by_id[self.game.turn, decision]
        return _STAR.sub("", self.coach.answer_to(found[1], move))

    # -- after the end

    def _afterwards(self) -> None:
        """Let people look back once all lies open."""
        pages: dict[str, Callable[[], None]] = {
            "log": lambda: tell_game(self.paper, self.game, REFEREE),
            "situation": lambda: show_situation(self.paper, self.sitting.rules, view_of(self.game, REFEREE), {}),
            "draft": lambda: show_draft(self.paper, self.sitting.rules, view_of(self.game, REFEREE)),
            "stories": lambda: show_stories(self.paper, self.sitting.rules, view_of(self.game, REFEREE)),
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
