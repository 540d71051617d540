"""Replays: a game's states, computed again from its seed and moves, and the luck in it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.arrays import Array
from wargame.kernel import state as slots_of
from wargame.kernel.dice import CHANCE_STREAM, SETUP_STREAM, game_seed, stream_key
from wargame.kernel.jit import INTERPRETED
from wargame.kernel.records import BySeat, flat
from wargame.kernel.replay import MANDATES, Mandates, replay_game
from wargame.kernel.state import SEATS, STATE
from wargame.kernel.trace import HAPPENINGS, trace_move, trace_start
from wargame.scenario.rules import Role
from wargame.tournament.playing import play_in_kernel
from wargame.tournament.schedule import Fixture

if TYPE_CHECKING:
    from wargame.game.summit import Summit
    from wargame.tournament.result import GameResult

_GAMES, _SEED = (30 if INTERPRETED else 3_000), 1838  # what the value function is fitted on, always the same
_READ = (
    slots_of.ROUND,
    slots_of.CLOCK,
    slots_of.PLY,
    slots_of.FIRST,
)  # of the engine's slots, those that tell something
_RIDGE = 30.0  # games' worth of doubt about each factor
_GRAIN = 2.0**-12  # factors are multiples of this, so that no machine's rounding shows


@frozen(eq=False)
class Value:
    """A value function, each seat's expected score: linear in all tracks, one for each phase, seat and mandate.

    It only has to be chosen beforehand: with any such function, luck has mean zero. The better it is, the fewer games
    are needed. (A control variate.)
    """

    table: Array  # (groups, 1 + slots), float64; no groups: luck is not looked at
    mandates: Array  # (MANDATES.width), int64: see kernel.replay.Mandates


@frozen(eq=False)
class Replay:
    """A replayed game."""

    states: Array  # (decisions + 1, slots), int16: before each decision, and the last
    opened: Array  # (decisions), int64: legal moves there
    luck: Array  # (2, 2), float64: points of luck in the set-up and after it, by seat


def replay(summit: Summit, result: GameResult, value: Value) -> Replay:
    """Replay a game, and measure the luck in it by a value function."""
    compiled = summit.compiled
    states = np.zeros((len(result.moves) + 1, compiled.slots.count), STATE)
    opened, luck = np.zeros(len(result.moves), np.int64), np.zeros((2, 2))
    seed, moves = np.uint64(result.fixture.seed), moves_of(summit, result)
    replay_game(compiled.ints, compiled.words, seed, moves, value.table, value.mandates, states, opened, luck)
    return Replay(states, opened, luck)


def course(summit: Summit, result: GameResult) -> Array:
    """Return every happening after the set-up, in order: ply, rule and outcome (n, 3); -1 where none was drawn."""
    compiled, seed = summit.compiled, np.uint64(result.fixture.seed)
    setup, chance = (np.uint64(stream_key(seed, stream)) for stream in (SETUP_STREAM, CHANCE_STREAM))
    state, most = summit.blank_state(), compiled.most_happenings
    rows, states = np.zeros((most, HAPPENINGS.width), np.uint64), np.zeros((most, compiled.slots.count), STATE)
    trace_start(compiled.ints, compiled.words, state, setup, rows, states)
    found = []
    for ply, move in enumerate(moves_of(summit, result).tolist()):
        count = trace_move(compiled.ints, compiled.words, state, chance, move, rows, states)
        happened = rows[:count, [HAPPENINGS.rule, HAPPENINGS.outcome]].astype(np.int64)
        happened[:, 1] -= 1
        found.append(np.column_stack([np.full(count, ply), happened]))
    return np.concatenate(found) if found else np.zeros((0, 3), np.int64)


def moves_of(summit: Summit, result: GameResult) -> Array:
    """Return the moves of a game (decisions, int16) as the kernel numbers them."""
    index = summit.compiled.move_index
    return np.array([index[move.partition(":")[::2]] for move in result.moves], np.int16)


def no_value(summit: Summit) -> Value:
    """Return an empty value function, which finds no luck, for a caller that only wants the states."""
    return Value(np.zeros((0, 1 + summit.compiled.slots.count)), _mandates(summit))


def _mandates(summit: Summit) -> Array:
    slots, sides = summit.compiled.slots.of_name, summit.rules.sides
    most = max(len(side.mandates) for side in sides)
    found = Mandates(BySeat(*(slots[name] for name in summit.rules.track_ids(Role.MANDATE))), most)
    return np.array(flat(found), np.int64)


@lru_cache(maxsize=8)
def frozen_value(summit: Summit) -> Value:
    """Return the value function of a scenario, fitted on games of its doctrines: it depends on the scenario alone.

    The fit is a ridge regression of the final scores on the positions of these games. Sums of whole numbers below 2^53
    are exact, and the factors are rounded, so that it does not depend on the machine.
    """
    mandates, slots = _mandates(summit), summit.compiled.slots
    groups = SEATS * len(summit.rules.phases) * int(mandates[MANDATES.most])
    read = np.array([*_READ, *range(slots_of.ENGINE_SLOTS, slots.count)])
    table = np.zeros((groups, 1 + slots.count))
    states, scores = _positions(summit)
    for seat in range(SEATS):
        plan = SEATS * (states[:, slots_of.PHASE] - 1) + seat
        group = plan * mandates[MANDATES.most] + states[:, mandates[MANDATES.slots + seat]]
        for each in np.unique(group).tolist():
            mine = group == each
            row = _fitted(states[mine][:, read], scores[mine, seat])
            table[each, 0] = row[0]
            table[each, 1 + read] = row[1:]
    return Value(table, mandates)


def _positions(summit: Summit) -> tuple[Array, Array]:
    """Return the positions (n, slots) of games between doctrines, and the scores they came to (n, 2)."""
    none = no_value(summit)
    states, scores = [], []
    for result in play_in_kernel(summit, [_fixture(index) for index in range(_GAMES)]):
        if result.scores is not None:
            states.append(replay(summit, result, none).states)
            scores.append(np.tile(np.array(result.scores, np.float64), (len(states[-1]), 1)))
    if not states:
        return np.zeros((0, summit.compiled.slots.count), STATE), np.zeros((0, 2))
    return np.concatenate(states), np.concatenate(scores)


def _fixture(index: int) -> Fixture:
    seed = int(game_seed(np.uint64(_SEED), np.uint64(index)))
    return Fixture(index, 0, index, ("doctrine", "doctrine"), seed)


def _fitted(states: Array, scores: Array) -> Array:
    """Return the constant and the factors (1 + slots) of the regression."""
    seen = np.hstack([np.ones((len(states), 1)), states.astype(np.float64)])
    squares = seen.T @ seen
    squares[np.diag_indices_from(squares)] += _RIDGE
    squares[0, 0] -= _RIDGE * (1 - 1e-6)
    found: Array = np.linalg.solve(squares, seen.T @ scores)
    return np.round(found / _GRAIN) * _GRAIN
