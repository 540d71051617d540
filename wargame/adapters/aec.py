"""A seeded game as PettingZoo wants it: agents act in turn (AEC), each told what it sees and which moves are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pettingzoo import AECEnv
from pettingzoo.utils import wrappers
from pettingzoo.utils.conversions import turn_based_aec_to_parallel_wrapper

from wargame.adapters.spaces import Observed, action_space, drawn_seed, observation_space, observed, rewards
from wargame.game.game import Game

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gymnasium import spaces

    from wargame.game.summit import Summit


def wrapped(summit: Summit, illegal_reward: float) -> Any:  # noqa: ANN401  PettingZoo has no annotations
    """Return the environment in the wrappers that PettingZoo's own games wear, in their order."""
    terminating = wrappers.TerminateIllegalWrapper(SummitEnv(summit), illegal_reward=illegal_reward)
    return wrappers.OrderEnforcingWrapper(wrappers.AssertOutOfBoundsWrapper(terminating))


def parallel(summit: Summit, illegal_reward: float) -> Any:  # noqa: ANN401  as above
    """Return the same, where both agents act in each step."""
    return SummitInStep(wrapped(summit, illegal_reward))


class SummitEnv(AECEnv):  # type: ignore[misc]
    """A game between two agents, named as the sides are."""

    def __init__(self, summit: Summit) -> None:
        """Lay out what the agents see and may do; `reset` begins a game."""
        super().__init__()
        self.metadata = {"name": f"wargame_{summit.id}", "render_modes": [], "is_parallelizable": False}
        self.render_mode = None
        self.summit = summit
        self.possible_agents = [*summit.rules.side_ids]
        self.observation_spaces = {side: observation_space(summit, side) for side in self.possible_agents}
        self.action_spaces = {side: action_space(summit) for side in self.possible_agents}
        self._random = np.random.default_rng()

    def __str__(self) -> str:
        """Return its name."""
        return str(self.metadata["name"])

    def observation_space(self, agent: str) -> spaces.Dict:
        """Return the space of what an agent sees, the same object every time."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> spaces.Discrete[Any]:
        """Return the space of an agent's actions, the same object every time."""
        return self.action_spaces[agent]

    def reset(self, seed: int | None = None, options: Mapping[str, Any] | None = None) -> None:
        """Begin the game of a seed, without one the next that follows from the last; `options["mandates"]` are chosen.

        Raises:
            RulesError: the rules end it before anybody moves.
            ValueError: it is no seed (0 to 2^64 − 1).
        """
        number = drawn_seed(self._random) if seed is None else seed
        self.game = Game(self.summit, number, mandates=(options or {}).get("mandates", {}))
        self.game.check_rules()
        if seed is not None:
            self._random = np.random.default_rng(seed)
        self.agents = [*self.possible_agents]
        self._cumulative_rewards = dict.fromkeys(self.agents, 0.0)
        self.truncations = dict.fromkeys(self.agents, False)
        self.infos: dict[str, dict[str, Any]] = {side: {} for side in self.agents}
        self.agent_selection = self.game.turn or self.agents[0]
        self._came()

    def observe(self, agent: str) -> Observed:
        """Return what an agent sees, and which of its moves are open: none out of its turn."""
        return observed(self.game, agent)

    def step(self, action: int | None) -> None:
        """Play a move by its number for `agent_selection`; None for an agent whose game is over.

        Raises:
            IllegalMove: it is closed (the wrapper that ends the game was taken off).
            RulesError: the rules cannot go on.
        """
        agent = self.agent_selection
        if self.terminations[agent]:
            self._was_dead_step(action)
            return
        self._cumulative_rewards[agent] = 0.0
        assert action is not None, "None is the action of an agent whose game is over"
        self.game.play(action)
        self.agent_selection = self.game.turn or agent
        self._came()
        self._accumulate_rewards()
        self._deads_step_first()

    def _came(self) -> None:
        """Tell the agents where the game stands."""
        self.rewards = rewards(self.game)
        self.terminations = dict.fromkeys(self.agents, self.game.is_over)
        if self.game.ending is not None:
            self.infos = {side: {"ending": self.game.ending.id} for side in self.agents}


class SummitInStep(turn_based_aec_to_parallel_wrapper):  # type: ignore[misc]
    """The same game, in which each step is told the actions of both agents."""

    def step(self, actions: Mapping[str, int]) -> Any:  # noqa: ANN401  PettingZoo has no annotations
        """Play the move of the agent whose turn it is; what the other one would do does not count.

        Raises:
            AssertionError: no game has begun, or that agent has no action.
        """
        assert hasattr(self, "agents"), "reset() needs to be called before step."  # as the wrappers of the other say
        agent = self.aec_env.agent_selection
        assert not self.agents or agent in actions, f"it is {agent}'s turn: an action of {agent} is needed"
        return super().step(actions)
