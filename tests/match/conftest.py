"""A scenario whose games are cut short by its ply limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from examples import small_with

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """Return a scenario whose rules fail in some games."""
    path = tmp_path / "short.toml"
    path.write_text(small_with("ply_limit = 20", "ply_limit = 9"), encoding="utf-8")
    return path
