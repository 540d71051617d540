"""A file → header and entries, as far as it is whole.

A last line that is cut short or has holes is a write that was never acknowledged: it is left out and reported. Any
other damage stops reading at the last good entry. Nothing here runs a rule; `replay` does.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from attrs import field, frozen

from wargame.errors import JournalError
from wargame.journal.disk import Disk
from wargame.journal.entries import Entry, Header, entry_of, header_of
from wargame.journal.lines import START, decode

MOST_BYTES = 4 * 1024 * 1024
_TURNED = b"\r"  # before the end of a line: a checkout has turned it, and the chain is over the line without its end


@frozen
class Journal:
    """A journal as far as its file could be read."""

    path: Path
    header: Header
    entries: tuple[Entry, ...]
    chains: tuple[str, ...]  # after the header, and after each entry
    size: int  # bytes up to the end of the last good line
    digest: bytes = field(repr=False)  # of all that was in the file
    problem: str = ""  # what is wrong after the last good line, "" if the file is whole
    is_torn: bool = False  # only an unfinished last line is missing


def read_journal(path: Path, disk: Disk | None = None) -> Journal:
    """Read a journal as far as it is whole.

    Raises:
        JournalError: the file cannot be opened, or not even its first line is whole.
    """
    try:
        data = (disk or Disk()).read(path, MOST_BYTES)
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror or error}"
        raise JournalError(message) from None
    return _parsed(path, data)


def _parsed(path: Path, data: bytes) -> Journal:
    end = data.find(b"\n")
    if end < 0:
        message = f"{path}: not a saved game: its first line is not whole"
        raise JournalError(message)
    try:
        raw, chain = decode(data[:end].removesuffix(_TURNED), START)
        header = header_of(raw)
    except JournalError as error:
        message = f"{path}, line 1: {error}"
        raise JournalError(message) from None
    entries: list[Entry] = []
    chains, size, problem, is_torn = [chain], end + 1, "", False
    while size < len(data) and not problem:
        number, end = len(chains) + 1, data.find(b"\n", size)
        line = data[size:] if end < 0 else data[size:end]
        is_last = end in {-1, len(data) - 1}
        if end < 0 or (is_last and b"\0" in line):  # a power cut can keep the end of a line and lose its middle
            problem, is_torn = f"the last line, {number}, is cut short", True
            break
        try:
            raw, chain = decode(line.removesuffix(_TURNED), chains[-1])
            entries.append(entry_of(raw))
        except JournalError as error:
            problem = f"line {number}: {error}"
            break
        chains.append(chain)
        size = end + 1
    if not entries:  # there is nothing to go on with
        problem, is_torn = problem or "line 2: the set-up is missing", False
    return Journal(path, header, tuple(entries), tuple(chains), size, digest_of(data), problem, is_torn)


def digest_of(data: bytes) -> bytes:
    """Return a digest of a file's content."""
    return hashlib.blake2b(data, digest_size=16).digest()
