"""The game tree, with explicit chance: play that stops at every chance node, for programs that walk or sample it.

A `Game` rolls by its seed and keeps a record of all that happened. A `Node` does neither: it is a state and the
information keys of both seats, which is all that the rest of the game hangs on, so that a copy costs next to nothing.
"""

from __future__ import annotations

from numbers import Integral
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field

from wargame.arrays import Array
from wargame.errors import IllegalMove
from wargame.game.mandates import check_mandates
from wargame.game.odds import ChanceOutcome, odds_of
from wargame.game.situation import Situation
from wargame.kernel import trace
from wargame.kernel.observe import observe
from wargame.kernel.state import CHANCE, RULE, SEATS, STAGE
from wargame.scenario.rules import Setup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.game.move import Move
    from wargame.game.summit import Summit


@define(eq=False)
class Node(Situation):
    """A node of a scenario's game tree, from the root: a `Situation`; `play` and `resolve` lead to the next one.

    A chance node is met only where more than one outcome is possible, so nothing is drawn that is certain. `mandates`
    (by side, the id of one) are taken as drawn.
    """

    _seen: Array = field(init=False, repr=False)  # (seats), uint64: the information keys

    def __attrs_post_init__(self) -> None:
        """Go to the first chance node of the set-up, or to the first decision."""
        check_mandates(self.summit, self.mandates)
        compiled = self.summit.compiled
        self.state, self._seen = self.summit.blank_state(), np.zeros(SEATS, np.uint64)
        before = self.summit.blank_state()
        trace.run_start(compiled.ints, compiled.words, before)
        rows, states = compiled.blank_happenings()
        self._came(before, trace.open_start(compiled.ints, compiled.words, self.state, rows, states), rows, states)

    def copy(self) -> Node:
        """Return an independent copy."""
        return node_at(self.summit, self.state, self._seen, self.mandates)

    def __copy__(self) -> Node:
        """Return an independent copy."""
        return self.copy()

    def __deepcopy__(self, _: object) -> Node:
        """Return an independent copy; rules never change, and are shared."""
        return self.copy()

    def __reduce__(self) -> tuple[object, ...]:
        """Return what `pickle` keeps: the state, the keys, and which scenario it is (see `Summit`)."""
        return node_at, (self.summit, self.state, self._seen, {**self.mandates})

    # -- chance

    @property
    def is_chance(self) -> bool:
        """Say whether the outcome of a rule is to be drawn."""
        return bool(self.state[STAGE] == CHANCE)

    @property
    def rule(self) -> str:
        """Return the key of the rule (as `event:spiral`) whose outcome is to be drawn; "" if none is."""
        return self.summit.compiled.every_rule[int(self.state[RULE])].key if self.is_chance else ""

    def chance(self) -> tuple[ChanceOutcome, ...]:
        """Return the outcomes that may be drawn, two or more, with their probabilities; () at any other node."""
        if not self.is_chance:
            return ()
        return odds_of(self.summit.compiled, int(self.state[RULE]), self.state).chances

    def resolve(self, outcome: int | str) -> None:
        """Let an outcome happen (its number or id), and go to the next chance node, decision or end.

        Raises:
            IllegalMove: nothing is to be drawn, or that cannot be drawn.
        """
        possible = self.chance()
        if not possible:
            message = f"outcome {outcome!r} cannot be drawn: no rule has an outcome to be drawn"
            raise IllegalMove(message)
        by_number = isinstance(outcome, Integral)
        number = next((each.number for each in possible if outcome == (each.number if by_number else each.id)), None)
        if number is None:
            names = ", ".join(f"{each.number} ({each.id})" for each in possible)
            message = f"outcome {outcome!r} of {self.rule} cannot be drawn; possible: {names}"
            raise IllegalMove(message)
        self._resolve(number)

    # -- moves

    def play(self, move: str | int | Move) -> None:
        """Play a move (its id or number) for the side to move, and go to the next chance node, decision or end.

        Raises:
            IllegalMove: it is closed; the text says why.
            MalformedMove: there is no such move.
            RulesError: the rules cannot go on.
            SeatError: no side is to move.
        """
        intent = self._playable(move)
        compiled, before = self.summit.compiled, self.state.copy()
        index = compiled.move_index[intent.side, intent.id]
        rows, states = compiled.blank_happenings()
        count = trace.open_move(compiled.ints, compiled.words, self.state, index, rows, states)
        self._came(before, count, rows, states)

    def information_key(self, side: str) -> int:
        """Return the key of a side's information set, chance nodes included: a 64-bit hash of all that it has seen.

        Raises:
            SeatError: there is no such side.
        """
        return int(self._seen[self.summit.seat(side)])

    # -- inside

    def _resolve(self, number: int) -> None:
        compiled, before = self.summit.compiled, self.state.copy()
        outcome = compiled.first_outcome[int(self.state[RULE])] + number
        rows, states = compiled.blank_happenings()
        count = trace.open_outcome(compiled.ints, compiled.words, self.state, outcome, rows, states)
        self._came(before, count, rows, states)

    def _came(self, before: Array, count: int, rows: Array, states: Array) -> None:
        """Fold what happened into the information keys, and draw a mandate that was chosen."""
        compiled = self.summit.compiled
        observe(compiled.ints, compiled.words, before, rows[:count], states[:count], self._seen)
        self._moved()
        self.check_rules()
        if self.mandates and self.is_chance:
            rule = compiled.every_rule[int(self.state[RULE])]
            if isinstance(rule, Setup) and rule.mandate_of in self.mandates:
                self.resolve(self.mandates[rule.mandate_of])


def node_at(summit: Summit, state: Array, seen: Array, mandates: Mapping[str, str] = MappingProxyType({})) -> Node:
    """Return the node of a state with the information keys of both seats; what is given is copied."""
    node = object.__new__(Node)
    node.summit, node.mandates = summit, MappingProxyType({**mandates})
    node.state, node._seen = state.copy(), seen.copy()
    node._moved()
    return node
