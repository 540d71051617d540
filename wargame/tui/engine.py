"""The rules engine behind the screen: loaded by a thread of its own, so that the first frame does not wait for it.

Everything slow goes through `Engine.run`, one after another. The thread is a daemon: nobody who leaves has to wait
until a first compile is done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from textual.message import Message

if TYPE_CHECKING:
    from textual.app import App

T = TypeVar("T")


class Answer(Message):
    """A message that work is done: `call` is to be called in the app's own thread, where widgets may be changed."""

    def __init__(self, call: Callable[[], Any]) -> None:
        """Carry the function to be called."""
        super().__init__()
        self.call = call


_Job = tuple[Callable[[], Any], Callable[[Any], None], Callable[[Exception], None]]


class Engine:
    """A queue of work for one thread, done in order while the screen stays responsive."""

    def __init__(self, app: App[Any]) -> None:
        """Answer to an app."""
        self._app = app
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="engine", daemon=True)
        self.is_ready = False
        self.is_busy = False

    def start(self, work: Callable[[], None], ready: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        """Load the engine by `work`; `ready` or `failed` is called in the app."""

        def done(_: None) -> None:
            self.is_ready = True
            ready()

        self._thread.start()
        self.run(work, done, failed)

    def run(self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None]) -> None:
        """Do `work` in the thread, then call `then` with its result or `failed` with its error in the app."""
        self._jobs.put((work, then, failed))

    def _work(self) -> None:
        while True:
            work, then, failed = self._jobs.get()
            self.is_busy = True
            try:
                result = work()
            except Exception as error:  # noqa: BLE001  whoever asked decides whether it was to be expected
                self._app.post_message(Answer(partial(failed, error)))
            else:
                self._app.post_message(Answer(partial(then, result)))
            self.is_busy = False
