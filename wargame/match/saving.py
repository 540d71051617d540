"""The game that is being played, and the file it is written to, if it can be."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.game.game import Game
from wargame.journal.entries import PolicyId
from wargame.journal.keeping import Keeper

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.move import Move
    from wargame.game.record import Record
    from wargame.players.learned import PolicyUse

__all__ = ["Saving", "policy_id"]


@define(eq=False)
class Saving:
    """A game whose moves are saved as they are made; the game goes on where they cannot be.

    Only what the file system has acknowledged is called saved.
    """

    game: Game
    keeper: Keeper | None = None  # None: nothing can be saved
    reason: str = ""  # why there is no keeper
    shield: Callable[[], AbstractContextManager[None]] = nullcontext  # around what must not be cut in two
    pinned: PolicyId | None = None  # what the file that is gone on with says its search players leaned on
    _told: str = field(init=False)
    _is_open: bool = field(init=False, default=True)

    def __attrs_post_init__(self) -> None:
        """Begin with what the players have been told at the start."""
        self._told = self.trouble

    @property
    def path(self) -> Path | None:
        """Return the file, None if there is none."""
        return self.keeper.writer.path if self.keeper else None

    @property
    def trouble(self) -> str:
        """Return why something is not saved, "" if all is."""
        if self.keeper is None:
            return self.reason
        return self.keeper.trouble.replace(": not saved: ", ": ") if self.keeper.unsaved else ""

    @property
    def is_saved(self) -> bool:
        """Say whether all that was played is on disk."""
        return self.keeper is not None and self.keeper.is_saved

    def news(self) -> str:
        """Return a sentence if it has changed since the last call whether moves are saved, else ""."""
        before, self._told = self._told, self.trouble
        if before == self._told:
            return ""
        return f"not saved: {self._told}; the game goes on" if self._told else "Saved again, with all moves so far."

    def play(self, move: str | Move) -> Record:
        """Play a move and write it down."""
        with self.shield():
            return self.keeper.play(move) if self.keeper else self.game.play(move)

    def undo(self) -> Record:
        """Take the last move back and write that down."""
        with self.shield():
            return self.keeper.undo() if self.keeper else self.game.undo()

    def close(self) -> None:
        """Try once more to write what could not be written, and let the file go."""
        if self.keeper and self._is_open:
            self._is_open = False
            with self.shield():
                self.keeper.close()


def policy_id(policy: PolicyUse) -> PolicyId | None:
    """Return what a header says of a policy, None where nobody leans on one."""
    return PolicyId(policy.name, policy.digest) if policy.leans else None
