"""The odds of a rule's outcomes as a state stands.

They hang on a few tracks, so they are worked out once for each of their values and kept: records, views, previews and
the nodes of the game tree ask for the same ones again and again.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.kernel import trace
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.state import CHANCE, RULE, STAGE, STATE

if TYPE_CHECKING:
    from wargame.arrays import Array
    from wargame.compiler.program import Compiled
    from wargame.scenario.rules import Outcome

_MOST_KEPT = 1 << 14  # of a scenario: odds of a rule for some values of the tracks behind them


@frozen
class ChanceOutcome:
    """One outcome that may be drawn at a chance node."""

    number: int  # among all outcomes of its rule, possible or not, from 0
    id: str
    title: str
    probability: Fraction


@frozen(eq=False)
class Odds:
    """What may be drawn of a rule; empty where no outcome is possible."""

    chances: tuple[ChanceOutcome, ...]
    by_id: tuple[tuple[str, Fraction], ...]
    by_title: tuple[tuple[str, Fraction], ...]


def odds_of(compiled: Compiled, rule: int, state: Array) -> Odds:
    """Return the odds of a rule, by its index, if an outcome of it were drawn in a state."""
    return _book(compiled).odds(rule, state)


@lru_cache(maxsize=32)
def _book(compiled: Compiled) -> _Book:
    return _Book(compiled)


class _Book:
    """The odds of a scenario's rules, by the values of the tracks that they depend on."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self._behind = [_slots_behind(compiled, rule.outcomes) for rule in compiled.every_rule]
        self._kept = lru_cache(maxsize=_MOST_KEPT)(self._weighed)

    def odds(self, rule: int, state: Array) -> Odds:
        return self._kept(rule, state[self._behind[rule]].tobytes())

    def _weighed(self, rule: int, values: bytes) -> Odds:
        """Return the odds of a rule where the tracks behind them have these values."""
        compiled, weights = self._compiled, np.zeros(MOST_MOVES, np.int64)
        state = np.zeros(compiled.slots.count, STATE)
        state[self._behind[rule]] = np.frombuffer(values, STATE)
        state[STAGE], state[RULE] = CHANCE, rule
        outcomes = compiled.every_rule[rule].outcomes
        whole = trace.weigh_outcomes(compiled.ints, compiled.words, state, weights)
        chances = [
            ChanceOutcome(number, each.id, each.title, Fraction(weight, whole))
            for number, (each, weight) in enumerate(zip(outcomes, weights.tolist(), strict=False))
            if weight > 0
        ]
        return Odds(
            tuple(chances),
            tuple([(each.id, each.probability) for each in chances]),
            tuple([(each.title, each.probability) for each in chances]),
        )


def _slots_behind(compiled: Compiled, outcomes: tuple[Outcome, ...]) -> Array:
    slots = compiled.slots
    reads = {name for each in outcomes for name in (*each.when.names(), *each.weight.names())}
    return np.array(sorted(slots.of_name[name] for name in slots.behind(reads)), np.intp)
