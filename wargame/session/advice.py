"""What an AI would do in a person's place, from what that person sees and from nothing else."""

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
    """Yield what the adviser thinks of the seat's position, slice by slice; `key` is the seat's own chance.

    Raises:
        PlayerError: the policy that it leans on cannot be read.
    """
    adviser = make_player(summit, ADVISER, key)
    assert isinstance(adviser, Thinker)
    yield from adviser.think(view)
