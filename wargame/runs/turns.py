"""One game between two players, turn by turn."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from wargame.players.apart import PlayerApart
from wargame.players.player import decision_of, reasons_of
from wargame.players.roster import make_player

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wargame.game.game import Game
    from wargame.game.record import Record
    from wargame.players.learned import PolicyUse
    from wargame.players.player import Player


def turns(
    game: Game,
    seats: Mapping[str, str],
    *,
    move_limit: float | None = None,
    policy: PolicyUse | None = None,
    reasons: dict[int, str] | None = None,
) -> Iterator[Record]:
    """Play a game to its end between players other than people; yields the record of each move as it is made.

    `move_limit` is the seconds that a player may think about a move (see `make_player`); `policy` the learned policy
    that search players use (None: the one that is found). `reasons` is filled with what players say of their moves, by
    decision from 1.

    Raises:
        Forfeit: a player in a process of its own did not make a move.
        RulesError: the rules cannot bring it to an end.
    """
    with ExitStack() as stack:
        players: dict[str, Player] = {}
        for side, text in seats.items():
            player = make_player(game.summit, text, game.player_key(side), move_limit=move_limit, policy=policy)
            if isinstance(player, PlayerApart):
                stack.enter_context(closing(player))
            players[side] = player
        while not game.is_over:
            game.check_rules()
            player = players[game.turn]
            record = game.play(decision_of(player, game))
            if reasons is not None and (said := reasons_of(player)):
                reasons[game.ply] = said
            yield record
