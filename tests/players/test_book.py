"""A search with a book: it plays what is solved where that is known, searches elsewhere, and says which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest
from commands import wargame

from wargame.errors import PlayerError
from wargame.game.game import Game
from wargame.game.summit import load
from wargame.game.view import view_of
from wargame.kernel.jit import INTERPRETED
from wargame.players.book import LEAST_VISITS
from wargame.players.carried import carried
from wargame.players.player import chances_of, reasons_of
from wargame.players.roster import check_player, is_reproducible, make_player, uses_policy

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(INTERPRETED, reason="samples many games")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "s.json"
    flags = ("--method", "external", "--iterations", "2000", "--most-nodes", "1000", "--games", "0")
    assert wargame("solve", "two-villages", *flags, "--out", path).code == 0
    return path


def test_it_follows_the_book_where_it_knows_enough_and_searches_elsewhere(book: Path) -> None:
    summit, strategy = load("two-villages"), orjson.loads(book.read_bytes())
    followed = searched = 0
    for seed in range(12):
        game = Game(summit, seed)
        while not game.is_over:
            view = view_of(game, game.turn)
            key = game.player_key(game.turn)
            player = make_player(summit, f"search:50+book={book}", key)
            move, said = player.decide(view), reasons_of(player)
            visits = strategy["visits"][view.seat].get(f"{view.information_key:016x}", 0)
            if visits >= LEAST_VISITS:
                assert move == make_player(summit, f"solved:{book}", key).decide(view)
                assert said.startswith("from the book, which plays it here with a chance of ")
                assert f"from {visits:,} samples" in said
                followed += 1
            else:
                assert move == make_player(summit, "search:50", key).decide(view)
                assert chances_of(player, view) is None
                assert said.startswith("searched: the book ")
                searched += 1
            game.play(view.legal[seed % len(view.legal)])
    assert followed > 10
    assert searched > 0


def test_why_it_played_so_is_a_note_in_the_journal(book: Path, tmp_path: Path) -> None:
    player = f"search:50+book={book}"
    done = wargame("run", "two-villages", "--games", "2", "--seat", f"hill={player}", "--save", tmp_path / "kept")
    assert done.code == 0, done.error
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "kept").glob("*.jsonl"))
    assert "from the book, which plays it here" in text


def test_how_one_is_written(book: Path) -> None:
    text = f"search:2s+book={book}"
    assert check_player(text) == text
    assert not is_reproducible(text)
    assert is_reproducible(f"search:20@2+book={book.with_name('7s')}")
    assert uses_policy(text)
    assert [each.path for each in carried([text])] == [str(book)]  # to a worker elsewhere
    for wrong, words in {
        f"sampled:20+book={book}": "write search:20+book=FILE",
        "search:20+book=": "no file",
        "search:20+book=none.json": "no file 'none.json'",
        "search:+book=none.json": "write search:N",
        "search:20+buch=x": "write search:N",
    }.items():
        with pytest.raises(PlayerError) as caught:
            check_player(wrong)
        assert words in str(caught.value)
