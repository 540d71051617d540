"""The engine of this machine: threads for what releases the GIL or waits, processes for what holds it."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from attrs import define, field

from wargame import __version__
from wargame.workers.engine import Load, WorkerDied, window
from wargame.workers.parcel import opened_answer, packed, work
from wargame.workers.processes import worker_pool

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from wargame.workers.engine import Engine, Item, Job, Made


@define
class Here:
    """So many threads or processes of this machine; processes stay for the next job, until `close`."""

    workers: int
    _processes: ProcessPoolExecutor | None = field(default=None, init=False)

    def part_size(self, games: int, *, here: int, afar: int) -> int:  # noqa: ARG002  see `Engine`
        """Return how many games a part has."""
        return here

    def in_order(self, job: Job[Item, Made], parts: Iterable[Item]) -> Generator[Made, None, None]:
        """Yield what a job makes of each part, in order; see `Engine`.

        Raises:
            WorkerDied: a process died.
        """
        if job.load is Load.KERNEL:
            yield from on_threads(self.workers, job, parts)
        elif self.workers == 1:
            yield from map(job, parts)
        elif job.load is Load.NETWORK:
            yield from on_threads(self.workers, job, parts)
        else:
            yield from self._on_processes(job, parts)

    def _on_processes(self, job: Job[Item, Made], parts: Iterable[Item]) -> Generator[Made, None, None]:
        pool = self._processes = self._processes or worker_pool(self.workers)
        sent = packed(job)
        try:
            for answer in window(lambda part: pool.submit(work, __version__, sent, part), parts, 2 * self.workers):
                yield opened_answer(answer)
        except BrokenProcessPool:
            self.close()
            message = (
                "a worker process has died; what was written is kept, and the same command goes on from it, with fewer"
                " --workers if memory is short"
            )
            raise WorkerDied(message) from None

    def close(self) -> None:
        """End the processes, after the games in hand."""
        if self._processes is not None:
            self._processes.shutdown(cancel_futures=True)
            self._processes = None

    def __reduce__(self) -> tuple[object, ...]:
        """Return what `pickle` keeps: where a job arrives, one worker works on it."""
        return Here, (1,)


@contextmanager
def opened(workers: int | Engine) -> Iterator[Engine]:
    """Open an engine of so many workers on this machine; one that is open already stays so."""
    if not isinstance(workers, int):
        yield workers
        return
    with closing(Here(workers)) as engine:
        yield engine


def on_threads(threads: int, work_on: Callable[[Item], Any], parts: Iterable[Item]) -> Generator[Any, None, None]:
    """Yield what a function makes of each part, in order, on threads.

    A reader that stops early waits for those begun.
    """
    pool = ThreadPoolExecutor(threads, "games")
    try:
        yield from window(lambda part: pool.submit(work_on, part), parts, threads + 1)
    finally:
        pool.shutdown(cancel_futures=True)
