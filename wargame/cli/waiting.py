"""Telling a person what he is waiting for, and for how long, and letting him stop it."""

from __future__ import annotations

import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import define

from wargame.cli.streams import below

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Stop", "preparing", "progress", "stopping", "watch"]

PATIENCE = 2.0  # seconds
_SIGNALS: dict[signal.Signals, Any] = {  # and what is done about them if nobody has asked for anything else
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
    signal.SIGHUP: signal.SIG_DFL,
}


@contextmanager
def preparing() -> Iterator[None]:
    """Say so on standard error if loading the rules engine takes longer than one would expect."""
    words = "preparing the rules engine (first start only) …"
    timer = threading.Timer(PATIENCE, lambda: print(words, file=sys.stderr, flush=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def progress(games: int) -> Iterator[Callable[[int | None], None]]:
    """Show how far a run is, on a terminal only; yields what to tell the number of games done (None: it starts)."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} games, {task.fields[rate]:,.0f}/s"),
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


@define
class Stop:
    """Whether somebody wants a command to stop, and how: with Ctrl-C, or as a system does."""

    number: int = 0  # of the signal, 0 if there was none

    def is_set(self) -> bool:
        """Say whether to stop."""
        return self.number != 0

    @property
    def exit_code(self) -> int:
        """Return what a shell says of a program that ended so."""
        return 128 + self.number


def watch(advance: Callable[[int], None], stop: Stop) -> Callable[[int], bool]:
    """Return what is told the number of games done, and says whether to play more."""

    def go_on(done: int) -> bool:
        advance(done)
        return not stop.is_set()

    return go_on


@contextmanager
def stopping() -> Iterator[Stop]:
    """Let the first Ctrl-C, SIGTERM or SIGHUP be noted, and leave the second to end the program at once."""
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
