"""Games that are saved as they are played: killed, left, interrupted, gone on with, branched off, and on a bad disk."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from commands import only_save, wargame
from examples import ROOT

from wargame.game.game import Game
from wargame.game.summit import load
from wargame.journal.entries import TakeBack
from wargame.journal.keeping import resume
from wargame.journal.reading import read_journal
from wargame.journal.replay import standing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WARGAME = [sys.executable, "-m", "wargame"]
HILL_FIRST = 2  # a seed with which Overhill moves first


def moves_of(path: Path) -> list[str]:
    """Return the decisions that stand in a file."""
    return [each.move for each in standing(read_journal(path))]


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """Start `wargame play` with pipes."""
    pipe = subprocess.PIPE
    return subprocess.Popen([*WARGAME, "play", *arguments], cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def read_until(game: subprocess.Popen[str], words: str, times: int) -> str:
    """Return what a game writes until these words begin so many of its lines."""
    assert game.stdout is not None
    lines: list[str] = []
    while times:
        lines.append(game.stdout.readline())
        assert lines[-1], "it has ended"
        times -= words in lines[-1]
    return "".join(lines)


# -- the course of a game


def test_a_game_that_is_killed_goes_on_where_it_was_and_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    folders = [tmp_path / "killed", tmp_path / "whole"]
    with start("trump-kim-2018", "--seed", "11", "--saves", folders[0]) as game:
        assert game.stdin is not None
        game.stdin.write("1\n1\n1\n")
        game.stdin.flush()
        said = read_until(game, "YOUR MOVES", 4)
        game.kill()
        assert game.wait(30) == -signal.SIGKILL
    path = only_save(folders[0])
    assert f"Saved after every move: {path}\n" in said
    killed = moves_of(path)
    assert len(killed) >= 3

    again = wargame("play", "--resume", path, typed="1\n" * 200)
    assert (again.code, again.err) == (0, "")
    assert f"Going on after {len(killed)} decisions." in again.out
    assert "BEFORE THE FIRST MOVE" not in again.out.partition("THE END: ")[0]
    assert "TO MOVE: " in again.out
    assert "THE END: " in again.out

    wargame("play", "trump-kim-2018", "--seed", "11", "--saves", folders[1], typed="1\n" * 200)
    assert moves_of(path) == moves_of(only_save(folders[1]))
    assert moves_of(path)[: len(killed)] == killed
    assert wargame("replay", "--verify", path).out.startswith("verified: ")


def test_end_of_input_exits_0_and_says_how_to_go_on(tmp_path: Path) -> None:
    done = wargame("play", "two-villages", "--seed", "5", "--saves", tmp_path, typed="1\n")
    path = only_save(tmp_path)
    assert done.code == 0
    assert done.out.endswith(f"Saved. To go on: wargame play --resume {path}\n")
    assert len(moves_of(path)) >= 1
    again = wargame("play", "--resume", "--saves", tmp_path, typed="1\n" * 20)
    assert "THE END: " in again.out
    assert again.out.endswith(f"Saved. To read it again: wargame replay {path}\n")


def test_an_interrupt_exits_130_and_all_is_saved(tmp_path: Path) -> None:
    with start("two-villages", "--seed", str(HILL_FIRST), "--saves", tmp_path) as game:
        assert game.stdin is not None
        assert game.stdout is not None
        assert game.stderr is not None
        game.stdin.write("1\n")
        game.stdin.flush()
        read_until(game, "YOUR MOVES", 2)
        game.send_signal(signal.SIGINT)
        rest, errors = game.stdout.read(), game.stderr.read()
        assert game.wait(30) == 130
    path = only_save(tmp_path)
    assert f"wargame play --resume {path}" in rest
    assert "Traceback" not in errors
    assert len(moves_of(path)) >= 2


def test_two_computers_are_saved_too(tmp_path: Path) -> None:
    seats = ("--seat", "hill=random", "--seat", "vale=doctrine")
    assert wargame("play", "two-villages", *seats, "--saves", tmp_path).code == 0
    assert wargame("replay", only_save(tmp_path), "--verify").code == 0


def test_a_take_back_is_written_as_one(tmp_path: Path) -> None:
    arguments = ("--seed", str(HILL_FIRST), "--saves", tmp_path, "--pause")
    wargame("play", "two-villages", *arguments, typed="1\nundo\n2\n\n")
    journal = read_journal(only_save(tmp_path))
    assert sum(isinstance(entry, TakeBack) for entry in journal.entries) == 1
    assert "say-nothing" not in moves_of(journal.path)[:1]
    assert wargame("replay", journal.path, "--verify").code == 0
    assert "Taken back on the way, and not told: 1 move." in wargame("replay", journal.path).out


# -- branches


def test_a_branch_is_a_new_file_that_names_its_origin_and_leaves_it_alone(tmp_path: Path) -> None:
    wargame("play", "trump-kim-2018", "--seed", "3", "--saves", tmp_path, typed="1\n" * 200)
    path = only_save(tmp_path)
    before = path.read_bytes()
    branch = tmp_path / "branches"
    seats = ("--seat", "usa=doctrine")
    done = wargame("play", "--from", f"{path}@4", *seats, "--saves", branch)
    assert (done.code, done.err) == (0, "")
    assert path.read_bytes() == before
    journal = read_journal(only_save(branch))
    assert journal.header.origin is not None
    assert (journal.header.origin.file, journal.header.origin.ply) == (path.name, 4)
    assert journal.header.seats == {"usa": "doctrine", "dprk": "doctrine"}
    assert moves_of(journal.path)[:4] == moves_of(path)[:4]
    assert wargame("save", "verify", journal.path, path).code == 0
    kept = wargame("play", "--from", f"{path}@0", "--saves", tmp_path / "more")
    assert "Washington: a person; Pyongyang: Envoy." in kept.out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--from", "GAME"), 2, "is written FILE@PLY"),
        (("--from", "GAME@x"), 2, "is written FILE@PLY"),
        (("--from", "GAME@-1"), 2, "is written FILE@PLY"),
        (("--from", "GAME@²"), 2, "is written FILE@PLY"),
        (("--from", "@3"), 2, "is written FILE@PLY"),
        (("--from", "GAME@999"), 1, "has no ply 999; its last is"),
        (("--from", "nothing@1"), 1, "nothing: no such saved game"),
        (("--from", "GAME@1", "--seed", "3"), 2, "a saved game has its seed"),
        (("two-villages", "--from", "GAME@1"), 2, "there is no place for 'two-villages'"),
        (("--resume", "--from", "GAME@1"), 2, "either --resume or --from"),
        (("--resume", "GAME"), 1, "this game is over"),
        (("--resume", "two-villages-9"), 1, "no such saved game"),
        (("--resume", "--seat", "hill=random"), 2, "--from FILE@PLY branches off"),
        (("--resume",), 1, "no unfinished game in"),
    ],
)
def test_what_cannot_be_gone_on_with_is_one_clear_error(
    arguments: tuple[str, ...], code: int, words: str, tmp_path: Path
) -> None:
    seats = ("--seat", "hill=doctrine")
    wargame("play", "two-villages", "--seed", "5", "--saves", tmp_path, *seats)
    path = only_save(tmp_path)
    done = wargame("play", *(each.replace("GAME", str(path)) for each in arguments), "--saves", tmp_path)
    assert (done.code, words in done.error) == (code, True), done.err
    assert not done.out


# -- where games are saved, and where they cannot be


def test_games_live_in_the_folder_named_else_in_the_environment_s_else_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WARGAME_SAVES", str(tmp_path / "environment"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "saves").mkdir()
    wargame("play", "two-villages", "--saves", tmp_path / "named")
    wargame("play", "two-villages")
    monkeypatch.delenv("WARGAME_SAVES")
    wargame("play", "two-villages")
    assert all(only_save(tmp_path / name).stat().st_size for name in ("named", "environment", "saves"))
    assert "Saved after every move: saves/" in wargame("play", "two-villages").out


@pytest.mark.skipif(sys.platform != "linux", reason="where the data folder lies is the system's")
def test_without_a_folder_of_saves_games_live_with_the_user_s_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WARGAME_SAVES")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    wargame("play", "two-villages")
    assert only_save(tmp_path / "data" / "wargame" / "saves").stat().st_size


def test_a_game_that_cannot_be_saved_says_so_once_and_goes_on(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    done = wargame("play", "two-villages", "--seed", "5", "--saves", blocked, typed="1\n" * 20)
    assert (done.code, done.err) == (0, "")
    assert "THE END: " in done.out
    assert done.out.count("the game goes on") == 1
    assert "Saved" not in done.out
    assert done.out.count(f"not saved: {blocked}") == 2


def test_a_disk_that_is_full_later_stops_no_game_and_nothing_is_called_saved(tmp_path: Path) -> None:
    wargame("play", "trump-kim-2018", "--saves", tmp_path)
    only_save(tmp_path).unlink()  # and the rules stay
    line = f"ulimit -f 8; exec {sys.executable} -m wargame play trump-kim-2018 --seed 3 --saves {tmp_path}"
    command, typed = ["bash", "-c", line], "1\n" * 200
    done = subprocess.run(command, cwd=ROOT, input=typed, capture_output=True, text=True, check=False, timeout=60)
    said = " ".join(done.stdout.split())
    assert done.returncode == 0, done.stderr
    assert "THE END: " in done.stdout
    assert said.count("File too large; the game goes on") == 1
    assert "Saved. " not in said
    journal = read_journal(only_save(tmp_path))
    assert len(standing(journal)) > 3
    assert not journal.problem


def _refusing(number: int, real: Callable[..., Any] | None = None) -> Callable[..., Any]:
    """Return a call of the system that is not to be had; with `real`, for folders only."""

    def call(*arguments: Any) -> Any:
        if real and not stat.S_ISDIR(os.fstat(arguments[0]).st_mode):
            return real(*arguments)
        raise OSError(number, os.strerror(number))

    return call


@pytest.mark.skipif(sys.platform == "win32", reason="it has other locks")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL])
def test_what_the_file_system_has_not_is_said_once_and_all_is_saved(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl  # noqa: PLC0415  not on every system

    monkeypatch.setattr(fcntl, "flock", _refusing(number))
    monkeypatch.setattr(os, "fsync", _refusing(errno.EINVAL, os.fsync))
    monkeypatch.setattr(os, "link", _refusing(errno.EPERM))
    done = wargame("play", "two-villages", "--seed", "5", "--saves", tmp_path, typed="1\n")
    assert (done.code, done.err) == (0, "")
    assert done.out.count(f"the file system of {tmp_path} has no locks: ") == 1
    assert done.out.count(f"the file system of {tmp_path} cannot be told to keep names: ") == 1
    assert done.out.endswith(f"Saved. To go on: wargame play --resume {only_save(tmp_path)}\n")
    again = wargame("play", "--resume", "--saves", tmp_path, typed="1\n" * 20)
    assert "THE END: " in again.out
    assert again.out.count("has no locks: ") == 1
    assert wargame("save", "verify", only_save(tmp_path)).code == 0


@pytest.mark.parametrize("when", ["in the middle", "before the end"])
def test_a_folder_that_is_removed_while_a_game_is_played_is_told_and_made_anew(when: str, tmp_path: Path) -> None:
    seats = ("--seat", "hill=human", "--seat", "vale=human")
    folder = tmp_path / "saves"
    with start("two-villages", "--seed", str(HILL_FIRST), *seats, "--saves", folder) as game:
        assert game.stdin is not None
        game.stdin.write("1\n")
        game.stdin.flush()
        read_until(game, "YOUR MOVES", 2)
        shutil.rmtree(folder)
        said, _ = game.communicate("1\nquit\n" if when == "in the middle" else "quit\n")
    path = only_save(folder)
    assert said.count("it has been removed or moved. The whole game was written anew, and is saved in ") == 1
    assert said.endswith(f"Saved. To go on: wargame play --resume {path}\n")
    assert len(moves_of(path)) == 2 if when == "in the middle" else 1
    assert wargame("save", "verify", path).code == 0


def test_a_game_that_could_not_be_saved_at_the_start_is_saved_whole_once_it_can_be(tmp_path: Path) -> None:
    folder = tmp_path / "saves"
    folder.write_text("in the way", encoding="utf-8")
    seats = ("--seat", "hill=human", "--seat", "vale=human")
    with start("two-villages", "--seed", str(HILL_FIRST), *seats, "--saves", folder) as game:
        assert game.stdin is not None
        game.stdin.write("1\n")
        game.stdin.flush()
        assert read_until(game, "YOUR MOVES", 2).count("; the game goes on") == 1
        folder.unlink()
        said, _ = game.communicate("1\nquit\n")
    path = only_save(folder)
    assert said.count("Saved again, with all moves so far.") == 1
    assert said.endswith(f"Saved. To go on: wargame play --resume {path}\n")
    assert len(moves_of(path)) == 2
    assert wargame("save", "verify", path).code == 0


def test_a_folder_that_cannot_be_made_anew_is_told_and_nothing_is_called_saved(tmp_path: Path) -> None:
    folder = tmp_path / "saves"
    with start("two-villages", "--seed", str(HILL_FIRST), "--saves", folder) as game:
        read_until(game, "YOUR MOVES", 1)
        shutil.rmtree(folder)
        folder.write_text("in the way", encoding="utf-8")
        said, _ = game.communicate("1\nquit\n")
    assert said.count("; the game goes on") == 1
    assert "it has been removed or moved; it cannot be written anew: " in said
    assert "Saved. " not in said
    assert "--resume" not in said
    assert folder.read_text(encoding="utf-8") == "in the way"


def test_a_game_that_is_being_played_cannot_be_played_twice(tmp_path: Path) -> None:
    wargame("play", "two-villages", "--seed", str(HILL_FIRST), "--saves", tmp_path, typed="1\n")
    path = only_save(tmp_path)
    with start("--resume", path) as game:
        read_until(game, "YOUR MOVES", 1)
        for arguments in (("play", "--resume", path), ("save", "note", f"{path}@1", "hm")):
            second = wargame(*arguments)
            assert second.code == 1
            assert re.fullmatch(r"wargame: .*: another program plays it; .*\n", second.err)
        assert wargame("replay", path).code == 0
        game.terminate()
        game.communicate()
    assert wargame("save", "note", f"{path}@1", "hm").code == 0


def test_players_that_this_program_does_not_know_are_named(tmp_path: Path) -> None:
    summit = load("two-villages")
    wargame("play", "two-villages", "--seed", "5", "--saves", tmp_path, typed="1\n")
    path = only_save(tmp_path)
    resume(summit, read_journal(path)).close()
    from wargame.journal.keeping import begin  # noqa: PLC0415

    seats = {"hill": "oracle", "vale": "human"}
    begin(Game(summit, 1), seats, folder=tmp_path / "odd", created="2026-01-01T00:00:00Z").close()
    done = wargame("play", "--resume", only_save(tmp_path / "odd"))
    assert (done.code, "no player 'oracle'" in done.err) == (1, True)
    assert os.environ["WARGAME_SAVES"]
