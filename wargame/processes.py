"""How this program starts itself and its workers: without a look at the working folder.

Python puts the working folder first on the path of `python -m` and `python -c`, and so of every process that
`multiprocessing` spawns: a file there that is called `typer.py` or `socket.py` would run. `-P`, or PYTHONSAFEPATH in
the environment, is Python's way to say no.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from multiprocessing import connection, parent_process, resource_tracker
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import TYPE_CHECKING, Any

from wargame import system

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARIABLE = "PYTHONSAFEPATH"
_one_at_a_time = threading.Lock()  # the environment is the whole process's


def program(*arguments: str) -> list[str]:
    """Return the command that runs this program with these arguments."""
    return [sys.executable, "-P", "-m", "wargame", *arguments]


def spawning() -> SpawnContext:
    """Return what spawns processes as `multiprocessing` does, on a safe path.

    Where it keeps a process beside the workers, that is started with the first lock or queue, and runs on. It is deaf
    to Ctrl-C and SIGTERM alone; ended before us by a closed terminal, it would leave a traceback.
    """
    if system.KEEPS_TRACK:
        with _safe_path(), system.hangups_held():
            resource_tracker.ensure_running()
    return _Spawning()


def die_with_parent() -> None:
    """Let this process end when the one that started it does, however that ended."""
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


class _Spawned(SpawnProcess):
    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802, ANN401  the library's
        with _safe_path():
            return SpawnProcess._Popen(process_obj)  # noqa: SLF001  the library's


class _Spawning(SpawnContext):
    Process = _Spawned


@contextmanager
def _safe_path() -> Iterator[None]:
    """Have Python started on a safe path meanwhile; afterwards the environment is as it was."""
    with _one_at_a_time:
        before = os.environ.get(_VARIABLE)
        os.environ[_VARIABLE] = "1"
        try:
            yield
        finally:
            if before is None:
                del os.environ[_VARIABLE]
            else:
                os.environ[_VARIABLE] = before
