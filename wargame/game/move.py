"""A move as a player means it: who, and what."""

from __future__ import annotations

from attrs import frozen


@frozen
class Move:
    """An intent; what came of it is a `Record`."""

    side: str
    id: str

    def __str__(self) -> str:
        """Write it as `usa:lash-out`."""
        return f"{self.side}:{self.id}"
