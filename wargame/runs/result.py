"""The result of a game played in Python, as the kernel reports those that it plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wargame.kernel.playout import RESULTS, Result
from wargame.kernel.records import BySeat, flat
from wargame.kernel.state import FIRST

if TYPE_CHECKING:
    from wargame.arrays import Array
    from wargame.game.game import Game


def result_row(game: Game) -> Array:
    """Return the row of results (see `kernel.playout.Result`) of a game that is over, or that its rules cut short."""
    ending = -1 if game.ending is None else game.summit.rules.endings.index(game.ending)
    row = Result(
        ending=ending,
        scores=BySeat(0, 0) if game.ending is None else BySeat(*game.scores.values()),
        plies=game.ply,
        chance_nodes=_chance_nodes(game),
        first=int(game.state[FIRST]),
        fault=game.fault,
    )
    return np.array(flat(row), RESULTS)


def _chance_nodes(game: Game) -> int:
    """Return the number of rolls with more than one possible outcome."""
    happenings = (each for record in (game.setup, *game.records) for each in record.happenings)
    return sum(each.roll is not None and len(each.roll.outcomes) > 1 for each in happenings)
