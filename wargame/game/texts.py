"""The choice among several texts of a rule: by a hash of the game's seed and the rule, never by a roll.

Each game shuffles a list once, and goes round it. So texts change nothing in the course of a game, and a replay tells
the same ones.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wargame.scenario.rules import Texts


def told(texts: Texts, seed: int, key: str, times: int) -> str:
    """Return the text of a rule (`key`) that was told `times` times before in this game; "" where it has none."""
    if len(texts) <= 1:
        return texts[0] if texts else ""
    order = _shuffled(len(texts), seed, key)
    return texts[order[times % len(texts)]]


@lru_cache(maxsize=4096)
def _shuffled(count: int, seed: int, key: str) -> list[int]:
    """Return the order in which a game tells a list of so many texts."""
    begun = blake2b(f"{seed} {key} ".encode(), digest_size=8)

    def drawn(at: int) -> bytes:
        whole = begun.copy()
        whole.update(str(at).encode())
        return whole.digest()

    return sorted(range(count), key=drawn)
