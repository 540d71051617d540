"""One game of a run, played alone by players that see what their seat may know, and the same as in the run."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.errors import RulesError
from wargame.game.game import Game
from wargame.kernel.playout import RESULT, RESULTS
from wargame.kernel.state import FIRST
from wargame.match.batch import Chunk
from wargame.match.match import turns

if TYPE_CHECKING:
    from wargame.match.batch import Run

__all__ = ["OneGame", "play_one"]


@frozen
class OneGame:
    """A game that was played to its end, or as far as the rules could bring it."""

    index: int  # in its run
    game: Game

    @property
    def fault(self) -> int:
        """Return what kept the rules from going on: one of the faults of wargame.kernel.state."""
        return self.game.fault

    @property
    def chunk(self) -> Chunk:
        """Return the game as the kernel would have reported it."""
        game = self.game
        ending = -1 if game.ending is None else game.summit.rules.endings.index(game.ending)
        scores = [0, 0] if game.ending is None else list(game.scores.values())
        result = dict(zip(RESULT, (ending, *scores, game.ply, 0, int(game.state[FIRST]), self.fault), strict=True))
        result["chance_nodes"] = _chance_nodes(game)
        return Chunk(self.index, np.array([list(result.values())], RESULTS), game.state.reshape(1, -1))


def play_one(run: Run, index: int) -> OneGame:
    """Play the game with that index in a run."""
    game = Game(run.summit, run.seed_of(index))
    with suppress(RulesError):  # told by `fault`
        for _ in turns(game, run.seats):
            pass
    return OneGame(index, game)


def _chance_nodes(game: Game) -> int:
    """Count the rolls that could have fallen otherwise."""
    happenings = (each for record in (game.setup, *game.records) for each in record.happenings)
    return sum(each.roll is not None and len(each.roll.outcomes) > 1 for each in happenings)
