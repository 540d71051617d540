"""A game from the welcome to the farewell: what is said before it is played, and what it leaves behind."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from attrs import define

from wargame.pages.arrival import arrival_words
from wargame.pages.saving import news_words
from wargame.plain.hosting import Table
from wargame.plain.keyboard import InputEnded, Keyboard
from wargame.plain.paper import Paper
from wargame.players.offered import player_name
from wargame.scenario.wording import plural
from wargame.session.lesson import Lesson
from wargame.session.saving import Unsaved
from wargame.session.sitting import Sitting

if TYPE_CHECKING:
    from wargame.session.saving import Saving


@define
class WholeGame:
    """One game and what is said around it."""

    sitting: Sitting
    paper: Paper
    keyboard: Keyboard
    again: str = ""  # the command that plays the same game from its start, "" if none does
    knows_seed: bool = False  # the players have chosen it, so that it may be told before the end
    coach: Lesson | None = None

    @property
    def _saving(self) -> Saving:
        return self.sitting.saving

    def play(self) -> None:
        """Play the game until it is over or left.

        Raises:
            KeyboardInterrupt: it was left so; the farewell has been said.
            RulesError: the rules cannot bring it to an end.
        """
        self._welcome()
        table = Table(self.sitting, self.paper, self.keyboard, self.coach)
        try:
            table.play()
        except (InputEnded, KeyboardInterrupt) as stop:
            table.leave()
            self._let_go()
            self.paper.line()
            if not self._saving.game.is_over:
                self._farewell()
            self.paper.flush()
            if isinstance(stop, KeyboardInterrupt):
                raise
            return
        self._let_go()
        self.paper.line()
        if self.again:
            self.paper.verbatim(f"The same game from its start: {self.again}")
        if self._saving.is_saved:
            path = shlex.quote(str(self._saving.path))
            self.paper.verbatim(f"Saved. To read it again: wargame replay {path}")
        elif self.coach is None:
            self.paper.verbatim(f"not saved: {self._saving.trouble}")

    def _welcome(self) -> None:
        paper, sitting, saving = self.paper, self.sitting, self._saving
        rules = sitting.rules
        seats = "; ".join(f"{rules.side(side).name}: {player_name(player)}" for side, player in sitting.seats.items())
        seed = f" Seed {sitting.game.seed_now}." if self.knows_seed else ""
        paper.line(f"{rules.scenario.title}. {' '.join(rules.scenario.summary.split())}", hang=0)
        paper.line(f"{seats}.{seed}")
        if sitting.policy.is_used:
            paper.verbatim(sitting.policy.words)
        if sitting.game.ply:
            paper.line(f"Going on after {self._decisions}.")
        for words in arrival_words(sitting):
            paper.line(words)
        if self.coach is not None:
            paper.line("A tutorial is not kept: it is the same every time.")
        elif saving.keeper is None:
            paper.verbatim(news_words(Unsaved(saving.trouble)))
        else:
            paper.verbatim(f"Saved after every move: {saving.path}")
        for caution in saving.cautions:
            paper.verbatim(news_words(caution))

    def _let_go(self) -> None:
        """Close the file, and say what became of it if it had to be written anew; what is not saved is said later."""
        self._saving.close()
        for news in self._saving.take_news():
            if not isinstance(news, Unsaved):
                self.paper.verbatim(news_words(news))

    def _farewell(self) -> None:
        paper, saving = self.paper, self._saving
        again = f" The same game from its start: {self.again}" if self.again and self.knows_seed else ""
        paper.line(f"Left after {self._decisions}.{again}")
        if saving.is_saved:
            paper.verbatim(f"Saved. To go on: wargame play --resume {shlex.quote(str(saving.path))}")
        elif self.coach is not None:
            return
        elif saving.path is None:
            paper.verbatim(f"not saved: {saving.trouble}")
        else:
            paper.verbatim(f"not saved: the last of them; {saving.trouble}")
            paper.verbatim(f"To go on from what is: wargame play --resume {shlex.quote(str(saving.path))}")

    @property
    def _decisions(self) -> str:
        return plural(self._saving.game.ply, "decision")
