"""Players that misbehave, each in its own way, and one that does not."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

from wargame.game import Move

if TYPE_CHECKING:
    from wargame.game import Summit, View


class _Rascal:
    def __init__(self, kind: str) -> None:
        self._kind = kind

    def decide(self, view: View) -> Any:
        first = Move(view.seat, view.legal[0])
        if view.ply < 2:
            return first
        return getattr(self, self._kind)(first)

    def honest(self, move: Move) -> Any:
        return move

    def raises(self, move: Move) -> Any:
        message = f"a stone instead of {move.id}\x1b[31m\nand a second line"
        raise ValueError(message)

    def leaves(self, _: Move) -> Any:
        sys.exit(3)

    def invents(self, move: Move) -> Any:
        return Move(move.side, "no-such-move")

    def babbles(self, _: Move) -> Any:
        return 42

    def prints(self, move: Move) -> Any:
        print("look at me")  # noqa: T201  what it does wrong
        return move

    def worsens(self, move: Move) -> Any:
        self._kind = "raises_once"
        os.write(1, b"look at me, below Python")
        return move

    def raises_once(self, move: Move) -> Any:
        self._kind = "dies"
        return self.raises(move)

    def dies(self, _: Move) -> Any:
        os._exit(7)

    def hangs(self, move: Move) -> Any:
        time.sleep(600)
        return move


def rascal(_: Summit, text: str, __: int) -> Any:
    """Make a player by the name of what it does from its second move on."""
    return _Rascal(text)
