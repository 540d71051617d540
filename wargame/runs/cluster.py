"""Clusters: the shards of a run on the workers of a Dask scheduler, on this machine or on many.

Game k depends on the run's seed and on k alone, so a shard that is lost with its worker is played again and comes to
the same. Results are added up in the order of the games, as on one machine.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from attrs import define, frozen

from wargame import __version__
from wargame.errors import RunError
from wargame.legible import legible
from wargame.runs.batch import Chunk
from wargame.runs.shard import packed, play_shard
from wargame.runs.tally import Tally, add_up, tally_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from wargame.runs.batch import Run
    from wargame.runs.rows import RowFiles

LOCAL = "local"  # instead of an address: workers on this machine, for this command
_SHARD = 2**16  # games that the kernel plays, most in a shard: a second or two
_ROWS = 2**15  # the same where every state comes back: some megabytes
_SHARES = 16  # shards that each thread gets where there are few games, so that none waits long for the last one
_AHEAD = 3  # shards begun for each thread: one is played, the others wait beside it
_RETRIES = 2  # of a shard that fails on its worker
_TICK = 0.25  # seconds between two looks at whether somebody stops it
_PATIENCE = 10  # seconds that a scheduler, and then its first worker, may take to answer
_RETURN = 300.0  # seconds within which a scheduler that is gone has to be back
_PRELOAD = "wargame.runs.shard"  # see `dask_setup` there


@define
class Cluster:
    """The workers of a scheduler."""

    address: str
    client: Any
    threads: int = 0  # of all workers, as last seen

    def look(self) -> int:
        """Return how many threads the workers have; there may be more of them than before, or fewer."""
        with suppress(OSError, TimeoutError):
            self.threads = sum(self.client.nthreads().values()) or self.threads
        return self.threads

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

    def warm_up(self, run: Run) -> None:
        """Let each worker load the kernel, at its first use compile it, before anybody looks at a clock.

        What goes wrong is told by the first shard.
        """
        sent, words = packed(run), {"states": False, "pure": False, "allow_other_workers": True}
        begun = [
            self.client.submit(play_shard, __version__, sent, 0, 1, workers=[worker], **words)
            for worker in self.client.nthreads()
        ]
        for future in begun:
            with suppress(Exception):
                future.result()

    def is_back(self) -> bool:
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


@contextmanager
def cluster_at(address: str, processes: int) -> Iterator[Cluster]:
    """Connect to the scheduler at an address; `local` starts so many workers on this machine, with TLS of their own.

    Raises:
        RunError: Dask is not installed, nobody answers, or there are no workers of this version.
    """
    distributed = _loaded()
    with ExitStack() as stack:
        try:
            at: Any = address
            if address == LOCAL:
                at = stack.enter_context(_started(distributed, processes))
            client = distributed.Client(at, timeout=_PATIENCE, set_as_default=False)
            cluster = Cluster(address, client)
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
        RunError: it is not installed.
    """
    try:
        import dask  # noqa: PLC0415  an extra

        quiet = dict.fromkeys(("distributed", "distributed.client", "asyncio", "tornado"), "critical")
        dask.config.set({"logging": quiet, "distributed.nanny.pre-spawn-environ.PYTHONSAFEPATH": "1"})
        import distributed  # noqa: PLC0415
    except ImportError as error:
        message = f"--dask needs {error.name}, which is not installed: pip install 'wargame[dask]' brings it"
        raise RunError(message) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
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
        silence_logs=logging.CRITICAL,
        preload=[_PRELOAD],
    )


# -- shards


@frozen
class Sharding:
    """A cluster, and how many games it gets at a time; None: as many as seems right."""

    cluster: Cluster
    size: int | None = None

    def games_a_shard(self, run: Run, games: range, file: RowFiles | None) -> int:
        """Return how many games a shard has; with a file of rows, whole pieces of it."""
        share = -(-len(games) // (_SHARES * max(self.cluster.threads, 1)))
        most = (_ROWS if file else _SHARD) if run.in_kernel else _SHARES
        size = self.size or max(min(share, most), 1)
        piece = _piece(run, file)
        return -(-size // piece) * piece


def _piece(run: Run, file: RowFiles | None) -> int:
    """Return how many games are written to a file at once, as on one machine."""
    return file.rows if file and run.in_kernel else 1


def count_afar(run: Run, games: range, sharding: Sharding, file: RowFiles | None) -> Generator[Tally, None, None]:
    """Play games of a run on a cluster, as `count_games` does here; yields a tally again where nothing is new.

    Raises:
        RunError: a shard cannot be played, the scheduler does not come back, or the file cannot be written.
    """
    rules, piece = run.summit.rules, _piece(run, file)

    def counted() -> Generator[tuple[Tally, Any] | None, None, None]:
        with closing(_shards(run, games, sharding, file)) as shards:
            for shard in shards:
                if isinstance(shard, Chunk):
                    for at in range(0, len(shard.results), piece):
                        till = at + piece
                        part = Chunk(shard.first + at, shard.results[at:till], shard.states[at:till])
                        yield tally_of(rules, part), file.make(part) if file else None
                else:
                    yield None if shard is None else (shard, None)

    with closing(counted()) as each:
        yield from add_up(rules, each, file)


def _shards(
    run: Run, games: range, sharding: Sharding, file: RowFiles | None
) -> Generator[Tally | Chunk | None, None, None]:
    """Yield what workers return of each shard, in order; None from time to time while there is nothing."""
    from distributed import CancelledError  # noqa: PLC0415  an extra

    cluster, size = sharding.cluster, sharding.games_a_shard(run, games, file)
    sent, firsts = packed(run), iter(games[::size])

    def begin(first: int) -> tuple[int, Any]:
        count = min(size, games.stop - first)
        words = {"states": file is not None, "pure": False, "retries": _RETRIES}
        return first, cluster.client.submit(play_shard, __version__, sent, first, count, **words)

    begun: deque[tuple[int, Any]] = deque()
    while True:
        begun.extend(map(begin, islice(firsts, max(_AHEAD * cluster.look() - len(begun), 0))))
        if not begun:
            return
        first, future = begun[0]
        try:
            shard = future.result(timeout=_TICK)
        except TimeoutError:
            yield None
        except CancelledError:  # the scheduler is gone, and all that was begun with it
            yield from _until_back(cluster)
            begun = deque(begin(first) for first, _ in begun)
        except RunError:
            raise
        except Exception as error:  # whatever a worker of other people's machines runs into
            told = legible(str(error) or type(error).__name__)[:500]
            message = f"games {first} to {min(first + size, games.stop) - 1} cannot be played on a worker: {told}"
            raise RunError(message) from error
        else:
            begun.popleft()
            yield shard


def _until_back(cluster: Cluster) -> Generator[None, None, None]:
    """Wait for a scheduler that is gone.

    Raises:
        RunError: it stays away.
    """
    end = time.monotonic() + _RETURN
    while not cluster.is_back():
        yield
        if time.monotonic() > end:
            message = f"--dask {legible(cluster.address)}: the scheduler is gone, and was not back in {_RETURN:.0f} s"
            raise RunError(message)
