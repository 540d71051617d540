"""No file runs code: a module that a saved game or a tournament names plays only if it is named anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from commands import only_save, wargame
from piloted import Driver, driven, summit_named, toasts
from terminals import Terminal

from wargame.errors import PlayerError
from wargame.game.game import Game
from wargame.journal.keeping import begin
from wargame.journal.reading import read_journal
from wargame.players import roster
from wargame.session.opening import seats_of_save
from wargame.tui import openers

if TYPE_CHECKING:
    from pathlib import Path

VILLAGES = "two-villages"
CODE = """
from pathlib import Path
Path({mark!r}).touch()
class Player:
    def decide(self, view):
        return view.legal[0]
"""


@pytest.fixture(autouse=True)
def _nothing_named_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test be a command line of its own."""
    monkeypatch.setattr(roster, "_modules", {})


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """Return a module that leaves a mark when it is loaded."""
    path = tmp_path / "evil.py"
    path.write_text(CODE.format(mark=str(tmp_path / "it-ran")), encoding="utf-8")
    return path


@pytest.fixture
def save(evil: Path, tmp_path: Path) -> Path:
    """Return an unfinished game, come from somewhere, whose header names that module for the side to move."""
    game = Game(summit_named(VILLAGES), 5)
    seats = {side: f"module:{evil}" if side == game.turn else "human" for side in game.summit.rules.side_ids}
    keeper = begin(game, seats, folder=tmp_path / "saves", created="2026-11-23T22:40:00Z")
    keeper.close()
    return keeper.writer.path


def ran(evil: Path) -> bool:
    """Say whether the module was loaded, once."""
    mark = evil.with_name("it-ran")
    found = mark.exists()
    mark.unlink(missing_ok=True)
    return found


@pytest.mark.parametrize("bare", [False, True])
def test_a_game_gone_on_with_loads_no_module_that_only_its_file_names(evil: Path, save: Path, bare: bool) -> None:
    done = wargame("play", "--resume", *(() if bare else (save,)), "--saves", save.parent, typed="1\n" * 40)
    assert done.code == 0, done.err
    assert not ran(evil)
    words = " ".join(done.out.split())
    assert f"was played by module:{evil}, and doctrine plays on" in words
    assert "--player-module FILE.py names it anew" in words
    assert "THE END: " in words


def test_neither_does_a_branch_and_its_file_says_who_played_on(evil: Path, save: Path, tmp_path: Path) -> None:
    done = wargame("play", "--from", f"{save}@0", "--saves", tmp_path / "branch", typed="1\n" * 40)
    assert done.code == 0, done.err
    assert not ran(evil)
    assert sorted(read_journal(only_save(tmp_path / "branch")).header.seats.values()) == ["doctrine", "human"]


@pytest.mark.parametrize("command", [("replay", "SAVE"), ("replay", "SAVE", "--verify"), ("save", "show", "SAVE"),
                                     ("replay", "SAVE", "--json"), ("save", "export", "SAVE", "--as", "hill"),
                                     ("save", "list")])  # fmt: skip
def test_nothing_that_reads_a_game_loads_it(evil: Path, save: Path, command: tuple[str, ...]) -> None:
    assert wargame(*(str(save) if each == "SAVE" else each for each in command), "--saves", save.parent).code == 0
    assert not ran(evil)


def test_a_person_plays_on_where_one_sits_at_the_terminal(evil: Path, save: Path, tmp_path: Path) -> None:
    terminal = Terminal("play", "--resume", str(save), folder=tmp_path, variables={"TERM": "dumb"})
    terminal.wait_for("press Enter once you sit there")
    terminal.press("\nquit\n")
    terminal.ended()
    terminal.close()
    assert b"and human plays on" in b" ".join(terminal.seen.split())
    assert not ran(evil)


@pytest.mark.parametrize("how", ["seat", "module"])
@pytest.mark.parametrize("origin", ["--resume", "--from"])
def test_it_plays_on_if_this_command_line_names_it(evil: Path, save: Path, how: str, origin: str) -> None:
    side = Game(summit_named(VILLAGES), 5).turn
    named = ("--seat", f"{side}=module:{evil}") if how == "seat" else ("--player-module", evil)
    game = save if origin == "--resume" else f"{save}@0"
    done = wargame("play", origin, game, "--saves", save.parent, *named, typed="1\n" * 40)
    assert done.code == 0, done.err
    assert ran(evil)
    assert "plays on" not in done.out


def test_what_is_loaded_is_the_file_that_was_named_and_not_that_of_the_saved_game(evil: Path, save: Path) -> None:
    folder = evil.parent / "mine"
    folder.mkdir()
    mine = folder / evil.name
    mine.write_text(CODE.format(mark=str(folder / "it-ran")), encoding="utf-8")
    assert wargame("play", "--resume", save, "--player-module", mine, typed="1\n" * 40).code == 0
    assert ran(mine)
    assert not ran(evil)


def test_a_module_that_cannot_be_made_leaves_a_game_as_it_was_and_free_to_go_on(evil: Path, save: Path) -> None:
    before = save.read_bytes()
    evil.write_text("1 / 0", encoding="utf-8")
    done = wargame("play", "--resume", save, "--player-module", evil)
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "ZeroDivisionError" in done.err
    assert save.read_bytes() == before
    assert wargame("play", "--resume", save, typed="").code == 0


def test_another_module_is_refused_where_a_game_goes_on(evil: Path, save: Path) -> None:
    side = Game(summit_named(VILLAGES), 5).turn
    other = evil.with_name("other.py")
    other.write_text(evil.read_text(encoding="utf-8"), encoding="utf-8")
    done = wargame("play", "--resume", save, "--seat", f"{side}=module:{other}")
    assert done.code == 2
    assert "--from FILE@PLY branches off with other players" in done.error
    assert not ran(evil)


def test_the_screen_loads_none_when_it_goes_on(evil: Path, save: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.on in {"TableScreen", "PrivacyScreen"})
        assert set(driver.sitting.seats.values()) == {"human"}
        if driver.on == "PrivacyScreen":
            await driver.press("y")
        await driver.until(lambda: any("is never loaded as code" in each for each in toasts(driver.app)))

    driven(steps, save.parent.parent, opener=openers.resume(save))
    assert not ran(evil)


def test_the_screen_loads_none_when_it_plays_on_from_a_replay(evil: Path, save: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("g")
        assert driver.on == "BranchScreen"
        assert any("is never loaded as code" in each for each in toasts(driver.app))
        await driver.press("down", "down", "down", "enter")
        await driver.until(lambda: driver.on in {"TableScreen", "PrivacyScreen"})
        assert set(driver.sitting.seats.values()) == {"human"}

    driven(steps, save.parent.parent, opener=openers.view(save))
    assert not ran(evil)


def test_a_name_in_a_file_that_merely_looks_like_a_player_is_refused(evil: Path) -> None:
    summit = summit_named(VILLAGES)
    for text in (f" module:{evil}", f"MODULE:{evil}", str(evil), "evil"):
        with pytest.raises(PlayerError, match="no player"):
            seats_of_save(summit, {"hill": text, "vale": "human"})
    assert not ran(evil)


def test_a_tournament_goes_on_only_with_the_modules_that_are_named_again(evil: Path, tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    command = ("tournament", VILLAGES, "--games", "2", "--workers", "1", "--out", out, "--players")
    assert wargame(*command, f"module:{evil},random").code == 0
    assert ran(evil)
    done = wargame(*command, "random,doctrine")
    assert done.code == 1
    assert "players" in done.error
    assert not ran(evil)
    evil.write_text(f"{evil.read_text(encoding='utf-8')}# another\n", encoding="utf-8")
    assert wargame(*command, f"module:{evil},random").code == 1
    assert not ran(evil)


# -- a player that cannot be made leaves no file behind


UNMADE = "class Player:\n    def decide(self, view): ...\n    def __init__(self): 1 / 0"


@pytest.mark.parametrize("code", ["1 / 0", UNMADE, "x = 1", "raise SystemExit(3)", None])
@pytest.mark.parametrize("how", ["play", "--from", "screen"])
def test_a_player_that_cannot_be_made_leaves_no_file(tmp_path: Path, code: str | None, how: str) -> None:
    module, folder = tmp_path / "mine.py", tmp_path / "saves"
    if code is not None:
        module.write_text(code, encoding="utf-8")
    seats = ("--seat", f"hill=module:{module}")
    if how == "screen":

        async def steps(driver: Driver) -> None:
            driver.app.begin(VILLAGES, {"hill": f"module:{module}", "vale": "human"}, 5)
            await driver.until(lambda: bool(toasts(driver.app)))
            assert driver.on == "MenuScreen"

        driven(steps, tmp_path)
    elif how == "play":
        done = wargame("play", VILLAGES, *seats, "--saves", folder)
        assert done.code == (2 if code is None else 1)
        assert len(done.err.splitlines()) == 1 or code is None
        assert "mine.py" in done.error
    else:
        wargame("run", VILLAGES, "--games", "1", "--save", tmp_path / "other")
        assert wargame("play", "--from", f"{only_save(tmp_path / 'other')}@1", *seats, "--saves", folder).code != 0
    assert not list(folder.glob("**/*.jsonl"))
