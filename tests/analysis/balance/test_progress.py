"""What the course of a game shows, on figures small enough for paper."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from examples import ROOT
from summits import summit_of

from wargame.analysis.balance.phases import Decision, phase_rows
from wargame.analysis.balance.progress import _drama, _explained, _is_close, _tension

POOL: Any = SimpleNamespace(name="strong", summit=summit_of(ROOT / "tests" / "analysis" / "coin.toml"), strong=True)


def test_the_share_that_luck_explains_is_that_of_a_regression_adjusted_for_its_terms() -> None:
    luck, scores = np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 2.0, 4.0])
    found = _explained(np.stack([luck, luck], axis=1)[:, None, :], np.stack([scores, scores], axis=1))
    assert found.value == pytest.approx(1 - (0.30 / 2) / (8.75 / 3))  # the line is 1.3 x − 0.2


@pytest.mark.parametrize(
    ("values", "close"),
    [([10, 9.5, 2], True), ([2, 9.5, 10], True), ([10, 9, 2], False), ([10, 9.5, 6], False), ([10, 9.5, 5.9], True)],
)
def test_a_decision_is_close_if_two_moves_are_nearly_as_good_and_one_is_much_worse(
    values: list[float], close: bool
) -> None:
    judge: Any = SimpleNamespace(moves=lambda *_: np.array([[value, 0.0] for value in values]))
    game: Any = SimpleNamespace(again=SimpleNamespace(states=[POOL.summit.blank_state()]))
    assert _is_close(judge, game, 0, 0) is close


def test_a_winner_was_behind_if_he_was_once_expected_to_score_a_point_less() -> None:
    games: Any = [SimpleNamespace(scores=scores) for scores in ((60, 40), (40, 60), (60, 40), (60, 60))]
    looks: Any = [
        [SimpleNamespace(expected=expected) for expected in game]
        for game in ([(50, 50), (48, 50)], [(50, 48), (40, 60)], [(49.5, 50), (60, 40)], [(0, 100)])
    ]
    row = _drama(POOL, games, looks)
    assert row.figure is not None
    assert row.figure.value == pytest.approx(2 / 3)
    assert row.note == "3 decisive games"


def test_tension_is_looked_at_where_so_much_of_the_game_is_over() -> None:
    sure, open_ = SimpleNamespace(endings=np.array([1.0, 0.0])), SimpleNamespace(endings=np.array([0.5, 0.5]))
    looks: Any = [[open_, open_, sure, open_]]
    assert [row.figure and row.figure.value for row in _tension(POOL, looks)] == [1.0, 0.0, 1.0]


def test_a_phase_is_measured_by_who_enters_it_and_what_it_moves() -> None:
    rules = SimpleNamespace(
        phases=[SimpleNamespace(title="Talks"), SimpleNamespace(title="Aftermath")],
        sides=[SimpleNamespace(name="North"), SimpleNamespace(name="South")],
    )

    def game(phases: list[int], scores: tuple[int, int]) -> Any:
        states = np.zeros((len(phases) + 1, 3), np.int16)
        states[:-1, 0] = phases
        return SimpleNamespace(plies=len(phases), again=SimpleNamespace(states=states), scores=scores)

    games = [game([1, 1, 2], (60, 40)), game([1, 1], (50, 50)), game([1, 2, 2], (40, 60)), game([1], (50, 50))]
    expected = [[(50, 50), (52, 48), (56, 46)], [(50, 50), (50, 50)], [(50, 50), (48, 50), (44, 56)], [(50, 50)]]
    looks: Any = [[SimpleNamespace(expected=each) for each in one] for one in expected]
    judged = [Decision(games[0], 0, True), Decision(games[0], 2, False), Decision(games[2], 1, True)]
    pool: Any = SimpleNamespace(name="strong", games=games, summit=SimpleNamespace(rules=rules))
    rows = {row.what: row.figure and row.figure.value for row in phase_rows(pool, games, looks, judged)}
    assert rows["Talks: entered"] == 1
    assert rows["Aftermath: entered"] == 0.5
    assert rows["Aftermath: decisions of a game that enters"] == 1.5
    assert rows["Talks: the end of a game that enters"] == 0.5
    assert rows["Talks: close decisions that matter"] == 1
    assert rows["Aftermath: close decisions that matter"] == 0.5
    assert rows["Talks: North's expected score moves by"] == pytest.approx((6 + 0 - 2 + 0) / 4)
    assert rows["Aftermath: South's expected score moves by"] == pytest.approx((-6 + 10) / 2)
    assert rows["Aftermath: points an expected score moves, up or down"] == pytest.approx((4 + 6 + 8 + 10) / 4)
