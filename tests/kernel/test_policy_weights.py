"""A learned policy is a softmax over linear forms, in integers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from attrs import evolve
from examples import BUNDLED, WIDE
from policies import a_policy
from summits import positions, summit_of

from wargame.kernel.choose import weigh_moves
from wargame.kernel.jit import entry, hold, view
from wargame.kernel.legal import legal_set, plan_of
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.policy import DOUBLING, UNLEARNED, incline
from wargame.kernel.tables import open_tables
from wargame.players.policy import laid_out

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.game import Game

Array = np.ndarray[Any, Any]

SIZES = [*(path for path in BUNDLED if path.stem in {"two-villages", "trump-kim-2018"}), WIDE]
by_size = pytest.mark.parametrize("path", SIZES, ids=lambda path: path.stem)


@entry
def _inclined(ints: Any, words: Any, policy: Any, state: Any, weights: Any, learned: Any) -> Any:
    tables = open_tables(ints, words)
    pointer, habits = view(weights, 0, weights.size), view(policy, 0, policy.size)
    now = view(state, 0, state.size)
    plan = plan_of(tables, now)
    opened = legal_set(tables, now, plan)
    if learned:
        whole = incline(tables, habits, now, plan, opened, pointer)
    else:
        whole = weigh_moves(tables, now, plan, opened, pointer)
    hold(weights)
    return whole


def inclined(game: Game, policy: Array, *, learned: bool = True) -> tuple[int, list[int]]:
    """Return the weights of the open moves and their sum."""
    compiled, weights = game.summit.compiled, np.full(MOST_MOVES, -1, np.int64)
    whole = _inclined(compiled.ints, compiled.words, policy, game.state.copy(), weights, learned)
    return int(whole), weights[: len(game.legal_moves)].tolist()


@by_size
def test_a_policy_weighs_moves_as_a_softmax_of_its_forms(path: Path) -> None:
    policy = a_policy(summit_of(path), 4)
    table = laid_out(policy, summit_of(path))
    habits = {(habit.side, habit.phase): habit for habit in policy.habits}
    seen = 0
    for game in positions(path, games=6, seed=3):
        if game.is_over:
            continue
        values = game.values()
        habit = habits[game.turn, game.summit.rules.phases[values["phase"] - 1].id]
        forms = []
        for move in game.legal_moves:
            each = habit.moves[move]
            form = each.by_mandate[values[f"{game.turn}.mandate"]]
            forms.append(
                form + sum(step * values[name] for step, name in zip(each.by_track, habit.tracks, strict=True))
            )
        expected = np.exp2((np.array(forms) - max(forms)) / DOUBLING)
        whole, weights = inclined(game, table)
        assert whole == sum(weights)
        # a doubling is filled in by a straight line, which is off by 6.2 % at most
        assert np.array(weights) / max(weights) == pytest.approx(expected, rel=0.062, abs=2e-6)
        seen += 1
    assert seen


@by_size
def test_without_a_policy_the_doctrine_is_asked(path: Path) -> None:
    for game in positions(path, games=2, seed=5):
        if not game.is_over:
            assert inclined(game, UNLEARNED) == inclined(game, UNLEARNED, learned=False)


@by_size
def test_where_a_habit_has_no_moves_the_doctrine_is_asked(path: Path) -> None:
    policy = a_policy(summit_of(path), 4)
    habits = [evolve(each, tracks=[], moves={}) if at % 3 == 0 else each for at, each in enumerate(policy.habits)]
    half, whole = (laid_out(each, summit_of(path)) for each in (evolve(policy, habits=habits), policy))
    empty = {(habit.side, habit.phase) for habit in habits if not habit.moves}
    asked = set()
    for game in positions(path, games=6, seed=3):
        if game.is_over:
            continue
        plan = game.turn, game.summit.rules.phases[game.values()["phase"] - 1].id
        assert inclined(game, half) == inclined(game, UNLEARNED if plan in empty else whole)
        asked.add(plan in empty)
    assert asked == {True, False}
