"""Worker processes: made ready alike, deaf to Ctrl-C, and ended with the process that started them."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import connection, parent_process
from typing import TYPE_CHECKING, Any

from wargame.errors import RunError
from wargame.processes import spawning

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["WorkerDied", "die_with_parent", "worker_pool"]


class WorkerDied(RunError):
    """A worker process has ended: by itself, for want of memory, or by a signal that its parent got as well."""


def worker_pool(workers: int, prepare: Callable[..., None], *about: Any) -> ProcessPoolExecutor:  # noqa: ANN401
    """Return a pool of processes, in each of which `prepare(*about)` is called first."""
    return ProcessPoolExecutor(workers, spawning(), _make_ready, (prepare, about))


def die_with_parent() -> None:
    """Let this process end when the one that started it does, however that ended."""
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _make_ready(prepare: Callable[..., None], about: tuple[Any, ...]) -> None:
    """Make a worker ready: it leaves Ctrl-C and a closed terminal to the process that started it.

    SIGTERM ends it: that is how the pool itself ends those that are left over.
    """
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    die_with_parent()
    prepare(*about)
