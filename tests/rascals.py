"""Players that misbehave, each in its own way, and one that does not."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wargame.game.move import Move

if TYPE_CHECKING:
    from wargame.game.view import View


class Rascal:
    """Behaves for two decisions; a player module makes a class of its own from it, with the kind of what comes then."""

    kind: str

    def decide(self, view: View) -> Any:
        first = Move(view.seat, view.legal[0])
        if view.ply < 2:
            return first
        return getattr(self, self.kind)(first)

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

    def prints_below(self, move: Move) -> Any:
        os.write(1, b"look at me, below Python")
        return move

    def dies(self, _: Move) -> Any:
        os._exit(7)

    def hangs(self, move: Move) -> Any:
        time.sleep(600)
        return move


def rascal(kind: str, folder: Path) -> str:
    """Write a player module of that kind; returns the player."""
    path = folder / f"{kind}.py"
    beside = str(Path(__file__).parent)
    beginning = f"import sys\nsys.path.append({beside!r})\nfrom rascals import Rascal\n"
    path.write_text(f"{beginning}class Player(Rascal):\n    kind = {kind!r}\n", encoding="utf-8")
    return f"module:{path}"
