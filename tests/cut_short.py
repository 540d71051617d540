"""A scenario whose games are cut short by its ply limit: a fault of its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def cut_short(folder: Path) -> Path:
    """Write a scenario whose rules fail in some games, and return its file."""
    text = (ROOT / "scenarios" / "two-villages.toml").read_text(encoding="utf-8")
    assert text.count("\nply_limit = 6\n") == 1
    path = folder / "short.toml"
    path.write_text(text.replace("\nply_limit = 6\n", "\nply_limit = 5\n"), encoding="utf-8")
    return path
