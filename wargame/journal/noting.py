"""Notes on a saved game, appended after it was played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.errors import JournalError
from wargame.journal.entries import MARKS, Note
from wargame.journal.replay import standing
from wargame.journal.writing import Writer
from wargame.legible import hidden_character

if TYPE_CHECKING:
    from wargame.journal.reading import Journal

MOST_NOTE = 500  # characters


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


def note_on(journal: Journal, ply: int, text: str, mark: str = "") -> Note:
    """Append a note on a ply of a saved game, and return it.

    Raises:
        JournalError: there is no such ply, the note cannot be kept, or somebody else writes to the file.
    """
    reason = fault_of(text, mark)
    last = len(standing(journal))
    if not 0 <= ply <= last:
        reason = f"{journal.path.name} has no ply {ply}; its last is {last}"
    if reason:
        raise JournalError(reason)
    note = Note(ply=ply, text=text, mark=mark)
    writer = Writer.going_on(journal)
    try:
        writer.append(note)
    finally:
        writer.close()
    return note
