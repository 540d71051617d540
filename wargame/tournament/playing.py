"""Playing the games of a tournament: in the kernel if both players live there, else view by view."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.arrays import Array
from wargame.errors import Forfeit, Offense, PlayerError, RulesError
from wargame.game.game import Game
from wargame.game.situation import FAULTS
from wargame.game.summit import Summit
from wargame.kernel.choose import POLICIES
from wargame.kernel.playout import RESULT, RESULTS
from wargame.kernel.replay import record_games
from wargame.kernel.state import SEATS
from wargame.legible import legible
from wargame.players.apart import PlayerApart
from wargame.players.learned import PolicyUse
from wargame.players.player import decision_of, reasons_of
from wargame.players.roster import Maker, is_kernel, is_model, kernel_policy, make_player
from wargame.tournament.result import Forfeiture, GameResult
from wargame.tournament.schedule import Schedule
from wargame.workers.engine import Load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.players.player import Player
    from wargame.tournament.schedule import Fixture


@frozen(kw_only=True)
class Playing:
    """Plays games of a tournament, a job for an engine; holds what all of them have in common."""

    summit: Summit
    schedule: Schedule
    move_limit: float | None = None  # seconds
    policy: PolicyUse | None = None  # that search players use; None: the one that is found
    maker: Maker = make_player

    @property
    def players(self) -> tuple[str, ...]:
        """Return who plays."""
        return self.schedule.players

    @property
    def load(self) -> Load:
        """Return what the games spend their time in; language models wait for a network, and share one budget."""
        if all(map(is_kernel, self.players)):
            return Load.KERNEL
        return Load.NETWORK if any(map(is_model, self.players)) else Load.PYTHON

    def __call__(self, games: Sequence[int]) -> list[GameResult] | KernelGames:
        """Play games by their indices, one after the other; `told` makes results of what is returned."""
        fixtures = self.schedule.fixtures(games)
        if all(is_kernel(player) for fixture in fixtures for player in fixture.players):
            return _recorded(self.summit, fixtures)
        return [self._played(fixture) for fixture in fixtures]

    def told(self, games: Sequence[int], played: list[GameResult] | KernelGames) -> list[GameResult]:
        """Return the results of games that were played."""
        if not isinstance(played, KernelGames):
            return played
        return _results(self.summit, self.schedule.fixtures(games), played)

    def _played(self, fixture: Fixture) -> GameResult:
        game = Game(self.summit, fixture.seed)
        seats = dict(zip(self.summit.rules.side_ids, fixture.players, strict=True))
        forfeit, side = None, ""
        reasons: dict[int, str] = {}
        with ExitStack() as stack:
            try:
                players = {}
                for side, text in seats.items():
                    players[side] = self._seated(text, game.player_key(side), stack)
                while not game.is_over:
                    game.check_rules()
                    side = game.turn
                    game.play(decision_of(players[side], game))
                    if said := reasons_of(players[side]):
                        reasons[game.ply] = said
            except RulesError:  # told by `fault`
                pass
            except Forfeit as error:
                forfeit = Forfeiture(side, seats[side], error.offense, error.detail)
            except PlayerError as error:  # it could not be made
                forfeit = Forfeiture(side, seats[side], Offense.RAISED, legible(str(error), instead=" "))
        moves = tuple(str(record.move) for record in game.records)
        if forfeit is not None:
            return GameResult(fixture=fixture, moves=moves, forfeit=forfeit, reasons=reasons)
        if game.ending is None:
            return GameResult(fixture=fixture, moves=moves, fault=FAULTS[game.fault], reasons=reasons)
        first, second = game.scores.values()
        return GameResult(fixture=fixture, moves=moves, ending=game.ending.id, scores=(first, second), reasons=reasons)

    def _seated(self, text: str, key: int, stack: ExitStack) -> Player:
        """Make a player for one game, so that no game depends on earlier ones; the stack closes it."""
        limit, policy = self.move_limit, self.policy
        player = self.maker(self.summit, text, key, move_limit=limit, may_print=False, policy=policy)
        if isinstance(player, PlayerApart):
            stack.enter_context(closing(player))
        return player


@frozen(eq=False)
class KernelGames:
    """Games as the kernel records them: what travels is numbers, and words are made of them where they are wanted."""

    results: Array  # (games, RESULT.width)
    moves: Array  # (games, plies), by number; those of the longest game


def play_in_kernel(summit: Summit, fixtures: Sequence[Fixture]) -> list[GameResult]:
    """Play games between policies of the kernel: the same games as view by view, faster."""
    return _results(summit, fixtures, _recorded(summit, fixtures))


def _recorded(summit: Summit, fixtures: Sequence[Fixture]) -> KernelGames:
    compiled = summit.compiled
    seeds = np.array([fixture.seed for fixture in fixtures], np.uint64)
    policies = np.array(
        [[POLICIES[kernel_policy(player)] for player in fixture.players] for fixture in fixtures], np.int64
    )
    results = np.zeros((len(fixtures), RESULT.width), RESULTS)
    moves = np.zeros((len(fixtures), summit.rules.scenario.ply_limit), np.int16)
    record_games(compiled.ints, compiled.words, seeds, policies, results, moves)
    return KernelGames(results, moves[:, : results[:, RESULT.plies].max(initial=0)].copy())


def _results(summit: Summit, fixtures: Sequence[Fixture], games: KernelGames) -> list[GameResult]:
    """Return the results of recorded games, in words."""
    names = [f"{move.side}:{move.id}" for move in summit.rules.moves]
    found = []
    for fixture, row, moves in zip(fixtures, games.results.tolist(), games.moves.tolist(), strict=True):
        played = tuple(names[move] for move in moves[: row[RESULT.plies]])
        found.append(_result(summit, fixture, row, played))
    return found


def _result(summit: Summit, fixture: Fixture, row: list[int], moves: tuple[str, ...]) -> GameResult:
    if row[RESULT.fault]:
        return GameResult(fixture=fixture, moves=moves, fault=FAULTS[row[RESULT.fault]])
    ending = summit.rules.endings[row[RESULT.ending]].id
    first, second = row[RESULT.scores : RESULT.scores + SEATS]
    return GameResult(fixture=fixture, moves=moves, ending=ending, scores=(first, second))
