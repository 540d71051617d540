"""Telling a person what he is waiting for, and for how long, and letting him stop it."""

from __future__ import annotations

import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["preparing", "progress", "stopping"]

PATIENCE = 2.0  # seconds


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
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
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
def stopping() -> Iterator[threading.Event]:
    """Let the first Ctrl-C set an event, and leave the second to interrupt at once."""
    event = threading.Event()
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield event  # somebody else looks after it
        return

    def stop(*_: object) -> None:
        event.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield event
    finally:
        signal.signal(signal.SIGINT, before)
