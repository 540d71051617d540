"""Advice: what an AI would do in a person's place, from what that person sees and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.players.roster import make_player
from wargame.players.thought import Thinker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.summit import Summit
    from wargame.game.view import View
    from wargame.players.thought import Thought

ADVISER = "search:5000"


def advised(summit: Summit, view: View, key: int) -> Iterator[Thought]:
    """Yield the adviser's thoughts on the position of a view, slice by slice; `key` seeds its random numbers.

    Raises:
        PlayerError: the learned policy cannot be read.
    """
    adviser = make_player(summit, ADVISER, key)
    assert isinstance(adviser, Thinker)
    yield from adviser.think(view)
