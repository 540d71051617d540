"""The protocol of players, and the two that live in the kernel.

A player is made for one seat with a key that seeds its random numbers. It is handed views, which hold only what its
seat may know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from wargame.game.move import Move
from wargame.game.view import view_of
from wargame.kernel import state as slots_of
from wargame.kernel.choose import POLICIES
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.trace import choose_move, weigh_choices

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wargame.arrays import Array
    from wargame.game.game import Game
    from wargame.game.ranges import Interval
    from wargame.game.summit import Summit
    from wargame.game.view import View


class Player(Protocol):
    """Whoever chooses moves."""

    def decide(self, view: View) -> Move:
        """Return one of `view.legal`, for the seat of the view, whose turn it is."""


class Reader(Protocol):
    """A player that reads pages, as a person does: besides a view it is handed what its seat can work out."""

    def decide_within(self, view: View, reach: Mapping[str, Interval]) -> Move:
        """Return one of `view.legal`; `reach` are the bounds of each track that the seat does not see."""


def decision_of(player: Player, game: Game) -> Move:
    """Return the move of a player for the side to move, from what that side may know."""
    view = view_of(game, game.turn)
    read: Callable[[View, Mapping[str, Interval]], Move] | None = getattr(player, "decide_within", None)
    return player.decide(view) if read is None else read(view, game.known_to(game.turn).reach)


def reasons_of(player: Player | None) -> str:
    """Return what a player says of its last move, in one line that a journal keeps; "" if it says nothing."""
    said: str = getattr(player, "reasons", "")
    return said


def chances_of(player: Player, view: View) -> dict[str, float] | None:
    """Return the probability that a player plays each move, over all keys it could have; None if it cannot say."""
    known: Callable[[View], dict[str, float] | None] | None = getattr(player, "chances", None)
    return None if known is None else known(view)


class KernelPlayer:
    """A policy of the kernel (`random`, `doctrine`), the same that plays the headless games."""

    def __init__(self, summit: Summit, policy: str, key: int) -> None:
        """Make a player of a `policy`; `key` (64 bits) seeds its random numbers."""
        self._summit = summit
        self._policy = POLICIES[policy]
        self._key = np.uint64(key)

    def decide(self, view: View) -> Move:
        """Return the move that the kernel's policy draws."""
        compiled = self._summit.compiled
        state = state_seen(self._summit, view)
        index = int(choose_move(compiled.ints, compiled.words, state, self._policy, self._key))
        return Move(view.seat, self._summit.rules.moves[index].id)

    def chances(self, view: View) -> dict[str, float]:
        """Return the probability of each move, over all keys."""
        compiled, weights = self._summit.compiled, np.zeros(MOST_MOVES, np.int64)
        state = state_seen(self._summit, view)
        whole = int(weigh_choices(compiled.ints, compiled.words, state, self._policy, weights))
        return {move: int(weight) / whole for move, weight in zip(view.legal, weights.tolist(), strict=False) if weight}


def state_seen(summit: Summit, view: View) -> Array:
    """Return a state (slots, int16) with the values that a view holds; hidden tracks stand at their start."""
    state = summit.blank_state()
    slots = summit.compiled.slots
    for track in summit.rules.tracks:
        state[slots.of_name[track.id]] = track.start
    for name, value in view.tracks.items():
        state[slots.of_name[name]] = value
    state[slots_of.TURN] = summit.seat(view.seat)
    state[slots_of.STAGE] = slots_of.DECIDE
    return state
