"""A player of one's own plays; whatever it does wrong is a forfeit that names it, and nothing else breaks."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from examples import BUNDLED
from summits import summit_of

from wargame.errors import Forfeit, PlayerError
from wargame.game import Game, view_of
from wargame.match.match import turns
from wargame.players.outside import ModulePlayer
from wargame.players.roster import make_player

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TINY = next(path for path in BUNDLED if path.stem == "two-villages")
LIMIT = 20.0  # seconds: for what should not be late, on a busy machine


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that writes the text of a module and returns its path."""

    def written(text: str) -> str:
        path = tmp_path / "mine.py"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


FIRST = """
class Mine:
    def decide(self, view):
        return view.legal[0]
"""
KEYED = """
from wargame.game import Move
class Helper:
    def decide(self, view):
        raise RuntimeError("not this one")
class Player:
    def __init__(self, summit, key):
        self.moves = summit.move_ids
        self.key = key
    def decide(self, view):
        assert set(view.legal) <= set(self.moves)
        return Move(view.seat, view.legal[self.key % len(view.legal)])
"""


@pytest.mark.parametrize("limit", [None, LIMIT], ids=["at leisure", "in time"])
@pytest.mark.parametrize("text", [FIRST, KEYED], ids=["first", "keyed"])
def test_a_player_of_ones_own_plays_a_game(write: Callable[[str], str], text: str, limit: float | None) -> None:
    path = write(text)
    game = Game(summit_of(TINY), 3)
    for _ in turns(game, {"hill": f"module:{path}", "vale": "doctrine"}, move_limit=limit):
        pass
    assert game.is_over


@pytest.mark.parametrize("limit", [None, LIMIT], ids=["at leisure", "in time"])
@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        ("raise ValueError('no idea')", "raised", "ValueError: no idea (mine.py, line 3)"),
        ("return view.nothing", "raised", "AttributeError"),
        ("return 'fly-away'", "illegal", "fly-away is no open move of"),
        ("return None", "malformed", "decide returned None"),
        ("return lambda: 1", "malformed", "decide returned <function"),
        ("return 'x' * 100000", "illegal", "…"),
        ("return '\\x1b[2J'", "illegal", "[2J is no open move"),
    ],
)
def test_what_is_no_move_is_a_forfeit(
    write: Callable[[str], str], body: str, kind: str, said: str, limit: float | None
) -> None:
    path = write(f"class Mine:\n    def decide(self, view):\n        {body}\n")
    game = Game(summit_of(TINY), 3)
    player = make_player(game.summit, f"module:{path}", 1, move_limit=limit)
    with pytest.raises(Forfeit) as forfeit:
        player.decide(view_of(game, game.turn))
    assert forfeit.value.kind == kind
    assert forfeit.value.player == f"module:{path}"
    assert said in str(forfeit.value)
    assert str(forfeit.value).isprintable()
    assert len(str(forfeit.value)) < 1000


def test_a_player_that_hangs_or_dies_is_a_forfeit_and_its_process_ends(write: Callable[[str], str]) -> None:
    game = Game(summit_of(TINY), 3)
    view = view_of(game, game.turn)
    for body, limit, kind in (("while True: pass", 0.3, "late"), ("import os; os._exit(3)", LIMIT, "died")):
        path = write(f"class Mine:\n    def decide(self, view):\n        {body}\n")
        player = ModulePlayer(game.summit, path, 1, move_limit=limit)
        process = player._process
        with pytest.raises(Forfeit) as forfeit:
            player.decide(view)
        assert forfeit.value.kind == kind
        assert not process.is_alive
        with pytest.raises(Forfeit, match="ended"):
            player.decide(view)


def test_its_process_ends_with_the_player(write: Callable[[str], str]) -> None:
    player = ModulePlayer(summit_of(TINY), write(FIRST), 1)
    end = player._process._end
    _, _, (process, _), _ = end.peek() or pytest.fail("it has ended")
    assert process.poll() is None
    del player
    gc.collect()
    assert not end.alive
    assert process.poll() is not None


@pytest.mark.parametrize("limit", [None, LIMIT], ids=["at leisure", "in time"])
def test_what_it_prints_is_counted_and_kept_off_standard_output(
    write: Callable[[str], str], limit: float | None, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write("class Mine:\n    def decide(self, view):\n        print('hello')\n        return view.legal[0]\n")
    game = Game(summit_of(TINY), 3)
    player = make_player(game.summit, f"module:{path}", 1, move_limit=limit)
    for _ in range(2):
        player.decide(view_of(game, game.turn))
    assert isinstance(player, ModulePlayer)
    assert player.printed == 2 * len("hello\n")
    assert not capfd.readouterr().out


@pytest.mark.parametrize("limit", [None, LIMIT], ids=["at leisure", "in time"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1", "one class with decide"),
        ("class A:\n  decide = len\nclass B:\n  decide = len\n", "it has A, B"),
        ("def broken(:", "cannot be loaded: SyntaxError"),
        ("1 / 0", "ZeroDivisionError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("class A:\n  def __init__(self, more): pass\n  def decide(self, view): pass", "A() raised TypeError"),
        ("class A:\n  def __init__(self): 1 / 0\n  def decide(self, view): pass", "ZeroDivisionError"),
    ],
)
def test_a_file_that_holds_no_player_is_refused(
    write: Callable[[str], str], text: str, said: str, limit: float | None
) -> None:
    with pytest.raises(PlayerError) as refused:
        make_player(summit_of(TINY), f"module:{write(text)}", 1, move_limit=limit)
    assert not isinstance(refused.value, Forfeit)
    assert said in str(refused.value)
