"""Luck is taken out without bias: found exactly by walking every branch of chance, and game by game in the kernel."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from examples import FIRST_EDITION, ROOT
from summits import summit_of

from wargame.analysis.calibration.outlooks import Rollouts
from wargame.analysis.replays import Value, frozen_value, moves_of, no_value, replay
from wargame.game.game import Game
from wargame.kernel import state as slots_of
from wargame.kernel import trace
from wargame.kernel.jit import INTERPRETED
from wargame.kernel.movesets import MOST_MOVES
from wargame.tournament.schedule import Schedule
from wargame.tournament.tournament import Tournament, play_tournament

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.summit import Summit
    from wargame.tournament.result import GameResult

Array = np.ndarray[Any, Any]
VILLAGES, SUMMIT = (ROOT / "scenarios" / f"{name}.toml" for name in ("two-villages", "trump-kim-2018"))


def results_of(summit: Summit, games: int, seed: int = 1, player: str = "doctrine") -> list[GameResult]:
    """Return games of a player against itself."""
    schedule = Schedule(players=(player,), pairs=games // 2, seed=seed, selves=True)
    return play_tournament(Tournament(summit=summit, schedule=schedule), 1)


def scores_of(summit: Summit, state: Array) -> list[int]:
    """Return both scores of a game that is over."""
    result = np.zeros(2, np.int64)
    trace.write_scores(summit.compiled.ints, summit.compiled.words, state.copy(), result)
    found: list[int] = result.tolist()
    return found


def worth(summit: Summit, value: Value, state: Array, seat: int) -> float:
    """Say what the value function says, written down a second time."""
    if state[slots_of.STAGE] == slots_of.OVER:
        return scores_of(summit, state)[seat]
    copy = state.copy()
    trace.refresh_all(summit.compiled.ints, summit.compiled.words, copy)
    phase, mandate = int(copy[slots_of.PHASE]) - 1, int(copy[value.mandates[seat]])
    row = value.table[(2 * phase + seat) * int(value.mandates[2]) + mandate]
    return float(row[0] + row[1:] @ copy)


def branches(summit: Summit, state: Array) -> list[tuple[Fraction, Array]]:
    """Return every outcome of the roll that is due: its probability, and the state after it."""
    compiled = summit.compiled
    weights = np.zeros(MOST_MOVES, np.int64)
    whole = int(trace.weigh_outcomes(compiled.ints, compiled.words, state.copy(), weights))
    rule = int(state[slots_of.RULE])
    found = []
    for at in range(len(compiled.every_rule[rule].outcomes)):
        if weights[at]:
            after = state.copy()
            trace.resolve_outcome(compiled.ints, compiled.words, after, compiled.first_outcome[rule] + at)
            found.append((Fraction(int(weights[at]), whole), after))
    return found


def ends(
    summit: Summit, value: Value, state: Array, chance: Fraction, luck: Array
) -> Iterator[tuple[Fraction, Array, Array]]:
    """Yield every end of a game in which both play their last legal move: probability, scores, luck."""
    compiled = summit.compiled
    if state[slots_of.STAGE] == slots_of.OVER:
        yield chance, np.array(scores_of(summit, state), np.float64), luck
    elif state[slots_of.STAGE] == slots_of.EVENTS:
        after = state.copy()
        trace.run_next_event(compiled.ints, compiled.words, after)
        yield from ends(summit, value, after, chance, luck)
    elif state[slots_of.STAGE] == slots_of.CHANCE:
        found = branches(summit, state)
        worths = [np.array([worth(summit, value, after, seat) for seat in range(2)]) for _, after in found]
        expected = sum(float(share) * each for (share, _), each in zip(found, worths, strict=True))
        for (share, after), each in zip(found, worths, strict=True):
            yield from ends(summit, value, after, chance * share, luck + each - expected)
    else:
        moves = np.zeros(MOST_MOVES, np.int64)
        count = trace.legal_moves(compiled.ints, compiled.words, state.copy(), moves)
        after = state.copy()
        trace.run_move(compiled.ints, compiled.words, after, moves[count - 1])
        yield from ends(summit, value, after, chance, luck)


def test_luck_is_zero_on_average_over_every_branch_of_chance() -> None:
    summit = summit_of(VILLAGES)
    start = summit.blank_state()
    trace.run_start(summit.compiled.ints, summit.compiled.words, start)
    found = list(ends(summit, frozen_value(summit), start, Fraction(1), np.zeros(2)))
    assert len(found) > 4
    assert sum(chance for chance, _, _ in found) == 1
    weights = np.array([float(chance) for chance, _, _ in found])
    _scores, luck = (np.array([each[at] for each in found]) for at in (1, 2))
    assert weights @ luck == pytest.approx([0, 0], abs=1e-9)
    assert np.abs(luck).max() > 1


@pytest.mark.parametrize("path", [VILLAGES, SUMMIT], ids=lambda path: path.stem)
def test_the_kernel_weighs_each_roll_of_a_game_as_we_do(path: Any) -> None:
    summit = summit_of(path)
    value = frozen_value(summit)
    for result in results_of(summit, 2 if INTERPRETED else 10):
        game, luck = Game(summit, result.fixture.seed), np.zeros((2, 2))
        for move in result.moves:
            game.play(move.partition(":")[2])
        for part, record in ((0, game.setup), *((1, record) for record in game.records)):
            before = record.before
            for row, after in zip(record.rows, record.states, strict=True):
                if row[1]:
                    state = before.copy()
                    state[slots_of.STAGE], state[slots_of.RULE] = slots_of.CHANCE, int(row[0])
                    state[slots_of.FAULT] = 0
                    found = branches(summit, state)
                    drawn = next(
                        each
                        for at, (_, each) in zip(possible(summit, state), found, strict=True)
                        if at == int(row[1]) - 1
                    )
                    for seat in range(2):
                        expected = sum(float(share) * worth(summit, value, each, seat) for share, each in found)
                        luck[part, seat] += worth(summit, value, drawn, seat) - expected
                before = after
        assert replay(summit, result, value).luck == pytest.approx(luck)


def possible(summit: Summit, state: Array) -> list[int]:
    """Return which outcomes (their places among all) the roll that is due may have."""
    weights = np.zeros(MOST_MOVES, np.int64)
    trace.weigh_outcomes(summit.compiled.ints, summit.compiled.words, state.copy(), weights)
    rule = int(state[slots_of.RULE])
    first = summit.compiled.first_outcome[rule]
    return [first + at for at in range(len(summit.compiled.every_rule[rule].outcomes)) if weights[at]]


@pytest.mark.skipif(INTERPRETED, reason="needs thousands of games")
@pytest.mark.parametrize("path", [VILLAGES, FIRST_EDITION], ids=["two-villages", "first-edition"])
def test_taking_luck_out_leaves_the_mean_and_takes_a_fifth_of_the_variance(path: Any) -> None:
    summit = summit_of(path)
    value = frozen_value(summit)
    results = results_of(summit, 800, seed=9)
    scores = np.array([result.scores for result in results], np.float64)
    luck = np.array([replay(summit, result, value).luck.sum(axis=0) for result in results])
    error = luck.std(axis=0) / np.sqrt(len(luck))
    assert (np.abs(luck.mean(axis=0)) < 4 * error).all()
    assert ((scores - luck).var(axis=0) < 0.8 * scores.var(axis=0)).all()


def test_a_game_played_again_comes_to_what_it_came_to() -> None:
    summit = summit_of(SUMMIT)
    for result in results_of(summit, 4):
        again = replay(summit, result, no_value(summit))
        assert scores_of(summit, again.states[-1]) == list(result.scores or ())
        assert (again.opened >= 1).all()
        assert not again.luck.any()
        game = Game(summit, result.fixture.seed)
        for ply, move in enumerate(result.moves):
            assert len(game.legal_moves) == again.opened[ply]
            first = summit.compiled.slots.first_derived
            assert np.array_equal(
                game.state[slots_of.ENGINE_SLOTS : first], again.states[ply][slots_of.ENGINE_SLOTS : first]
            )
            game.play(move.partition(":")[2])


def test_the_value_function_is_a_function_of_the_scenario() -> None:
    summit = summit_of(VILLAGES)
    first = frozen_value(summit)
    frozen_value.cache_clear()
    assert np.array_equal(first.table, frozen_value(summit).table)


def test_a_judge_sees_no_luck_where_nothing_is_rolled_and_some_elsewhere() -> None:
    summit = summit_of(VILLAGES)
    judge = Rollouts(summit=summit, games=5, luck_games=4 if INTERPRETED else 200)
    found = []
    for number, result in enumerate(results_of(summit, 20 if INTERPRETED else 40)):
        luck = judge.luck(result.fixture.seed, moves_of(summit, result), number)
        game = Game(summit, result.fixture.seed)
        for move in result.moves:
            game.play(move.partition(":")[2])
        rolled = any(h.roll is not None and len(h.roll.outcomes) > 1 for r in game.records for h in r.happenings)
        assert rolled or not luck[1].any()
        found.append(bool(luck[1].any()))
    assert any(found)
    assert INTERPRETED or not all(found)
