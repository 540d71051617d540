"""What only play can show of a scenario, from a sample: endings and moves that never come up, games that stop."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field

from wargame.errors import RulesError
from wargame.game.game import Game
from wargame.kernel.choose import POLICIES
from wargame.kernel.dice import game_seed
from wargame.kernel.state import TOO_LONG
from wargame.kernel.trace import choose_move

if TYPE_CHECKING:
    from wargame.game.summit import Summit


@define
class Sample:
    """What came up in games between two players of one kind."""

    player: str
    games: int
    endings: set[str] = field(factory=set)
    legal: set[tuple[str, str]] = field(factory=set)  # (side, move)
    played: set[tuple[str, str]] = field(factory=set)
    stuck: int = 0  # games in which nobody could move or no outcome was possible
    too_long: int = 0  # games over the ply limit


def sampled(summit: Summit, player: str, games: int, seed: int) -> Sample:
    """Play games of a run and note what came up in them."""
    sample = Sample(player, games)
    for index in range(games):
        _note(sample, Game(summit, int(game_seed(np.uint64(seed), np.uint64(index)))))
    return sample


def _note(sample: Sample, game: Game) -> None:
    compiled, rules = game.summit.compiled, game.summit.rules
    policy = POLICIES[sample.player]
    keys = {side: np.uint64(game.player_key(side)) for side in rules.side_ids}
    while not game.is_over:
        side, legal = game.turn, game.legal_moves
        sample.legal.update((side, move) for move in legal)
        if game.fault:
            break
        move = rules.moves[int(choose_move(compiled.ints, compiled.words, game.state, policy, keys[side]))]
        sample.played.add((side, move.id))
        with suppress(RulesError):  # told by `fault`
            game.play(move.id)
    if game.fault == TOO_LONG:
        sample.too_long += 1
    elif game.ending is None:
        sample.stuck += 1
    else:
        sample.endings.add(game.ending.id)
