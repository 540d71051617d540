"""Parcels: a job as bytes, for a worker in another process or on another machine; nothing here knows who sends them.

A parcel carries the text of scenarios and the bytes of players' files, not their names alone: a worker need not have
them. Policies travel as the tables that they are.
"""

from __future__ import annotations

import io
import pickle
import zlib
from copyreg import dispatch_table
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from wargame import __version__
from wargame.errors import RunError, WargameError
from wargame.game.summit import Summit, with_its_text
from wargame.players.carried import carried, carrying
from wargame.workers.processes import ignore_terminal

if TYPE_CHECKING:
    from wargame.players.carried import Carried
    from wargame.workers.engine import Job

_KEPT = 2  # jobs that a worker keeps unpacked


class _Pickler(pickle.Pickler):
    """Pickles a scenario with its text."""

    dispatch_table: Any = {**dispatch_table, Summit: with_its_text}  # noqa: RUF012  as pickle wants it


def packed(job: Job[Any, Any], *, files: bool = False) -> bytes:
    """Return a job as bytes, for `work` of the same version; with the files of its players, if so said.

    Raises:
        PlayerError: such a file cannot be read.
    """
    buffer = io.BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump((job, carried(job.players) if files else ()))
    return zlib.compress(buffer.getvalue())


@frozen
class _Failure:
    """An error of this program's own, as it happened on a worker."""

    error: WargameError


def work(version: str, parcel: bytes, part: object) -> object:
    """Do a part of a job; returns the answer, for `opened_answer`.

    Raises:
        RunError: this is another version of the program, whose games may be others.
    """
    if version != __version__:
        message = f"a worker has wargame {__version__}, and this is {version}: install the same version on both"
        raise RunError(message)
    job, files = _unpacked(parcel)
    try:
        with carrying(files):
            return job(part)
    except WargameError as error:
        return _Failure(error)


def opened_answer(answer: Any) -> Any:  # noqa: ANN401  what a job makes
    """Return what a job made of a part.

    Raises:
        WargameError: what its worker raised.
    """
    if isinstance(answer, _Failure):
        raise answer.error
    return answer


@lru_cache(_KEPT)
def _unpacked(parcel: bytes) -> tuple[Job[Any, Any], tuple[Carried, ...]]:
    # from whoever started this process, or from a scheduler, which can run what it likes here
    job, files = pickle.loads(zlib.decompress(parcel))  # noqa: S301
    return job, files


def dask_setup(_worker: object) -> None:
    """Leave Ctrl-C and a closed terminal to the program that started this worker; Dask calls it in those of `local`."""
    ignore_terminal()
