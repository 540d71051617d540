"""Random keys over every screen; `make monkey` presses twenty thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from monkey import mashed

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("seed", [1])
def test_random_keys_crash_nothing_and_leave_whole_games(tmp_path: Path, seed: int) -> None:
    met = mashed(seed, 80, tmp_path)
    assert met["keys"] >= 80
