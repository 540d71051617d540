"""What is learned from lessons is what was in them."""

from __future__ import annotations

import numpy as np
import pytest
from examples import ROOT
from summits import summit_of

from wargame.analysis.lessons import Lesson, School
from wargame.analysis.training import TRACKS, learn
from wargame.players.policy import known_names

TINY = ROOT / "scenarios" / "two-villages.toml"


def taught(games: int = 300) -> list[Lesson]:
    """Return lessons of a teacher who goes by one track and by the mandate."""
    summit, chance, found = summit_of(TINY), np.random.default_rng(1), []
    for game in range(games):
        for number, phase in enumerate(summit.rules.phases, 1):
            for side in summit.rules.side_ids:
                names = known_names(summit, side)
                known = chance.integers(0, 4, len(names)).astype(np.int16)
                mandate = int(chance.integers(2))
                first, second = [m.id for m in summit.rules.moves if m.side == side and number in m.phases][:2]
                likes = (0.05, 0.4, 0.95)[int(known[names.index("round")] >= 2) + mandate]
                found.append(Lesson(game, side, phase.id, mandate, known, {first: likes, second: 1 - likes}))
    return found


def test_a_preference_is_learned_and_judged_on_games_it_was_not_fitted_to() -> None:
    summit = summit_of(TINY)
    policy, qualities = learn(summit, taught(), "search:1", 4)
    assert (policy.sha256, policy.made.games, policy.made.seed) == (summit.sha256, 300, "4")
    for quality, habit in zip(qualities, policy.habits, strict=True):
        assert quality.even == pytest.approx(np.log(2))
        assert quality.least <= quality.fitted < (quality.even + quality.least) / 2
        first, second = list(habit.moves.values())[:2]
        at = habit.tracks.index("round")
        assert first.by_track[at] - second.by_track[at] > 100
        assert first.by_mandate[1] - second.by_mandate[1] > first.by_mandate[0] - second.by_mandate[0]
        assert len(habit.tracks) <= TRACKS
    assert learn(summit, taught(), "search:1", 4) == (policy, qualities)


def test_a_phase_without_lessons_is_an_error() -> None:
    lessons = [lesson for lesson in taught(30) if lesson.phase != "bargaining"]
    with pytest.raises(ValueError, match="hill never had to decide in bargaining"):
        learn(summit_of(TINY), lessons, "search:1", 4)


def test_the_same_games_teach_the_same_lessons_on_any_number_of_workers() -> None:
    school = School(summit=summit_of(TINY), player="search:10", seed=5)
    alone, together = (
        [
            [
                (lesson.game, lesson.side, lesson.phase, lesson.mandate, lesson.known.tolist(), lesson.shares)
                for lesson in game
            ]
            for game in school.lessons(6, workers)
        ]
        for workers in (1, 2)
    )
    assert alone == together
    assert [lesson[0] for game in alone for lesson in game] == sorted(lesson[0] for game in alone for lesson in game)
    for lesson in (lesson for game in alone for lesson in game):
        assert sum(lesson[5].values()) == pytest.approx(1.0)
    leader_plays = {lesson[1] for lesson in alone[2]}
    assert len(leader_plays) == 1  # in the third game only one side is a searcher
