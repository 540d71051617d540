"""Random keys over every screen; `make monkey` presses twenty thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from monkey import mashed, roughened

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("seed", [1])
def test_random_keys_crash_nothing_and_leave_whole_games(tmp_path: Path, seed: int) -> None:
    met = mashed(seed, 80, tmp_path)
    assert met["keys"] >= 80


@pytest.mark.parametrize("seed", [1, 2])
def test_bytes_of_every_kind_in_a_terminal_crash_nothing_and_leave_no_process(tmp_path: Path, seed: int) -> None:
    met = roughened(seed, 60, tmp_path)
    assert met["terminals"] == 1
