"""Seating: which player has which side, from `--seat usa=human --seat dprk=doctrine`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.errors import PlayerError
from wargame.players.roster import check_player

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.game.summit import Summit


def seated(summit: Summit, texts: Sequence[str], default: Sequence[str], *, human: bool = False) -> dict[str, str]:
    """Return the player of each side.

    Args:
        summit: the game's.
        texts: each `side=player`.
        default: the player of each seat that no text names.
        human: whether a person may sit there.

    Raises:
        PlayerError: a text is malformed, names a seat twice, or an unknown player.
        SeatError: there is no such side.
    """
    chosen: dict[str, str] = {}
    for text in texts:
        side, equals, player = text.partition("=")
        if not equals:
            message = f"a seat is written SIDE=PLAYER, such as {summit.rules.side_ids[0]}=random; found {text!r}"
            raise PlayerError(message)
        summit.seat(side)
        if side in chosen:
            message = f"the seat {side!r} is named twice"
            raise PlayerError(message)
        chosen[side] = check_player(player, human=human)
    return {side: chosen.get(side, fallback) for side, fallback in zip(summit.rules.side_ids, default, strict=True)}
