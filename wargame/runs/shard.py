"""Shards: consecutive games of a run, as a worker on another machine plays them; nothing here knows who sends them.

A shard carries the scenario's text and the policy, not their files: a worker need not have them.
"""

from __future__ import annotations

import pickle
import signal
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from wargame import __version__, system
from wargame.errors import RunError
from wargame.game.summit import compile_text
from wargame.runs.batch import Run
from wargame.runs.tally import tally_of

if TYPE_CHECKING:
    from wargame.runs.batch import Chunk
    from wargame.runs.tally import Tally

_KEPT = 2  # runs that a worker keeps compiled


def packed(run: Run) -> bytes:
    """Return a run as bytes, for `play_shard` of the same version."""
    summit = run.summit
    return zlib.compress(pickle.dumps((summit.text, summit.sha256, dict(run.seats), run.seed, run.policy)))


def play_shard(version: str, run: bytes, first: int, count: int, *, states: bool) -> Tally | Chunk:
    """Play `count` games from the one with index `first`; return their tally, or with `states` all results and states.

    Raises:
        RunError: this is another version of the program, whose games may be others.
    """
    if version != __version__:
        message = f"a worker has wargame {__version__}, and this is {version}: install the same version on both"
        raise RunError(message)
    unpacked = _unpacked(run)
    chunk = unpacked.play(first, count, states=states)
    return chunk if states else tally_of(unpacked.summit.rules, chunk)


@lru_cache(_KEPT)
def _unpacked(run: bytes) -> Run:
    # from a scheduler, which can run what it likes here
    text, digest, seats, seed, policy = pickle.loads(zlib.decompress(run))  # noqa: S301
    return Run(summit=compile_text(text, digest=digest), seats=seats, seed=seed, policy=policy)


def dask_setup(_worker: object) -> None:
    """Leave Ctrl-C and a closed terminal to the program that started this worker; Dask calls it in those of `local`."""
    for number in system.FROM_TERMINAL:
        signal.signal(number, signal.SIG_IGN)
