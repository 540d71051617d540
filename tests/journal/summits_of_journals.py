"""What the trials of saved games play: a scenario frozen beside them, so that no change elsewhere changes them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from wargame.game.summit import Summit, compile_text

HERE = Path(__file__).parent
SHA256 = next((HERE / "scenarios").glob("*.toml")).stem
SEATS = {"north": "human", "south": "doctrine"}


@cache
def small() -> Summit:
    """Return the small scenario as it was when format 1 was made."""
    text = (HERE / "scenarios" / f"{SHA256}.toml").read_text(encoding="utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == SHA256
    return compile_text(text, "small.toml", SHA256)
