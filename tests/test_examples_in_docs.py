"""What README.md and docs/players.md show in Python runs as shown."""

from __future__ import annotations

import re

import pytest
from examples import ROOT

BLOCKS = {
    f"{name}, {at}": block
    for name in ("README.md", "docs/players.md")
    for at, block in enumerate(re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL))
}


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_it_runs(block: str) -> None:
    exec(compile(block, "example", "exec"), {"__name__": "example"})  # noqa: S102  our own pages


def test_there_are_some() -> None:
    assert len(BLOCKS) >= 3
