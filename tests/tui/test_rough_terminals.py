"""Terminals that send anything, stand still, or are closed at any moment; keys that are held down; a shell's Ctrl+Z.

Whatever happens, no process is left, no move that was shown is lost, and none is played that was not meant.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest
from commands import only_save
from terminals import Terminal

from wargame.game.summit import load
from wargame.journal.reading import read_journal
from wargame.journal.replay import standing, verified

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SOON = 4.0  # seconds until it has gone
VILLAGES = ("play", "two-villages", "--seed", "11")
HOT_SEAT = (*VILLAGES, "--seat", "hill=human", "--seat", "vale=human")
TABLE, CHOOSING, COVERED = "Goal ", "Your move", "Pass the keyboard"
OF_BASH = {"the line discipline is another", "pasting is on"}  # while it waits for a command
HELP = "The table. The first"
DOWN = "\x1b[B"
BROKEN = """
import sys
from wargame.tui.screens import table
played = table.TableScreen._play
def play(self, move):
    played(self, move)
    raise RuntimeError("planted\\x1b[2J here")
table.TableScreen._play = play
sys.argv = ["wargame", *sys.argv[1:]]
from wargame.cli.app import main
main()
"""
ENDLESS = """
import time
from wargame.tui.screens import hint
hint.advised = lambda *_: time.sleep(1000)
from wargame.cli.app import main
main()
"""


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    terminals: list[Terminal] = []

    def opening(*arguments: str, **more: object) -> Terminal:
        terminals.append(Terminal(*arguments, folder=tmp_path, **more))  # type: ignore[arg-type]
        return terminals[-1]

    yield opening
    for each in terminals:
        each.close()


def to_choice(terminal: Terminal) -> None:
    """Go on to the first choice of a move."""
    terminal.wait_for("Go on")
    terminal.press("\r")
    terminal.wait_for(CHOOSING)
    terminal.rest()


def moves_saved(folder: Path) -> int:
    """Return how many moves the one saved game holds, all of them whole."""
    journal = read_journal(only_save(folder / "saves"))
    assert not journal.problem
    assert not verified(load("two-villages"), journal)
    return len(standing(journal))


# -- keys that are held down


@pytest.mark.parametrize("seconds", [0.03, 0.12])
def test_enter_held_down_plays_no_move_and_passes_no_privacy_screen(
    tmp_path: Path, opened: Callable[..., Terminal], seconds: float
) -> None:
    terminal = opened(*HOT_SEAT)
    terminal.wait_for(COVERED)
    terminal.hold("\r", 12, seconds)
    assert CHOOSING.encode() not in terminal.seen
    terminal.press("y")
    terminal.rest()
    terminal.hold("\r", 12, seconds)  # what there is to be read is gone on from
    terminal.wait_for(CHOOSING)
    assert moves_saved(tmp_path) == 0
    terminal.press(DOWN)
    terminal.hold("\r", 12, seconds)  # a move is drafted
    terminal.wait_for("commits")
    assert moves_saved(tmp_path) == 0
    terminal.seen = b""
    terminal.hold("c", 12, seconds)
    terminal.wait_for("What came of it")
    assert moves_saved(tmp_path) == 1
    terminal.hold("\r", 20, seconds)
    terminal.wait_for(COVERED)
    terminal.rest()
    assert CHOOSING.encode() not in terminal.seen
    assert moves_saved(tmp_path) == 1
    assert terminal.is_running


# -- what a terminal may send


def test_bytes_that_are_no_text_clicks_of_old_terminals_and_releases_of_keys_end_nothing(
    tmp_path: Path, opened: Callable[..., Terminal]
) -> None:
    terminal = opened(*VILLAGES)
    to_choice(terminal)
    for data in (b"\xe9", b"x", b"\xff\xfe\xfd", b"\x1b[M \xf0\x90", b"\x1b[M#\xf0\x90", b"\x1b[13;1:3u",
                 b"\x1b[99;1:3u", b"\x1b[99999999999u", bytes(range(128, 256))):  # fmt: skip
        terminal.write(data)
        terminal.rest(0.15)
        assert terminal.is_running
    terminal.seen = b""
    terminal.press("?")
    terminal.wait_for(HELP)
    assert moves_saved(tmp_path) == 0
    terminal.press("\x11")
    terminal.ended()
    assert (terminal.code, terminal.faults()) == (0, [])


def test_what_is_printed_to_standard_error_by_others_is_not_the_screen(
    tmp_path: Path, opened: Callable[..., Terminal]
) -> None:
    program = (
        "import os, sys\nos.dup2(os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT), 2)\n"
        "from wargame.cli.app import main\nmain()"
    )
    terminal = opened(str(tmp_path / "errors"), *VILLAGES, program=program)
    terminal.wait_for(TABLE)
    terminal.press("\x11")
    terminal.ended()
    assert (terminal.code, terminal.faults()) == (0, [])
    assert (tmp_path / "errors").read_bytes() == b""


# -- its end


def test_a_window_closed_among_keys_leaves_no_process_and_a_whole_game(
    tmp_path: Path, opened: Callable[..., Terminal]
) -> None:
    terminal = opened(*VILLAGES)
    to_choice(terminal)
    os.write(terminal.file, (DOWN * 400).encode())
    terminal.hang_up()
    assert terminal.is_gone_within(SOON)
    assert moves_saved(tmp_path) == 0
    read_journal(only_save(tmp_path / "saves"))


def test_a_window_closed_in_a_long_paste_leaves_no_process(tmp_path: Path, opened: Callable[..., Terminal]) -> None:
    terminal = opened(*VILLAGES)
    to_choice(terminal)
    terminal.write(b"\x1b[200~" + b"mutual " * 2000)
    terminal.hang_up()
    assert terminal.is_gone_within(SOON)
    assert moves_saved(tmp_path) == 0


def test_a_signal_ends_it_though_keys_wait_and_nobody_reads_what_it_paints(
    tmp_path: Path, opened: Callable[..., Terminal]
) -> None:
    terminal = opened(*VILLAGES)
    to_choice(terminal)
    os.write(terminal.file, (DOWN * 300).encode())
    time.sleep(1.5)  # the terminal is full by now
    assert terminal.is_running
    terminal.send(signal.SIGTERM)
    assert terminal.is_gone_within(SOON)
    assert terminal.code == 128 + signal.SIGTERM
    assert moves_saved(tmp_path) == 0


def test_a_signal_ends_it_while_the_engine_is_compiled(opened: Callable[..., Terminal], tmp_path: Path) -> None:
    terminal = opened(*VILLAGES, variables={"XDG_CACHE_HOME": str(tmp_path / "cold")})
    terminal.wait_for("Preparing the rules engine")
    terminal.send(signal.SIGTERM)
    terminal.ended()
    assert (terminal.code, terminal.faults()) == (128 + signal.SIGTERM, [])


def test_a_signal_ends_it_while_a_hint_does_not_come(tmp_path: Path, opened: Callable[..., Terminal]) -> None:
    terminal = opened(*VILLAGES, program=ENDLESS)
    to_choice(terminal)
    terminal.press("h")
    terminal.wait_for("compiles the search")  # said before anything has come
    terminal.send(signal.SIGTERM)
    terminal.ended()
    assert (terminal.code, terminal.faults()) == (128 + signal.SIGTERM, [])
    assert moves_saved(tmp_path) == 0


def test_a_fault_at_the_table_is_told_in_two_lines_and_the_game_goes_on_from_there(
    tmp_path: Path, opened: Callable[..., Terminal]
) -> None:
    terminal = opened(*VILLAGES, program=BROKEN)
    to_choice(terminal)
    terminal.press(DOWN + "\r")
    terminal.wait_for("commits")
    terminal.press("c")
    terminal.ended()
    assert (terminal.code, terminal.faults()) == (1, [])
    last = terminal.seen.rpartition(b"\x1b[?1004l")[2].decode()
    assert "Traceback" not in last
    assert "\x1b[2J" not in last
    save = only_save(tmp_path / "saves")
    assert f"wargame: the game is saved; to go on: wargame play --resume {save}" in last
    assert "RuntimeError: planted" in last
    assert moves_saved(tmp_path) == 1
    again = opened("play", "--resume", str(save))
    again.wait_for(TABLE)


# -- a shell, and small windows


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no shell with job control")
def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_brings_the_table_back(
    opened: Callable[..., Terminal],
) -> None:
    shell = 'import os, sys; os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])'
    terminal = opened(program=shell, variables={"PS1": "ready> "})
    terminal.wait_for("ready> ")
    terminal.press(f"{sys.executable} -m wargame {' '.join(VILLAGES)}\n")
    terminal.wait_for(TABLE)
    terminal.rest()
    terminal.press("\x1a")
    terminal.wait_for("Stopped")
    terminal.press("echo $((6 * 7))$((6 * 7))\n")
    terminal.wait_for("4242")
    assert not set(terminal.faults()) - OF_BASH
    terminal.seen = b""
    terminal.press("fg\n")
    terminal.wait_for(TABLE)
    terminal.wait_for("Go on")
    terminal.press("\r")
    terminal.wait_for(CHOOSING)
    terminal.press("\x11")
    terminal.rest()
    terminal.press("exit\n")
    terminal.ended()
    assert not set(terminal.faults()) - OF_BASH


def test_one_that_was_stopped_from_outside_goes_on_and_leaves_the_terminal_as_it_was(
    opened: Callable[..., Terminal],
) -> None:
    terminal = opened(*VILLAGES)
    to_choice(terminal)
    terminal.press("\x1a")  # there is no shell that could go on with it
    terminal.rest()
    terminal.send(signal.SIGSTOP)
    time.sleep(0.2)
    terminal.seen = b""
    terminal.send(signal.SIGCONT)
    terminal.wait_for(TABLE)
    terminal.rest()
    terminal.press("?")
    terminal.wait_for(HELP)
    terminal.press("\x11")
    terminal.ended()
    assert (terminal.code, terminal.faults()) == (0, [])


def test_a_stop_that_no_shell_could_undo_is_overlooked_also_by_one_that_is_being_left(
    opened: Callable[..., Terminal],
) -> None:
    terminal = opened(*VILLAGES)
    to_choice(terminal)
    terminal.send(signal.SIGTSTP)  # as the terminal's own Ctrl-Z once its keys are no longer read raw
    terminal.send(signal.SIGTERM)
    terminal.send(signal.SIGTSTP)
    assert terminal.is_gone_within(4.0)
    assert terminal.code == 128 + signal.SIGTERM


def test_a_window_too_small_says_how_much_it_needs_and_ends_nothing(
    tmp_path: Path, opened: Callable[..., Terminal]
) -> None:
    terminal = opened(*VILLAGES, size=(5, 20), variables={"TERM": "no-such-terminal", "NO_COLOR": "1"})
    terminal.wait_for("60×18")
    terminal.resize(1, 1)
    terminal.rest()
    terminal.press(f"\r{DOWN}\r")
    terminal.rest()
    terminal.seen = b""
    terminal.resize(80, 24)
    terminal.wait_for(TABLE)
    terminal.rest()
    terminal.press("?")
    terminal.wait_for(HELP)
    terminal.press("\x11")
    terminal.ended()
    assert (terminal.code, terminal.faults()) == (0, [])
    assert moves_saved(tmp_path) == 0
