"""One game of a run, played by itself and turn by turn; it is the same game as in the run."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.errors import RulesError
from wargame.game.game import Game
from wargame.runs.batch import Chunk
from wargame.runs.result import result_row
from wargame.runs.turns import turns

if TYPE_CHECKING:
    from wargame.runs.batch import Run


@frozen
class OneGame:
    """A game that was played to its end, or as far as the rules could bring it."""

    index: int  # in its run
    game: Game

    @property
    def fault(self) -> int:
        """Return the fault that stopped the game, 0 if none: one of those of `kernel.state`."""
        return self.game.fault

    @property
    def chunk(self) -> Chunk:
        """Return the result as a chunk of one game."""
        return Chunk(self.index, result_row(self.game).reshape(1, -1), self.game.state.reshape(1, -1))


def play_one(run: Run, index: int) -> OneGame:
    """Play the game with that index in a run."""
    game = Game(run.summit, run.seed_of(index))
    with suppress(RulesError):  # told by `fault`
        for _ in turns(game, run.seats, move_limit=run.move_limit, policy=run.policy):
            pass
    return OneGame(index, game)
