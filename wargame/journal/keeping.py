"""A game that is being saved: what is played is written down before it is called saved.

A failing disk does not stop the game: what could not be written is kept, and written with the next move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

import wargame
from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.journal.entries import (
    FORMAT,
    MARKS,
    End,
    Entry,
    Header,
    Note,
    Origin,
    PolicyId,
    ScenarioId,
    TakeBack,
    checked_text,
)
from wargame.journal.reading import read_journal
from wargame.journal.replay import decision_of, end_of, hash_of, notes_of, replayed, setup_of, standing
from wargame.journal.store import keep_rules, stem_of
from wargame.journal.writing import Writer, publish

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wargame.game.move import Move
    from wargame.game.record import Record
    from wargame.game.summit import Summit
    from wargame.journal.disk import Disk
    from wargame.journal.reading import Journal

_MOST_TITLE = 200  # characters

__all__ = ["Keeper", "begin", "branch_off", "header_for", "resume"]


@define(eq=False)
class Keeper:
    """A game and its journal."""

    game: Game
    writer: Writer
    unsaved: list[Entry] = field(factory=list)  # could not be written yet
    trouble: str = ""  # why, in words

    @property
    def is_saved(self) -> bool:
        """Say whether all that was played is on disk."""
        return not self.unsaved

    def play(self, move: str | Move) -> Record:
        """Play a move and write it down."""
        record = self.game.play(move)
        entries: list[Entry] = [decision_of(self.game)]
        if self.game.is_over:
            entries.append(end_of(self.game))
        self._write(entries)
        return record

    def undo(self) -> Record:
        """Take the last move back and write that down."""
        record = self.game.undo()
        self._write([TakeBack(ply=self.game.ply, state=hash_of(self.game))])
        return record

    def note(self, ply: int, text: str, mark: str = "") -> None:
        """Write a note on a ply.

        Raises:
            JournalError: there is no such ply or mark, or the text cannot be shown safely.
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
        self._write([Note(ply=ply, text=text, mark=mark)])

    def close(self) -> None:
        """Try once more to write what could not be written, and let the file go."""
        if self.unsaved:
            self._write([])
        self.writer.close()

    def _write(self, entries: list[Entry]) -> None:
        self.unsaved += entries
        try:
            while self.unsaved:
                self.writer.append(self.unsaved[0])
                del self.unsaved[0]
        except JournalError as error:
            self.trouble = str(error)
        else:
            self.trouble = ""


def header_for(
    game: Game,
    seats: Mapping[str, str],
    created: str,
    *,
    origin: Origin | None = None,
    policy: PolicyId | None = None,
) -> Header:
    """Return the header of a game; `created` is UTC in ISO 8601, `policy` what its search players lean on."""
    rules = game.summit.rules
    return Header(
        format=FORMAT,
        program=wargame.__version__,
        scenario=ScenarioId(game.summit.id, " ".join(rules.scenario.title.split())[:_MOST_TITLE], game.summit.sha256),
        seats=dict(seats),
        seed=str(game.seed),
        created=created,
        origin=origin,
        policy=policy,
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
    """Save a game that has just been set up, in a new file.

    Raises:
        JournalError: nothing can be written there.
    """
    keep_rules(folder, game.summit, disk)
    header = header_for(game, seats, created, policy=policy)
    return _published(game, header, [setup_of(game)], folder, disk)


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
    return Keeper(game, Writer.going_on(journal, disk))


def _finish(game: Game, journal: Journal, disk: Disk | None) -> None:
    """Mend the file of a game that is over: its last decision can be in it and its end not."""
    is_ended = isinstance(journal.entries[-1], End | Note)
    if is_ended and not journal.is_torn:
        return
    writer = Writer.going_on(journal, disk)
    try:
        if not is_ended:
            writer.append(end_of(game))
    finally:
        writer.close()


def branch_off(  # noqa: PLR0913
    summit: Summit,
    journal: Journal,
    ply: int,
    seats: Mapping[str, str],
    *,
    folder: Path,
    created: str,
    policy: PolicyId | None = None,
    disk: Disk | None = None,
) -> Keeper:
    """Go on from any ply, in a new file that names where it comes from.

    Raises:
        JournalError: there is no such ply, the game is over there, or nothing can be written.
    """
    game = replayed(summit, journal, ply)
    if game.is_over:
        message = f"{journal.path.name}@{ply}: the game is over there; choose an earlier ply"
        raise JournalError(message)
    decisions = standing(journal)[:ply]
    last = journal.entries.index(decisions[-1]) if decisions else 0
    origin = Origin(journal.path.name, ply, journal.chains[last + 1])
    keep_rules(folder, summit, disk)
    notes = [note for note in notes_of(journal) if note.ply <= ply]
    setup = setup_of(Game(summit, game.seed))
    header = header_for(game, seats, created, origin=origin, policy=policy)
    return _published(game, header, [setup, *decisions, *notes], folder, disk)


def _published(game: Game, header: Header, first: list[Entry], folder: Path, disk: Disk | None) -> Keeper:
    path = publish(folder, stem_of(header), header, first, disk)
    return Keeper(game, Writer.going_on(read_journal(path, disk), disk))
