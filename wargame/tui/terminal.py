"""A driver for terminals that are slow, gone, or stopped, and restores them.

Textual's own driver waits for its terminal without end. Where that has been closed, or reads no more, the whole program
would hang, deaf to every signal. Here nothing waits for a terminal that is being left.
"""

from __future__ import annotations

import os
import select
import sys
from contextlib import suppress
from queue import Empty, Full
from typing import TYPE_CHECKING, TextIO

from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread

from wargame import system
from wargame.stand_ins import IN_CELLS
from wargame.tui.sequences import Decoder, Parser

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message import Message

    from wargame.tui.leaving import Leaving

TICK = 0.1  # seconds between two looks whether to go on waiting
LAST_WORDS = 1.0  # seconds that a slow terminal has to take what is still to be written
MOST_READ = 4096  # bytes
# Everything that the driver turns on, turned off: pasting, wrapping, sizes, the mouse, focus, keys, the other screen.
RESTORED = (
    b"\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?1004l\x1b[<u"
    b"\x1b[?1049l\x1b[?25h"
)


class Writer(WriterThread):
    """Writes in a thread of its own, so that nothing waits for a terminal that is gone or given up."""

    def __init__(self, file: TextIO) -> None:
        """Write to the terminal that `file` is."""
        super().__init__(file)
        self._encoding = file.encoding or "utf-8"
        self.is_gone = False
        self.may_wait = True

    def write(self, text: str) -> None:
        """Queue a text; wait while the queue is full, unless the terminal is being left."""
        while not self.is_gone:
            try:
                return self._queue.put(text, timeout=TICK)
            except Full:
                if not self.may_wait:
                    return None
        return None

    def run(self) -> None:
        """Write what is queued, all of it at once, until stopped."""
        is_open = True
        while is_open:
            texts = [self._queue.get()]
            with suppress(Empty):
                while texts[-1] is not None:
                    texts.append(self._queue.get_nowait())
            is_open = texts[-1] is not None
            try:
                self._write_out("".join(text for text in texts if text).encode(self._encoding, IN_CELLS))
            except OSError:
                self.is_gone = True
                return

    def _write_out(self, data: bytes) -> None:
        """Write unbuffered: the lock of Python's buffer would be held by a write that never ends."""
        while data:
            try:
                data = data[os.write(self.fileno(), data) :]
            except BlockingIOError:
                select.select([], [self.fileno()], [], TICK)

    def stop(self) -> None:
        """Write what is still queued, as far as the terminal takes it within a moment."""
        if not self.is_gone:
            with suppress(Full):
                self._queue.put(None, timeout=LAST_WORDS)
            self.join(LAST_WORDS)


vars(linux_driver)["WriterThread"] = Writer  # by this name the driver makes its own


class Terminal(linux_driver.LinuxDriver):
    """Textual's driver for a terminal that may send anything, stand still, or be closed at any moment."""

    def __init__(
        self, app: Leaving, *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        """Draw on standard output: standard error may be a file."""
        self._app: Leaving
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert sys.__stdout__ is not None
        assert sys.__stdin__ is not None
        self._file = self._screen = sys.__stdout__
        self._encoding = sys.__stdin__.encoding or "utf-8"
        self._is_suspended = False

    # -- what comes

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001  what nobody expects ends the program, as it does elsewhere
            self._call(self._app.fail, error)

    def run_input_thread(self) -> None:
        """Read until the terminal is released, or is gone."""
        decoder, parser = Decoder(self._encoding), Parser(self._debug)
        while not self.exit_event.is_set():
            data = self._read()
            if data is None or (isinstance(self._writer_thread, Writer) and self._writer_thread.is_gone):
                self._call(self._app.exit, system.HUNG_UP)
                return
            if text := decoder.text(data):
                for event in parser.feed(text):
                    self.process_message(event)
            for event in parser.tick():
                self.process_message(event)

    def _read(self) -> bytes | None:
        """Return the bytes that came within a tick, b"" if none did, None from a terminal that is gone."""
        try:
            ready, _, _ = select.select([self.fileno], [], [], TICK)
            return os.read(self.fileno, MOST_READ) or None if ready else b""
        except BlockingIOError:
            return b""
        except OSError:
            return None

    def _call(self, function: Callable[..., None], *arguments: object) -> None:
        """Call something in the app, before whatever waits there."""
        with suppress(RuntimeError):  # it has ended
            self._loop.call_soon_threadsafe(function, *arguments)

    # -- leaving

    def _disable_mouse_support(self) -> None:
        """Turn the mouse off, its pixels too."""
        super()._disable_mouse_support()
        if self._mouse_pixels:
            self.write("\x1b[?1016l")

    def give_up(self) -> None:
        """Stop waiting for the terminal: it is being left."""
        if isinstance(self._writer_thread, Writer):
            self._writer_thread.may_wait = False

    def restore(self) -> None:
        """Restore the terminal without waiting for anything, when the usual way out is blocked."""
        if self.attrs_before is not None:
            system.set_terminal(self.fileno, self.attrs_before)
        with suppress(OSError):
            _, ready, _ = select.select([], [self._screen.fileno()], [], 0)
            if ready:
                os.write(self._screen.fileno(), RESTORED)

    # -- stopped, and gone on with

    @property
    def can_suspend(self) -> bool:
        """Say whether there is a shell that could resume the program."""
        return system.can_suspend()

    def _sigtstp_application(self, *_: object) -> None:
        """Stop as the terminal asks, unless nobody could resume it, or it is being left and the keys are the shell's.

        A terminal asks so by itself while its keys are not read raw: before the first frame, and after the last.
        """
        if self.can_suspend and not self._app.is_leaving:
            super()._sigtstp_application()

    def suspend_application_mode(self) -> None:
        """Give the terminal back for a while."""
        super().suspend_application_mode()
        self._is_suspended = True

    def resume_application_mode(self) -> None:
        """Set the terminal up again, and paint everything."""
        self._is_suspended = False
        super().resume_application_mode()
        self._call(self._paint)

    def _paint(self) -> None:
        self._app.refresh(layout=True)
        self._app.screen.refresh(layout=True)

    def _sigcont_application(self, *_: object) -> None:
        """Go on; a terminal that was not given back first is taken anew, for a shell has used it since."""
        if not self._auto_restart:
            return
        if not self._is_suspended:
            self.suspend_application_mode()
        self.resume_application_mode()

    def process_message(self, message: Message) -> None:
        """Pass a message on, unless the app has ended."""
        with suppress(RuntimeError):
            super().process_message(message)
