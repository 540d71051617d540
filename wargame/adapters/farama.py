"""PettingZoo and Gymnasium, both of the Farama Foundation: a scenario as an environment for two learners, or for one.

They are extras, loaded when they are asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from wargame.extras import extra

if TYPE_CHECKING:
    from wargame.game.summit import Summit

ILLEGAL_REWARD = -1.0  # below every score


def pettingzoo_env(scenario: Summit | str, *, illegal_reward: float = ILLEGAL_REWARD) -> Any:  # noqa: ANN401  it has no annotations
    """Return a scenario, loaded or by name or path, as an environment of PettingZoo (`AECEnv`).

    It is in the wrappers that PettingZoo's own games wear.

    A closed move ends the game with `illegal_reward` for whoever chose it and 0 for the other; a number that is no
    move's is an AssertionError.

    Raises:
        ScenarioError: there is none of that name, or it has faults.
        ExtraError: PettingZoo is not installed, or in a version that was not tried.
    """
    with extra("adapters", "an environment of PettingZoo"):
        aec = import_module("wargame.adapters.aec")
    return aec.wrapped(_loaded(scenario), illegal_reward)


def pettingzoo_parallel_env(scenario: Summit | str, *, illegal_reward: float = ILLEGAL_REWARD) -> Any:  # noqa: ANN401  as above
    """Return the same as a `ParallelEnv`: both agents act in each step, and only the action of the one to move counts.

    Raises:
        ScenarioError: there is none of that name, or it has faults.
        ExtraError: PettingZoo is not installed, or in a version that was not tried.
    """
    with extra("adapters", "an environment of PettingZoo"):
        aec = import_module("wargame.adapters.aec")
    return aec.parallel(_loaded(scenario), illegal_reward)


def gymnasium_env(
    scenario: Summit | str, seat: str, opponent: str = "doctrine", *, illegal_reward: float = ILLEGAL_REWARD
) -> Any:  # noqa: ANN401  a gymnasium.Env, which may be missing
    """Return one seat of a scenario, loaded or by name or path, as an environment of Gymnasium (`Env`).

    The other seat is a player such as `search:200`.

    A closed move ends the game with `illegal_reward`.

    Raises:
        PlayerError: there is no such player, or its policy cannot be read.
        ScenarioError: there is none of that name, or it has faults.
        SeatError: there is no such side.
        ExtraError: Gymnasium is not installed, or in a version that was not tried.
    """
    with extra("adapters", "an environment of Gymnasium"):
        solo = import_module("wargame.adapters.solo")
    return solo.SeatEnv(_loaded(scenario), seat, opponent, illegal_reward)


def _loaded(scenario: Summit | str) -> Summit:
    from wargame.game.summit import load  # noqa: PLC0415  where a name is given

    return load(scenario) if isinstance(scenario, str) else scenario
