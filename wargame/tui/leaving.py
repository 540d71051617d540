"""Ending the program: by a signal, a fault of its own, or its player; promptly, and with its games safe.

A game is saved move by move, so nothing has to be saved on the way out. What may take long there is waiting: for keys
struck before, for a terminal that stands still, for a thread that compiles. So none of them is waited for.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import sys
import threading
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from textual import events
from textual.app import App
from textual.worker import WorkerFailed

from wargame import system
from wargame.errors import WargameError
from wargame.folders import log_folder
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wargame.session.saving import Saving

LONGEST = 2.0  # seconds on the way out, before it is cut short


class Leaving(App[int]):
    """An app that can be left at any moment."""

    is_real = False  # it has the process for itself, as it has not in a test
    is_leaving = False
    failure: Exception | None = None  # why it could not be opened
    saving: Saving | None = None  # of the game that was at the table last

    # -- ways out

    def obey(self, number: int, _: object = None) -> None:
        """Leave because of a signal, whatever the event loop is waiting for."""
        if self._loop is None:  # it has not begun, or has ended
            os._exit(128 + number)
        self._hurry(128 + number)
        self._loop.call_soon_threadsafe(self.exit, 128 + number)

    def exit(self, result: int | None = None, return_code: int = 0, message: object = None) -> None:
        """Leave."""
        self._hurry(result or return_code)
        super().exit(result, return_code, message)  # type: ignore[arg-type]

    def _handle_exception(self, error: Exception) -> None:
        """Leave because of a fault; `lived` says what it was."""
        self._hurry(1)
        super()._handle_exception(error)

    def fail(self, error: Exception) -> None:
        """Leave because of a fault outside the event loop."""
        self._handle_exception(error)

    @property
    def fault(self) -> Exception | None:
        """Return the unexpected error that ended the app, if one did."""
        return self._exception

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """Leave as after any fault: no traceback is painted."""
        del renderables
        self._close_messages_no_wait()

    def _hurry(self, code: int) -> None:
        """Start to leave, and force the process to end if that takes long."""
        if self.is_leaving or not self.is_real:
            return
        self.is_leaving = True
        if give_up := getattr(self._driver, "give_up", None):
            give_up()
        timer = threading.Timer(LONGEST, self._cut_short, [code])
        timer.daemon = True
        timer.start()

    def _cut_short(self, code: int) -> None:
        self.restore()
        if self.fault is not None:
            _tell_crash(self.fault, self.saving)
        os._exit(code)

    def restore(self) -> None:
        """Put the terminal back, if that has not been done."""
        if restore := getattr(self._driver, "restore", None):
            restore()

    async def on_event(self, event: events.Event) -> None:
        """Drop keys once the app is being left: there may be thousands."""
        if not (self.is_leaving and isinstance(event, events.InputEvent | events.Paste)):
            await super().on_event(event)

    def action_suspend_process(self) -> None:
        """Stop, with all that was started together, so that the shell notices."""
        if self._driver is not None and self._driver.can_suspend:
            system.suspend()


def lived(app: Leaving) -> NoReturn:
    """Run an app and leave the process with its exit code: 1 after a fault, 128 and its number after a signal.

    Raises:
        WargameError: what the app was to open with could not be opened; the terminal is as it was found.
        OSError: the same.
    """
    app.is_real = True
    for number in system.ENDING:
        signal.signal(number, app.obey)
    asyncio.run(_lived(app))
    assert app.failure is not None
    raise app.failure


async def _lived(app: Leaving) -> None:
    """Run an app; the process ends here, for the event loop would wait for every thread before it did."""
    fault: BaseException | None = None
    code = None
    try:
        code = await app.run_async()
    except Exception as error:  # noqa: BLE001  it is told below
        fault = error
        app.restore()
    fault = app.fault or fault
    if app.failure is not None:
        if isinstance(app.failure, WargameError | OSError):
            return
        fault = app.failure
    if fault is not None:
        _tell_crash(fault, app.saving)
        code = 1
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code or app.return_code or 0)


# -- what is said of a fault


def _tell_crash(error: BaseException, saving: Saving | None) -> None:
    """Print on standard error what went wrong, the file of the traceback, and that of the game."""
    with suppress(OSError):
        sys.stderr.write("".join(f"{line}\n" for line in _crash_lines(error, saving)))
        sys.stderr.flush()


def _crash_lines(error: BaseException, saving: Saving | None) -> Iterator[str]:
    while isinstance(error, WorkerFailed):
        error = error.error
    words = legible(" ".join(f"{type(error).__name__}: {error}".split()))
    yield f"wargame: ended by a fault of its own: {words}; {_log(error)}"
    if saving is not None and saving.path is not None:
        yield f"wargame: {_where(saving, saving.path)}"


def _log(error: BaseException) -> str:
    """Write the traceback to its file, replacing the last one; returns a sentence that names the file."""
    try:
        file = log_folder() / "crash.log"
    except WargameError as trouble:
        return f"its traceback could not be kept: {trouble}"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(traceback.format_exception(error)), encoding="utf-8", errors="backslashreplace")
    except OSError as trouble:
        return legible(f"its traceback could not be kept: {file}: {trouble.strerror or trouble}")
    return f"its traceback: {legible(shlex.quote(str(file)))}"


def _where(saving: Saving, path: Path) -> str:
    state = "the game is saved" if saving.is_saved else f"the game is not saved whole: {legible(saving.trouble)}"
    go_on = "to see it: wargame replay" if saving.game.is_over else "to go on: wargame play --resume"
    return f"{state}; {go_on} {legible(shlex.quote(str(path)))}"
