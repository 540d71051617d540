"""A player of one's own plays; whatever it does wrong is a forfeit that names it, and nothing else breaks."""

from __future__ import annotations

import contextlib
import gc
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from examples import BUNDLED
from summits import summit_of

from wargame.errors import Forfeit, Offense, PlayerError
from wargame.game.game import Game
from wargame.game.view import view_of
from wargame.kernel.dice import SEAT_STREAM
from wargame.players.apart import PlayerApart
from wargame.players.modules import one_way
from wargame.players.roster import make_player
from wargame.runs.turns import turns

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
from wargame.game.move import Move
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
def test_what_is_no_move_is_a_forfeit(write: Callable[[str], str], body: str, kind: str, said: str) -> None:
    path = write(f"class Mine:\n    def decide(self, view):\n        {body}\n")
    game = Game(summit_of(TINY), 3)
    player = make_player(game.summit, f"module:{path}", 1, move_limit=LIMIT)
    with pytest.raises(Forfeit) as forfeit:
        player.decide(view_of(game, game.turn))
    assert forfeit.value.offense == kind
    assert forfeit.value.player == f"module:{path}"
    assert said in str(forfeit.value)
    assert str(forfeit.value).isprintable()
    assert len(str(forfeit.value)) < 1000


def is_gone(process: int) -> bool:
    """Say whether a process has ended, or does within half a minute."""
    for _ in range(3000):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def test_a_player_that_hangs_or_dies_is_a_forfeit_and_is_ended(write: Callable[[str], str], tmp_path: Path) -> None:
    game = Game(summit_of(TINY), 3)
    view = view_of(game, game.turn)
    note = tmp_path / "process"
    for body, limit, kind in (("while True: pass", 0.3, "late"), ("os._exit(3)", LIMIT, "died")):
        path = write(f"""
import os
open({str(note)!r}, "w").write(str(os.getpid()))
class Mine:
    def decide(self, view):
        {body}
""")
        player = PlayerApart(game.summit, f"module:{path}", 1, move_limit=limit)
        with pytest.raises(Forfeit) as forfeit:
            player.decide(view)
        assert forfeit.value.offense == kind
        assert is_gone(int(note.read_text(encoding="utf-8")))
        with pytest.raises(Forfeit, match="ended"):
            player.decide(view)


def test_who_played_before_hears_and_answers_nothing_of_the_next_game(
    write: Callable[[str], str], tmp_path: Path
) -> None:
    rogue = tmp_path / "rogue.py"
    rogue.write_text(
        r"""
import os, stat, time
class Player:
    def decide(self, view):
        for file in range(3, 64):
            try:
                if stat.S_ISSOCK(os.fstat(file).st_mode):
                    os.write(file, b'["move", "%s", "", 0, ""]\n' % view.legal[0].encode())
                    os.write(file, 50 * b'["seated", "", "", 0, ""]\n["move", "no-such-move", "", 0, ""]\n')
            except OSError:
                pass
        time.sleep(60)
""",
        encoding="utf-8",
    )
    game = Game(summit_of(TINY), 3)
    view = view_of(game, game.turn)
    for text in (f"module:{rogue}", f"module:{write(FIRST)}", f"module:{rogue}", f"module:{write(FIRST)}"):
        player = PlayerApart(game.summit, text, 1)
        if text != f"module:{rogue}":
            assert player.decide(view).id == view.legal[0]
        else:
            with contextlib.suppress(Forfeit):  # as the pieces fall
                player.decide(view)
        player.close()


def test_its_process_ends_with_the_player(write: Callable[[str], str], tmp_path: Path) -> None:
    note = tmp_path / "process"
    beginning = f"import os\nopen({str(note)!r}, 'w').write(str(os.getpid()))\n"
    player = PlayerApart(summit_of(TINY), f"module:{write(beginning + FIRST)}", 1)
    process = int(note.read_text(encoding="utf-8"))
    os.kill(process, 0)  # it is there
    del player
    gc.collect()
    assert is_gone(process)


def test_its_process_ends_with_the_program_however_that_ends(write: Callable[[str], str], tmp_path: Path) -> None:
    note = tmp_path / "process"
    path = write(f"""
import os
class Mine:
    def decide(self, view):
        open({str(note)!r}, "w").write(f"{{os.getppid()}} {{os.getpid()}} ")
        while True:
            pass
""")
    command = [sys.executable, "-m", "wargame", "run", "two-villages", "--games", "1", "--seat", f"hill=module:{path}"]
    with subprocess.Popen(command) as program:
        while not note.exists() or not note.read_text(encoding="utf-8").endswith(" "):
            time.sleep(0.05)
            assert program.poll() is None
        program.kill()
    assert all(is_gone(int(each)) for each in note.read_text(encoding="utf-8").split())


@pytest.mark.parametrize("print_it", ["print('hello')", r"os.write(1, b'hello\n')"], ids=["by Python", "below it"])
def test_printing_is_a_forfeit_only_where_it_is_not_let_pass(
    write: Callable[[str], str], print_it: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write(
        f"import os\nclass Mine:\n    def decide(self, view):\n        {print_it}\n        return view.legal[0]\n"
    )
    game = Game(summit_of(TINY), 3)
    view = view_of(game, game.turn)
    assert make_player(game.summit, f"module:{path}", 1).decide(view).id == view.legal[0]
    with pytest.raises(Forfeit) as forfeit:
        make_player(game.summit, f"module:{path}", 1, may_print=False).decide(view)
    assert forfeit.value.offense == Offense.PRINTED
    assert forfeit.value.detail == "hello "
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("text", ["greedy", "search:40", "minister"])
def test_under_a_move_limit_a_player_of_ours_plays_apart_and_as_it_would_here(text: str) -> None:
    game = Game(summit_of(TINY), 3)
    here, apart = (make_player(game.summit, text, 7, move_limit=limit) for limit in (None, LIMIT))
    assert isinstance(apart, PlayerApart)
    while not game.is_over:
        view = view_of(game, game.turn)
        move = apart.decide(view)
        assert move == here.decide(view)
        game.play(move)
    apart.close()
    assert not isinstance(make_player(game.summit, "doctrine", 7, move_limit=LIMIT), PlayerApart)


def test_one_of_ours_that_takes_too_long_is_late_like_anybody() -> None:
    game = Game(summit_of(TINY), 3)
    player = make_player(game.summit, "search:10000000", 7, move_limit=0.1)
    with pytest.raises(Forfeit) as forfeit:
        player.decide(view_of(game, game.turn))
    assert forfeit.value.offense == Offense.LATE


@pytest.mark.parametrize("limit", [None, LIMIT], ids=["at leisure", "in time"])
def test_what_it_prints_is_counted_and_kept_off_standard_output(
    write: Callable[[str], str], limit: float | None, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write("class Mine:\n    def decide(self, view):\n        print('hello')\n        return view.legal[0]\n")
    game = Game(summit_of(TINY), 3)
    player = make_player(game.summit, f"module:{path}", 1, move_limit=limit)
    for _ in range(2):
        player.decide(view_of(game, game.turn))
    assert isinstance(player, PlayerApart)
    assert player.printed == 2 * len("hello\n")
    assert not capfd.readouterr().out


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
def test_a_file_that_holds_no_player_is_refused(write: Callable[[str], str], text: str, said: str) -> None:
    with pytest.raises(PlayerError) as refused:
        make_player(summit_of(TINY), f"module:{write(text)}", 1)
    assert not isinstance(refused.value, Forfeit)
    assert said in str(refused.value)


# -- no way back

WORD = 2**64


def unmixed(word: int) -> int:
    """Undo the finalizer by which the kernel makes keys."""
    for shift, factor in ((31, 0x94D049BB133111EB), (27, 0xBF58476D1CE4E5B9), (30, 1)):
        once = word
        for _ in range(64 // shift):
            once = word ^ (once >> shift)
        word = once * pow(factor, -1, WORD) % WORD
    return word


def seed_behind(key: int, stream: int) -> int:
    return unmixed((unmixed(key) - (stream + 1) * 0x9E3779B97F4A7C15) % WORD)


def test_the_seed_can_be_read_off_a_key_of_the_kernel_and_not_off_what_a_module_gets(
    write: Callable[[str], str],
) -> None:
    game = Game(summit_of(TINY), 123456789)
    side, seat = game.turn, game.summit.seat(game.turn)
    assert seed_behind(game.player_key(side), SEAT_STREAM + seat) == game.seed
    path = write(
        "class Mine:\n  def __init__(self, key): self.key = key\n  def decide(self, view): raise KeyError(self.key)"
    )
    with pytest.raises(Forfeit) as told:
        make_player(game.summit, f"module:{path}", game.player_key(side)).decide(view_of(game, side))
    key = one_way(game.player_key(side))
    assert str(key) in str(told.value)
    assert all(seed_behind(key, stream) != game.seed for stream in range(16))
    assert len({one_way(key) for key in range(1000)}) == 1000


SPY = """
import gc, os, sys
from pathlib import Path
PRIME, SECRETS = 2**61 - 1, [{secrets}]
def within(things, depth):
    for thing in things:
        if type(thing) is int and thing % PRIME in SECRETS and thing not in SECRETS or type(thing).__name__ == "Game":
            yield thing
        if depth and isinstance(thing, (dict, list, tuple, set)):
            yield from within((*thing, *thing.values()) if isinstance(thing, dict) else thing, depth - 1)
class Spy:
    def decide(self, view):
        frame, frames = sys._getframe(), []
        while frame:
            frames.append(dict(frame.f_locals))
            frame = frame.f_back
        told = " ".join([*sys.argv, *os.environ.values(), Path("/proc/self/cmdline").read_text()])
        numbers = [int(word) for word in told.split() if word.isdecimal()]
        if found := list(within([*gc.get_objects(), frames, numbers], 2)):
            raise RuntimeError(f"found {{found}}")
        return view.legal[0]
"""


def test_nothing_in_the_process_of_a_module_leads_to_the_game(
    write: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    game = Game(summit_of(TINY), 0xF234567890ABCDEF)
    monkeypatch.setattr("sys.argv", ["wargame", "--seed", str(game.seed)])
    keys = [game.player_key(side) for side in game.summit.rules.side_ids]
    path = write(SPY.format(secrets=", ".join(str(secret % (2**61 - 1)) for secret in (game.seed, *keys))))
    for _ in turns(game, {"hill": f"module:{path}", "vale": "doctrine"}):
        pass
    assert game.is_over


def test_a_module_cannot_change_the_rules(write: Callable[[str], str]) -> None:
    path = write("""
import gc
class Player:
    def __init__(self, summit):
        tables = summit.compiled
        for table in (tables.ints, tables.words):
            try:
                table.flags.writeable = True
                table[50:] = 100
            except ValueError:
                pass
        for proxy in (summit.rules.constants, tables.slots.of_name):
            gc.get_referents(proxy)[0].clear()
    def decide(self, view):
        return view.legal[0]
""")
    game = Game(summit_of(TINY), 3)
    before = (game.summit.compiled.ints.copy(), dict(game.summit.rules.constants))
    player = make_player(game.summit, f"module:{path}", 1)
    player.decide(view_of(game, game.turn))
    assert (game.summit.compiled.ints == before[0]).all()
    assert dict(game.summit.rules.constants) == before[1]


def test_a_module_remembers_nothing_of_the_game_before_though_its_process_is_used_again(
    write: Callable[[str], str],
) -> None:
    path = write("""
import builtins, os
class Player:
    def __init__(self, key):
        assert not hasattr(builtins, "kept")
        builtins.kept = key
    def decide(self, view):
        raise KeyError(os.getppid())
""")
    game = Game(summit_of(TINY), 3)
    parents = set()
    for key in range(3):
        player = PlayerApart(game.summit, f"module:{path}", key)
        with pytest.raises(Forfeit) as told:
            player.decide(view_of(game, game.turn))
        parents.add(told.value.detail)
        player.close()
    assert len(parents) == 1


def test_what_lies_beside_a_module_serves_it_and_stands_for_nothing_else(
    write: Callable[[str], str], tmp_path: Path
) -> None:
    (tmp_path / "my_own_helper.py").write_text("first = 0", encoding="utf-8")
    (tmp_path / "random.py").write_text("raise RuntimeError('not this one')", encoding="utf-8")
    path = write("""
import random, my_own_helper
class Player:
    def decide(self, view):
        return random.choice([view.legal[my_own_helper.first]])
""")
    game = Game(summit_of(TINY), 3)
    assert make_player(game.summit, f"module:{path}", 1).decide(view_of(game, game.turn)).id == game.legal_moves[0]


@pytest.mark.parametrize(
    ("written", "limit", "kind"),
    [
        (r"b'\n'", None, "died"),
        (r"b'[' * 90000 + b'\n'", None, "died"),
        (r"b'[1, 2, 3, 4, 5]\n'", None, "died"),
        (r"""b'["seated", "", "", 0, ""]\n'""", None, "malformed"),
        (r"b'x' * 200000", None, "died"),
        (r"b'['", 0.5, "late"),
        (r"""b'["move", "\\u001b[2J", "", 0, ""]\n'""", None, "illegal"),
        (r"""b'["raised", "' + 90000 * b'x' + b'", "", 0, ""]\n'""", None, "raised"),
    ],
    ids=["nothing", "nested", "numbers", "seated", "long", "half", "escape", "wordy"],
)
def test_what_a_module_sends_past_its_host_is_believed_in_nothing(
    write: Callable[[str], str], written: str, limit: float | None, kind: str
) -> None:
    path = write(f"""
import os, stat, time
class Player:
    def decide(self, view):
        for file in range(3, 64):
            try:
                if stat.S_ISSOCK(os.fstat(file).st_mode):
                    os.write(file, {written})
            except OSError:
                pass
        time.sleep(60)
""")
    game = Game(summit_of(TINY), 3)
    player = PlayerApart(game.summit, f"module:{path}", 1, move_limit=limit)
    with pytest.raises(Forfeit) as told:
        player.decide(view_of(game, game.turn))
    assert told.value.offense == kind
    assert str(told.value).isprintable()
    assert len(str(told.value)) < 1000
    player.close()
