"""Batches: many games on all cores. The kernel plays chunks of them on threads, without the GIL.

Game k of a run depends on the run's seed and on k alone, so neither chunks nor threads can change it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from attrs import field, frozen

from wargame.arrays import Array
from wargame.errors import Forfeit, RulesError
from wargame.game.game import Game
from wargame.game.summit import Summit
from wargame.kernel.choose import POLICIES
from wargame.kernel.dice import game_seed
from wargame.kernel.jit import INTERPRETED
from wargame.kernel.playout import RESULT, RESULTS, play_games
from wargame.kernel.state import STATE
from wargame.players.learned import PolicyUse
from wargame.players.roster import is_kernel, kernel_policy, policy_of
from wargame.runs.result import result_row
from wargame.runs.turns import turns
from wargame.workers.here import on_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

Made = TypeVar("Made")

CHUNK = 16 if INTERPRETED else 4096  # games; a run can stop between two chunks
MOVES = np.int16
NO_MOVES = np.empty((0, 0), MOVES)


@frozen
class Chunk:
    """The results of consecutive games, one row each."""

    first: int  # index of the first in its run
    results: Array  # (games, RESULT.width); scores are 0 where the rules are at fault
    states: Array  # (games, slots): how each ended; no rows where nobody asked
    games: tuple[OneGame, ...] = ()  # the games themselves; none where nobody asked, or the kernel played them
    moves: Array = NO_MOVES  # (games, ply limit), int16: the number of each move, then -1; no rows where nobody asked


@frozen
class OneGame:
    """A game of a run that was played turn by turn, to its end or as far as the rules could bring it."""

    index: int  # in its run
    game: Game
    reasons: Mapping[int, str]  # what players said of their moves, by decision from 1

    @property
    def fault(self) -> int:
        """Return the fault that stopped the game, 0 if none: one of those of `kernel.state`."""
        return self.game.fault

    @property
    def chunk(self) -> Chunk:
        """Return the result as a chunk of one game."""
        return Chunk(self.index, result_row(self.game).reshape(1, -1), self.game.state.reshape(1, -1), (self,))


@frozen(kw_only=True)
class Run:
    """An unbounded sequence of games: a scenario, its players, and a seed."""

    summit: Summit
    seats: Mapping[str, str]  # player by side
    seed: int
    move_limit: float | None = None  # seconds that a player may think about a move, see `make_player`
    policy: PolicyUse = field()  # that search players use; by default the one that is found

    @policy.default
    def _found(self) -> PolicyUse:
        return policy_of(self.summit, self.seats.values())

    def seed_of(self, index: int) -> int:
        """Return the seed of one of its games."""
        return int(game_seed(np.uint64(self.seed), np.uint64(index)))

    def seeds_of(self, first: int, count: int) -> Array:
        """Return the seeds of `count` games from the one with index `first` on (games, uint64)."""
        return np.fromiter(map(self.seed_of, range(first, first + count)), np.uint64, count)

    @property
    def in_kernel(self) -> bool:
        """Say whether both players live in the kernel; games with others are played turn by turn."""
        return all(map(is_kernel, self.seats.values()))

    def play_one(self, index: int) -> OneGame:
        """Play the game with that index, turn by turn; it is the same game as in the run.

        Raises:
            Forfeit: a player in a process of its own did not make a move.
        """
        game, reasons = Game(self.summit, self.seed_of(index)), dict[int, str]()
        try:
            deque(turns(game, self.seats, move_limit=self.move_limit, policy=self.policy, reasons=reasons), maxlen=0)
        except RulesError:  # told by its fault
            pass
        except Forfeit as forfeit:
            where = f"game {index}, decision {game.ply + 1}"
            raise Forfeit(forfeit.player, forfeit.offense, f"{forfeit.detail}, in {where}") from forfeit
        return OneGame(index, game, reasons)

    def play(self, first: int, count: int, *, states: bool = False, moves: bool = False, games: bool = False) -> Chunk:
        """Play `count` games from the one with index `first`; keep final states, moves, and the games, if asked.

        Raises:
            Forfeit: a player in a process of its own did not make a move.
        """
        if not self.in_kernel:
            return self._play_by_turns(first, count, states=states, moves=moves, games=games)
        compiled, (results, kept, noted) = self.summit.compiled, self._blank(count, states=states, moves=moves)
        policies = np.array([POLICIES[kernel_policy(self.seats[side])] for side in compiled.rules.side_ids], np.int64)
        play_games(compiled.ints, compiled.words, np.uint64(self.seed), first, policies, results, kept, noted)
        return Chunk(first, results, kept, moves=noted)

    def _blank(self, count: int, *, states: bool, moves: bool) -> tuple[Array, Array, Array]:
        """Return room for the results, final states and moves of so many games."""
        slots, plies = self.summit.compiled.slots.count, self.summit.rules.scenario.ply_limit
        kept = np.zeros((count if states else 0, slots), STATE)
        return np.zeros((count, RESULT.width), RESULTS), kept, np.full((count if moves else 0, plies), -1, MOVES)

    def _play_by_turns(self, first: int, count: int, *, states: bool, moves: bool, games: bool) -> Chunk:
        results, kept, noted = self._blank(count, states=states, moves=moves)
        played = []
        for at in range(count):
            one = self.play_one(first + at)
            results[at] = result_row(one.game)
            kept[at : at + 1] = one.game.state
            noted[at : at + 1, : one.game.ply] = [
                self.summit.action(record.move) for record in one.game.records if record.move
            ]
            if games:
                played.append(one)
        return Chunk(first, results, kept, tuple(played), noted)


def chunks_of(  # noqa: PLR0913
    run: Run,
    games: range,
    threads: int,
    work: Callable[[Chunk], Made],
    *,
    size: int = CHUNK,
    states: bool = False,
    moves: bool = False,
    whole: bool = False,
) -> Generator[Made, None, None]:
    """Play games of a run, one after the other; yields what `work` makes of each chunk of `size`, in order.

    `work` is done on the thread that played the chunk, which with `states` has the states in which its games ended,
    with `moves` their moves, and with `whole` the games themselves if they are played turn by turn. Such games come one
    at a time. Only so many chunks are begun ahead that memory stays bounded, however slow the reader; one that stops
    early waits for those begun.
    """

    def job(first: int) -> Made:
        return work(run.play(first, min(size, games.stop - first), states=states, moves=moves, games=whole))

    size = size if run.in_kernel else 1
    yield from on_threads(threads, job, games[::size])
