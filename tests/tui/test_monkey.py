"""Random keys over every screen; `make monkey` presses fifty thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monkey import mashed, roughened

if TYPE_CHECKING:
    from pathlib import Path


def test_random_keys_crash_nothing_and_leave_whole_games(tmp_path: Path) -> None:
    met = mashed(1, 80, tmp_path)
    assert met["keys"] >= 80


def test_bytes_of_every_kind_in_a_terminal_crash_nothing_and_leave_no_process(tmp_path: Path) -> None:
    met = roughened(1, 60, tmp_path)
    assert met["keys"] >= 60
    assert met["terminals"] >= 1
