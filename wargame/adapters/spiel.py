"""A game, a state and an observer as OpenSpiel wants them: chance explicit, moves and outcomes by number.

A state is a `Node` of the game tree. Returns are both scores, 0 to 100, at the end. Importing this file registers the
game `wargame` with OpenSpiel.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyspiel

from wargame.errors import IllegalMove, MalformedMove
from wargame.game.information_set import InformationSet
from wargame.game.summit import Summit, load
from wargame.game.tree import Node
from wargame.kernel.playout import MOST_SCORE
from wargame.kernel.state import SEATS

if TYPE_CHECKING:
    from collections.abc import Callable

_SCENARIO = "two-villages"
_KEY_BITS = 64

_TYPE = pyspiel.GameType(
    short_name="wargame",
    long_name="Summit negotiations",
    dynamics=pyspiel.GameType.Dynamics.SEQUENTIAL,
    chance_mode=pyspiel.GameType.ChanceMode.EXPLICIT_STOCHASTIC,
    information=pyspiel.GameType.Information.IMPERFECT_INFORMATION,
    utility=pyspiel.GameType.Utility.GENERAL_SUM,
    reward_model=pyspiel.GameType.RewardModel.TERMINAL,
    max_num_players=SEATS,
    min_num_players=SEATS,
    provides_information_state_string=True,
    provides_information_state_tensor=True,
    provides_observation_string=True,
    provides_observation_tensor=True,
    provides_factored_observation_string=True,
    parameter_specification={"scenario": _SCENARIO},
)

_summit_of = lru_cache(maxsize=8)(load)
_information_set = lru_cache(maxsize=8)(InformationSet)  # a search draws from one many times


class WargameGame(pyspiel.Game):  # type: ignore[misc]
    """A scenario; `scenario` is its name, or the path of its file."""

    def __init__(self, parameters: dict[str, Any] | None = None) -> None:
        """Load the scenario.

        Raises:
            ScenarioError: with every fault found.
        """
        parameters = parameters or {}
        self.summit = _summit_of(str(parameters.get("scenario", _SCENARIO)))
        rules = self.summit.rules
        info = pyspiel.GameInfo(
            num_distinct_actions=len(rules.moves),
            max_chance_outcomes=max((len(rule.outcomes) for rule in rules.every_rule), default=0),
            num_players=SEATS,
            min_utility=0.0,
            max_utility=float(MOST_SCORE),
            max_game_length=rules.scenario.ply_limit,
        )
        super().__init__(_TYPE, info, parameters)

    def max_chance_nodes_in_history(self) -> int:
        """Return an upper bound: the set-up, then a move and every event in each ply."""
        rules = self.summit.rules
        rolling = sum(bool(event.outcomes) for event in rules.events)
        return len(rules.setup) + rules.scenario.ply_limit * (1 + rolling)

    def new_initial_state(self) -> WargameState:
        """Return the root of the game tree."""
        return WargameState(self)

    def make_py_observer(self, kind: Any = None, parameters: Any = None) -> WargameObserver:  # noqa: ANN401
        """Return an observer of one kind (`pyspiel.IIGObservationType`)."""
        return WargameObserver(self.summit, kind or pyspiel.IIGObservationType(perfect_recall=False), parameters)


class WargameState(pyspiel.State):  # type: ignore[misc]
    """A decision, a chance node or the end; OpenSpiel itself calls the methods with an underscore."""

    def __init__(self, game: WargameGame) -> None:
        """Begin at the root."""
        super().__init__(game)
        self.node = Node(game.summit)

    def current_player(self) -> int:
        """Return the seat to move, or that chance is to, or that nobody is."""
        node = self.node
        if node.is_over:
            return int(pyspiel.PlayerId.TERMINAL)
        return int(pyspiel.PlayerId.CHANCE) if node.is_chance else node.summit.seat(node.turn)

    def is_terminal(self) -> bool:
        """Say whether the game is over."""
        return self.node.is_over

    def returns(self) -> list[float]:
        """Return both scores, 0 while the game goes on."""
        return [float(each) for each in self.node.scores.values()] if self.node.is_over else [0.0] * SEATS

    def chance_outcomes(self) -> list[tuple[int, float]]:
        """Return the number and the probability of each outcome that may be drawn."""
        return [(each.number, float(each.probability)) for each in self.node.chance()]

    def _legal_actions(self, player: int) -> list[int]:
        return sorted(self.node.actions) if player == self.current_player() else []

    def resample_from_infostate(self, player: int, sampler: Callable[[], float]) -> WargameState:
        """Return a state that a player cannot tell from this one, drawn by its probability: see `InformationSet`.

        Raises:
            pyspiel.SpielError: there is no such player.
        """
        game, sides = self.get_game(), self.node.summit.rules.side_ids
        if player not in range(SEATS):
            message = f"there is no player {player}: the players are 0 ({sides[0]}) and 1 ({sides[1]})"
            raise pyspiel.SpielError(message)
        state: WargameState = game.new_initial_state()
        for action in _information_set(self.node.summit, tuple(self.history()), sides[player]).sample(sampler):
            state.apply_action(action)
        return state

    def _apply_action(self, action: int) -> None:
        try:
            if self.node.is_chance:
                self.node.resolve(action)
            else:
                self.node.play(action)
        except (IllegalMove, MalformedMove) as error:
            raise pyspiel.SpielError(str(error)) from error

    def _action_to_string(self, player: int, action: int) -> str:
        """Name an action; one that there is not by its number, since OpenSpiel's own errors tell of them as well."""
        summit = self.node.summit
        if player == pyspiel.PlayerId.CHANCE:
            outcome = next((each.id for each in self.node.chance() if each.number == action), str(action))
            return f"{self.node.rule or 'chance'} = {outcome}"
        return str(summit.move(action)) if 0 <= action < len(summit.rules.moves) else f"no move {action}"

    def __str__(self) -> str:
        """Return every track: the referee's knowledge."""
        return _listed(self.node.values())


class WargameObserver:
    """What a seat sees: its observation from 0 to 1, and, where recall is perfect, the bits of its information key.

    `public_info` without private information is what both sides see, and the reverse what only this seat sees.
    """

    def __init__(self, summit: Summit, kind: Any, parameters: Any) -> None:  # noqa: ANN401
        """Lay out the tensor.

        Raises:
            ValueError: OpenSpiel was given parameters for it, or asks for what there is not.
        """
        if parameters:
            message = f"there are no parameters of an observation, found {parameters}"
            raise ValueError(message)
        if kind.private_info == pyspiel.PrivateInfoType.ALL_PLAYERS:
            message = "an observation is that of one seat, or public"
            raise ValueError(message)
        private = kind.private_info == pyspiel.PrivateInfoType.SINGLE_PLAYER
        self._recalls = kind.perfect_recall and private
        self._seats = [side if private else "" for side in summit.rules.side_ids]
        self._chosen = [_chosen(summit, seat, public=kind.public_info) for seat in self._seats]
        sizes = {"seat": SEATS, "tracks": max(each.size for each in self._chosen)}
        sizes |= {"key": _KEY_BITS} if self._recalls else {}
        self.tensor = np.zeros(sum(sizes.values()), np.float32)
        bounds = np.cumsum([0, *sizes.values()]).tolist()
        self.dict = {name: self.tensor[at:to] for name, at, to in zip(sizes, bounds, bounds[1:], strict=False)}

    def set_from(self, state: WargameState, player: int) -> None:
        """Write what a seat sees into the tensor."""
        node, seat, chosen = state.node, self._seats[player], self._chosen[player]
        self.tensor.fill(0)
        self.dict["seat"][player] = 1
        self.dict["tracks"][: chosen.size] = node.summit.layout(seat).scaled(node.tensor(seat))[chosen]
        if self._recalls:
            key = np.array([node.information_key(seat)], ">u8")
            self.dict["key"][:] = np.unpackbits(key.view(np.uint8))

    def string_from(self, state: WargameState, player: int) -> str:
        """Return what a seat sees in names and numbers."""
        node, seat, chosen = state.node, self._seats[player], self._chosen[player]
        names, values = node.summit.layout(seat).names, node.tensor(seat)
        recalled = f"{node.information_key(seat):016x} " if self._recalls else ""
        return f"{seat or 'public'} {recalled}{_listed({names[at]: int(values[at]) for at in chosen.tolist()})}"


def _chosen(summit: Summit, seat: str, *, public: bool) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Return which entries of a layout an observer shows: of a seat's, without `public`, those that only it sees."""
    shared = {*summit.layout().names} if seat and not public else set()
    entries = [at for at, name in enumerate(summit.layout(seat).names) if (public or seat) and name not in shared]
    return np.array(entries, np.intp)


def _listed(values: dict[str, int]) -> str:
    return " ".join(f"{name}={value}" for name, value in values.items())


pyspiel.register_game(_TYPE, WargameGame)
