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


def pettingzoo_env(summit: Summit, *, illegal_reward: float = ILLEGAL_REWARD) -> Any:  # noqa: ANN401  it has no annotations
    """Return a scenario as an environment of PettingZoo (`AECEnv`), in the wrappers that its own games wear.

    A closed move ends the game with `illegal_reward` for whoever chose it and 0 for the other; a number that is no
    move's is an AssertionError.

    Raises:
        ExtraError: PettingZoo is not installed, or in a version that was not tried.
    """
    with extra("adapters", "an environment of PettingZoo"):
        aec = import_module("wargame.adapters.aec")
    return aec.wrapped(summit, illegal_reward)


def pettingzoo_parallel_env(summit: Summit, *, illegal_reward: float = ILLEGAL_REWARD) -> Any:  # noqa: ANN401  as above
    """Return the same as a `ParallelEnv`: both agents act in each step, and only the action of the one to move counts.

    Raises:
        ExtraError: PettingZoo is not installed, or in a version that was not tried.
    """
    with extra("adapters", "an environment of PettingZoo"):
        aec = import_module("wargame.adapters.aec")
    return aec.parallel(summit, illegal_reward)


def gymnasium_env(
    summit: Summit, seat: str, opponent: str = "doctrine", *, illegal_reward: float = ILLEGAL_REWARD
) -> Any:  # noqa: ANN401  a gymnasium.Env, which may be missing
    """Return one seat of a scenario as an environment of Gymnasium (`Env`), against a player such as `search:200`.

    A closed move ends the game with `illegal_reward`.

    Raises:
        PlayerError: there is no such player, or its policy cannot be read.
        SeatError: there is no such side.
        ExtraError: Gymnasium is not installed, or in a version that was not tried.
    """
    with extra("adapters", "an environment of Gymnasium"):
        solo = import_module("wargame.adapters.solo")
    return solo.SeatEnv(summit, seat, opponent, illegal_reward)
