"""What one game came to, as the kernel would have reported it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wargame.kernel.playout import RESULT, RESULTS
from wargame.kernel.state import FIRST

if TYPE_CHECKING:
    from wargame.arrays import Array
    from wargame.game.game import Game


def result_row(game: Game) -> Array:
    """Return the row of results (see `kernel.playout.RESULT`) of a game that is over, or that its rules cut short."""
    ending = -1 if game.ending is None else game.summit.rules.endings.index(game.ending)
    scores = [0, 0] if game.ending is None else list(game.scores.values())
    row = (ending, *scores, game.ply, _chance_nodes(game), int(game.state[FIRST]), game.fault)
    assert len(row) == len(RESULT)
    return np.array(row, RESULTS)


def _chance_nodes(game: Game) -> int:
    """Count the rolls that could have fallen otherwise."""
    happenings = (each for record in (game.setup, *game.records) for each in record.happenings)
    return sum(each.roll is not None and len(each.roll.outcomes) > 1 for each in happenings)
