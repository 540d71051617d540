"""A terminal is left as it was found, at once, whatever ends the program; and nothing that was played is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from commands import only_save
from examples import ROOT
from terminals import Terminal

from wargame.game.summit import load
from wargame.journal.reading import read_journal
from wargame.journal.replay import standing, verified

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_SECONDS = 1.0  # until it has gone; only looked at where nothing else is busy
VILLAGES = ("play", "two-villages", "--seed", "11")
FAULTY = """
import sys
from wargame.tui import app
app.WargameApp.action_help = lambda self: 1 / 0
app.run()
"""
MENU, TABLE = "Tutorial", "Goal "


@pytest.fixture
def opened() -> Iterator[list[Terminal]]:
    terminals: list[Terminal] = []
    yield terminals
    for each in terminals:
        each.close()


def assert_left_well(terminal: Terminal, code: int) -> None:
    """Check that it went at once, as asked, and left the terminal as it was."""
    taken = terminal.ended()
    assert terminal.faults() == []
    assert terminal.code == code, terminal.seen[-2000:]
    assert b"Traceback" not in terminal.seen
    assert taken < MOST_SECONDS * (1 + os.getloadavg()[0])  # a busy machine takes longer


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_the_table_leaves_the_terminal_as_it_was_and_keeps_every_move(
    tmp_path: Path, opened: list[Terminal], number: signal.Signals
) -> None:
    opened.append(terminal := Terminal(*VILLAGES, folder=tmp_path))
    terminal.wait_for(TABLE)
    terminal.wait_for("Go on")
    terminal.press("\r")
    terminal.wait_for("Why")
    terminal.press("\x1b[B\x1b[B\r")
    terminal.wait_for("commits")
    terminal.press("c")
    terminal.wait_for("What came of it")
    terminal.send(number)
    assert_left_well(terminal, 128 + number)
    journal = read_journal(only_save(tmp_path / "saves"))
    assert not verified(load("two-villages"), journal)
    assert [each.side for each in standing(journal)] == ["hill"]


@pytest.mark.parametrize("number", [signal.SIGINT])
def test_a_signal_at_the_menu_while_the_engine_loads(
    tmp_path: Path, opened: list[Terminal], number: signal.Signals
) -> None:
    opened.append(terminal := Terminal(folder=tmp_path))
    terminal.wait_for(MENU)
    terminal.send(number)
    assert_left_well(terminal, 128 + number)


def test_it_is_left_by_key_during_the_first_compile(tmp_path: Path, opened: list[Terminal]) -> None:
    opened.append(terminal := Terminal(folder=tmp_path, variables={"XDG_CACHE_HOME": str(tmp_path / "cold")}))
    terminal.wait_for(MENU)
    terminal.press("\r")
    terminal.wait_for("One moment")
    terminal.press("\x11")  # Ctrl+Q
    assert_left_well(terminal, 0)


def test_it_is_left_by_key_while_somebody_thinks(tmp_path: Path, opened: list[Terminal]) -> None:
    seats = ("--seat", "hill=search:1000000", "--seat", "vale=human")
    opened.append(terminal := Terminal(*VILLAGES[:2], "--seed", "1", *seats, folder=tmp_path))
    terminal.wait_for(TABLE)
    for _ in range(20):
        terminal.read(0.1)
    terminal.press("\x11")
    assert_left_well(terminal, 0)


def test_a_fault_at_the_menu_leaves_the_terminal_as_it_was_and_is_told_in_one_line(
    tmp_path: Path, opened: list[Terminal]
) -> None:
    opened.append(terminal := Terminal(folder=tmp_path, program=FAULTY))
    terminal.wait_for(MENU)
    terminal.press("?")
    terminal.ended()
    assert terminal.faults() == []
    assert terminal.code == 1
    assert (
        b"wargame: ended by a fault of its own: ZeroDivisionError: division by zero; its traceback: " in terminal.seen
    )
    assert b"Traceback" not in terminal.seen
    assert "in <lambda>" in (tmp_path / "state" / "wargame" / "log" / "crash.log").read_text("utf-8")


def test_what_cannot_be_opened_is_one_line_after_the_screen_is_gone(tmp_path: Path, opened: list[Terminal]) -> None:
    opened.append(terminal := Terminal("play", "no-such-summit", folder=tmp_path))
    terminal.ended()
    assert (terminal.code, terminal.faults()) == (1, [])
    assert b"Traceback" not in terminal.seen
    assert b"wargame: " in terminal.seen
    assert b"no-such-summit" in terminal.seen


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_cannot_move_its_cursor_gets_the_game_line_by_line(
    tmp_path: Path, opened: list[Terminal], term: str
) -> None:
    opened.append(terminal := Terminal(*VILLAGES, folder=tmp_path, variables={"TERM": term}))
    terminal.wait_for("Seed 11.")
    terminal.press("quit\n")
    terminal.ended()
    assert terminal.code == 0
    assert b"\x1b[?1049h" not in terminal.seen


def test_a_pipe_gets_the_game_line_by_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wargame", *VILLAGES, "--saves", tmp_path],
        cwd=ROOT, input="1\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert len(standing(read_journal(only_save(tmp_path)))) >= 1


def test_between_two_people_a_terminal_is_cleared_line_by_line_too_with_all_that_was_scrolled_off_it(
    tmp_path: Path, opened: list[Terminal]
) -> None:
    seats = ("--seat", "hill=human", "--seat", "vale=human")
    opened.append(terminal := Terminal(*VILLAGES, *seats, "--plain", folder=tmp_path))
    terminal.wait_for("Pass the keyboard")
    terminal.press("\n")
    terminal.wait_for("mandate")
    terminal.press("1\n")
    terminal.wait_for("Enter to go on")
    terminal.press("\n")
    terminal.wait_for("\x1b[3J")
    terminal.wait_for("press Enter once you sit there> ")
    assert b"?[" not in terminal.seen  # what clears it came through whole
    terminal.press("quit\n")
    terminal.rest()


def test_a_terminal_of_plain_signs_shows_plain_ones_on_the_full_screen(tmp_path: Path, opened: list[Terminal]) -> None:
    opened.append(terminal := Terminal(*VILLAGES, folder=tmp_path, variables={"PYTHONIOENCODING": "ascii"}))
    terminal.wait_for("Goal ")
    terminal.wait_for("Go on")
    terminal.press("\x11")
    assert_left_well(terminal, 0)
    assert terminal.seen.isascii()
