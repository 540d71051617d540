"""Worker processes of this machine: deaf to Ctrl-C, and ended with the process that started them."""

from __future__ import annotations

import signal
from concurrent.futures import ProcessPoolExecutor

from wargame import system
from wargame.processes import die_with_parent, spawning


def worker_pool(workers: int) -> ProcessPoolExecutor:
    """Return a pool of processes."""
    return ProcessPoolExecutor(workers, spawning(), _make_ready)


def ignore_terminal() -> None:
    """Leave Ctrl-C and a closed terminal to the process that started this one."""
    for number in system.FROM_TERMINAL:
        signal.signal(number, signal.SIG_IGN)


def _make_ready() -> None:
    """Initialize a worker. SIGTERM ends it: that is how the pool itself ends those that are left over."""
    ignore_terminal()
    die_with_parent()
