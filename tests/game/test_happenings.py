"""What came of a move, in names: every change with its happening, and the odds of what was drawn."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from examples import small_with
from summits import ALL, positions

from wargame.game.game import Game
from wargame.game.odds import odds_of
from wargame.game.preview import risks_at_round_end
from wargame.game.summit import compile_text
from wargame.kernel import trace
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.state import CHANCE, RULE, STAGE

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.arrays import Array
    from wargame.game.summit import Summit


def named(summit: Summit, state: Array) -> dict[str, int]:
    """Return the tracks of a state, none of them derived."""
    return {track.id: int(state[summit.compiled.slots.of_name[track.id]]) for track in summit.rules.tracks}


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_the_changes_of_a_happening_lead_from_the_state_before_it_to_the_one_after(path: Path) -> None:
    for game in positions(path, 2, 5):
        record = game.records[-1] if game.records else game.setup
        tracks = named(game.summit, record.before)
        for happening, after in zip(record.happenings, record.states, strict=True):
            assert all(tracks[each.track] == each.before != each.after for each in happening.changes)
            tracks |= {each.track: each.after for each in happening.changes}
            assert tracks == named(game.summit, after)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_odds_that_are_kept_are_those_of_the_position_they_are_asked_in(path: Path) -> None:
    weights = np.zeros(MOST_MOVES, np.int64)
    for game in positions(path, 2, 5):
        compiled = game.summit.compiled
        for index, rule in enumerate(compiled.every_rule):
            if not rule.outcomes:
                continue
            state = game.state.copy()
            state[STAGE], state[RULE] = CHANCE, index
            whole = trace.weigh_outcomes(compiled.ints, compiled.words, state, weights)
            stated = [(each.number, each.probability * whole) for each in odds_of(compiled, index, game.state).chances]
            assert stated == [(at, weight) for at, weight in enumerate(weights[: len(rule.outcomes)]) if weight > 0]


def test_outcomes_of_the_same_title_are_one_risk() -> None:
    blush = 'effects = ["{own}.face -= {own}.unmet"]'
    twice = 'outcomes = [{ id = "a", title = "Red", weight = "1" }, { id = "b", title = "Red", weight = "3" }]'
    game = Game(compile_text(small_with(blush, twice)), 1)
    risks = risks_at_round_end(game.known_to(game.turn))
    assert risks
    assert {outcome for each in risks for outcome in each.outcomes} == {("Red", Fraction(1), Fraction(1))}
