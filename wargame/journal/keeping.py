"""A game that is saved as it is played: an entry is on disk before it is called saved.

A failing disk does not stop the game: what could not be written is kept, and written with the next move. A file that
was removed, replaced or changed by others meanwhile is left alone, and the whole game is written to a new one.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, field, frozen

import wargame
from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.journal.disk import Disk
from wargame.journal.entries import (
    FORMAT,
    MARKS,
    Chance,
    End,
    Entry,
    Header,
    Note,
    Origin,
    PolicyId,
    TakeBack,
    checked_text,
)
from wargame.journal.reading import read_journal
from wargame.journal.replay import (
    decision_of,
    end_of,
    entries_of,
    hash_of,
    notes_of,
    replayed,
    scenario_id_of,
    setup_of,
    standing,
)
from wargame.journal.store import keep_rules, rules_are_kept, stem_of
from wargame.journal.writing import DisplacedError, Writer, publish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.game.move import Move
    from wargame.game.record import Record
    from wargame.game.summit import Summit
    from wargame.journal.disk import Lack
    from wargame.journal.reading import Journal


@frozen
class Renewal:
    """A saved game that was written anew."""

    old: Path
    reason: str  # what had become of it
    new: Path


@define(eq=False)
class Keeper:
    """A game and its journal."""

    game: Game
    writer: Writer
    header: Header
    written: list[Entry]  # safe
    unsaved: list[Entry] = field(factory=list)  # could not be written yet
    trouble: str = ""  # why not all is saved, in words
    renewals: list[Renewal] = field(factory=list)

    @property
    def is_saved(self) -> bool:
        """Say whether all that was played is on disk, the rules included."""
        return not (self.unsaved or self.trouble)

    @property
    def lacks(self) -> frozenset[Lack]:
        """Return the features that the file system has been found to lack."""
        return self.writer.disk.lacks

    def play(self, move: str | Move) -> Record:
        """Play a move and write its entry."""
        record = self.game.play(move)
        entries: list[Entry] = [decision_of(self.game)]
        if self.game.is_over:
            entries.append(end_of(self.game))
        self._write(entries)
        return record

    def undo(self) -> Record:
        """Take the last move back and write an entry of that."""
        record = self.game.undo()
        self._write([TakeBack(ply=self.game.ply, state=hash_of(self.game))])
        return record

    def note(self, ply: int, text: str, mark: str = "", *, seat: str = "") -> None:
        """Write a note on a ply; `seat` is with whose eyes, "" the referee's.

        Raises:
            JournalError: there is no such ply or mark, or the text has a hidden character.
        """
        try:
            checked_text(text)
        except (TypeError, ValueError) as error:
            message = f"the note cannot be kept: {error}"
            raise JournalError(message) from None
        if not 0 <= ply <= self.game.ply:
            message = f"there is no ply {ply} to note on; the last is {self.game.ply}"
            raise JournalError(message)
        if mark not in ("", *MARKS):
            message = f"there is no mark {mark!r}; marks: {' '.join(MARKS)}"
            raise JournalError(message)
        self._write([Note(ply=ply, text=text, mark=mark, seat=seat)])

    def close(self) -> None:
        """Check the file once more, write what is not yet in it, and unlock it."""
        self._write([])
        self.writer.close()

    # -- writing

    def _write(self, entries: list[Entry]) -> None:
        """Write entries, and those that could not be written before, to the file that has the game's name."""
        self.unsaved += entries
        folder, summit, disk = self.writer.path.parent, self.game.summit, self.writer.disk
        try:
            try:
                self._catch_up()
            except DisplacedError as displaced:
                self._go_on_elsewhere(displaced)
                self._catch_up()
            if not rules_are_kept(folder, summit, disk):
                keep_rules(folder, summit, disk)
        except JournalError as error:
            self.trouble = str(error)
        else:
            self.trouble = ""

    def _catch_up(self) -> None:
        self.writer.check()
        while self.unsaved:
            self.writer.append(self.unsaved[0])
            self.written.append(self.unsaved[0])
            del self.unsaved[0]

    def _go_on_elsewhere(self, displaced: DisplacedError) -> None:
        """Go on in the file that has the name now, if it holds this game and no other, else in a new one.

        Raises:
            JournalError: neither can be.
        """
        try:
            self._reopen()
        except JournalError:
            self._renew(displaced)

    def _reopen(self) -> None:
        path, disk = self.writer.path, self.writer.disk
        journal = read_journal(path, disk)
        expected, count = [*self.written, *self.unsaved], len(journal.entries)
        is_this = (journal.header, list(journal.entries)) == (self.header, expected[:count])
        if not is_this or count < len(self.written):
            message = f"{path}: it holds another game"
            raise JournalError(message)
        self.writer = Writer.going_on(journal, disk)
        self.written, self.unsaved = expected[:count], expected[count:]
        with suppress(OSError):  # whoever gave it the name may not have made that safe
            disk.settle_folder(path.parent)

    def _renew(self, displaced: DisplacedError) -> None:
        """Write the whole game so far to a new file."""
        path, entries = self.writer.path, [*self.written, *self.unsaved]
        try:
            self.writer = _publish(path.parent, path.stem, self.header, entries, self.writer.disk)
        except JournalError as error:
            message = f"{displaced}; it cannot be written anew: {error}"
            raise JournalError(message) from None
        self.written, self.unsaved = entries, []
        self.renewals.append(Renewal(path, displaced.reason, self.writer.path))


def header_for(
    game: Game,
    seats: Mapping[str, str],
    created: str,
    *,
    origin: Origin | None = None,
    policy: PolicyId | None = None,
) -> Header:
    """Return the header of a game; `created` is UTC in ISO 8601, `policy` the one that its search players use."""
    return Header(
        format=FORMAT,
        program=wargame.__version__,
        scenario=scenario_id_of(game.summit),
        seats=dict(seats),
        seed=str(game.seed),
        created=created,
        origin=origin,
        policy=policy,
        chance=tuple(Chance(ply, str(seed)) for ply, seed in game.chance),
    )


def begin(  # noqa: PLR0913
    game: Game,
    seats: Mapping[str, str],
    *,
    folder: Path,
    created: str,
    policy: PolicyId | None = None,
    disk: Disk | None = None,
) -> Keeper:
    """Save a game as it stands, in a new file; `seats` names the player of each side, `created` when it was begun.

    The time is written in UTC, as `2026-11-28T12:00:00Z`.

    Raises:
        JournalError: nothing can be written there.
    """
    return _begun(game, header_for(game, seats, created, policy=policy), entries_of(game), folder, disk)


def resume(summit: Summit, journal: Journal, disk: Disk | None = None) -> Keeper:
    """Go on with a game where its journal ends.

    Raises:
        JournalError: it is damaged, over, or somebody else plays it.
    """
    game = replayed(summit, journal)
    if game.is_over:
        _finish(game, journal, disk)
        message = f"{journal.path}: this game is over; `wargame play --from FILE@PLY` branches off an earlier ply"
        raise JournalError(message)
    return Keeper(game, Writer.going_on(journal, disk), journal.header, list(journal.entries))


def _finish(game: Game, journal: Journal, disk: Disk | None) -> None:
    """Append the end to the file of a game that is over, if a crash left it out."""
    is_ended = isinstance(journal.entries[-1], End | Note)
    if is_ended and not journal.is_torn:
        return
    writer = Writer.going_on(journal, disk)
    try:
        if not is_ended:
            writer.append(end_of(game))
    finally:
        writer.close()


def moment_of(summit: Summit, journal: Journal, ply: int, fresh: int | None) -> Game:
    """Return the game as it stood at a ply, with chance from the seed `fresh` from there on; None: the chance it had.

    Raises:
        JournalError: there is no such ply, or the game is over there.
    """
    game = replayed(summit, journal, ply)
    if game.is_over:
        message = f"{journal.path.name}@{ply}: the game is over there; choose an earlier ply"
        raise JournalError(message)
    if fresh is not None:
        game.reseed(fresh)
    return game


def branch_off(  # noqa: PLR0913
    summit: Summit,
    journal: Journal,
    ply: int,
    seats: Mapping[str, str],
    *,
    folder: Path,
    created: str,
    policy: PolicyId | None = None,
    fresh: int | None = None,
    disk: Disk | None = None,
) -> Keeper:
    """Start a branch: go on from a ply in a new file that names where it comes from.

    Args:
        summit: the rules it was played by.
        journal: the game it comes from.
        ply: how many of its decisions stand.
        seats: the player of each side.
        folder: where the new file goes.
        created: UTC in ISO 8601, as `2026-11-28T12:00:00Z`.
        policy: the one that its search players use.
        fresh: seed of the chance from there on; None: that of the game it comes from.
        disk: the file system.

    Raises:
        JournalError: there is no such ply, the game is over there, or nothing can be written.
    """
    game = moment_of(summit, journal, ply, fresh)
    stand = standing(journal)
    decisions = stand[:ply]
    last = journal.entries.index(decisions[-1]) if decisions else 0
    origin = Origin(journal.path.name, ply, journal.chains[last + 1], len(stand), fresh is not None)
    notes = [note for note in notes_of(journal) if note.ply <= ply]
    setup = setup_of(Game(summit, game.seed))
    header = header_for(game, seats, created, origin=origin, policy=policy)
    return _begun(game, header, [setup, *decisions, *notes], folder, disk)


def _begun(game: Game, header: Header, first: list[Entry], folder: Path, disk: Disk | None) -> Keeper:
    disk = disk or Disk()
    keep_rules(folder, game.summit, disk)
    return Keeper(game, _publish(folder, stem_of(header), header, first, disk), header, first)


def _publish(folder: Path, stem: str, header: Header, entries: list[Entry], disk: Disk) -> Writer:
    """Write a journal to a new file, and open it to append; a file that cannot be opened is removed again."""
    path = publish(folder, stem, header, entries, disk)
    try:
        return Writer.going_on(read_journal(path, disk), disk)
    except JournalError:
        with suppress(OSError):
            disk.unlink(path)
        raise
