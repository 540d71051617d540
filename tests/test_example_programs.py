"""The programs of examples/ run, with few games, and import nothing of this project but its public names."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "examples"
FEW = {
    "cloned_player": (["--games", "60"], "in new games it plays the likeliest move "),
    "data_frame": (["--games", "50"], "50 games, "),
    "learned_policy": (["--steps", "40", "--games", "50"], "after 3"),
    "made_in_code": (["--games", "50"], "8 rounds: "),
    "meta_game": (["--games", "4"], "replicator alpha-rank\n"),
    "own_player": (["--games", "2"], "2 games: "),
    "play_a_game": ([], "decisions: "),
    "replayed_journal": ([], "every move, roll and score is as the rules have it"),
    "sweep": (["--games", "50"], "bell in the pond"),
    "tournament": (["--games", "4"], "random against doctrine: "),
    "what_an_ai_thinks": (["--most", "1", "--simulations", "20"], "it believes in "),
}
PROGRAMS = sorted(FOLDER.glob("*.py"))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_it_runs(path: Path, tmp_path: Path) -> None:
    arguments, expected = FEW[path.stem]
    command = [sys.executable, "-P", "-W", "error", str(path), *arguments]
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert expected in done.stdout


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_it_needs_nothing_but_public_names_and_is_described(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = ast.get_docstring(tree) or ""
    assert f"python examples/{path.name}" in told
    modules = {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [each for each in modules if each.startswith("wargame.")]
    assert f"`{path.name}`" in (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_there_are_ten() -> None:
    assert {path.stem for path in PROGRAMS} == FEW.keys()
