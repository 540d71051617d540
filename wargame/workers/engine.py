"""The engine: whoever works off the parts of a job, and hands back what each comes to, in order.

A part is some consecutive games. What a part comes to hangs on the job and the part alone, so that neither the number
of workers nor their machines, nor a loss among them, can change a result. `here` works on this machine, `cluster` on
others.
"""

from __future__ import annotations

from collections import deque
from contextlib import closing
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from wargame.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

Part_contra = TypeVar("Part_contra", contravariant=True)
Made_co = TypeVar("Made_co", covariant=True)
Item = TypeVar("Item")
Made = TypeVar("Made")


class Load(Enum):
    """What a job spends its time in; on one machine it decides between threads and processes."""

    KERNEL = "kernel"  # which releases the GIL
    NETWORK = "network"  # waiting for answers
    PYTHON = "Python"  # which holds the GIL


class Job(Protocol[Part_contra, Made_co]):
    """Work on many games: a function of a part that can be pickled, with what it needs bound to it."""

    @property
    def load(self) -> Load:
        """Return what it spends its time in."""

    @property
    def players(self) -> Iterable[str]:
        """Return who plays, as players are written: files of theirs travel with the job."""

    def __call__(self, part: Part_contra, /) -> Made_co:
        """Do a part of the work."""


class Engine(Protocol):
    """Whoever works off jobs."""

    @property
    def workers(self) -> int:
        """Return how many parts are worked on at once."""

    def part_size(self, games: int, *, here: int, afar: int) -> int:
        """Return how many of so many games a part has: `here` on this machine, `afar` at most on another."""

    def in_order(self, job: Job[Item, Made], parts: Iterable[Item]) -> Generator[Made, None, None]:
        """Yield what a job makes of each part, in order; parts are taken from the iterable only a little ahead.

        Raises:
            Stopped: a signal came while nothing else did.
            WorkerDied: a process of this machine died.
            RunError: a part cannot be worked off on a cluster, or its scheduler does not come back.
        """


class WorkerDied(RunError):
    """A worker process has ended: by itself, for want of memory, or by a signal that its parent got as well."""


class Stopped(WorkerDied):
    """The work was stopped while it waited for workers; what was yielded before stands."""


def each_game(
    engine: Engine, job: Job[range, Sequence[Item]], games: range, *, afar: int
) -> Generator[Item, None, None]:
    """Yield what a job makes of each game, in order: on this machine one by one, `afar` so many at once at most.

    Raises:
        Stopped, WorkerDied, RunError: as `Engine.in_order` does.
    """
    size = engine.part_size(len(games), here=1, afar=afar)
    with closing(engine.in_order(job, cut(games, size))) as parts:
        for part in parts:
            yield from part


def cut(games: range, size: int) -> Iterator[range]:
    """Yield consecutive parts of so many games; the last may have fewer."""
    return (games[at : at + size] for at in range(0, len(games), size))


def window(submit: Callable[[Item], Any], parts: Iterable[Item], ahead: int) -> Generator[Any, None, None]:
    """Yield the result of each part that is submitted, in order, with so many begun ahead that memory stays bounded."""
    begun: deque[Any] = deque()
    for part in parts:
        begun.append(submit(part))
        if len(begun) > ahead:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()
