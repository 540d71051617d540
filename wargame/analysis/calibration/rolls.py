"""Rolls: every chance node of many games with its stated odds and what was drawn, and whether the two agree.

The odds are those of which players are told: worked out again from the position before the roll, as a preview and a
record do. A rule's draws are compared with them by the statistic of Pearson for draws whose odds differ from one to the
next: d' inv(V) d (a pseudoinverse), with d the counts of its outcomes less those that were to be expected, and V the
covariance that the odds give them; it is chi-square with the rank of V as degrees of freedom. One
outcome by itself has a normal interval.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field, frozen

from wargame.arrays import Array
from wargame.estimates import Estimate, chi_square_tail
from wargame.game.summit import Summit
from wargame.kernel import trace
from wargame.kernel.dice import CHANCE_STREAM, SETUP_STREAM, stream_key
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.state import CHANCE, RULE, STAGE
from wargame.kernel.trace import HAPPENINGS, trace_move, trace_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wargame.game.record import Record

BINS = 10  # of stated odds, from 0 to 1
_Z = 1.959963984540054  # the standard normal's 97.5th percentile


@frozen(eq=False)
class Roll:
    """A chance node."""

    rule: int
    odds: Array  # (outcomes): stated
    drawn: int  # index into them


def rolls_traced(summit: Summit, seed: int, moves: Iterable[int]) -> Iterator[Roll]:
    """Yield the rolls of a game, the set-up's among them, played again in the kernel from its seed and moves."""
    compiled, state = summit.compiled, summit.blank_state()
    rows, states = compiled.blank_happenings()
    setup, chance = (np.uint64(stream_key(np.uint64(seed), stream)) for stream in (SETUP_STREAM, CHANCE_STREAM))
    count = trace_start(compiled.ints, compiled.words, state, setup, rows, states)
    yield from _rolls(summit, rows[:count], states)
    for move in moves:
        count = trace_move(compiled.ints, compiled.words, state, chance, move, rows, states)
        yield from _rolls(summit, rows[:count], states)


def rolls_recorded(summit: Summit, records: Iterable[Record]) -> Iterator[Roll]:
    """Yield the rolls of a game from its records."""
    for record in records:
        yield from _rolls(summit, record.rows, record.states)


def _rolls(summit: Summit, rows: Array, states: Array) -> Iterator[Roll]:
    """Yield the rolls among happenings, each after its rule's own effects; what is certain is none."""
    compiled, weights = summit.compiled, np.zeros(MOST_MOVES, np.int64)
    for at in np.flatnonzero(rows[:, HAPPENINGS.outcome]).tolist():
        rule, outcome = int(rows[at, HAPPENINGS.rule]), int(rows[at, HAPPENINGS.outcome]) - 1
        before = states[at - 1].copy()
        before[STAGE], before[RULE] = CHANCE, rule
        whole = int(trace.weigh_outcomes(compiled.ints, compiled.words, before, weights))
        odds = weights[: len(compiled.every_rule[rule].outcomes)] / whole
        if np.count_nonzero(odds) > 1:
            yield Roll(rule, odds, outcome - compiled.first_outcome[rule])


@define(eq=False)
class _Draws:
    """The draws of a rule."""

    count: int
    expected: Array  # (outcomes)
    drawn: Array
    covariance: Array  # (outcomes, outcomes)


@frozen
class OutcomeOdds:
    """An outcome: how often it was to be drawn, and was."""

    id: str
    stated: float  # mean of its odds
    drawn: float  # share
    difference: Estimate  # of drawn − stated


@frozen
class RuleOdds:
    """A rule: its rolls, and whether its draws agree with its odds."""

    rule: str  # key
    rolls: int
    chi_square: float
    freedom: int
    chance: float  # that honest dice differ as much or more
    outcomes: tuple[OutcomeOdds, ...]


@frozen
class OddsBin:
    """Outcomes of like odds."""

    low: float
    high: float
    outcomes: int
    stated: float
    difference: Estimate  # of the share drawn − stated
    drawn: float


@define(eq=False)
class Dice:
    """All rolls counted."""

    summit: Summit
    _draws: dict[int, _Draws] = field(init=False, factory=dict)
    _bins: Array = field(init=False, factory=lambda: np.zeros((BINS, 4)))  # outcomes, stated, drawn, variance

    def count(self, rolls: Iterable[Roll]) -> None:
        """Count more rolls."""
        for roll in rolls:
            size = len(roll.odds)
            draws = self._draws.setdefault(roll.rule, _Draws(0, np.zeros(size), np.zeros(size), np.zeros((size, size))))
            draws.count += 1
            draws.expected += roll.odds
            draws.drawn[roll.drawn] += 1
            draws.covariance += np.diag(roll.odds) - np.outer(roll.odds, roll.odds)
            for at in np.flatnonzero(roll.odds).tolist():
                odds = float(roll.odds[at])
                self._bins[min(BINS - 1, int(BINS * odds))] += (1, odds, at == roll.drawn, odds * (1 - odds))

    @property
    def rolls(self) -> int:
        """Return how many there were."""
        return sum(each.count for each in self._draws.values())

    def rules(self) -> list[RuleOdds]:
        """Return the rules, the one whose draws are the least likely first."""
        return sorted((self._rule(*each) for each in self._draws.items()), key=lambda each: (each.chance, each.rule))

    def _rule(self, index: int, draws: _Draws) -> RuleOdds:
        rule, apart = self.summit.compiled.every_rule[index], draws.drawn - draws.expected
        freedom = int(np.linalg.matrix_rank(draws.covariance, hermitian=True))
        found = float(apart @ np.linalg.pinv(draws.covariance, hermitian=True) @ apart)
        half = _Z * np.sqrt(np.diag(draws.covariance))
        return RuleOdds(
            rule=rule.key,
            rolls=draws.count,
            chi_square=found,
            freedom=freedom,
            chance=chi_square_tail(found, freedom),
            outcomes=tuple(
                OutcomeOdds(
                    id=outcome.id,
                    stated=float(draws.expected[at]) / draws.count,
                    drawn=float(draws.drawn[at]) / draws.count,
                    difference=_share(apart[at], half[at], draws.count),
                )
                for at, outcome in enumerate(rule.outcomes)
            ),
        )

    def bins(self) -> list[OddsBin]:
        """Return the reliability table: outcomes of like odds, and how often they were drawn."""
        return [
            OddsBin(
                low=at / BINS,
                high=(at + 1) / BINS,
                outcomes=int(count),
                stated=stated / count,
                drawn=drawn / count,
                difference=_share(drawn - stated, _Z * np.sqrt(variance), count),
            )
            for at, (count, stated, drawn, variance) in enumerate(self._bins.tolist())
            if count
        ]


def _share(apart: float, half: float, count: float) -> Estimate:
    return Estimate(float(apart / count), float((apart - half) / count), float((apart + half) / count))


def least_chance(rules: Sequence[RuleOdds]) -> float | None:
    """Return how likely the least likely rule is among so many (Bonferroni), None where there is none."""
    return min(1.0, len(rules) * rules[0].chance) if rules else None
