"""Abstractions: what a file tells apart is what the kernel tells apart, and what does not fit is one error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import ROOT

from wargame.analysis.solving.sampling import Sampler
from wargame.errors import PlayerError
from wargame.game.game import Game
from wargame.game.summit import load
from wargame.game.view import view_of
from wargame.kernel.jit import INTERPRETED
from wargame.players.abstraction import read_abstraction
from wargame.players.roster import make_player
from wargame.players.solved import strategy_of

if TYPE_CHECKING:
    from pathlib import Path

COARSE = ROOT / "examples" / "trump-kim-2018.abstraction.toml"
SMALL = """
[phases.boasting]
"{own}.mandate" = "each"
[phases.bargaining]
clock = [2]
"{other}.tabled" = "each"
"""


def small(tmp_path: Path, text: str = SMALL) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.skipif(INTERPRETED, reason="samples many games")
def test_a_view_has_the_key_that_the_kernel_has() -> None:
    summit = load("trump-kim-2018")
    abstraction = read_abstraction(COARSE, summit)
    sampler = Sampler(summit, 64 << 20, trying=0.0, abstraction=abstraction)
    sampler.run(2000)
    known, found, met = sampler.strategy().strategies, 0, 0
    for seed in range(4):
        game = Game(summit, seed)
        while not game.is_over:
            view = view_of(game, game.turn)
            met += 1
            found += f"{abstraction.key(summit, view):016x}" in known[view.seat]
            game.play(make_player(summit, "random", game.player_key(game.turn)).decide(view))
    assert found > 0.5 * met


@pytest.mark.skipif(INTERPRETED, reason="samples many games")
def test_a_strategy_of_an_abstraction_plays_among_the_open_moves(tmp_path: Path) -> None:
    path, summit = tmp_path / "s.json", load("two-villages")
    flags = ("solve", "two-villages", "--method", "external", "--iterations", "500", "--abstraction", small(tmp_path))
    done = wargame(*flags, "--games", "0", "--out", path, "--json")
    assert done.code == 0
    assert '"abstraction": true' in done.out
    strategy = strategy_of(path, summit.sha256)
    assert {*map(len, strategy.strategies.values())} == {2 + 2 * 2}
    for seed in range(10):
        game = Game(summit, seed)
        while not game.is_over:
            view = view_of(game, game.turn)
            game.play(make_player(summit, f"solved:{path}", game.player_key(game.turn)).decide(view))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[phases.boasting]", "[phases.boosting]", "phases.boasting is missing"),
        ("clock = [2]", "clock = [2", "Unclosed array"),
        ("clock = [2]", "clock = [2, 2]", "phases.bargaining.clock: expected"),
        ("clock = [2]", "clock = [1000]", "found [1000]"),
        ("clock = [2]", 'clock = "all"', "found 'all'"),
        ("clock = [2]", "clock = [true]", "found [True]"),
        ("{other}.tabled", "{other}.mandate", "hill sees no track 'vale.mandate'"),
        ("clock = [2]", "clocks = [2]", "sees no track 'clocks'"),
        (SMALL, "", "expected a table [phases.PHASE]"),
        (SMALL, "phases = 3", "expected a table [phases.PHASE]"),
        (SMALL, "phases.boasting = 3\nphases.bargaining = 4", "phases.boasting: expected a table of features"),
    ],
)
def test_what_does_not_fit_is_one_error(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = small(tmp_path, SMALL.replace(old, new))
    with pytest.raises(PlayerError) as caught:
        read_abstraction(path, load("two-villages"))
    assert str(caught.value).startswith(f"{path}: ")
    assert words in str(caught.value)


def test_an_abstraction_is_sampled_and_its_file_is_there(tmp_path: Path) -> None:
    done = wargame("solve", "two-villages", "--abstraction", small(tmp_path))
    assert done.code == 2
    assert "--method external" in done.error
    gone = wargame("solve", "two-villages", "--method", "external", "--abstraction", tmp_path / "none.toml")
    assert gone.code == 1
    assert "No such file" in gone.error
