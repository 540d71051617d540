"""A file → header and entries, as far as it is whole.

A cut inside the last line is a write that was never acknowledged: it is left out and reported. Any other damage stops
reading at the last good entry. Nothing here runs a rule; `replay` does.
"""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from wargame.errors import JournalError
from wargame.journal.entries import Entry, Header, entry_of, header_of
from wargame.journal.lines import START, decode

__all__ = ["MOST_BYTES", "Journal", "read_journal"]

MOST_BYTES = 16 * 1024 * 1024


@frozen
class Journal:
    """What could be read of a file."""

    path: Path
    header: Header
    entries: tuple[Entry, ...]
    chains: tuple[str, ...]  # after the header, and after each entry
    size: int  # bytes up to the end of the last good line
    problem: str = ""  # what is wrong after that, "" if the file is whole

    @property
    def is_torn(self) -> bool:
        """Say whether only an unfinished last line is missing."""
        return self.problem.startswith("the last line")


def read_journal(path: Path) -> Journal:
    """Read a journal as far as it is whole.

    Raises:
        JournalError: the file cannot be opened, or not even its first line is whole.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        message = f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}"
        raise JournalError(message) from None
    if len(data) > MOST_BYTES:
        message = f"{path}: larger than {MOST_BYTES // 2**20} MiB, the most a saved game may have"
        raise JournalError(message)
    return _parsed(path, data)


def _parsed(path: Path, data: bytes) -> Journal:
    lines = data.split(b"\n")
    tail = lines.pop()  # what follows the last end of line
    if not lines:
        message = f"{path}: not a saved game: its first line is not whole"
        raise JournalError(message)
    try:
        raw, chain = decode(lines[0], START)
        header = header_of(raw)
    except JournalError as error:
        message = f"{path}, line 1: {error}"
        raise JournalError(message) from None
    entries: list[Entry] = []
    chains, size, problem = [chain], len(lines[0]) + 1, ""
    for number, line in enumerate(lines[1:], start=2):
        try:
            raw, chain = decode(line, chains[-1])
            entries.append(entry_of(raw))
        except JournalError as error:
            problem = f"line {number}: {error}"
            break
        chains.append(chain)
        size += len(line) + 1
    if not problem and tail:
        problem = f"the last line, {len(lines) + 1}, is cut short"
    return Journal(path, header, tuple(entries), tuple(chains), size, problem)
