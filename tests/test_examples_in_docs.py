"""What the pages show is so: Python runs, the game of README.md is played, the tutorial of authors is followed."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BLOCKS = {
    f"{name}, {at}": block
    for name in ("README.md", "docs/api.md", "docs/players.md")
    for at, block in enumerate(re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL))
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_it_runs(block: str) -> None:
    exec(compile(block, "example", "exec"), {"__name__": "example"})  # noqa: S102  our own pages


def assert_told(shown: str, told: str) -> None:
    """Assert that the lines shown were told, in this order and whole; `…` stands for what a page leaves out."""
    at = 0
    for line in shown.splitlines():
        if line and line != "…":
            at = f"\n{told}".index(f"\n{line}\n", at)


def test_the_game_of_the_readme_is_played_so(tmp_path: Path) -> None:
    block = re.findall(
        r"```\n\$ wargame (play --plain .*?)\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    ((command, shown),) = block
    typed = re.findall(r"^Washington> (.*)$", shown, re.MULTILINE)
    assert typed
    assert_told(shown, wargame(*command.split(), "--saves", tmp_path, typed="\n".join([*typed, "quit", ""])).out)


def test_the_tutorial_of_authors_can_be_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "scenario-tutorial.md").read_text(encoding="utf-8")
    steps = re.findall(r"^```(toml|)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert len(steps) == page.count("\n```") // 2 > 10
    for kind, block in steps:
        if kind:
            with (tmp_path / "hot-summer.toml").open("a", encoding="utf-8") as file:
                file.write(block)
            continue
        for command, shown in re.findall(r"^\$ wargame (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            typed = re.findall(r"^Upper Ford> (.*)$", shown, re.MULTILINE)
            done = wargame(*shlex.split(command, comments=True), typed="\n".join([*typed, "quit", ""]))
            assert done.code == ("# exit code 1" in command), done.err
            assert_told(shown, done.out or done.err)


def test_there_are_some() -> None:
    assert len(BLOCKS) >= 4
