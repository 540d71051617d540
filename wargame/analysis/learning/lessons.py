"""Training data: games of search players, with the visit shares of every move at each of their decisions."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.arrays import Array
from wargame.game.game import Game
from wargame.game.summit import Summit
from wargame.game.view import view_of
from wargame.kernel.dice import game_seed, stream_key
from wargame.kernel.policy import UNLEARNED
from wargame.players.policy import known_names
from wargame.players.roster import make_player, warm_up
from wargame.players.search import Budget, SearchPlayer
from wargame.scenario.rules import Role
from wargame.workers.engine import Load, each_game
from wargame.workers.here import opened

if TYPE_CHECKING:
    from collections.abc import Generator

    from wargame.players.thought import Thought
    from wargame.workers.engine import Engine

CHARACTER = "doctrine"
_AFAR = 16  # games that a worker on another machine gets at a time, at most


@frozen(eq=False)
class Lesson:
    """A training example: what a search found at a decision."""

    game: int
    side: str
    phase: str
    mandate: int  # its own, by number
    known: Array  # values of `known_names`, int16
    shares: dict[str, float]  # of its simulations, by open move


@frozen(kw_only=True, eq=False)
class School:
    """The source of lessons, a job for an engine: the searcher, and the games that it plays."""

    summit: Summit
    budget: Budget  # of the search that teaches
    seed: int  # 64 bits: all games depend on it
    policy: Array = UNLEARNED  # that guides the search, see `kernel.policy`

    @property
    def load(self) -> Load:
        """Return what the games spend their time in."""
        return Load.PYTHON

    @property
    def players(self) -> tuple[str, ...]:
        """Return the players that may have files: none of them."""
        return ()

    def lessons(self, games: range, workers: int | Engine) -> Generator[list[Lesson], None, None]:
        """Play games by their numbers; yields the lessons of each, in order, whoever plays them.

        Raises:
            RunError: a worker died, or a cluster fails.
        """
        warm_up(self.summit, {"": "search:2"})
        with opened(workers) as engine, closing(each_game(engine, self, games, afar=_AFAR)) as played:
            yield from played

    def __call__(self, games: range) -> list[list[Lesson]]:
        """Play games; returns the lessons of each."""
        return [self.lessons_of(number) for number in games]

    def lessons_of(self, number: int) -> list[Lesson]:
        """Play game `number` of a training and return the lessons of its decisions.

        Of three games, one is played by the best moves, one by moves drawn by their visit shares, so that unusual
        positions are met too, and one against the doctrine.
        """
        summit, rules, kind = self.summit, self.summit.rules, number % 3
        game = Game(summit, int(game_seed(np.uint64(self.seed), np.uint64(number))))
        chance = np.random.default_rng([self.seed, number])
        seats = {
            side: SearchPlayer(summit, self.budget, game.player_key(side), policy=self.policy)
            for side in rules.side_ids
        }
        out_of_lesson = rules.side_ids[number // 3 % 2] if kind == 2 else ""  # noqa: PLR2004  the third kind
        leader = make_player(summit, CHARACTER, int(stream_key(np.uint64(self.seed), number)))
        names = {side: known_names(summit, side) for side in rules.side_ids}
        found = []
        while not game.is_over:
            side = game.turn
            view = view_of(game, side)
            if side == out_of_lesson:
                game.play(leader.decide(view))
                continue
            *_, thought = seats[side].think(view)
            values = game.values()
            known = np.array([values[name] for name in names[side]], np.int16)
            phase = rules.phases[values["phase"] - 1].id
            shares = {each.move: each.share for each in thought.candidates}
            found.append(Lesson(number, side, phase, values[rules.track_id(Role.MANDATE, side)], known, shares))
            game.play(_drawn(thought, chance) if kind == 1 else thought.move)
        return found


def _drawn(thought: Thought, chance: np.random.Generator) -> str:
    shares = np.array([each.share for each in thought.candidates])
    return thought.candidates[int(chance.choice(len(shares), p=shares / shares.sum()))].move
