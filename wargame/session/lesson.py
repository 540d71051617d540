"""The tutorial: a first game on a small scenario, with a coach who says what to try next.

The coach asks for one thing at a time, and answers whoever tries another. The other side plays in character, but signs
what it is offered and never leaves, so that every lesson comes to a signature. What is said is data, in `lesson.toml`,
so that a screen and a line-by-line table teach the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import tomli
from attrs import frozen
from cattrs import Converter

from wargame.game.game import Game
from wargame.game.move import Move
from wargame.game.summit import load
from wargame.players.offered import HUMAN
from wargame.players.player import Player
from wargame.players.roster import policy_of
from wargame.scenario.ruleset import Rules
from wargame.session.opening import warm_up
from wargame.session.saving import Saving
from wargame.session.sitting import Sitting, players_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from wargame.game.view import View
    from wargame.scenario.rules import MoveRule


@frozen
class Step:
    """Something to be said, and what it waits for."""

    phase: str
    title: str
    text: str
    verb: str = ""  # of a move to be played, or several of which one will do; "": it waits for nothing
    look: str = ""  # of a move to be looked at and not played
    seen: str = ""  # said while it is looked at
    answer: str = ""  # to whoever tries something else
    plain: str = ""  # what is said in place of the text where there are no keys to tell of, and lines are typed

    @property
    def verbs(self) -> list[str]:
        """Return the verbs of which one will do."""
        return [each.strip() for each in self.verb.split(",") if each.strip()]

    @property
    def lit(self) -> list[str]:
        """Return the verbs of what is asked for, to be played or to be looked at; none: everything is free."""
        return [*self.verbs, *([self.look] if self.look else [])]


@frozen
class Partner:
    """How the other side differs from the leader in character: by verbs."""

    obliges: tuple[str, ...]  # played as soon as they are open, the first before the others
    avoids: tuple[str, ...]  # never played while anything else is open


@frozen
class Onward:
    """A game to be begun after the lesson."""

    scenario: str
    seats: dict[str, str]  # player by side
    words: str


@frozen
class Lesson:
    """A game to learn by."""

    scenario: str
    side: str
    seed: int
    partner: Partner
    refusal: str  # to whoever tries something else, where the step has no answer of its own
    steps: tuple[Step, ...]
    onward: tuple[Onward, ...]

    def step_at(self, game: Game, looked: Collection[str] | None = None) -> tuple[int, Step] | None:
        """Return the step that fits a game of it, and its number: the next of this phase that is undone and can be.

        `looked` are the verbs that were looked at; None: nobody can say, and steps that ask for it are left out.
        """
        return next(self._fitting(game, looked), None)

    def answer_to(self, step: Step, move: MoveRule) -> str:
        """Return what is said to whoever tries a move at a step, "" if it may be played."""
        if not step.lit or move.verb in step.verbs:
            return ""
        return step.answer or self.refusal

    def _fitting(self, game: Game, looked: Collection[str] | None) -> Iterator[tuple[int, Step]]:
        rules = game.summit.rules
        phase = rules.phases[game.values()["phase"] - 1].id
        own = [record.move for record in game.records if record.move and record.move.side == self.side]
        played = {game.summit.rule_of(move).verb for move in own}
        open_ = {rules.move_by_id[self.side, move].verb for move in game.legal_moves}
        for at, step in enumerate(self.steps[1:], 1):
            waits = set(step.verbs)
            is_seen = step.look and (looked is None or step.look in looked or step.look not in open_)
            if step.phase == phase and not is_seen and not (waits and (played & waits or not open_ & waits)):
                yield at, step


@frozen(eq=False)
class Obliging:
    """The other side of a lesson."""

    rules: Rules
    partner: Partner
    player: Player

    def decide(self, view: View) -> Move:
        """Return what it is obliged to play, else what the leader would, if it is not to be avoided."""
        verbs = {move: self.rules.move_by_id[view.seat, move].verb for move in view.legal}
        for verb in self.partner.obliges:
            for move in view.legal:
                if verbs[move] == verb:
                    return Move(view.seat, move)
        chosen = self.player.decide(view)
        others = [move for move in view.legal if verbs[move] not in self.partner.avoids]
        return chosen if chosen.id in others or not others else Move(view.seat, others[0])


def lesson() -> Lesson:
    """Return the lesson."""
    return _CONVERTER.structure(tomli.loads((Path(__file__).parent / "lesson.toml").read_text("utf-8")), Lesson)


def sit_down(plan: Lesson) -> Sitting:
    """Begin the game of a lesson; it is not saved, for it is the same every time."""
    summit = load(plan.scenario)
    seats = {side: HUMAN if side == plan.side else "doctrine" for side in summit.rules.side_ids}
    warm_up(summit, seats)
    game = Game(summit, plan.seed)
    policy = policy_of(summit, seats.values())
    players: dict[str, Player] = {
        side: Obliging(summit.rules, plan.partner, player) for side, player in players_for(game, seats, policy).items()
    }
    return Sitting(Saving(game, reason="a tutorial is not kept"), seats, policy, players)


_CONVERTER = Converter(forbid_extra_keys=True)
