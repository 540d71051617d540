"""Solving by sampling: the whole tree's information sets and equilibria, found without it, in memory that may fill."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from commands import wargame
from examples import BUNDLED

from wargame.analysis.solving import sampling
from wargame.analysis.solving.explicit_tree import TooManyNodesError, explicit_tree
from wargame.analysis.solving.probing import probed
from wargame.analysis.solving.sampling import Sampler
from wargame.analysis.solving.solving import solution_of
from wargame.game.game import Game
from wargame.game.summit import load
from wargame.game.tree import Node
from wargame.game.view import view_of
from wargame.kernel.jit import INTERPRETED
from wargame.players.roster import make_player
from wargame.players.solved import strategy_of

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.analysis.solving.explicit_tree import ExplicitTree
    from wargame.game.summit import Summit

pytestmark = pytest.mark.skipif(INTERPRETED, reason="samples many games")

MEMORY = 8 << 20


@pytest.fixture(scope="module")
def summit() -> Summit:
    return load("two-villages")


@pytest.fixture(scope="module")
def tree(summit: Summit) -> ExplicitTree:
    found = explicit_tree(summit)
    assert found is not None
    return found


def test_what_a_best_response_gains_falls_to_next_to_nothing(summit: Summit, tree: ExplicitTree) -> None:
    sampler, gains = Sampler(summit, MEMORY, seed=1), []
    for iterations in (20, 480, 9500):
        assert sampler.run(iterations)
        gains.append(solution_of(tree, sampler.shares(tree), sampler.iterations).nash_conv)
    assert sampler.iterations == 10_000
    assert gains[0] > 2 * gains[1] > 4 * gains[2]
    assert gains[2] < 0.4  # of 200 points
    assert sum(sampler.sets) <= sum(tree.sets)
    assert sampler.unkept == 0


def test_where_it_is_looked_at_changes_nothing(summit: Summit, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, parts = Sampler(summit, MEMORY, seed=5), Sampler(summit, MEMORY, seed=5)
    whole.run(60)
    monkeypatch.setattr(sampling, "SLICE", 7)  # decisions: in the midst of a traversal
    left = iter(range(100))
    assert not parts.run(60, lambda _: next(left, None) is not None)
    assert parts.iterations < 60
    parts.run(60 - parts.iterations)
    assert parts.strategy() == whole.strategy()
    other = Sampler(summit, MEMORY, seed=6)
    other.run(60)
    assert other.strategy() != whole.strategy()


@pytest.mark.parametrize("scenario", [path.stem for path in BUNDLED])
def test_information_sets_are_those_of_the_game(scenario: str) -> None:
    summit = load(scenario)
    sampler = Sampler(summit, 64 << 20, trying=0.03)
    sampler.run(60)
    known = sampler.strategy().strategies
    found, draw = 0, random.Random(1)  # noqa: S311
    for _ in range(100):
        node = last = Node(summit)
        for _ in range(2):  # the first decision, and the second, which has seen a move
            while node.is_chance:
                node.resolve(draw.choice(node.chance()).number)
            last = node.copy()
            node.play(draw.choice(node.actions))
        played = known[last.turn].get(f"{last.information_key(last.turn):016x}", {})
        found += bool(played)
        assert played.keys() <= {*last.legal_moves}
    assert found > 10


def test_a_full_memory_is_told_and_learns_on(summit: Summit) -> None:
    small = Sampler(summit, 40_000, seed=1)
    small.run(300)
    assert small.unkept > 0
    assert 100 < sum(small.sets) < 400
    strategy = small.strategy(most_bytes=3000)
    assert 10 < sum(map(len, strategy.visits.values())) < small.averaged  # those met most
    least = min(times for each in strategy.visits.values() for times in each.values())
    assert least > 1


def test_a_sampled_strategy_plays_on_where_it_has_never_been(summit: Summit, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    flags = ("solve", "two-villages", "--method", "external", "--iterations", "3", "--seed", "4")
    done = wargame(*flags, "--out", path)
    assert done.code == 0
    assert "information sets met" in done.out
    assert "seed 4" in done.out
    strategy = strategy_of(path, summit.sha256)
    assert not strategy.whole
    assert strategy.exact
    assert strategy.visits["hill"].keys() == strategy.strategies["hill"].keys()
    unknown = 0
    for game in (Game(summit, seed) for seed in range(5)):
        while not game.is_over:
            view = view_of(game, game.turn)
            player = make_player(summit, f"solved:{path}", game.player_key(game.turn))
            unknown += f"{view.information_key:016x}" not in strategy.strategies[view.seat]
            game.play(player.decide(view))
    assert unknown > 0


def test_a_large_game_is_refused_with_its_size_and_what_to_do() -> None:
    with pytest.raises(TooManyNodesError, match=r"about 10\^\d\d in all"):
        explicit_tree(load("trump-kim-2018"))
    done = wargame("solve", "two-villages", "--most-nodes", "3000")
    assert done.code == 1
    assert "more than 3,000 nodes (" in done.error
    assert "information sets among these, about " in done.error
    assert "--method external samples a tree of any size" in done.error


def test_a_large_game_is_sampled_and_bounded_from_below() -> None:
    flags = ("solve", "river-treaty", "--method", "external", "--iterations", "20", "--json", "--most-nodes", "500")
    done = wargame(*flags, "--games", "0")
    assert done.code == 0
    assert '"nash_conv": null' in done.out
    assert '"exact": false' in done.out
    told = wargame("solve", "river-treaty", "--games", "2", "--method", "external")
    assert told.code == 2
    assert "--games" in told.error


def test_random_games_tell_the_size_of_a_tree(summit: Summit, tree: ExplicitTree) -> None:
    probe = probed(summit)
    assert len(tree.nodes) / 3 < probe.nodes < 3 * len(tree.nodes)
    assert probe.trying == 1.0
    assert probe.runs(0.0) == 1.0
    assert probed(load("trump-kim-2018"), 50).trying < 0.3
    assert np.isfinite(probe.nodes)
