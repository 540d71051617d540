"""What an agent of PettingZoo or Gymnasium sees and may do, as their spaces: an observation and a mask of moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from gymnasium import spaces

from wargame.arrays import Array
from wargame.kernel.playout import MOST_SCORE

if TYPE_CHECKING:
    from wargame.game.game import Game
    from wargame.game.summit import Summit

Observed = dict[str, Array]  # observation: int16, by the seat's `Layout`; action_mask: int8 by the number of a move


def observation_space(summit: Summit, seat: str) -> spaces.Dict:
    """Return the space of what a side sees."""
    layout, count = summit.layout(seat), len(summit.rules.moves)
    return spaces.Dict(
        {
            "observation": spaces.Box(layout.low, layout.high, dtype=np.int16),
            "action_mask": spaces.Box(0, 1, (count,), np.int8),
        }
    )


def action_space(summit: Summit) -> spaces.Discrete[Any]:
    """Return the space of the moves of both sides, by number."""
    return spaces.Discrete(len(summit.rules.moves))


def observed(game: Game, seat: str) -> Observed:
    """Return what a side sees of a game; no move is open to it out of its turn."""
    mask = np.zeros(len(game.summit.rules.moves), np.int8)
    if game.turn == seat:
        mask[[*game.actions]] = 1
    return {"observation": game.tensor(seat), "action_mask": mask}


def rewards(game: Game) -> dict[str, float]:
    """Return each side's score from 0 to 1 once a game is over, 0 before."""
    if not game.is_over:
        return dict.fromkeys(game.summit.rules.side_ids, 0.0)
    return {side: score / MOST_SCORE for side, score in game.scores.items()}


def drawn_seed(random: np.random.Generator) -> int:
    """Return a seed for a game for which none was given."""
    return int(random.integers(1 << 63))
