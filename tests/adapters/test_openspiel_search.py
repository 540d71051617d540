"""OpenSpiel's search over information sets (IS-MCTS) plays our scenarios: what it draws is what may have happened."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from wargame import open_spiel_game

pyspiel = pytest.importorskip("pyspiel", reason="OpenSpiel is not installed: pip install 'wargame[adapters]'")


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  repeatable


def begun(scenario: str, plies: int = 0) -> Any:
    """Return the state after the set-up and so many moves at random."""
    state, rnd = open_spiel_game(scenario).new_initial_state(), dice(4)
    while state.is_chance_node() or state.node.ply < plies:
        chance = state.is_chance_node()
        state.apply_action(rnd.choice([at for at, _ in state.chance_outcomes()] if chance else state.legal_actions()))
    return state


def bot(scenario: str, seed: int, **settings: Any) -> Any:
    """Return a search of OpenSpiel over information sets, of few simulations."""
    from open_spiel.python.algorithms import ismcts, mcts  # noqa: PLC0415  only if it is there

    rnd = np.random.RandomState(seed)
    evaluator = mcts.RandomRolloutEvaluator(1, rnd)
    return ismcts.ISMCTSBot(open_spiel_game(scenario), evaluator, 20.0, 15, random_state=rnd, **settings)


def searched(*bots: Any) -> Any:
    """Return the end of a game that they played."""
    state = begun("two-villages")
    while not state.is_terminal():
        if state.is_chance_node():
            state.apply_action(state.chance_outcomes()[0][0])
        else:
            state.apply_action(int(bots[state.current_player()].step(state)))
    assert all(0 <= each <= 100 for each in state.returns())
    return state


def test_its_search_over_information_sets_plays_whole_games() -> None:
    searched(bot("two-villages", 1), bot("two-villages", 2, max_world_samples=4, use_observation_string=True))


def test_a_search_whose_draws_are_seeded_plays_the_same_game_again() -> None:
    def seeded(seed: int) -> Any:
        found, draw = bot("two-villages", seed), dice(seed).random
        found.set_resampler(lambda state, player: state.resample_from_infostate(player, draw))
        return found

    once, again = (searched(seeded(1), seeded(2)) for _ in range(2))
    assert once.history() == again.history()


def test_its_search_begins_the_game_of_2018() -> None:
    state = begun("trump-kim-2018", plies=2)
    assert int(bot("trump-kim-2018", 1).step(state)) in state.legal_actions()


def test_what_a_player_cannot_tell_apart_is_drawn_by_the_sampler_alone() -> None:
    state = begun("trump-kim-2018", plies=3)
    player = state.current_player()
    drawn = [state.resample_from_infostate(player, dice(seed).random) for seed in range(8)]
    again = [state.clone().resample_from_infostate(player, dice(seed).random) for seed in range(8)]
    assert [each.history() for each in drawn] == [each.history() for each in again]
    assert len({str(each) for each in drawn}) > 1
    for each in drawn:
        assert each.information_state_string(player) == state.information_state_string(player)
        assert (each.current_player(), each.legal_actions()) == (player, state.legal_actions())
        assert str(pyspiel.deserialize_game_and_state(pyspiel.serialize_game_and_state(each.get_game(), each))[1])
