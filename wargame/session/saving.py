"""The game that is being played, and the file it is written to, if it can be."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.journal.disk import Lack
from wargame.journal.entries import PolicyId
from wargame.journal.keeping import Keeper

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.move import Move
    from wargame.game.record import Record

_CAUTIONS = {
    Lack.LOCKS: "the file system of {folder} has no locks: play this game in one program at a time",
    Lack.SYNC: "the file system of {folder} cannot be told to keep what was written: a power cut may cost moves",
    Lack.FOLDER_SYNC: "the file system of {folder} cannot be told to keep names: a power cut may cost a new game",
}


@frozen
class News:
    """What has become of the saving of a game."""

    text: str
    is_bad: bool  # moves are not saved


@define(eq=False)
class Saving:
    """A game whose moves are saved as they are made; the game goes on where they cannot be.

    Only what the file system has acknowledged is called saved.
    """

    game: Game
    keeper: Keeper | None = None  # None: nothing can be saved
    reason: str = ""  # why there is no keeper
    begin: Callable[[], Keeper] | None = None  # makes one of the game as it stands
    shield: Callable[[], AbstractContextManager[None]] = nullcontext  # around what must not be cut in two
    pinned: PolicyId | None = None  # what the file that is gone on with says its search players leaned on
    _told_trouble: str = field(init=False)
    _told_cautions: list[str] = field(init=False)
    _told_renewals: int = field(init=False, default=0)
    _is_open: bool = field(init=False, default=True)

    def __attrs_post_init__(self) -> None:
        """Make the file, and begin with what the players will be told when they sit down."""
        self._begin()
        self._told_trouble, self._told_cautions = self.trouble, self.cautions

    @property
    def path(self) -> Path | None:
        """Return the file that holds the game, or the beginning of it; None if there is none."""
        return None if self.keeper is None or self.keeper.writer.is_displaced else self.keeper.writer.path

    @property
    def trouble(self) -> str:
        """Return why something is not saved, "" if all is."""
        return self.reason if self.keeper is None else self.keeper.trouble

    @property
    def cautions(self) -> list[str]:
        """Return what the file system cannot do for the game, in words."""
        if self.keeper is None:
            return []
        folder = self.keeper.writer.path.parent
        return [words.format(folder=folder) for lack, words in _CAUTIONS.items() if lack in self.keeper.lacks]

    @property
    def is_saved(self) -> bool:
        """Say whether all that was played is on disk."""
        return self.keeper is not None and self.keeper.is_saved

    def news(self) -> list[News]:
        """Return what has changed in the saving of moves since the last call."""
        found = []
        renewals = self.keeper.renewals if self.keeper else []
        for each in renewals[self._told_renewals :]:
            text = f"{each.old}: {each.reason}. The whole game was written anew, and is saved in {each.new}"
            found.append(News(text, is_bad=False))
        if self.trouble and self.trouble != self._told_trouble:
            found.append(News(f"not saved: {self.trouble}; the game goes on", is_bad=True))
        if self._told_trouble and not self.trouble:
            found.append(News("Saved again, with all moves so far.", is_bad=False))
        found += [News(text, is_bad=False) for text in self.cautions if text not in self._told_cautions]
        self._told_trouble, self._told_cautions = self.trouble, self.cautions
        self._told_renewals = len(renewals)
        return found

    def play(self, move: str | Move) -> Record:
        """Play a move and write it down."""
        with self.shield():
            if self.keeper:
                return self.keeper.play(move)
            record = self.game.play(move)
            self._begin()
            return record

    def undo(self) -> Record:
        """Take the last move back and write that down."""
        with self.shield():
            if self.keeper:
                return self.keeper.undo()
            record = self.game.undo()
            self._begin()
            return record

    def _begin(self) -> None:
        """Make the file, if there is none and it can be made by now."""
        if self.keeper or self.begin is None:
            return
        try:
            self.keeper, self.reason = self.begin(), ""
        except JournalError as error:
            self.reason = str(error)

    def close(self) -> None:
        """Try once more to write what could not be written, and let the file go."""
        if not self._is_open:
            return
        self._is_open = False
        with self.shield():
            self._begin()
            if self.keeper:
                self.keeper.close()
