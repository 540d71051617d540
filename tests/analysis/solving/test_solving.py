"""A small game solved whole: an equilibrium as far as a best response can tell, by every method, and a player of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
from commands import wargame
from examples import BUNDLED, ROOT

from wargame.analysis.solving.explicit_tree import explicit_tree
from wargame.analysis.solving.solving import Solver
from wargame.analysis.solving.whole_tree import Walk
from wargame.errors import PlayerError, RulesError
from wargame.game.game import Game
from wargame.game.summit import load
from wargame.game.view import view_of
from wargame.kernel.jit import INTERPRETED
from wargame.kernel.regret import METHODS
from wargame.players.roster import make_player
from wargame.players.solved import strategy_of

sys.path.insert(0, str(ROOT / "benchmarks"))

from exploitability import policies_of

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.analysis.solving.explicit_tree import ExplicitTree
    from wargame.game.summit import Summit

pytestmark = pytest.mark.skipif(INTERPRETED, reason="walks the whole tree")


@pytest.fixture(scope="module")
def summit() -> Summit:
    return load("two-villages")


@pytest.fixture(scope="module")
def tree(summit: Summit) -> ExplicitTree:
    found = explicit_tree(summit)
    assert found is not None
    return found


@pytest.mark.parametrize("method", METHODS)
def test_every_method_comes_to_an_equilibrium(tree: ExplicitTree, method: str) -> None:
    solver = Solver(tree, method)
    assert solver.run(20)
    first = solver.solution()
    assert solver.run(280)
    last = solver.solution()
    assert last.iterations == 300
    assert 0 <= last.nash_conv < 0.02 < first.nash_conv  # of 200 points: a ten-thousandth
    assert last.values == pytest.approx((53.34, 55.40), abs=0.03)


def test_a_best_response_is_that_of_the_walk_over_names(summit: Summit, tree: ExplicitTree) -> None:
    solver, walk = Solver(tree, "dcfr"), Walk(summit)
    solver.run(5)
    shares, policies = solver.shares, policies_of(walk, "cfr:1", 1)
    for at, key in enumerate(tree.keys):
        policies[int(tree.seats[at])][key] = shares[tree.starts[at] : tree.starts[at + 1]]
    values = walk.value(policies)
    found = solver.solution()
    assert found.values == pytest.approx(values, abs=1e-9)
    for seat in range(2):
        assert found.gains[seat] == pytest.approx(walk.best_response(seat, policies)[0] - values[seat], abs=1e-9)


def test_what_is_stopped_goes_on_where_it_was(tree: ExplicitTree) -> None:
    whole, parts = Solver(tree), Solver(tree)
    whole.run(128)
    assert not parts.run(128, lambda _: False)
    assert parts.iterations == 64
    parts.run(64)
    assert np.array_equal(whole.shares, parts.shares)


def test_chances_come_to_one_and_ends_are_exact(tree: ExplicitTree) -> None:
    chance = [at for at, row in enumerate(tree.nodes.tolist()) if row[0] == 2]
    for at in chance:
        _, first, count, _ = tree.nodes[at].tolist()
        assert sum(tree.exact_odds[first : first + count]) == 1
    assert sum(tree.sets) == len(tree.keys) == len(set(zip(tree.seats.tolist(), tree.keys, strict=True)))


def test_a_tree_that_is_too_large_or_is_stopped_is_refused_at_once(summit: Summit) -> None:
    with pytest.raises(RulesError, match="more than 1,000 nodes"):
        explicit_tree(summit, 1000)
    assert explicit_tree(summit, go_on=lambda _: False) is None


def test_a_command_writes_what_a_player_follows(summit: Summit, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    done = wargame("solve", "two-villages", "--iterations", "50", "--out", path, "--json")
    assert done.code == 0
    assert '"nash_conv"' in done.out
    strategy = strategy_of(path, summit.sha256)
    game = Game(summit, 3)
    while not game.is_over:
        view = view_of(game, game.turn)
        player = make_player(summit, f"solved:{path}", game.player_key(game.turn))
        move = player.decide(view)
        assert strategy.strategies[view.seat][f"{view.information_key:016x}"][move.id] > 0
        game.play(move)
    tournament = ("tournament", "two-villages", "--players", f"random,solved:{path}", "--games", "2", "--workers", "1")
    ledger = tmp_path / "games.jsonl"
    assert wargame(*tournament, "--out", ledger).code == 0
    again = wargame("solve", "two-villages", "--iterations", "51", "--out", path)
    assert again.code == 0
    other = wargame(*tournament, "--out", ledger)  # by the same name, and another player
    assert other.code == 1
    assert "is the file of another tournament: player_modules was" in other.error


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "no file"),
        ("{", "line 1, column"),
        ("[]", "this is no strategy"),
        ("{}", "this is no strategy"),
        ('{"kind":"strategy"}', "this is no strategy"),
    ],
)
def test_what_is_no_strategy_is_one_error(tmp_path: Path, text: str | None, words: str) -> None:
    path = tmp_path / "s.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = wargame("run", "two-villages", "--games", "1", "--seat", f"hill=solved:{path}")
    assert done.code in {1, 2}
    assert words in done.error.replace("│ ", "")


def test_a_strategy_of_other_rules_and_shares_that_cannot_be_are_refused(summit: Summit, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    wargame("solve", "two-villages", "--iterations", "1", "--out", path)
    with pytest.raises(PlayerError, match="solve it anew"):
        strategy_of(path, "0" * 64)
    text = path.read_text(encoding="utf-8")
    at = text.index(":{", text.index("strategies")) + 1
    path.write_text(text[:at] + text[at:].replace("0.5", "0.75", 1), encoding="utf-8")
    other = path.with_name("other.json")
    other.write_bytes(path.read_bytes())
    if path.read_text(encoding="utf-8") != text:
        with pytest.raises(PlayerError, match="shares come to 1"):
            strategy_of(other, summit.sha256)


def test_a_scenario_that_is_no_small_one_says_what_to_do() -> None:
    large = next(path for path in BUNDLED if path.stem == "river-treaty")
    done = wargame("solve", large, "--most-nodes", "500")
    assert done.code == 1
    assert "its tree has more than 500 nodes" in done.error
    assert "--most-nodes allows for more" in done.error
