"""Files of players that came from another machine: their bytes stand in for a path that means nothing here.

A player is written with the path of its file (`module:mine.py`, `solved:village.strategy.json`, `search:N+book=` and
such a path), and keeps that name in every result. While a part of a job is worked on, `place_of` says where the bytes
of that file are.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache
from hashlib import sha256
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from wargame.errors import PlayerError
from wargame.files import read_regular
from wargame.legible import legible
from wargame.players.offered import BOOK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MOST_MODULE = 16 * 2**20  # bytes of a player's file
MOST_STRATEGY = 256 << 20
_MOST = {"module": MOST_MODULE, "solved": MOST_STRATEGY}  # by the kind of player that has a file
_NOWHERE: Mapping[str, Path] = {}
_PLACES: ContextVar[Mapping[str, Path]] = ContextVar("places", default=_NOWHERE)  # of each path, in this thread


@frozen
class Carried:
    """A file that travels."""

    kind: str  # module, solved
    path: str  # as the player is written
    whole_path: str  # on the machine that it comes from
    digest: str  # SHA-256
    data: bytes = field(repr=False)


def carried(players: Iterable[str]) -> tuple[Carried, ...]:
    """Read the files of players that have one.

    Raises:
        PlayerError: one cannot be read.
    """
    found = []
    for player in dict.fromkeys(players):
        kind, _, path = player.partition(":")
        if BOOK in path:
            kind, path = "solved", path.partition(BOOK)[2]
        if kind in _MOST:
            data = read_player(path, _MOST[kind])
            found.append(Carried(kind, path, str(Path(path).absolute()), sha256(data).hexdigest(), data))
    return tuple(found)


def read_player(path: str, most: int) -> bytes:
    """Read the file of a player, of so many bytes at most.

    Raises:
        PlayerError: it cannot be read.
    """
    try:
        return read_regular(Path(path), most)
    except OSError as error:
        message = f"{legible(path)}: {error.strerror or error}"
        raise PlayerError(message) from error


def place_of(path: str) -> Path:
    """Return where the file of a player is: at its path, unless it came from another machine."""
    return _PLACES.get().get(path) or Path(path)


@contextmanager
def carrying(files: Iterable[Carried]) -> Iterator[None]:
    """Let `place_of` find files that came along, in this thread, within the block.

    Raises:
        PlayerError: the bytes of one are not those that were sent.
    """
    token = _PLACES.set({each.path: _place(each) for each in files})
    try:
        yield
    finally:
        _PLACES.reset(token)


def _place(file: Carried) -> Path:
    """Return a place of these bytes: where they come from, beside what they import, if they are there; else a copy."""
    if file.kind == "module" and _holds(Path(file.whole_path), file.digest):
        return Path(file.whole_path)
    place = _folder() / file.digest / Path(file.whole_path).name
    if not place.is_file():
        if sha256(file.data).hexdigest() != file.digest:
            message = f"{legible(file.path)}: not what was sent has arrived (SHA-256 {file.digest[:12]}…)"
            raise PlayerError(message)
        place.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as copy:
            copy.write(file.data)
        Path(copy.name).replace(place)  # whole, whoever else is writing it
    return place


def _holds(place: Path, digest: str) -> bool:
    with suppress(OSError):
        return sha256(read_regular(place, MOST_MODULE)).hexdigest() == digest
    return False


@cache
def _folder() -> Path:
    """Return a folder of this process's own, which is removed at its end."""
    folder = Path(tempfile.mkdtemp(prefix="wargame-players-"))
    # a process that `multiprocessing` has started, as Dask's are, runs nothing that `atexit` keeps
    Finalize(None, shutil.rmtree, (folder, True), exitpriority=0)
    return folder
