"""A scenario whose games are cut short by its ply limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """Return a scenario whose rules fail in some games."""
    path = tmp_path / "short.toml"
    text = (ROOT / "scenarios" / "two-villages.toml").read_text(encoding="utf-8")
    assert text.count("\nply_limit = 6\n") == 1
    path.write_text(text.replace("\nply_limit = 6\n", "\nply_limit = 5\n"), encoding="utf-8")
    return path
