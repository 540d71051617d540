"""Which of several texts is told: a hash of the game's seed and the rule, never a roll.

A list is told in an order of its own in every game, from its beginning again once it is through. No word changes the
course of a game, and a replay tells the same.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wargame.scenario.rules import Texts


def told(texts: Texts, seed: int, key: str, times: int) -> str:
    """Return the text that is told of a rule, "" where it has none; `times` it was told before in this game."""
    if len(texts) <= 1:
        return texts[0] if texts else ""
    order = sorted(range(len(texts)), key=lambda at: blake2b(f"{seed} {key} {at}".encode(), digest_size=8).digest())
    return texts[order[times % len(texts)]]
