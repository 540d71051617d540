"""Saving a game at the table: its moves are written to a file as long as that can be done."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.journal.disk import Lack
from wargame.journal.entries import PolicyId
from wargame.journal.keeping import Keeper, Renewal

if TYPE_CHECKING:
    from wargame.game.move import Move
    from wargame.game.record import Record

_TOLD = (Lack.LOCKS, Lack.SYNC, Lack.FOLDER_SYNC)  # the others cost nobody anything


@frozen
class Unsaved:
    """Moves cannot be saved; the game goes on."""

    reason: str


@frozen
class SavedAgain:
    """What could not be saved before is saved now."""


@frozen
class Caution:
    """A warning of a feature that the file system lacks."""

    lack: Lack
    folder: Path


News = Renewal | Unsaved | SavedAgain | Caution


@define(eq=False)
class Saving:
    """A game whose moves are saved as they are made; the game goes on if they cannot be.

    Only what the file system has acknowledged is called saved.
    """

    game: Game
    keeper: Keeper | None = None  # None: nothing can be saved
    reason: str = ""  # why there is no keeper
    begin: Callable[[], Keeper] | None = None  # makes one of the game as it stands
    shield: Callable[[], AbstractContextManager[None]] = nullcontext  # around what must not be cut in two
    pinned: PolicyId | None = None  # that search players used, as the resumed file names it
    _told_trouble: str = field(init=False)
    _told_cautions: list[Caution] = field(init=False)
    _told_renewals: int = field(init=False, default=0)
    _is_open: bool = field(init=False, default=True)

    def __attrs_post_init__(self) -> None:
        """Create the file; what is wrong already counts as told, since players read it when they sit down."""
        self._begin()
        self._told_trouble, self._told_cautions = self.trouble, self.cautions

    @property
    def path(self) -> Path | None:
        """Return the file that holds the game, or its beginning; None if there is none."""
        return None if self.keeper is None or self.keeper.writer.is_displaced else self.keeper.writer.path

    @property
    def trouble(self) -> str:
        """Return why something is not saved, "" if all is."""
        return self.reason if self.keeper is None else self.keeper.trouble

    @property
    def cautions(self) -> list[Caution]:
        """Return a warning for each feature that the file system lacks."""
        if self.keeper is None:
            return []
        folder, lacks = self.keeper.writer.path.parent, self.keeper.lacks
        return [Caution(lack, folder) for lack in _TOLD if lack in lacks]

    @property
    def is_saved(self) -> bool:
        """Say whether all that was played is on disk."""
        return self.keeper is not None and self.keeper.is_saved

    def take_news(self) -> list[News]:
        """Return the news of saving since the last call: trouble, its end, warnings, a new file."""
        renewals = self.keeper.renewals if self.keeper else []
        found: list[News] = [*renewals[self._told_renewals :]]
        if self.trouble and self.trouble != self._told_trouble:
            found.append(Unsaved(self.trouble))
        if self._told_trouble and not self.trouble:
            found.append(SavedAgain())
        found += [each for each in self.cautions if each not in self._told_cautions]
        self._told_trouble, self._told_cautions = self.trouble, self.cautions
        self._told_renewals = len(renewals)
        return found

    def play(self, move: str | Move) -> Record:
        """Play a move and save it, if that can be done."""
        with self.shield():
            if self.keeper:
                return self.keeper.play(move)
            record = self.game.play(move)
            self._begin()
            return record

    def note(self, text: str, seat: str) -> None:
        """Write a note of a seat on the last move, if that can be done."""
        if self.keeper:
            with self.shield():
                self.keeper.note(self.game.ply, text, seat=seat)

    def undo(self) -> Record:
        """Take the last move back and save that, if that can be done."""
        with self.shield():
            if self.keeper:
                return self.keeper.undo()
            record = self.game.undo()
            self._begin()
            return record

    def _begin(self) -> None:
        """Create the file, if there is none yet and that can be done now."""
        if self.keeper or self.begin is None:
            return
        try:
            self.keeper, self.reason = self.begin(), ""
        except JournalError as error:
            self.reason = str(error)

    def close(self) -> None:
        """Try once more to write what could not be written, and unlock the file."""
        if not self._is_open:
            return
        self._is_open = False
        with self.shield():
            self._begin()
            if self.keeper:
                self.keeper.close()
