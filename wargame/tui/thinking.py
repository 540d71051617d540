"""A player who is no person thinks, in a thread, in slices, so that he can be stopped and the screen goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from wargame.errors import WargameError

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    from wargame.match.sitting import Sitting
    from wargame.players.thought import Thought

__all__ = ["Decided", "Progress", "think"]


class Progress(Message):
    """How far he has come."""

    def __init__(self, words: str) -> None:
        """Say it in words."""
        super().__init__()
        self.words = words


class Decided(Message):
    """What he plays."""

    def __init__(self, side: str, ply: int, move: str, error: str = "") -> None:
        """Say who plays what, after how many decisions; or why he cannot."""
        super().__init__()
        self.side, self.ply, self.move, self.error = side, ply, move, error


def think(screen: MessagePump, sitting: Sitting) -> None:
    """Have the side to move decide, and tell the screen how far it is and what it comes to."""
    game = sitting.game
    side, ply = game.turn, game.ply

    def tell(thought: Thought) -> None:
        screen.post_message(Progress(_words(thought)))

    try:
        move = sitting.decide(tell)
    except WargameError as error:
        screen.post_message(Decided(side, ply, "", str(error)))
        return
    screen.post_message(Decided(side, ply, move))


def _words(thought: Thought) -> str:
    if thought.budget:
        return f"{thought.simulations:,} of {thought.budget:,} simulations"
    return f"{thought.simulations:,} simulations"
