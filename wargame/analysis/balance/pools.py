"""Pools: many games between the same kinds of players, replayed and counted."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.analysis.bargaining.deals import Text, is_agreed, text_of
from wargame.analysis.occurrences import Finder, Occurrence
from wargame.analysis.replays import Replay, course, frozen_value, moves_of, no_value, replay
from wargame.analysis.standings.payoffs import mandates_of
from wargame.arrays import Array
from wargame.game.summit import Summit
from wargame.kernel import state as slots_of
from wargame.kernel import trace
from wargame.kernel.movesets import MOST_MOVES
from wargame.scenario.meanings import POOLS, SIGNED_CLASSES
from wargame.scenario.measures import measured
from wargame.tournament.result import GameResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.analysis.balance.aims import Aim
    from wargame.scenario.measures import Mark, Measured

STRONG, CHARACTER, MIXED = POOLS


@frozen(eq=False)
class PoolGame:
    """One game that came to an ending."""

    result: GameResult
    again: Replay
    moves: Array  # (decisions, int16): as the kernel numbers them
    course: Array  # (n, 3): every rule at work, see `replays.course`
    mandates: tuple[int, int]
    scores: tuple[int, int]

    @property
    def plies(self) -> int:
        """Return how many decisions there were."""
        return len(self.moves)


@frozen
class Signature:
    """The moment at which a text was signed."""

    ply: int  # decisions before the one that signed it
    seat: int  # who accepted
    phase: int  # from 1
    round: int  # of this phase, from 1


@frozen(eq=False)
class Usage:
    """How often a move was open in a phase, and how often it was played there."""

    open: dict[tuple[int, int], int]  # by (phase, move)
    played: dict[tuple[int, int], int]


@frozen(kw_only=True, eq=False)
class Pool:
    """The games of a pool."""

    name: str  # STRONG, CHARACTER, MIXED
    players: str  # in words
    summit: Summit
    results: tuple[GameResult, ...]
    games: tuple[PoolGame, ...]  # those that came to an ending

    @cached_property
    def scores(self) -> Array:
        """Return the scores (games, 2)."""
        return np.array([game.scores for game in self.games], np.float64).reshape(-1, 2)

    @cached_property
    def successes(self) -> Array:
        """Say who succeeded (games, 2)."""
        return np.asarray(self.scores >= self.summit.rules.scenario.success)

    @cached_property
    def endings(self) -> Counter[str]:
        """Return how many games ended in which way, by id."""
        return Counter(game.result.ending for game in self.games)

    @cached_property
    def measured(self) -> Measured:
        """Return the scenario's marks: what counts as an acceptance, an exit, a breach, and so on."""
        return measured(self.summit.rules)

    def occurrences(self, mark: Mark) -> list[list[Occurrence]]:
        """Return the occurrences of a mark in each game."""
        finder = Finder(self.summit, mark)
        return [finder.find(game.again.states, game.course) for game in self.games]

    @cached_property
    def signatures(self) -> list[Signature | None]:
        """Return the first signature of each game's text; None if there is none, or the scenario does not tell."""
        compiled, found = self.summit.compiled, list[Signature | None]()
        for game, accepted in zip(self.games, self.occurrences(self.measured.accepts), strict=True):
            if not accepted:
                found.append(None)
                continue
            ply = accepted[0].ply
            states = game.again.states
            phase, round_ = int(states[ply, slots_of.PHASE]), int(states[ply, slots_of.ROUND])
            begun = int(states[states[:, slots_of.PHASE] == phase, slots_of.ROUND].min())
            seat = compiled.rules.side_ids.index(compiled.rules.moves[int(game.moves[ply])].side)
            found.append(Signature(ply, seat, phase, round_ - begun + 1))
        return found

    @property
    def signings(self) -> list[tuple[int, Signature]]:
        """Return the games with a signature, each as its index, with that."""
        return [(at, each) for at, each in enumerate(self.signatures) if each is not None]

    @cached_property
    def has_signed(self) -> Array:
        """Say of each game whether a text was signed in it, kept or not (games)."""
        if self.measured.accepts:
            return np.array([each is not None for each in self.signatures], bool)
        classes = {each.id for each in self.summit.rules.endings if each.class_role in SIGNED_CLASSES}
        return np.array([game.result.ending in classes for game in self.games], bool)

    def in_class(self, *roles: str) -> int:
        """Return how many games ended in a class with one of these roles."""
        return sum(self.endings[each.id] for each in self.summit.rules.endings if each.class_role in roles)

    @cached_property
    def signed(self) -> frozenset[Text]:
        """Return the texts on which games ended with a deal."""
        return frozenset(text for game in self.games if (text := self.text(game)) is not None)

    def text(self, game: PoolGame) -> Text | None:
        """Return the text on which a game ended with a deal, None if there was none."""
        rules = self.summit.rules
        ending = [each.id for each in rules.endings].index(game.result.ending)
        return text_of(self.summit, game.again.states[-1]) if is_agreed(self.summit, ending) else None

    @cached_property
    def usage(self) -> Usage:
        """Count moves by phase."""
        compiled = self.summit.compiled
        opened, played = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
        moves = np.zeros(MOST_MOVES, np.int64)
        for game in self.games:
            for state, move in zip(game.again.states, game.moves.tolist(), strict=False):
                phase = int(state[slots_of.PHASE])
                count = trace.legal_moves(compiled.ints, compiled.words, state, moves)
                opened.update((phase, each) for each in moves[:count].tolist())
                played[phase, move] += 1
        return Usage(opened, played)


def pool_of(name: str, players: str, summit: Summit, results: Sequence[GameResult]) -> Pool:
    """Replay the games of a pool."""
    none, slots = no_value(summit), frozen_value(summit).mandates
    games = []
    for result in results:
        if result.scores is not None:
            again = replay(summit, result, none)
            moves, happened = moves_of(summit, result), course(summit, result)
            games.append(PoolGame(result, again, moves, happened, mandates_of(again, slots), result.scores))
    return Pool(name=name, players=players, summit=summit, results=tuple(results), games=tuple(games))


def if_strong(pool: Pool, aim: Aim) -> Aim | None:
    """Return an aim for the pool of strong play, None for any other."""
    return aim if pool.name == STRONG else None
