"""Starting this program and its workers as processes, without the working folder on Python's path.

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

MODEL_KEY = "WARGAME_LLM_KEY"  # in the environment: the key of an endpoint of language models
_VARIABLE = "PYTHONSAFEPATH"
_one_at_a_time = threading.Lock()  # the environment is the whole process's


def program(*arguments: str) -> list[str]:
    """Return the command that runs this program with these arguments."""
    return [sys.executable, "-P", "-m", "wargame", *arguments]


def environment_of_others() -> dict[str, str]:
    """Return the environment for the code of others: this one, without the key of the language models."""
    return {name: value for name, value in os.environ.items() if name != MODEL_KEY}


def spawning() -> SpawnContext:
    """Return a `multiprocessing` context that spawns processes on a safe path.

    Where `multiprocessing` has a resource tracker, its process is started here, deaf to SIGHUP. By itself it ignores
    Ctrl-C and SIGTERM alone; ended before us by a closed terminal, it would leave a traceback.
    """
    if system.KEEPS_TRACK:
        with _safe_path(), system.hangups_held():
            resource_tracker.ensure_running()
    return _Spawning()


def die_with_parent() -> None:
    """End this process when the one that started it does, however that ends."""
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
    """Set PYTHONSAFEPATH for processes that are started within the block."""
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
