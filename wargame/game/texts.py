"""The choice among several texts of a rule: by a hash of the game's seed and the rule, never by a roll.

Each game shuffles a list once, and goes round it. So texts change nothing in the course of a game, and a replay tells
the same ones.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wargame.scenario.rules import Texts


def told(texts: Texts, seed: int, key: str, times: int) -> str:
    """Return the text of a rule (`key`) that was told `times` times before in this game; "" where it has none."""
    if len(texts) <= 1:
        return texts[0] if texts else ""
    order = sorted(range(len(texts)), key=lambda at: blake2b(f"{seed} {key} {at}".encode(), digest_size=8).digest())
    return texts[order[times % len(texts)]]
