"""What lies in the working folder is data, whatever it is called: no command runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wargame.processes import program

NAMES = ("typer", "socket", "numba", "json", "random", "numpy", "pickle", "multiprocessing", "wargame_player", "attrs")
SCRIPT = str(Path(sys.executable).with_name("wargame"))
MODULE = [sys.executable, "-m", "wargame"]
TOURNAMENT = ["tournament", "two-villages", "--players", "greedy,random", "--games", "2", "--workers", "2"]
MINE = "class Mine:\n    def decide(self, view):\n        return view.legal[0]\n"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Return a folder in which half of the library lies once more."""
    for name in NAMES:
        text = f"from pathlib import Path\nPath(__file__).with_suffix('.ran').touch()\nraise SystemExit('{name}')\n"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    (tmp_path / "mine.py").write_text(MINE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        program("scenario", "list"),  # as `serve` and `bench` start it
        [*MODULE, "run", "two-villages", "--games", "2", "--seat", "hill=module:mine.py"],
        [SCRIPT, *TOURNAMENT],
        [*MODULE, *TOURNAMENT, "--move-limit", "60"],
    ],
    ids=["started by us", "module", "workers of the script", "workers with a move limit"],
)
def test_no_command_runs_what_lies_in_the_working_folder(hostile: Path, command: list[str]) -> None:
    free = {name: value for name, value in os.environ.items() if name not in {"PYTHONSAFEPATH", "PYTHONPATH"}}
    done = subprocess.run(
        command, cwd=hostile, env=free, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not list(hostile.glob("*.ran"))
