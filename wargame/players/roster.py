"""The names of players offered everywhere, and how one is written: `name` or `name:argument`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.errors import PlayerError
from wargame.players.player import KernelPlayer
from wargame.scenario.faults import nearest

if TYPE_CHECKING:
    from wargame.game.summit import Summit
    from wargame.players.player import Player

__all__ = ["HUMAN", "ROSTER", "check_player", "make_player"]

HUMAN = "human"
ROSTER = {
    "random": "any open move, each as likely as the others",
    "doctrine": "the leader in character, as the scenario describes him",
}


def check_player(text: str, *, human: bool = False) -> str:
    """Return the player's text if it can be seated.

    Raises:
        PlayerError: there is no such player, or it takes no argument.
    """
    name, colon, _ = text.partition(":")
    known = (*ROSTER, HUMAN) if human else tuple(ROSTER)
    if name not in known:
        hint = nearest(name, known)
        message = f"no player {name!r}{hint}; players: {', '.join(known)}"
        raise PlayerError(message)
    if colon:
        message = f"the player {name!r} takes no argument, found {text!r}"
        raise PlayerError(message)
    return text


def make_player(summit: Summit, text: str, key: int) -> Player:
    """Make a player other than a person; `key` is its own chance.

    Raises:
        PlayerError: there is no such player.
    """
    return KernelPlayer(summit, check_player(text), key)
