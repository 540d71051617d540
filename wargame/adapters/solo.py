"""One seat of a seeded game as Gymnasium wants it: the other seat's player answers within the step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gymnasium
import numpy as np
from gymnasium.error import InvalidAction, ResetNeeded

from wargame.adapters.spaces import Observed, action_space, drawn_seed, observation_space, observed, rewards
from wargame.errors import RulesError
from wargame.game.game import Game
from wargame.players.apart import PlayerApart
from wargame.players.player import Player, decision_of
from wargame.players.roster import check_player, make_player, policy_of

if TYPE_CHECKING:
    from wargame.game.summit import Summit

_MOST_TRIED = 1000  # games that may end before the seat has moved


class SeatEnv(gymnasium.Env[dict[str, Any], np.int64]):
    """A game of one side against a player. `close` (or `with`) ends a player that runs in a process of its own."""

    def __init__(self, summit: Summit, seat: str, opponent: str, illegal_reward: float) -> None:
        """Seat the opponent; `reset` begins a game.

        Raises:
            PlayerError: there is no such player, or its policy cannot be read.
            SeatError: there is no such side.
        """
        self.summit, self.seat, self.opponent = summit, seat, check_player(opponent)
        self._other = summit.rules.side_ids[1 - summit.seat(seat)]
        self._policy = policy_of(summit, [self.opponent])
        self._illegal_reward = illegal_reward
        self._player: Player | None = None
        self._goes_on = False
        self.metadata = {"render_modes": []}
        self.observation_space = observation_space(summit, seat)
        self.action_space = action_space(summit)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observed, dict[str, Any]]:
        """Begin the game of a seed, without one the next that follows from the last; `options["mandates"]` are chosen.

        A game that is over before the seat has moved is followed by the next at once.

        Raises:
            Forfeit: the opponent did not make a move.
            RulesError: the rules cannot go on, or never let the seat move.
            ValueError: it is no seed (0 to 2^64 − 1).
        """
        super().reset(seed=seed)
        mandates = (options or {}).get("mandates", {})
        for _ in range(_MOST_TRIED):
            self.close()
            self.game = Game(self.summit, drawn_seed(self.np_random) if seed is None else seed, mandates=mandates)
            key = self.game.player_key(self._other)
            self._player = make_player(self.summit, self.opponent, key, policy=self._policy)
            self._answer()
            if not self.game.is_over:
                self._goes_on = True
                return observed(self.game, self.seat), {}
            seed = None
        message = f"{self.summit.id}: {_MOST_TRIED} games in a row ended before {self.seat} had moved"
        raise RulesError(message)

    def step(self, action: np.int64) -> tuple[Observed, float, bool, bool, dict[str, Any]]:
        """Play a move by its number, and let the opponent answer until the seat is to move again.

        Raises:
            Forfeit: the opponent did not make a move.
            InvalidAction: there is no such move.
            ResetNeeded: no game goes on.
            RulesError: the rules cannot go on.
        """
        if not self._goes_on:
            message = "no game goes on: call reset() first"
            raise ResetNeeded(message)
        if not self.action_space.contains(action):
            count = len(self.summit.rules.moves)
            message = f"an action is the number of a move, a whole number below {count}; found {action!r}"
            raise InvalidAction(message)
        if int(action) not in self.game.actions:
            self._goes_on = False
            why = self.game.why_not(self.summit.move(int(action)))
            return observed(self.game, self.seat), self._illegal_reward, True, False, {"illegal": why}
        self._goes_on = False  # until it is known to, whatever is raised
        self.game.play(int(action))
        self._answer()
        self._goes_on = not self.game.is_over
        info = {} if self.game.ending is None else {"ending": self.game.ending.id}
        return observed(self.game, self.seat), rewards(self.game)[self.seat], self.game.is_over, False, info

    def close(self) -> None:
        """End the opponent."""
        if isinstance(self._player, PlayerApart):
            self._player.close()
        self._player, self._goes_on = None, False

    def _answer(self) -> None:
        """Let the opponent play until the seat is to move, or the game is over."""
        assert self._player is not None
        self.game.check_rules()
        while self.game.turn == self._other:
            self.game.play(decision_of(self._player, self.game))
            self.game.check_rules()
