"""The search is a pure function of its particles, its key and its options, however it is cut or compiled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from attrs import evolve
from examples import BUNDLED, ROOT
from summits import positions

from wargame.game.view import view_of
from wargame.kernel import state
from wargame.kernel.jit import INTERPRETED
from wargame.players.beliefs import Beliefs
from wargame.players.search import STRONGEST, UNIFORM, Settings, Tree

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.game import Game

SIMULATIONS = 30 if INTERPRETED else 1000
TINY = next(path for path in BUNDLED if path.stem == "two-villages")
LARGE = next(path for path in BUNDLED if path.stem == "trump-kim-2018")
WAYS = {
    "strongest": STRONGEST,
    "uniform": UNIFORM,
    "observed": evolve(STRONGEST, observed=1.0),
    "one ply": evolve(STRONGEST, horizon=1.0),
}

by_size = pytest.mark.parametrize("path", [TINY, LARGE], ids=lambda path: path.stem)
by_way = pytest.mark.parametrize("way", WAYS)


def a_tree(game: Game, settings: Settings, *, key: int = 5, nodes: int = 4000) -> Tree:
    """Return a tree with nothing in it yet, for whoever is to move."""
    view = view_of(game, game.turn)
    believed = Beliefs(game.summit, game.turn, 3, particles=40, informed=settings.informed).of(view)
    return Tree(game.summit, believed, key, settings, nodes)


def later(path: Path, plies: int) -> Game:
    """Return a game after a few random moves."""
    return next(game for game in positions(path, games=50, seed=1) if game.ply == plies and not game.is_over)


@by_way
@by_size
def test_a_search_cut_into_slices_finds_what_it_finds_in_one_piece(path: Path, way: str) -> None:
    game = later(path, 3)
    whole, sliced = a_tree(game, WAYS[way]), a_tree(game, WAYS[way])
    whole.grow(SIMULATIONS)
    for piece in (1, 2, 10, SIMULATIONS // 2):
        sliced.grow(piece)
    sliced.grow(SIMULATIONS - sliced.done)
    assert np.array_equal(whole.root(), sliced.root())
    assert whole.line() == sliced.line()


@by_size
def test_the_root_counts_every_simulation_and_only_open_moves(path: Path) -> None:
    for plies in (0, 2, 4):
        game = later(path, plies)
        tree = a_tree(game, STRONGEST)
        tree.grow(SIMULATIONS)
        rows = tree.root()
        assert rows[:, 1].sum() == SIMULATIONS
        assert {game.summit.move_ids[move] for move in rows[:, 0].tolist()} == set(game.legal_moves)
        assert (rows[:, 2] <= 100 * rows[:, 1]).all()
        assert (rows[:, 2] ** 2 <= rows[:, 1] * rows[:, 4]).all()  # the mean of squares is at least the mean squared


def test_looking_at_the_line_changes_nothing() -> None:
    game = later(LARGE, 2)
    looked, left = a_tree(game, STRONGEST), a_tree(game, STRONGEST)
    for tree in (looked, left):
        for _ in range(3):
            tree.grow(SIMULATIONS // 3)
            if tree is looked:
                rows = tree.root()
                assert tree.line()[0] in rows[:, 0]
                for row in rows.tolist():
                    assert tree.line(row[0])[:1] == row[:1] * (row[1] > 0)
    assert np.array_equal(looked.root(), left.root())
    assert np.array_equal(looked._nodes, left._nodes)


def test_other_keys_give_other_trees() -> None:
    game = later(LARGE, 2)
    one, other = a_tree(game, STRONGEST, key=1), a_tree(game, STRONGEST, key=2)
    for tree in (one, other):
        tree.grow(SIMULATIONS)
    assert not np.array_equal(one.root(), other.root())


def test_a_full_tree_goes_on_simulating() -> None:
    game = later(LARGE, 2)
    tree = a_tree(game, STRONGEST, nodes=5)
    tree.grow(SIMULATIONS)
    assert tree._used[0] == 5
    assert tree._used[1] <= tree._used[3]
    assert tree.root()[:, 1].sum() == SIMULATIONS


def test_the_particles_of_a_search_are_left_as_they_were() -> None:
    tree = a_tree(later(LARGE, 2), STRONGEST)
    before = tree._particles.copy()
    tree.grow(SIMULATIONS)
    assert np.array_equal(before, tree._particles)
    assert (before[:, state.STAGE] == state.DECIDE).all()


# -- the same source, interpreted


PRINT_TREES = """
import json, sys
sys.path[:0] = [{tests!r}, {kernel_tests!r}]
import test_search as own
print(json.dumps(own.a_few_trees()))
"""


def a_few_trees() -> list[list[list[int]]]:
    """Search the tiny scenario with small budgets, in each way; returns what the roots came to."""
    rows = []
    for plies in (0, 3):
        for settings in WAYS.values():
            tree = a_tree(later(TINY, plies), settings)
            tree.grow(60)
            rows += [tree.root().tolist(), [tree.line()], tree._used.reshape(1, -1).tolist()]
    return rows


def interpreted_trees() -> list[list[list[int]]]:
    """Search in a process of its own, in which a place beyond an array is an error."""
    tests = ROOT / "tests"
    code = PRINT_TREES.format(tests=str(tests), kernel_tests=str(tests / "kernel"))
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=variables)
    assert done.returncode == 0, done.stderr
    rows: list[list[list[int]]] = json.loads(done.stdout)
    return rows


def test_the_interpreted_kernel_grows_the_same_trees() -> None:
    assert interpreted_trees() == a_few_trees()
