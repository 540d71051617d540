"""The tests of PettingZoo and Gymnasium pass, and what an environment tells is what a `Game` of the same seed is."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from wargame import (
    ExtraError,
    Game,
    PlayerError,
    ScenarioError,
    SeatError,
    gymnasium_env,
    load,
    pettingzoo_env,
    pettingzoo_parallel_env,
    turns,
)

_MISSING = "is not installed: pip install 'wargame[adapters]'"
pytest.importorskip("pettingzoo", reason=f"PettingZoo {_MISSING}")
gymnasium = pytest.importorskip("gymnasium", reason=f"Gymnasium {_MISSING}")

BOTH = pytest.mark.parametrize("scenario", ["two-villages", "trump-kim-2018"])
ADVICE = pytest.mark.filterwarnings("ignore::UserWarning")  # such as agents that are called player_0


@BOTH
@ADVICE
def test_pettingzoos_own_tests_pass(scenario: str) -> None:
    from pettingzoo.test import api_test, parallel_api_test, seed_test  # noqa: PLC0415  only if it is there

    summit = load(scenario)
    api_test(pettingzoo_env(summit), num_cycles=60)
    seed_test(lambda: pettingzoo_env(summit), num_cycles=10)
    parallel_api_test(pettingzoo_parallel_env(summit), num_cycles=60)


@BOTH
@ADVICE
def test_gymnasiums_own_checks_pass(scenario: str) -> None:
    from gymnasium.utils.env_checker import check_env  # noqa: PLC0415  only if it is there

    summit = load(scenario)
    for seat in summit.rules.side_ids:
        check_env(gymnasium_env(summit, seat, "random"))


def opened(observation: Any) -> list[int]:
    return [int(each) for each in np.flatnonzero(observation["action_mask"])]


@BOTH
def test_the_agents_play_the_game_of_the_seed(scenario: str) -> None:
    summit, env = load(scenario), pettingzoo_env(load(scenario))
    env.reset(seed=7)
    game = Game(summit, 7)
    told = dict.fromkeys(env.agents, 0.0)
    for agent in env.agent_iter():
        observation, reward, terminated, truncated, info = env.last()
        told[agent] += reward
        assert env.observation_space(agent).contains(observation)
        assert observation["observation"].tolist() == game.tensor(agent).tolist()
        if terminated:
            assert (truncated, info) == (False, {"ending": game.ending.id if game.ending else ""})
            env.step(None)
            continue
        assert (agent, opened(observation)) == (game.turn, sorted(game.actions))
        other = next(each for each in env.agents if each != agent)
        assert not opened(env.observe(other))
        env.step(game.actions[-1])
        game.play(game.actions[-1])
    assert told == {side: score / 100 for side, score in game.scores.items()}


@pytest.mark.parametrize("make", [pettingzoo_env, pettingzoo_parallel_env, lambda name: gymnasium_env(name, "hill")])
def test_a_scenario_may_be_named(make: Any) -> None:
    assert make("two-villages").unwrapped.summit.id == "two-villages"
    with pytest.raises(ScenarioError, match="no scenario 'two-vilages'"):
        make("two-vilages")


@pytest.mark.parametrize("seed", [-1, 1 << 64])
def test_what_is_no_seed_is_told(seed: int) -> None:
    env = pettingzoo_env(load("two-villages"))
    with pytest.raises(ValueError, match=f"a seed is a whole number.*found {seed}"):
        env.reset(seed=seed)


@pytest.mark.parametrize("make", [pettingzoo_env, lambda summit: gymnasium_env(summit, "hill", "random")])
def test_mandates_can_be_chosen(make: Any) -> None:
    summit, drawn = load("two-villages"), list[int]()
    for mandate in summit.rules.side("hill").mandates:
        env = make(summit)
        env.reset(seed=1, options={"mandates": {"hill": mandate.id}})
        game = Game(summit, 1, mandates={"hill": mandate.id})
        drawn.append(env.unwrapped.game.values()["hill.mandate"])
        assert drawn[-1] == game.values()["hill.mandate"]
    assert len({*drawn}) == len(drawn) > 1


def test_a_seed_begins_a_row_of_games() -> None:
    env, rows = pettingzoo_env(load("two-villages")), []
    for _ in range(2):
        env.reset(seed=3)
        row = [env.unwrapped.game.seed]
        for _ in range(3):
            env.reset()
            row.append(env.unwrapped.game.seed)
        rows.append(row)
    assert rows[0] == rows[1]
    assert len({*rows[0]}) == 4


@pytest.mark.parametrize("make", [pettingzoo_env, pettingzoo_parallel_env])
def test_a_closed_move_ends_the_game_and_no_move_is_an_assertion(make: Any) -> None:
    summit = load("two-villages")
    env = make(summit, illegal_reward=-2)
    env.reset(seed=1)
    aec = getattr(env, "aec_env", env)
    agent, closed = aec.agent_selection, opened(aec.observe(aec.agent_selection))
    wrong = next(each for each in range(len(summit.rules.moves)) if each not in closed)
    for action in (-1, len(summit.rules.moves), 0.5, "1", None):
        with pytest.raises(AssertionError, match="not in action space"):
            env.step(action if aec is env else {agent: action})
    told = env.step(wrong if aec is env else {agent: wrong})
    rewards = aec.rewards if aec is env else told[1]
    assert rewards == {each: -2 if each == agent else 0 for each in summit.rules.side_ids}
    assert all(aec.terminations.values())
    env.reset(seed=1)
    assert aec.agent_selection == agent


def test_both_agents_in_step_need_a_game_and_an_action_of_the_one_to_move() -> None:
    env = pettingzoo_parallel_env(load("two-villages"))
    with pytest.raises(AssertionError, match="reset"):
        env.step({})
    env.reset(seed=1)
    agent = env.aec_env.agent_selection
    (other,) = {*env.agents} - {agent}
    for actions in ({}, {other: 0}, [0, 0]):
        with pytest.raises(AssertionError, match=f"it is {agent}'s turn"):
            env.step(actions)
    env.step({agent: opened(env.aec_env.observe(agent))[0]})


def test_one_seat_meets_the_player_that_the_other_would_be() -> None:
    summit = load("two-villages")
    seat, other = summit.rules.side_ids
    for seed in range(3):
        game = Game(summit, seed)
        for _ in turns(game, {seat: "random", other: "doctrine"}):
            pass
        env = gymnasium_env(summit, seat)
        env.reset(seed=seed)
        reward, over, info = 0.0, False, {}
        for record in game.records:
            if record.move is not None and record.move.side == seat:
                assert not over
                _, reward, over, _, info = env.step(np.int64(summit.action(record.move)))
        assert (reward, over, info) == (
            game.scores[seat] / 100,
            True,
            {"ending": game.ending.id if game.ending else ""},
        )
        env.close()


def test_one_seat_is_told_what_is_wrong() -> None:
    summit = load("two-villages")
    seat = summit.rules.side_ids[0]
    env = gymnasium_env(summit, seat, "random", illegal_reward=-3.0)
    with pytest.raises(gymnasium.error.ResetNeeded, match="reset"):
        env.step(0)
    observation, _ = env.reset(seed=1)
    for action in (-1, len(summit.rules.moves), 0.5, "1", None):
        with pytest.raises(gymnasium.error.InvalidAction, match="number of a move"):
            env.step(action)
    wrong = next(each for each in range(len(summit.rules.moves)) if each not in opened(observation))
    _, reward, terminated, truncated, info = env.step(wrong)
    assert (reward, terminated, truncated) == (-3.0, True, False)
    assert info["illegal"]
    with pytest.raises(gymnasium.error.ResetNeeded, match="reset"):
        env.step(wrong)
    with pytest.raises(PlayerError, match="no player 'nobody'"):
        gymnasium_env(summit, seat, "nobody")
    with pytest.raises(SeatError):
        gymnasium_env(summit, "nowhere")


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    summit = load("two-villages")
    for room, package in (("aec", "pettingzoo"), ("solo", "gymnasium")):
        monkeypatch.delitem(sys.modules, f"wargame.adapters.{room}", raising=False)
        monkeypatch.setitem(sys.modules, package, None)
    for make in (pettingzoo_env, pettingzoo_parallel_env):
        with pytest.raises(
            ExtraError, match=r"PettingZoo needs pettingzoo, .* pip install 'wargame\[adapters\]' brings"
        ):
            make(summit)
    with pytest.raises(ExtraError, match=r"Gymnasium needs gymnasium, .* pip install 'wargame\[adapters\]' brings"):
        gymnasium_env(summit, summit.rules.side_ids[0])
