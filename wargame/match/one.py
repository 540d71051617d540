"""One game of a run, played alone by players that see what their seat may know, and the same as in the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.game.game import Game
from wargame.kernel.playout import RESULT
from wargame.kernel.state import FAULT, FIRST, NO_FAULT, NO_MOVE, TOO_LONG
from wargame.match.batch import Chunk
from wargame.match.match import turns

if TYPE_CHECKING:
    from wargame.match.batch import Run

__all__ = ["FAULTS", "OneGame", "play_one"]

FAULTS = ("", "nobody could move", "no outcome of a rule was possible", "it ran over the ply limit")


@frozen
class OneGame:
    """A game that was played to its end, or as far as the rules could bring it."""

    index: int  # in its run
    game: Game
    fault: int  # one of the faults of wargame.kernel.state

    @property
    def chunk(self) -> Chunk:
        """Return the game as the kernel would have reported it."""
        game = self.game
        ending = -1 if game.ending is None else game.summit.rules.endings.index(game.ending)
        scores = [0, 0] if game.ending is None else list(game.scores.values())
        result = dict(zip(RESULT, (ending, *scores, game.ply, 0, int(game.state[FIRST]), self.fault), strict=True))
        result["chance_nodes"] = _chance_nodes(game)
        return Chunk(self.index, np.array([list(result.values())], np.int16), game.state.reshape(1, -1))


def play_one(run: Run, index: int) -> OneGame:
    """Play the game with that index in a run."""
    game = Game(run.summit, run.seed_of(index))
    fault = _fault(game)
    if not fault:
        going = turns(game, run.seats)
        try:
            while not fault and not game.is_over:
                next(going)
                fault = _fault(game)
        except RuntimeError:
            fault = _fault(game)
            if not fault:
                raise
    return OneGame(index, game, fault)


def _fault(game: Game) -> int:
    """Return what is wrong with a game as it stands, as the kernel sees it before each decision."""
    if game.is_over:
        return int(game.state[FAULT])
    if not game.legal_moves:
        return NO_MOVE
    return TOO_LONG if game.ply >= game.summit.rules.scenario.ply_limit else NO_FAULT


def _chance_nodes(game: Game) -> int:
    """Count the rolls that could have fallen otherwise."""
    happenings = (each for record in (game.setup, *game.records) for each in record.happenings)
    return sum(each.roll is not None and len(each.roll.outcomes) > 1 for each in happenings)
