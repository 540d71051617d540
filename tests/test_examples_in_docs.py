"""What the pages show in Python runs as shown, and the game that README.md shows is played so."""

from __future__ import annotations

import re
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


def test_the_game_of_the_readme_is_played_so(tmp_path: Path) -> None:
    block = re.findall(
        r"```\n\$ wargame (play --plain .*?)\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    ((command, shown),) = block
    prompt = "Washington> "
    typed = re.findall(rf"^{prompt}(.*)$", shown, re.MULTILINE)
    assert typed
    told = wargame(*command.split(), "--saves", tmp_path, typed="\n".join([*typed, "quit", ""])).out
    at = 0
    for line in shown.splitlines():
        if line and line != "…":
            at = told.index(f"\n{line}\n", at)


def test_there_are_some() -> None:
    assert len(BLOCKS) >= 4
