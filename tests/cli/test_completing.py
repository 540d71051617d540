"""A shell is offered commands, options, scenarios, saved games, sides and players, without a wait for the engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

COMPLETE = """
import json, os, sys
from wargame.__main__ import main
for variables in json.load(sys.stdin):
    sys.argv = ["wargame"]
    os.environ.update(variables)
    try:
        main()
    except SystemExit:
        pass
    print("-- said --")
print("loaded:", *({"numba", "textual"} & set(sys.modules)))
"""


def answers(asked: list[dict[str, str]], saves: Path) -> list[str]:
    """Return what one process says to each of these environments; fails if that loads what is slow."""
    done = subprocess.run(
        [sys.executable, "-c", COMPLETE],
        cwd=ROOT,
        env={**os.environ, "WARGAME_SAVES": str(saves), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *said, loaded = done.stdout.split("-- said --\n")
    assert loaded.strip() == "loaded:"
    return said


def in_bash(line: str) -> dict[str, str]:
    """Return the environment in which bash asks how a line may end."""
    words = line.split(" ")
    return {
        "_WARGAME_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }


def offered(lines: list[str], saves: Path) -> list[list[str]]:
    """Return what is offered for the end of each line."""
    return [[each for each in said.splitlines() if each] for said in answers([in_bash(line) for line in lines], saves)]


OFFERED: dict[str, list[str]] = {
    "wargame tour": ["tournament"],
    "wargame scenario ch": ["check"],
    "wargame run two-villages --gam": ["--games", "--game"],
    "wargame run riv": ["river-treaty"],
    "wargame scenario show two": ["two-villages"],
    "wargame play riv": ["river-treaty"],
    "wargame play --resume a-g": ["a-game"],
    "wargame replay a-": ["a-game"],
    "wargame save verify a-": ["a-game"],
    "wargame tournament two-villages --players random,doc": ["random,doctrine"],
    "wargame analyze balance two-villages --strong se": ["search:"],
    "wargame run two-villages --seat hill=gre": ["hill=greedy"],
    "wargame run two-villages --seat hill = gre": ["greedy"],  # as bash splits it
    "wargame run two-villages --seat hill = hu": [],
    "wargame play two-villages --seat hill = hu": ["human"],
    "wargame run nowhere.toml --seat hi": [],
    "wargame run nothing-like-it": [],
}


def test_tab_offers(tmp_path: Path) -> None:
    (tmp_path / "a-game.jsonl").write_text("")
    assert dict(zip(OFFERED, offered([*OFFERED], tmp_path), strict=True)) == OFFERED


def test_sides_are_those_of_the_scenario_and_players_stand_behind_each(tmp_path: Path) -> None:
    lines = ["wargame play two-villages --seat ", "wargame play two-villages --seat hill ="]
    found, players = offered(lines, tmp_path)
    assert {each.partition("=")[0] for each in found} == {"hill", "vale"}
    assert players == [each.partition("=")[2] for each in found if each.startswith("hill=")]


def test_other_shells_are_answered_and_each_is_shown_what_it_needs(tmp_path: Path) -> None:
    shown = [{"_WARGAME_COMPLETE": f"source_{shell}"} for shell in ("bash", "zsh", "fish")]
    words = {"_WARGAME_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "wargame run two-villages --seat hill=gre"}
    *scripts, said = answers([*shown, words], tmp_path)
    assert all("COMPLETE" in each for each in scripts)
    assert len({*scripts}) == 3
    assert "hill=greedy" in said


def test_what_a_shell_needs_is_printed_by_an_option() -> None:
    command = [sys.executable, "-m", "wargame", "--show-completion", "bash"]
    environment = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "COMPLETE" in done.stdout


def test_a_saved_game_with_a_hostile_name_is_not_offered(tmp_path: Path) -> None:
    for name in ("plain", "es\x1b[2Jcape", "two\nlines", "bi\u202edi"):
        (tmp_path / f"{name}.jsonl").write_bytes(b"")
    assert offered(["wargame replay "], tmp_path) == [["plain"]]
