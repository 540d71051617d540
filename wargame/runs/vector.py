"""A vectorized environment: many games in step with a program that chooses the moves, as learning needs them.

Arrays go in and out of one compiled call for all games, without the interpreter's lock; nothing is copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from wargame.arrays import Array
from wargame.bounds import MOST_SEED
from wargame.errors import IllegalMove, RulesError
from wargame.kernel.movesets import WORD_MOVES
from wargame.kernel.state import SEATS, SPARE, STATE
from wargame.kernel.vector import draw_actions, first_closed, step_games

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from wargame.game.summit import Summit


@frozen(eq=False)
class Buffers:
    """What a program is told before its next moves, a row a game; every step overwrites it."""

    observations: Array = field(repr=False)  # (games, entries), int16: of the seat to move, by its `Layout`, then 0
    masks: Array = field(repr=False)  # (games, moves), bool: which moves are open, by number
    turns: Array = field(repr=False)  # (games), int8: the seat to move
    rewards: Array = field(repr=False)  # (games, 2), float32: scores / 100 by seat where a game has just ended, else 0
    dones: Array = field(repr=False)  # (games), bool: it has just ended, and the rest tells of the game that follows
    endings: Array = field(repr=False)  # (games), int16: index of its ending where it has just ended, else -1

    @classmethod
    def blank(cls, summit: Summit, games: int) -> Buffers:
        """Return arrays of the right shapes."""
        return cls(**{name: np.zeros(shape, kind) for name, (shape, kind) in _shapes(summit, games).items()})


class VectorEnv:
    """So many games at once, each followed by another one when it is over; all follows from the seed and the actions.

    The game in row r is number r of the run with that seed (as `wargame run` counts them), then number r + games, and
    so on. `buffers` may be arrays of the caller's own, such as shared memory.
    """

    def __init__(self, summit: Summit, games: int, seed: int = 0, buffers: Buffers | None = None) -> None:
        """Begin every game.

        Raises:
            RulesError: the rules end a game before anybody moves.
            ValueError: that is no number of games or no seed, or a buffer has not the shape and type that it needs.
        """
        if games < 1:
            message = f"an environment has at least one game, found {games}"
            raise ValueError(message)
        self.summit, self.games = summit, games
        self.buffers = Buffers.blank(summit, games) if buffers is None else _checked(buffers, summit, games)
        self._places = _places(summit)
        self._states = np.zeros(games * summit.compiled.slots.count, STATE)
        self._open = np.zeros((games, -(-len(summit.rules.moves) // WORD_MOVES)), np.uint64)
        self._numbers, self._actions = np.arange(games), np.zeros(games, np.int64)
        self.reset(seed)

    def reset(self, seed: int = 0) -> Buffers:
        """Begin every game anew, and return what there is to know of them.

        Raises:
            RulesError: the rules end a game before anybody moves.
            ValueError: it is no seed (0 to 2^64 − 1).
        """
        if not 0 <= seed <= MOST_SEED:
            message = f"a seed is a whole number from 0 to {MOST_SEED}, found {seed}"
            raise ValueError(message)
        self._seed = np.uint64(seed)
        self._numbers[:] = np.arange(self.games)
        return self._run(self._actions, fresh=True)

    def step(self, actions: ArrayLike) -> Buffers:
        """Play a move in each game: its number, one that `buffers.masks` has open; returns `buffers`, overwritten.

        Raises:
            IllegalMove: one is closed; no game has moved.
            RulesError: the rules cannot go on.
            ValueError: these are not whole numbers, one for each game.
        """
        told = np.asarray(actions)
        if told.shape != (self.games,) or told.dtype.kind not in "iu":
            message = f"actions are {self.games} whole numbers, found {told.dtype} of shape {told.shape}"
            raise ValueError(message)
        chosen = told.astype(np.int64, copy=False)
        if (row := int(first_closed(self._open, chosen))) >= 0:
            message = f"action {told[row]} is no open move of game {row}; buffers.masks says which are"
            raise IllegalMove(message)
        return self._run(chosen, fresh=False)

    def sample(self) -> Array:
        """Return a uniformly random open move for each game, drawn by its seed (games, int64); overwritten."""
        compiled = self.summit.compiled
        draw_actions(compiled.ints, compiled.words, self._seed, self._states, self._numbers, self._actions)
        return self._actions

    def _run(self, actions: Array, *, fresh: bool) -> Buffers:
        compiled, told = self.summit.compiled, self.buffers
        kept = self._places, self._states, self._numbers, self._open
        written = told.observations, told.masks, told.turns, told.rewards, told.dones, told.endings
        failed = int(step_games(compiled.ints, compiled.words, self._seed, fresh, actions, *kept, *written))
        if failed >= 0:
            message = f"the rules of {self.summit.id} end game {self._numbers[failed]} before anybody moves"
            raise RulesError(message)
        return told


def _shapes(summit: Summit, games: int) -> dict[str, tuple[tuple[int, ...], type]]:
    entries = max(summit.layout(side).size for side in summit.rules.side_ids)
    return {
        "observations": ((games, entries), np.int16),
        "masks": ((games, len(summit.rules.moves)), np.bool_),
        "turns": ((games,), np.int8),
        "rewards": ((games, SEATS), np.float32),
        "dones": ((games,), np.bool_),
        "endings": ((games,), np.int16),
    }


def _checked(buffers: Buffers, summit: Summit, games: int) -> Buffers:
    """Return buffers that the kernel may write to: it checks no bounds."""
    for name, (shape, kind) in _shapes(summit, games).items():
        array = getattr(buffers, name)
        if array.shape != shape or array.dtype != kind or not (array.flags.c_contiguous and array.flags.writeable):
            found = f"{array.dtype} of shape {array.shape}"
            message = (
                f"buffers.{name} is a writable, C-contiguous array of {np.dtype(kind)} of shape {shape}, not {found}"
            )
            raise ValueError(message)

    return buffers


def _places(summit: Summit) -> Array:
    """Return where in a state each entry of a seat's observation lies (seats × entries), beyond its layout a 0."""
    layouts = [summit.layout(side) for side in summit.rules.side_ids]
    places = np.full((SEATS, max(each.size for each in layouts)), SPARE, np.int64)
    for seat, layout in enumerate(layouts):
        places[seat, : layout.size] = layout.slots
    return places
