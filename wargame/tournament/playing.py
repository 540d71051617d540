"""One game of a tournament, played: by the kernel where both players live there, else view by view."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from wargame.errors import RulesError
from wargame.game.game import FAULTS, Game
from wargame.game.view import view_of
from wargame.kernel.choose import POLICIES
from wargame.kernel.playout import RESULT, RESULTS
from wargame.kernel.replay import record_games
from wargame.kernel.state import SEATS
from wargame.players.conduct import Forfeiture, Misconduct, SittingHere
from wargame.players.hosted import SittingApart
from wargame.players.roster import is_kernel, kernel_policy, make_player
from wargame.tournament.result import GameResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.game.summit import Summit
    from wargame.players.conduct import Maker, Seated
    from wargame.tournament.schedule import Fixture


class Playing:
    """Where games are played: a summit, and players who stay seated from game to game."""

    def __init__(self, summit: Summit, maker: Maker, limit: float | None = None) -> None:
        """Lay the tables; with a `limit` in seconds a move, each player sits in a process of its own."""
        self.summit = summit
        self._maker, self._limit = maker, limit
        self._seated: dict[tuple[str, int], Seated] = {}

    def play(self, fixtures: Sequence[Fixture]) -> list[GameResult]:
        """Play games, one after the other."""
        if all(is_kernel(player) for fixture in fixtures for player in fixture.players):
            return play_in_kernel(self.summit, fixtures)
        return [self._played(fixture) for fixture in fixtures]

    def close(self) -> None:
        """Send everybody home."""
        for each in self._seated.values():
            each.close()
        self._seated.clear()

    def _player(self, fixture: Fixture, seat: int) -> Seated:
        text = fixture.players[seat]
        key = text, seat if fixture.players[0] == fixture.players[1] else 0  # against itself, it needs two chairs
        if key not in self._seated:
            self._seated[key] = self._seat(text)
        return self._seated[key]

    def _seat(self, text: str) -> Seated:
        if text.startswith("module:"):  # it has a process of its own, always
            return SittingHere(self.summit, text, partial(make_player, move_limit=self._limit))
        if self._limit is None or is_kernel(text):
            return SittingHere(self.summit, text, self._maker)
        return SittingApart(self.summit, text, self._maker, self._limit)

    def _played(self, fixture: Fixture) -> GameResult:
        game = Game(self.summit, fixture.seed)
        sides = self.summit.rules.side_ids
        forfeit = None
        turn = 0
        try:
            with suppress(RulesError):  # told by `fault`
                for seat, side in enumerate(sides):
                    turn = seat
                    self._player(fixture, seat).sit(game.player_key(side))
                while not game.is_over:
                    game.check_rules()
                    turn = sides.index(game.turn)
                    game.play(self._player(fixture, turn).decide(view_of(game, game.turn)))
        except Misconduct as misconduct:
            forfeit = Forfeiture(sides[turn], fixture.players[turn], misconduct.offense, misconduct.detail)
        moves = tuple(str(record.move) for record in game.records)
        if forfeit is not None:
            return GameResult(fixture=fixture, moves=moves, forfeit=forfeit)
        if game.ending is None:
            return GameResult(fixture=fixture, moves=moves, fault=FAULTS[game.fault])
        first, second = game.scores.values()
        return GameResult(fixture=fixture, moves=moves, ending=game.ending.id, scores=(first, second))


def play_in_kernel(summit: Summit, fixtures: Sequence[Fixture]) -> list[GameResult]:
    """Play games between policies of the kernel: the same games as view by view, faster."""
    compiled = summit.compiled
    seeds = np.array([fixture.seed for fixture in fixtures], np.uint64)
    policies = np.array(
        [[POLICIES[kernel_policy(player)] for player in fixture.players] for fixture in fixtures], np.int64
    )
    results = np.zeros((len(fixtures), RESULT.width), RESULTS)
    moves = np.zeros((len(fixtures), summit.rules.scenario.ply_limit), np.int16)
    record_games(compiled.ints, compiled.words, seeds, policies, results, moves)
    return [
        _told(summit, fixture, row, played.tolist())
        for fixture, row, played in zip(fixtures, results.tolist(), moves, strict=True)
    ]


def _told(summit: Summit, fixture: Fixture, row: list[int], played: list[int]) -> GameResult:
    rules = summit.rules
    moves = tuple(f"{rules.moves[each].side}:{rules.moves[each].id}" for each in played[: row[RESULT.plies]])
    if row[RESULT.fault]:
        return GameResult(fixture=fixture, moves=moves, fault=FAULTS[row[RESULT.fault]])
    ending = rules.endings[row[RESULT.ending]].id
    first, second = row[RESULT.scores : RESULT.scores + SEATS]
    return GameResult(fixture=fixture, moves=moves, ending=ending, scores=(first, second))
