"""The engine of a Dask cluster: parts of a job on the workers of a scheduler, on this machine or on many.

What a part comes to hangs on the job and the part alone, so one that is lost with its worker is worked off again and
comes to the same. Results come in the order of the parts, as on one machine.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from attrs import define, field

from wargame import __version__
from wargame.errors import RunError, WargameError
from wargame.extras import extra
from wargame.legible import legible
from wargame.workers.engine import Stopped
from wargame.workers.here import Here
from wargame.workers.parcel import opened_answer, packed, work

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from wargame.workers.engine import Item, Job, Made

LOCAL = "local"  # instead of an address: workers on this machine, for this command
_SHARES = 16  # shards that each thread gets where there are few games, so that none waits long for the last one
_AHEAD = 3  # shards begun for each thread: one is worked on, the others wait beside it
_RETRIES = 2  # of a shard that fails on its worker
_TICK = 0.25  # seconds between two looks at whether somebody stops it
_PATIENCE = 10  # seconds that a scheduler, and then its first worker, may take to answer
_RETURN = 300.0  # seconds within which a scheduler that is gone has to be back, and then a worker
_PRELOAD = "wargame.workers.parcel"  # see `dask_setup` there
_LONGEST = 500  # characters of what went wrong on a worker


@define
class Cluster:
    """The workers of a scheduler; a part of a job is there called a shard."""

    address: str
    client: Any
    shard: int | None = None  # games; None: as many as seems right
    stopped: Callable[[], bool] = lambda: False  # says whether somebody wants it to end
    workers: int = 1  # threads of all, as last seen
    _seen: float = field(factory=time.monotonic, init=False)  # when that was
    _next_look: float = field(default=0.0, init=False)

    def look(self) -> int:
        """Return how many threads the workers have; there may be more of them than before, or fewer."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + _TICK
            with suppress(OSError, TimeoutError):
                if found := sum(self.client.nthreads().values()):
                    self.workers, self._seen = found, now
        return self.workers

    def check(self) -> None:
        """Check that there are workers, with this very version of the program.

        Raises:
            RunError: there are none, or one has another version.
        """
        self.client.wait_for_workers(1, timeout=_PATIENCE)
        # a function of Python's own: a worker need not have anything of ours to answer
        from pydoc import locate  # noqa: PLC0415  for this alone

        for worker, found in self.client.run(locate, "wargame.__version__", on_error="return").items():
            if found != __version__:
                has = f"wargame {legible(found)}" if isinstance(found, str) else "no wargame that can be loaded"
                message = (
                    f"--dask {legible(self.address)}: the worker {legible(worker)} has {has}, and this is"
                    f" {__version__}: install the same version on both"
                )
                raise RunError(message)

    def part_size(self, games: int, *, here: int, afar: int) -> int:  # noqa: ARG002  see `Engine`
        """Return how many games a shard has."""
        share = -(-games // (_SHARES * self.workers))
        return self.shard or max(min(share, afar), 1)

    def in_order(self, job: Job[Item, Made], parts: Iterable[Item]) -> Generator[Made, None, None]:
        """Yield what a job makes of each part, in order; see `Engine`.

        Raises:
            Stopped: `stopped` said so while nothing came.
            RunError: a part cannot be worked off, or the scheduler does not come back.
        """
        from distributed import CancelledError  # noqa: PLC0415  an extra

        sent, left = packed(job, files=True), iter(parts)
        begun: deque[tuple[Item, Any]] = deque()
        submit = self._submitting(sent)
        while True:
            more = max(_AHEAD * self.look() - len(begun), 0)
            begun.extend((part, submit(part)) for part in islice(left, more))
            if not begun:
                return
            part, future = begun[0]
            try:
                answer = future.result(timeout=_TICK)
            except TimeoutError:
                if future.status == "error":  # it may be the worker's
                    raise _failed(part, future.exception(timeout=_PATIENCE)) from None
                self._heed()
                self._check_that_somebody_works()
            except CancelledError:  # the scheduler is gone, and all that was begun with it
                self._wait_until_back()
                submit = self._submitting(sent)
                begun = deque((part, submit(part)) for part, _ in begun)
            except RunError:
                raise
            except Exception as error:  # whatever a worker of other people's machines runs into
                raise _failed(part, error) from error
            else:
                begun.popleft()
                yield opened_answer(answer)

    def _submitting(self, sent: bytes) -> Callable[[Any], Any]:
        """Send a job, once; returns what submits a part of it. What a worker loses of it, the scheduler makes again."""
        parcel = self.client.submit(bytes, sent, pure=False)
        return lambda part: self.client.submit(work, __version__, parcel, part, pure=False, retries=_RETRIES)

    def warm_up(self, job: Job[Item, Any], part: Item) -> None:
        """Let each worker load the kernel, at its first use compile it, before anybody looks at a clock.

        What goes wrong is told by the first part that counts.
        """
        sent = packed(job, files=True)
        begun = [
            self.client.submit(work, __version__, sent, part, workers=[worker], pure=False, allow_other_workers=True)
            for worker in self.client.nthreads()
        ]
        for future in begun:
            with suppress(Exception):
                future.result()

    def _heed(self) -> None:
        """Look whether somebody wants it to end.

        Raises:
            Stopped: so it is.
        """
        if self.stopped():
            message = f"--dask {legible(self.address)}: stopped"
            raise Stopped(message)

    def _check_that_somebody_works(self) -> None:
        """Check that there has been a worker lately: those of Dask end with their scheduler.

        Raises:
            RunError: there has not.
        """
        if time.monotonic() > self._seen + _RETURN:
            message = f"--dask {legible(self.address)}: there has been no worker for {_RETURN:.0f} s"
            raise RunError(message)

    def _wait_until_back(self) -> None:
        """Wait for a scheduler that is gone.

        Raises:
            Stopped: somebody stopped it meanwhile.
            RunError: it stays away.
        """
        end = time.monotonic() + _RETURN
        while not self._is_back():
            self._heed()
            if time.monotonic() > end:
                message = f"--dask {legible(self.address)}: the scheduler is gone, and was not back in {_RETURN:.0f} s"
                raise RunError(message)
        self._seen = time.monotonic()

    def _is_back(self) -> bool:
        """Say whether the scheduler answers, after it was gone."""
        from distributed import Client  # noqa: PLC0415  an extra

        try:
            client = Client(self.address, timeout=2, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError):
            return False
        self.close()
        self.client = client
        return True

    def close(self) -> None:
        """Leave the scheduler, which may be gone already."""
        with suppress(OSError, TimeoutError):
            self.client.close(timeout=1)

    def __reduce__(self) -> tuple[object, ...]:
        """Return what `pickle` keeps: where a job arrives, one worker works on it."""
        return Here, (1,)


def _failed(part: Any, error: Exception) -> WargameError:  # noqa: ANN401  of any job
    games = f"games {part[0]} to {part[-1]}" if isinstance(part, range) else "some games"
    told = legible(str(error) or type(error).__name__)[:_LONGEST]
    return RunError(f"{games} cannot be played on a worker: {told}")


# -- connecting


@contextmanager
def cluster_at(
    address: str, processes: int, *, shard: int | None = None, stopped: Callable[[], bool] = lambda: False
) -> Iterator[Cluster]:
    """Connect to the scheduler at an address; `local` starts so many workers on this machine, with TLS of their own.

    Args:
        address: of the scheduler, or `local`.
        processes: how many workers `local` starts.
        shard: how many games a worker gets at a time; None: as many as seems right.
        stopped: says whether somebody wants the work to end; asked while nothing comes.

    Raises:
        ExtraError: Dask is not installed, or of a version that will not do.
        RunError: nobody answers, or there are no workers of this version.
    """
    distributed = _loaded()
    with ExitStack() as stack:
        try:
            at: Any = address
            if address == LOCAL:
                at = stack.enter_context(_started(distributed, processes))
            client = distributed.Client(at, timeout=_PATIENCE, set_as_default=False)
            cluster = Cluster(address, client, shard, stopped)
            stack.callback(cluster.close)
            cluster.check()
        except (OSError, ValueError, TimeoutError, ImportError, RuntimeError) as error:
            said = legible(str(error) or type(error).__name__).partition("\n")[0]
            message = (
                f"--dask {legible(address)}: no scheduler with workers answers there ({said}); an address is that of"
                " `dask scheduler`, such as tcp://10.0.0.1:8786, or local"
            )
            raise RunError(message) from error
        cluster.look()
        yield cluster


def _loaded() -> Any:  # noqa: ANN401  a module
    """Load Dask, which says what goes wrong in its own words on standard error unless it is told not to.

    Raises:
        ExtraError: it is not installed, or of a version that will not do.
    """
    with extra("dask", "--dask"):
        import dask  # noqa: PLC0415  an extra

        quiet = dict.fromkeys(("distributed", "distributed.client", "asyncio", "tornado"), "critical")
        pages = {f"distributed.{each}.http.routes": list[str]() for each in ("scheduler", "worker")}
        safe = {"distributed.nanny.pre-spawn-environ.PYTHONSAFEPATH": "1"}
        dask.config.set({"logging": quiet, **pages, **safe})
        import distributed  # noqa: PLC0415
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", "Sending large graph")  # a strategy may be large; it is sent once
    return distributed


def _started(distributed: Any, processes: int) -> Any:  # noqa: ANN401  modules and classes of an extra
    """Start workers on this machine, that nobody else here can speak to: who can may run anything as this user."""
    return distributed.LocalCluster(
        n_workers=processes,
        threads_per_worker=1,
        host="127.0.0.1",
        security=True,
        dashboard_address=None,
        worker_dashboard_address=None,
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # it listens though there are no pages: at any free port
        silence_logs=logging.CRITICAL,
        preload=[_PRELOAD],
    )
