"""Players that are no people think in a thread, in slices, so that they can be stopped and the screen goes on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.message import Message

from wargame.errors import WargameError

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message_pump import MessagePump

    from wargame.players.thought import Thought
    from wargame.session.sitting import Sitting

BETWEEN = 1.0  # seconds between two words of progress


class Progress(Message):
    """A message of a player's progress."""

    def __init__(self, words: str) -> None:
        """Carry the progress in words."""
        super().__init__()
        self.words = words


class Decided(Message):
    """A message of a player's decision, or of its failure."""

    def __init__(self, side: str, ply: int, move: str, error: str = "") -> None:
        """Carry the side's move and its ply, or the error that kept it from deciding."""
        super().__init__()
        self.side, self.ply, self.move, self.error = side, ply, move, error


def think(screen: MessagePump, sitting: Sitting) -> None:
    """Let the side to move decide in a thread, which posts its progress and its decision to the screen."""
    game = sitting.game
    side, ply = game.turn, game.ply

    is_time = paced()

    def tell(thought: Thought) -> None:
        if is_time():
            screen.post_message(Progress(_words(thought)))

    try:
        move = sitting.decide(tell)
    except WargameError as error:
        screen.post_message(Decided(side, ply, "", str(error)))
        return
    screen.post_message(Decided(side, ply, move))


def paced(seconds: float = BETWEEN) -> Callable[[], bool]:
    """Return a function that is true once in `seconds`: nobody reads faster, and painting is not free."""
    last = time.monotonic()

    def is_time() -> bool:
        nonlocal last
        now = time.monotonic()
        if now - last < seconds:
            return False
        last = now
        return True

    return is_time


def _words(thought: Thought) -> str:
    if thought.budget:
        return f"{thought.simulations:,} of {thought.budget:,} simulations"
    return f"{thought.simulations:,} simulations"
