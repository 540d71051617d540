"""The same games, the same bytes, in any process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from repeating import repeat

TESTS = Path(__file__).parent.parent


def test_the_same_games_give_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    paths = os.pathsep.join([str(TESTS.parent), str(TESTS), str(TESTS / "journal")])
    done = subprocess.run(
        [sys.executable, TESTS / "journal" / "repeating.py", "12", "5", tmp_path / "there"],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "99", "NUMBA_NUM_THREADS": "2"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert repeat(12, 5, tmp_path / "here") == json.loads(done.stdout)
