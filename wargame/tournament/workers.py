"""Worker processes: initialized alike, ignoring Ctrl-C, and ended with the process that started them."""

from __future__ import annotations

import signal
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

from wargame import system
from wargame.errors import RunError
from wargame.processes import die_with_parent, spawning

if TYPE_CHECKING:
    from collections.abc import Callable


class WorkerDied(RunError):
    """A worker process has ended: by itself, for want of memory, or by a signal that its parent got as well."""


def worker_pool(workers: int, prepare: Callable[..., None], *about: Any) -> ProcessPoolExecutor:  # noqa: ANN401
    """Return a pool of processes, in each of which `prepare(*about)` is called first."""
    return ProcessPoolExecutor(workers, spawning(), _make_ready, (prepare, about))


def _make_ready(prepare: Callable[..., None], about: tuple[Any, ...]) -> None:
    """Initialize a worker: it leaves Ctrl-C and a closed terminal to the process that started it.

    SIGTERM ends it: that is how the pool itself ends those that are left over.
    """
    for number in system.FROM_TERMINAL:
        signal.signal(number, signal.SIG_IGN)
    die_with_parent()
    prepare(*about)
