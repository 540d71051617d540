"""One line of a journal: JSON that ends with a hash chained over all lines before it.

The hash chain detects damage: a line is valid exactly where it stands, and nowhere else.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson

from wargame.errors import JournalError

if TYPE_CHECKING:
    from attrs import AttrsInstance

START = ""  # the chain before the first line
_TAIL = b',"chain":"'
_DIGITS = 32
MOST_BYTES = 256 * 1024  # of one line


def _chained(before: str, body: bytes) -> str:
    return hashlib.blake2b(before.encode() + b"\n" + body, digest_size=_DIGITS // 2).hexdigest()


def encode(fields: dict[str, Any], before: str) -> tuple[bytes, str]:
    """Return a line with its line feed, and the hash of the chain up to it; `before` is that of the line before.

    Raises:
        JournalError: it would be longer than a line may be.
    """
    body = orjson.dumps(fields)[:-1]
    chain = _chained(before, body)
    line = body + _TAIL + chain.encode() + b'"}\n'
    if len(line) > MOST_BYTES:
        message = f"a line would be longer than {MOST_BYTES // 1024} KiB, the most it may have"
        raise JournalError(message)
    return line, chain


def decode(line: bytes, before: str) -> tuple[Any, str]:
    """Return the content of a line (without its line feed), and the hash of the chain up to it.

    Raises:
        JournalError: the line is damaged, or does not belong after the line before.
    """
    cut = len(line) - len(_TAIL) - _DIGITS - 2
    if len(line) >= MOST_BYTES:
        message = f"it is longer than {MOST_BYTES // 1024} KiB"
        raise JournalError(message)
    if cut < 1 or line[cut : cut + len(_TAIL)] != _TAIL or line[-2:] != b'"}':
        message = "it does not end with its hash"
        raise JournalError(message)
    body, found = line[:cut], line[cut + len(_TAIL) : -2]
    chain = _chained(before, body)
    if found != chain.encode():
        message = "its hash does not fit it and the lines before"
        raise JournalError(message)
    try:
        found = orjson.loads(body + b"}")
        is_exact = orjson.dumps(found) == body + b"}"
    except (orjson.JSONDecodeError, orjson.JSONEncodeError) as error:
        message = f"it is not JSON ({error})"
        raise JournalError(message) from None
    if not is_exact:  # a key given twice, a number in another spelling: two readers could read two things
        message = "it is not written as a saved game is"
        raise JournalError(message)
    return found, chain


def state_hash(position: AttrsInstance) -> str:
    """Return a 64-bit hash of a position in names, the same on whatever version or machine."""
    data = orjson.dumps([position.engine, position.tracks], option=orjson.OPT_SORT_KEYS)  # type: ignore[attr-defined]
    return hashlib.blake2b(data, digest_size=8).hexdigest()
