"""A game that is over, and who played it: what behavior is read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.game.game import Game
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from wargame.game.summit import Summit
    from wargame.tournament.result import GameResult


@frozen(eq=False)
class Played:
    """A game that is over, and who played it."""

    game: Game
    players: Mapping[str, str]  # by side

    @classmethod
    def of(cls, summit: Summit, result: GameResult) -> Played:
        """Return a game of a tournament, played again."""
        game = Game(summit, result.fixture.seed)
        for move in result.moves:
            game.play(move.partition(":")[2])
        return cls(game, dict(zip(summit.rules.side_ids, result.players, strict=True)))

    @property
    def mandates(self) -> tuple[int, int]:
        """Return the mandates that were drawn, as indices, by seat."""
        rules, values = self.game.summit.rules, self.game.at(0).values()
        own, other = (values[rules.track_id(Role.MANDATE, side)] for side in rules.side_ids)
        return own, other

    def plies(self, side: str) -> list[int]:
        """Return the records of a side's decisions, as indices."""
        return [at for at, record in enumerate(self.game.records) if record.move and record.move.side == side]
