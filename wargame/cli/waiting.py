"""Waiting: a notice of compilation, a progress bar, and stopping by a signal."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import define

from wargame import system
from wargame.cli.streams import below

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 2.0  # seconds
PREPARING = "preparing the rules engine (once after an installation or an update) …"
_COMPILER = "wargame.kernel.compiling"  # the log in which the kernel says that it is being compiled
_SIGNALS: dict[signal.Signals, Any] = {  # and what is done about them if nobody has asked for anything else
    number: signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL for number in system.ENDING
}


def tell_of_preparing(*, wanted: bool = True) -> None:
    """Turn on, or off, the notice on standard error that the rules engine is being compiled.

    A screen turns it off: it shows by itself what is waited for.
    """
    log = logging.getLogger(_COMPILER)
    for handler in [each for each in log.handlers if isinstance(each, Preparing)]:
        log.removeHandler(handler)
    log.propagate = not wanted
    if wanted:
        log.setLevel(logging.INFO)
        log.addHandler(Preparing(_say))


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _later(seconds: float, call: Callable[[], None]) -> threading.Timer:
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()
    return timer


class Preparing(logging.Handler):
    """Says once that the rules engine is being compiled, when that has taken PATIENCE (seconds) in all."""

    def __init__(
        self,
        say: Callable[[str], None],
        later: Callable[[float, Callable[[], None]], threading.Timer] = _later,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a handler for the kernel's log; `later` starts a timer that calls a function after some seconds."""
        super().__init__()
        self._say, self._later, self._clock = say, later, clock
        self._timer: threading.Timer | None = None
        self._begun, self._left, self._is_said = 0.0, PATIENCE, False

    def emit(self, record: logging.LogRecord) -> None:
        """Run the clock while functions are compiled."""
        if self._is_said:
            return
        if record.msg == "compiling":
            self._begun = self._clock()
            self._timer = self._later(max(self._left, 0.0), self._speak)
        elif self._timer is not None:
            self._timer.cancel()
            self._left -= self._clock() - self._begun

    def _speak(self) -> None:
        if not self._is_said:
            self._is_said = True
            self._say(PREPARING)


@contextmanager
def progress(games: int, what: str = "games") -> Iterator[Callable[[int | None], None]]:
    """Show a progress bar on a terminal; yields a function to be called with the number of games done (None: start).

    `what` is what is counted, if it is no games.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn(f"{{task.completed:,.0f}} of {{task.total:,.0f}} {what}, {{task.fields[rate]:,.0f}}/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(file=below(sys.stderr)), transient=True) as bar:
        task = bar.add_task("Preparing", total=games, rate=0)
        start = time.perf_counter()

        def advance(done: int | None) -> None:
            nonlocal start
            if done is None:
                start = time.perf_counter()
                bar.reset(task, description="Playing", rate=0)
            else:
                bar.update(task, completed=done, rate=done / max(time.perf_counter() - start, 1e-9))

        yield advance


@contextmanager
def share_done(words: str) -> Iterator[Callable[[float], None]]:
    """Show a progress bar on a terminal; yields a function to be called with the share of the work done, 0 to 1."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=below(sys.stderr)), transient=True) as bar:
        task = bar.add_task(words, total=1.0)
        yield lambda done: bar.update(task, completed=done)


@define
class Stop:
    """A request to stop a command: the number of the signal that made it, 0 while there is none."""

    number: int = 0  # of the signal, 0 if there was none

    def is_set(self) -> bool:
        """Say whether to stop."""
        return self.number != 0

    @property
    def exit_code(self) -> int:
        """Return the exit code of a program that ended by this signal."""
        return 128 + self.number


def watch(advance: Callable[[int], None], stop: Stop) -> Callable[[int], bool]:
    """Return a function that is called with the number of games done, and returns whether to play more."""

    def go_on(done: int) -> bool:
        advance(done)
        return not stop.is_set()

    return go_on


@contextmanager
def stopping() -> Iterator[Stop]:
    """Record the first Ctrl-C, SIGTERM or SIGHUP as a request to stop; the second ends the program at once."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {
        number: signal.getsignal(number)
        for number, usual in _SIGNALS.items()
        if signal.getsignal(number) is usual  # else somebody else looks after it, or it is to be ignored
    }

    def note(number: int, _: object) -> None:
        stop.number = number
        for each, handler in before.items():
            signal.signal(each, handler)

    for each in before:
        signal.signal(each, note)
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
