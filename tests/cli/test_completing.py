"""A shell is offered commands, options, scenarios, saved games, sides and players, without a wait for the engine."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

COMPLETE = """
import sys
from wargame.__main__ import main
sys.argv = ["wargame"]
try:
    main()
except SystemExit:
    pass
print("loaded:", *({"numba", "textual"} & set(sys.modules)))
"""


def offered(line: str, saves: Path, **variables: str) -> list[str]:
    """Return what is offered for the end of a line; fails if that loads what is slow."""
    words = line.split(" ")
    variables = variables or {
        "_WARGAME_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    environment = {**os.environ, "WARGAME_SAVES": str(saves), **variables}
    done = subprocess.run(
        [sys.executable, "-c", COMPLETE], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    *found, loaded = done.stdout.splitlines()
    assert loaded.strip() == "loaded:"
    return [each for each in found if each]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("wargame tour", ["tournament"]),
        ("wargame scenario ch", ["check"]),
        ("wargame run two-villages --gam", ["--games", "--game"]),
        ("wargame run riv", ["river-treaty"]),
        ("wargame scenario show two", ["two-villages"]),
        ("wargame play riv", ["river-treaty"]),
        ("wargame play --resume a-g", ["a-game"]),
        ("wargame replay a-", ["a-game"]),
        ("wargame save verify a-", ["a-game"]),
        ("wargame tournament two-villages --players random,doc", ["random,doctrine"]),
        ("wargame analyze balance two-villages --strong se", ["search:"]),
        ("wargame run two-villages --seat hill=gre", ["hill=greedy"]),
        ("wargame run two-villages --seat hill = gre", ["greedy"]),  # as bash splits it
        ("wargame run two-villages --seat hill = hu", []),
        ("wargame play two-villages --seat hill = hu", ["human"]),
        ("wargame run nowhere.toml --seat hi", []),
        ("wargame run nothing-like-it", []),
    ],
)
def test_tab_offers(line: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "a-game.jsonl").write_text("")
    assert offered(line, tmp_path) == expected


def test_sides_are_those_of_the_scenario_and_players_stand_behind_each(tmp_path: Path) -> None:
    found = offered("wargame play two-villages --seat ", tmp_path)
    assert {each.partition("=")[0] for each in found} == {"hill", "vale"}
    assert offered("wargame play two-villages --seat hill =", tmp_path) == [
        each.partition("=")[2] for each in found if each.startswith("hill=")
    ]


def test_zsh_is_answered_too(tmp_path: Path) -> None:
    words = {"_WARGAME_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "wargame run two-villages --seat hill=gre"}
    assert "hill=greedy" in "".join(offered("", tmp_path, **words))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_a_shell_needs_is_shown(shell: str) -> None:
    command = [sys.executable, "-m", "wargame", "--show-completion", shell]
    environment = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "COMPLETE" in done.stdout


def test_a_saved_game_with_a_hostile_name_is_not_offered(tmp_path: Path) -> None:
    for name in ("plain", "es\x1b[2Jcape", "two\nlines", "bi\u202edi"):
        (tmp_path / f"{name}.jsonl").write_bytes(b"")
    assert offered("wargame replay ", tmp_path) == ["plain"]
