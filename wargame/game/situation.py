"""Where a game stands, in names: whose turn it is, what is open and why not, how it ended.

A `Game` and a `Node` of its tree have this in common; they differ in who draws the outcomes of chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from numbers import Integral
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field

from wargame.arrays import Array
from wargame.errors import IllegalMove, MalformedMove, RulesError, SeatError
from wargame.game.move import Move
from wargame.game.reasons import closed_because
from wargame.game.summit import Summit
from wargame.kernel import trace
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.state import DECIDE, ENDING, FAULT, NO_FAULT, NO_MOVE, OVER, PLY, STAGE, TOO_LONG, TURN

if TYPE_CHECKING:
    from wargame.scenario.rules import Ending

# By the faults of wargame.kernel.state.


class Fault(StrEnum):
    """Why the rules of a scenario cannot bring a game to an end, in the order of the kernel's numbers."""

    NONE = ""
    NO_MOVE = "nobody could move"
    NO_OUTCOME = "no outcome of a rule was possible"
    TOO_LONG = "it ran over the ply limit"


FAULTS = tuple(Fault)


def _fixed(mandates: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({**mandates})


@define(eq=False)
class Situation:
    """A state of a scenario: a decision, a chance node, or the end."""

    summit: Summit
    mandates: Mapping[str, str] = field(factory=dict, kw_only=True, repr=False, converter=_fixed)  # chosen, by side
    state: Array = field(init=False, repr=False)
    _actions: tuple[int, ...] | None = field(init=False, default=None, repr=False)
    _legal: tuple[str, ...] | None = field(init=False, default=None, repr=False)

    @property
    def turn(self) -> str:
        """Return the side to move, "" at a chance node and once the game is over."""
        return self.summit.rules.side_ids[int(self.state[TURN])] if self.state[STAGE] == DECIDE else ""

    @property
    def is_over(self) -> bool:
        """Say whether the game has ended."""
        return bool(self.state[STAGE] == OVER)

    @property
    def ply(self) -> int:
        """Return how many decisions have been taken."""
        return int(self.state[PLY])

    @property
    def ending(self) -> Ending | None:
        """Return the ending, None while the game goes on."""
        index = int(self.state[ENDING])
        return self.summit.rules.endings[index - 1] if index else None

    @property
    def scores(self) -> dict[str, int]:
        """Return each side's score once the game is over.

        Raises:
            ValueError: the game goes on.
        """
        if self.ending is None:
            message = "the game is not over"
            raise ValueError(message)
        result = np.zeros(2, np.int64)
        trace.write_scores(self.summit.compiled.ints, self.summit.compiled.words, self.state, result)
        return dict(zip(self.summit.rules.side_ids, result.tolist(), strict=True))

    # -- moves

    @property
    def actions(self) -> tuple[int, ...]:
        """Return the numbers of the open moves, as `Summit.action` counts them, in the order of the scenario."""
        if self._actions is None:
            compiled, moves = self.summit.compiled, np.empty(MOST_MOVES, np.int64)
            count = trace.legal_moves(compiled.ints, compiled.words, self.state, moves)
            self._actions = tuple(moves[:count].tolist())
        return self._actions

    @property
    def legal_moves(self) -> tuple[str, ...]:
        """Return the ids of the moves open to the side to move, in the order of the scenario."""
        if self._legal is None:
            ids = self.summit.move_ids
            self._legal = tuple([ids[at] for at in self.actions])
        return self._legal

    def why_not(self, move: str | int | Move) -> str | None:
        """Return why a move cannot be played now, or None if it can.

        Raises:
            MalformedMove: there is no such move.
            SeatError: there is no such side, or no side is to move.
        """
        intent = self._intent(move)
        rule = self.summit.rule_of(intent)
        if self.is_over:
            return "the game is over"
        if not self.turn:
            return "the outcome of a rule is to be drawn first"
        if intent.side != self.turn:
            return f"it is {self.summit.rules.side(self.turn).name}'s turn"
        if intent.id in self.legal_moves:
            return None
        return "; ".join(closed_because(self.summit.rules, rule, self.values()))

    # -- what it comes to

    def values(self) -> dict[str, int]:
        """Return every track, derived track and engine track by name: the referee's knowledge."""
        return self.summit.values(self.state)

    def tensor(self, seat: str = "") -> Array:
        """Return what a side sees as integers, as `Summit.layout` says; "": what both sides see.

        Raises:
            SeatError: there is no such side.
        """
        return self.summit.layout(seat).observed(self.state)

    @property
    def fault(self) -> int:
        """Return the number of the `Fault` that stopped the game, 0 if none did."""
        if self.is_over:
            return int(self.state[FAULT])
        if self.state[STAGE] != DECIDE:
            return NO_FAULT
        if not self.actions:
            return NO_MOVE
        return TOO_LONG if self.state[PLY] >= self.summit.rules.scenario.ply_limit else NO_FAULT

    def check_rules(self) -> None:
        """Raise if the rules have come to a fault.

        Raises:
            RulesError: with the scenario, the place and the reason.
        """
        if fault := self.fault:
            message = f"the rules of {self.summit.id} fail after {self.ply} decisions: {FAULTS[fault]}"
            raise RulesError(message)

    # -- inside

    def _intent(self, move: str | int | Move) -> Move:
        if isinstance(move, Move):
            return move
        if isinstance(move, Integral):
            return self.summit.move(int(move))
        if not isinstance(move, str):
            message = f"a move is an id, the number of one or a Move, found {type(move).__name__}"
            raise MalformedMove(message)
        if not self.turn:
            over = "the game is over" if self.is_over else "the outcome of a rule is to be drawn"
            message = f"{over}: no side is to move"
            raise SeatError(message)
        return Move(self.turn, move)

    def _playable(self, move: str | int | Move) -> Move:
        """Return a move that may be played now, for the side to move.

        Raises:
            IllegalMove: it is closed; the text says why.
            MalformedMove: there is no such move.
            RulesError: the rules cannot go on.
            SeatError: no side is to move.
        """
        intent = self._intent(move)
        self.check_rules()
        if not self._is_open(intent):
            message = f"{intent.id} cannot be played: {self.why_not(intent)}"
            raise IllegalMove(message)
        return intent

    def _is_open(self, intent: Move) -> bool:
        return intent.side == self.turn and intent.id in self.legal_moves

    def _moved(self) -> None:
        """Forget what was open before the state changed."""
        self._actions = self._legal = None
