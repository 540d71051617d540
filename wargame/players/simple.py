"""Baselines: `greedy` looks one move ahead, `mixed` is greedy half of the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wargame.game.move import Move
from wargame.kernel.dice import stream_key
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.policy import UNLEARNED
from wargame.players.beliefs import Beliefs
from wargame.players.player import chances_of
from wargame.players.search import TRIED, Settings, Tree

if TYPE_CHECKING:
    from wargame.game.summit import Summit
    from wargame.game.view import View
    from wargame.players.player import Player

PARTICLES = 64
TRIES = 64  # of each move
_EACH_ALIKE = 1e9  # explore so much that every move is tried as often as any other
_ONE_PLY = Settings(explore=_EACH_ALIKE, caution=0.0, spread=1.0, wild=1.0, horizon=1.0)


class GreedyPlayer:
    """Plays the move after which its own expected score would be greatest if the game ended there.

    Each open move is sampled many times: from a particle of the seat's belief, through chance up to the next decision,
    scored as if the game ended there. It looks no further: a concession that is answered later is only a loss to it.
    """

    def __init__(self, summit: Summit, key: int) -> None:
        """Take a seat; `key` is 64 bits of chance of one's own."""
        self._summit = summit
        self._key = key
        self._beliefs: dict[str, Beliefs] = {}

    def decide(self, view: View) -> Move:
        """Return the move with the best mean; of several, the first."""
        if view.seat not in self._beliefs:
            self._beliefs[view.seat] = Beliefs(self._summit, view.seat, self._key, particles=PARTICLES)
        key = int(stream_key(np.uint64(self._key), 1000 + view.ply))
        believed = self._beliefs[view.seat].of(view)
        tree = Tree(self._summit, believed, key, _ONE_PLY, MOST_MOVES, policy=UNLEARNED)  # it asks none
        tree.grow(TRIES * len(view.legal))
        rows = tree.root()
        means = rows[:, TRIED.own] / np.maximum(rows[:, TRIED.visits], 1)
        return Move(view.seat, self._summit.move_ids[int(rows[int(np.argmax(means)), TRIED.move])])


class MixedPlayer:
    """A mixture of players: each move is made by one of them, drawn uniformly."""

    def __init__(self, players: tuple[Player, ...], key: int) -> None:
        """Take players of one seat; `key` is 64 bits of chance of one's own."""
        self._players = players
        self._key = np.uint64(stream_key(np.uint64(key), 2))

    def decide(self, view: View) -> Move:
        """Return the move of one of the players."""
        thrown = int(stream_key(self._key, view.ply)) >> 32
        return self._players[thrown * len(self._players) >> 32].decide(view)

    def chances(self, view: View) -> dict[str, float] | None:
        """Return the probability of each move, None if one of its players cannot say."""
        known = [each for player in self._players if (each := chances_of(player, view)) is not None]
        if len(known) < len(self._players):
            return None
        return {move: sum(each.get(move, 0.0) for each in known) / len(known) for move in view.legal}
