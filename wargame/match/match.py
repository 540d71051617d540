"""One game, two players, turn by turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.game.view import view_of
from wargame.players.roster import make_player

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wargame.game.game import Game
    from wargame.game.record import Record

__all__ = ["turns"]


def turns(game: Game, seats: Mapping[str, str]) -> Iterator[Record]:
    """Play a game to its end between players other than people; yields the record of each move as it is made.

    Raises:
        RulesError: the rules cannot bring it to an end.
    """
    players = {side: make_player(game.summit, text, game.player_key(side)) for side, text in seats.items()}
    while not game.is_over:
        game.check_rules()
        side = game.turn
        yield game.play(players[side].decide(view_of(game, side)))
