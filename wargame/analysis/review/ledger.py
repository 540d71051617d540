"""The luck ledger: what every roll and every move was worth to either side, so that the sum is the score.

With V the judge's value of a position (see `truth`): a roll is worth V after it less the mean of V over all its
outcomes, each by its true probability; what V else changes by from one decision to the next is the worth of the move
between them. So, for either side and to the last digit,

    score = expected before the first roll + luck + its own choices + the other side's choices.

Whatever V is, the luck of games has mean zero; the better V, the less of the luck is taken for choice and the reverse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.analysis.review.truth import Pair, in_grains, pair
from wargame.arrays import Array
from wargame.kernel import trace
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.state import CHANCE, RULE, STAGE
from wargame.kernel.trace import HAPPENINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.analysis.review.truth import Truth
    from wargame.game.game import Game
    from wargame.game.record import Record

_ROLLS_A_PLY = 1000  # numbers of the judge's keys: no ply has as many rolls


@frozen(kw_only=True)
class Rolled:
    """A roll."""

    ply: int  # decisions up to the one that it came of; 0: the set-up
    rule: str  # key, such as event:spiral
    outcome: str  # id of what was drawn
    chance: float  # of that outcome, 0 to 1
    worth: Pair


@frozen(kw_only=True)
class Chosen:
    """A decision, as the ledger has it."""

    ply: int  # from 1
    side: str
    before: Pair  # expected by the judge who sees everything
    worth: Pair  # what the move added to that


@frozen(kw_only=True)
class Ledger:
    """The account of a game; every figure by side, in the order of the sides."""

    expected: Pair  # before the first roll
    luck: Pair
    own: Pair  # what each side's own choices came to for it
    other: Pair  # what the other side's choices came to for it
    came_to: Pair  # the scores, or what is expected where the game goes on
    rolls: tuple[Rolled, ...]
    choices: tuple[Chosen, ...]


@frozen(eq=False)
class Ply:
    """What the ledger has of a decision and what came of it, or of the set-up."""

    value: Array  # (2) of the position it led to
    rolls: tuple[Rolled, ...]

    @property
    def luck(self) -> Array:
        """Return the luck of all its rolls (2)."""
        return np.sum([each.worth for each in self.rolls], axis=0) if self.rolls else np.zeros(2)


def plies_of(game: Game, truth: Truth, games: int, roll_games: int) -> Iterator[Ply]:
    """Yield the set-up and every decision: `games` played on from each position, `roll_games` from each outcome."""
    records = (game.setup, *game.records)
    for ply, record in enumerate(records):
        after = records[ply + 1].before if ply + 1 < len(records) else game.state
        value = truth.worth([after], games, _ROLLS_A_PLY * ply).means[0]
        yield Ply(value, tuple(_rolls(record, ply, truth, roll_games)))


def ledger_of(game: Game, plies: list[Ply]) -> Ledger:
    """Add up the account of a game from its set-up and all its decisions."""
    setup, *decisions = plies
    choices, sums, before = [], np.zeros((2, 2)), setup.value  # sums: by who chose, then by side
    for ply, (record, found) in enumerate(zip(game.records, decisions, strict=True), start=1):
        assert record.move is not None
        worth = found.value - before - found.luck
        sums[game.summit.seat(record.move.side)] += worth
        choices.append(Chosen(ply=ply, side=record.move.side, before=pair(before), worth=pair(worth)))
        before = found.value
    return Ledger(
        expected=pair(setup.value - setup.luck),
        luck=pair(np.sum([each.luck for each in plies], axis=0)),
        own=(float(sums[0, 0]), float(sums[1, 1])),
        other=(float(sums[1, 0]), float(sums[0, 1])),
        came_to=pair(before),
        rolls=tuple(each for found in plies for each in found.rolls),
        choices=tuple(choices),
    )


def _rolls(record: Record, ply: int, truth: Truth, games: int) -> Iterator[Rolled]:
    """Yield what each roll of a record was worth; where one outcome alone was possible, nothing was rolled."""
    compiled = truth.summit.compiled
    states = [record.before, *record.states]
    for at, row in enumerate(record.rows):
        if not (drawn := int(row[HAPPENINGS.outcome])):
            continue
        rule, state = int(row[HAPPENINGS.rule]), states[at].copy()
        state[STAGE], state[RULE] = CHANCE, rule
        weights = np.zeros(MOST_MOVES, np.int64)
        whole = int(trace.weigh_outcomes(compiled.ints, compiled.words, state, weights))
        first = compiled.first_outcome[rule]
        outcomes = weights[: len(compiled.every_rule[rule].outcomes)]
        possible = [first + each for each in np.flatnonzero(outcomes).tolist()]
        if len(possible) > 1:
            odds = weights[[each - first for each in possible]] / whole
            after = [_resolved(truth, state, each) for each in possible]
            values = truth.worth(after, games, _ROLLS_A_PLY * ply + 1 + at).means
            came = possible.index(drawn - 1)
            yield Rolled(
                ply=ply,
                rule=compiled.every_rule[rule].key,
                outcome=compiled.outcomes[drawn - 1][1].id,
                chance=float(odds[came]),
                worth=pair(in_grains(values[came] - odds @ values)),
            )


def _resolved(truth: Truth, state: Array, outcome: int) -> Array:
    after = state.copy()
    trace.resolve_outcome(truth.summit.compiled.ints, truth.summit.compiled.words, after, outcome)
    return after
