"""Every player offered can be made and plays; what cannot be seated is refused with one clear sentence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import BUNDLED
from summits import summit_of

from wargame.errors import PlayerError
from wargame.game.game import Game
from wargame.game.view import view_of
from wargame.kernel.jit import INTERPRETED
from wargame.players.offered import ARGUMENTS, LEVELS, ROSTER, players_in_words, written
from wargame.players.player import chances_of
from wargame.players.roster import (
    add_module,
    check_player,
    is_kernel,
    is_reproducible,
    kernel_policy,
    make_player,
    warm_up,
)

if TYPE_CHECKING:
    from pathlib import Path

TINY = next(path for path in BUNDLED if path.stem == "two-villages")


@pytest.mark.parametrize("name", [name for name in ROSTER if name not in ARGUMENTS])
def test_everybody_on_the_roster_plays(name: str) -> None:
    if INTERPRETED and name in {"chancellor", "grandmaster"}:
        pytest.skip("takes long, interpreted")
    game = Game(summit_of(TINY), 1)
    players = {side: make_player(game.summit, check_player(name), 1) for side in game.summit.rules.side_ids}
    while not game.is_over:
        game.play(players[game.turn].decide(view_of(game, game.turn)))


@pytest.mark.parametrize("name", ROSTER)
def test_a_player_is_seated_as_the_roster_writes_it(name: str) -> None:
    if name in ARGUMENTS:
        with pytest.raises(PlayerError):
            check_player(name)
    else:
        assert check_player(name) == written(name) == name
    assert written(name) in players_in_words()


@pytest.mark.parametrize("command", ["play", "run", "tournament"])
def test_help_and_errors_name_everybody_who_can_be_seated(command: str) -> None:
    told = " ".join(wargame(command, "--help").out.replace("│", " ").split())
    chosen = ("--players", "nobody,random") if command == "tournament" else ("--seat", "hill=nobody")
    refused = " ".join(wargame(command, "two-villages", *chosen).err.split())
    for name in ROSTER:
        assert written(name) in told
        assert written(name) in refused


@pytest.mark.parametrize("name", ["random", "doctrine", "novice"])
def test_a_player_of_known_chances_plays_as_often_as_they_say(name: str) -> None:
    keys, noise = 2000, 0.05
    game = Game(summit_of(TINY), 3)
    view = view_of(game, game.turn)
    said = chances_of(make_player(game.summit, name, 0), view)
    assert said is not None
    assert sum(said.values()) == pytest.approx(1)
    played = Counter(
        make_player(game.summit, name, key * 0x9E3779B97F4A7C15 % 2**64).decide(view).id for key in range(keys)
    )
    assert set(played) == {move for move, chance in said.items() if chance}
    assert all(abs(played[move] / keys - chance) < noise for move, chance in said.items())


def test_a_search_cannot_say_its_chances() -> None:
    game = Game(summit_of(TINY), 3)
    view = view_of(game, game.turn)
    assert chances_of(make_player(game.summit, "search:10", 0), view) is None
    assert chances_of(make_player(game.summit, "mixed", 0), view) is None


@pytest.mark.parametrize(
    "text", ["search:1", "search:1000", "search:10000000", "search:64@64", "search:2s", "search:0.5s@2", "minister"]
)
def test_what_is_well_written_can_be_seated(text: str) -> None:
    assert check_player(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("serch:100", "did you mean 'search'?"),
        ("doctrin", "did you mean 'doctrine'?"),
        ("human", "players: random, doctrine"),
        ("", "no player ''"),
        ("random:3", "'random' takes no argument"),
        ("minister:3", "'minister' takes no argument"),
        ("search", "write search:N"),
        ("search:", "write search:N"),
        ("search:abc", "found 'search:abc'"),
        ("search:-5", "write search:N"),
        ("search:1e3", "write search:N"),
        ("search:\N{ARABIC-INDIC DIGIT ONE}", "write search:N"),
        ("search:0", "1 to 10,000,000 simulations"),
        ("search:10000001", "1 to 10,000,000 simulations"),
        ("search:999999999999", "1 to 10,000,000 simulations"),
        ("search:" + "9" * 5000, "write search:N"),
        ("search:0s", "0.01 to 3,600 seconds"),
        ("search:3601s", "0.01 to 3,600 seconds"),
        ("search:100@0", "1 to 64 threads"),
        ("search:100@65", "1 to 64 threads"),
        ("search:3@4", "no more than it has simulations"),
        ("search:100@", "write search:N"),
        ("search:100@2@2", "write search:N"),
        ("sampled:x", "write sampled:N"),
        ("module", "module:FILE.py"),
        ("module:x.txt", "module:FILE.py"),
        ("module:nowhere.py", "no file 'nowhere.py'"),
        ("x" * 5000, "…"),
    ],
)
def test_what_cannot_be_seated_is_refused_with_one_sentence(text: str, said: str) -> None:
    with pytest.raises(PlayerError) as refused:
        check_player(text)
    message = str(refused.value)
    assert said in message
    assert len(message) < 400
    assert "\n" not in message


def test_a_person_can_be_seated_only_where_one_is_wanted() -> None:
    assert check_player("human", human=True) == "human"
    with pytest.raises(PlayerError, match="human"):
        check_player("humann", human=True)


def test_levels_are_budgets_and_doctrines() -> None:
    assert is_kernel("envoy")
    assert kernel_policy("envoy") == "doctrine"
    for level, (meant, words, _) in LEVELS.items():
        assert ROSTER[level] == words
        assert not is_kernel(level) or kernel_policy(level) == meant


def test_what_hangs_on_a_clock_or_on_others_is_not_reproducible() -> None:
    assert all(is_reproducible(text) for text in ("random", "search:5", "search:5@2", "grandmaster", "mixed"))
    assert not any(is_reproducible(text) for text in ("search:2s", "search:2s@2", "module:x.py", "human"))


def test_warming_up_leaves_kernel_players_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wargame.players.roster.SearchPlayer", None)
    warm_up(summit_of(TINY), {"hill": "human", "vale": "doctrine"})


def test_a_module_is_named_by_its_file(tmp_path: Path) -> None:
    path = tmp_path / "wall.py"
    path.write_text("")
    assert add_module(str(path)) == "wall"
    assert add_module(str(path)) == "wall"
    assert check_player("wall") == f"module:{path}"
    other = tmp_path / "random.py"
    other.write_text("")
    with pytest.raises(PlayerError, match="name of its own"):
        add_module(str(other))


def test_a_level_says_how_strong_it_was_found_beside_the_one_before() -> None:
    first, *others = LEVELS.values()
    assert first.strength == first.words
    for level, name in zip(others, LEVELS, strict=False):
        assert (
            level.strength == f"{level.words}; wins {level.wins} of 100 pairs of games against the {name.capitalize()}"
        )
