"""The vectorized environment plays the games that `wargame run` counts, row by row, whoever chooses the moves."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from attrs import evolve
from examples import BUNDLED
from summits import ALL, summit_of

from wargame import Buffers, Game, IllegalMove, VectorEnv
from wargame.kernel.dice import game_seed

if TYPE_CHECKING:
    from pathlib import Path

TINY = next(path for path in BUNDLED if path.stem == "two-villages")
SEED, GAMES, STEPS = 11, 3, 60


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_each_row_tells_what_the_games_of_the_run_tell_one_after_the_other(path: Path) -> None:
    summit = summit_of(path)
    env = VectorEnv(summit, GAMES, SEED)
    numbers = [*range(GAMES)]
    games = [Game(summit, int(game_seed(np.uint64(SEED), np.uint64(number)))) for number in numbers]
    ended = 0
    for _ in range(STEPS):
        told, actions = env.buffers, env.sample().copy()
        for row, game in enumerate(games):
            seen = game.tensor(game.turn)
            assert summit.rules.side_ids[told.turns[row]] == game.turn
            assert (told.observations[row, : seen.size] == seen).all()
            assert not told.observations[row, seen.size :].any()
            assert tuple(np.flatnonzero(told.masks[row])) == game.actions
        assert env.step(actions) is told
        for row, game in enumerate(games):
            game.play(int(actions[row]))
            assert told.dones[row] == game.is_over
            if game.ending is not None:
                scores = [np.float32(each) / np.float32(100) for each in game.scores.values()]
                assert [*told.rewards[row]] == scores
                assert summit.rules.endings[told.endings[row]] is game.ending
                numbers[row] += GAMES
                games[row] = Game(summit, int(game_seed(np.uint64(SEED), np.uint64(numbers[row]))))
                ended += 1
            else:
                assert (told.endings[row], *told.rewards[row]) == (-1, 0, 0)
    assert ended > GAMES


def trail(env: VectorEnv) -> list[bytes]:
    found = []
    for _ in range(STEPS):
        told = env.step(env.sample())
        found.append(told.observations.tobytes() + told.rewards.tobytes() + told.masks.tobytes())
    return found


def test_all_follows_from_the_seed_in_threads_and_in_buffers_of_ones_own() -> None:
    summit = summit_of(TINY)
    first = trail(VectorEnv(summit, 64, 5))
    env = VectorEnv(summit, 64, 5)
    assert trail(env) == first
    env.reset(6)
    assert trail(env) != first
    env.reset(5)
    assert trail(env) == first
    own = Buffers.blank(summit, 64)
    found: dict[int, list[bytes]] = {}
    envs = [VectorEnv(summit, 64, 5, own), VectorEnv(summit, 64, 5)]
    threads = [threading.Thread(target=lambda at=at: found.update({at: trail(envs[at])})) for at in (0, 1)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert envs[0].buffers is own
    assert found == {0: first, 1: first}


def test_a_closed_move_is_refused_before_any_game_has_moved_whatever_the_mask_says() -> None:
    env = VectorEnv(summit_of(TINY), 4)
    before = env.buffers.observations.copy()
    for wrong in (20, 63, 64, -1, 2**62, int(np.flatnonzero(~env.buffers.masks[2])[0])):
        env.buffers.masks[2] = True  # the caller's to spoil
        actions = env.sample().copy()
        actions[2] = wrong
        with pytest.raises(IllegalMove, match="no open move of game 2"):
            env.step(actions)
        env.reset()
        assert (env.buffers.observations == before).all()
    with pytest.raises(IllegalMove, match=f"action {2**63} is"):
        env.step(np.full(4, 2**63, np.uint64))


def test_a_list_of_actions_is_as_good_as_an_array() -> None:
    lists, arrays = VectorEnv(summit_of(TINY), 4), VectorEnv(summit_of(TINY), 4)
    lists.step(lists.sample().tolist())
    arrays.step(arrays.sample())
    assert (lists.buffers.observations == arrays.buffers.observations).all()


WRONG: list[Any] = [
    np.zeros(3, np.int64),
    np.zeros(4),
    np.zeros((4, 1), np.int64),
    np.zeros(4, np.bool_),
    None,
    ["0"] * 4,
]


@pytest.mark.parametrize("actions", WRONG)
def test_actions_are_whole_numbers_one_a_game(actions: Any) -> None:
    with pytest.raises(ValueError, match="actions are 4 whole numbers"):
        VectorEnv(summit_of(TINY), 4).step(actions)


@pytest.mark.parametrize("name", ["observations", "masks", "turns", "rewards", "dones", "endings"])
def test_a_buffer_that_the_kernel_may_not_write_to_is_refused(name: str) -> None:
    summit = summit_of(TINY)
    blank = Buffers.blank(summit, 4)
    right = getattr(blank, name)
    fixed = right.copy()
    fixed.flags.writeable = False
    apart = np.zeros((2 * right.shape[0], *right.shape[1:]), right.dtype)[::2]
    for wrong in (right[:3].copy(), right.astype(np.float64), fixed, apart):
        with pytest.raises(ValueError, match=f"buffers.{name} is a writable, C-contiguous array"):
            VectorEnv(summit, 4, buffers=evolve(blank, **{name: wrong}))
    with pytest.raises(ValueError, match="at least one game"):
        VectorEnv(summit, 0)
    with pytest.raises(ValueError, match="a seed is"):
        VectorEnv(summit, 1, seed=-1)
