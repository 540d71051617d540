"""How a game went for each side, decision by decision."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from summits import ALL, positions

from wargame.game.swings import course_of, swings_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_course_ends_with_the_score_and_its_swings_are_its_largest_steps(path: Path) -> None:
    for game in positions(path, games=2, seed=9):
        if not game.is_over:
            continue
        for side in game.summit.rules.side_ids:
            course = course_of(game, side)
            assert len(course) == game.ply + 1
            assert all(low == high for low, high in course)  # the referee knows
            assert course[-1][0] == game.scores[side]
            swings = swings_of(game, side, most=1000)
            sizes = [abs(each.after - each.before) for each in swings]
            assert sizes == sorted(sizes, reverse=True)
            assert swings_of(game, side, most=3) == swings[:3]
            for ply, (before, after) in enumerate(pairwise(course), 1):
                of_ply = [each for each in swings if each.ply == ply]
                assert sum(each.after - each.before for each in of_ply) == after[0] - before[0]
                happened = [each.rule for each in game.records[ply - 1].happenings]
                assert all(each.cause.rule in happened for each in of_ply)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_who_cannot_know_gets_a_range_that_holds_what_the_referee_knows(path: Path) -> None:
    (game,) = [game for game in positions(path, games=1, seed=3) if game.is_over]
    first, second = game.summit.rules.side_ids
    for (low, high), (known, _) in zip(course_of(game, first, viewer=second), course_of(game, first), strict=True):
        assert low <= known <= high
