"""Notes on a saved game, written after it was played; a sample stays as it is, and a copy of it is noted."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from wargame.errors import JournalError
from wargame.journal.entries import MARKS, Note
from wargame.journal.reading import read_journal
from wargame.journal.replay import standing
from wargame.journal.store import is_sample, keep_rules, rules_of
from wargame.journal.writing import Writer
from wargame.legible import hidden_character

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.journal.reading import Journal

MOST_NOTE = 500  # characters
_MOST_COPIES = 100  # of samples with the same name


def fault_of(text: str, mark: str = "") -> str:
    """Return why a note cannot be kept, "" if it can."""
    if mark not in ("", *MARKS):
        return f"a mark is one of {' '.join(MARKS)}; found {mark!r}"
    if not text.strip() and not mark:
        return "there is nothing in it"
    if len(text) > MOST_NOTE:
        return f"it has {len(text)} characters; the most is {MOST_NOTE}"
    if found := hidden_character(text):
        return f"column {found[0] + 1}: {found[1]}"
    return "it holds a tab, which cannot be shown in a line" if "\t" in text else ""


def own_copy(journal: Journal, folder: Path) -> Journal:
    """Return a saved game to write notes on: a sample's copy in the folder of saves, any other game itself.

    A copy that is there already is gone on with, if the sample is its beginning.

    Raises:
        JournalError: it cannot be copied.
    """
    if not is_sample(journal.path):
        return journal
    content = journal.path.read_bytes()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, _MOST_COPIES + 1):
            path = folder / f"{journal.path.stem}{f'-{number}' if number > 1 else ''}.jsonl"
            with suppress(FileExistsError), path.open("xb") as file:
                file.write(content)
            if path.read_bytes().startswith(content):
                keep_rules(folder, rules_of(journal.header.scenario, journal.path.parent))
                return read_journal(path)
    except OSError as error:
        message = f"{folder}: the sample cannot be copied there: {error.strerror or error}"
        raise JournalError(message) from None
    message = f"{folder}: too many other files are called {journal.path.stem}"
    raise JournalError(message)


def note_on(journal: Journal, ply: int, text: str, mark: str = "", *, seat: str = "") -> Note:
    """Write a note on a moment of a saved game; `seat` is with whose eyes, "" the referee's.

    Raises:
        JournalError: there is no such moment, the note cannot be kept, it is a sample, or somebody else writes to it.
    """
    reason = fault_of(text, mark)
    last = len(standing(journal))
    if not 0 <= ply <= last:
        reason = f"{journal.path.name} has no ply {ply}; its last is {last}"
    if is_sample(journal.path):
        reason = f"{journal.path} is a sample and stays as it is"
    if reason:
        raise JournalError(reason)
    note = Note(ply=ply, text=text, mark=mark, seat=seat)
    writer = Writer.going_on(journal)
    try:
        writer.append(note)
    finally:
        writer.close()
    return note
