"""Distributing: the flags with which a command plays on the workers of a Dask cluster, and what they exclude."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from wargame.runs.batch import Run
    from wargame.runs.cluster import Sharding
    from wargame.runs.kept import Keeping
    from wargame.runs.rows import RowFiles
    from wargame.runs.tally import Tally

MOST_SHARD = 2**30  # games

Dask = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS|local",
        help="Play on the workers of a Dask scheduler, such as tcp://10.0.0.1:8786, or (local) on T processes here; the"
        " report is the same. Needs wargame[dask].",
    ),
]
Shard = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=MOST_SHARD,
        metavar="N",
        help="With --dask: how many games a worker gets at a time, and plays again if it is lost.  [default: a second's"
        " worth, or fewer]",
    ),
]


def check_dask(dask: str | None, shard: int | None, threads: int | None, *, plays_here: bool) -> None:
    """Check the flags of a cluster against each other.

    Raises:
        typer.BadParameter: one of them would do nothing.
    """
    if dask is None and shard is not None:
        message = "goes with --dask: it says how many games a worker gets at a time"
        raise typer.BadParameter(message, param_hint="'--shard'")
    if dask is not None and plays_here:
        message = "plays the games of a run elsewhere; --game and --schema need none of that"
        raise typer.BadParameter(message, param_hint="'--dask'")
    if dask not in {None, "local"} and threads is not None:
        message = f"the workers at {legible(dask)} have threads of their own; --threads goes with --dask local"
        raise typer.BadParameter(message, param_hint="'--threads'")


def check_can_travel(seats: Mapping[str, str], move_limit: float | None) -> None:
    """Refuse players whose games would not come out the same on another machine, or when they are played again.

    Raises:
        typer.BadParameter: one of them is such.
    """
    from wargame.players.roster import is_reproducible

    for side, player in seats.items():
        if not is_reproducible(player):
            message = (
                f"{legible(player)} ({side}) cannot travel: a game that is lost with its worker is played again, and"
                " must be the same; player modules, language models and searches by the clock play without --dask"
            )
            raise typer.BadParameter(message, param_hint="'--dask'")
    if move_limit is not None:
        message = "a time limit cannot travel: by the clock of another machine the game may be another"
        raise typer.BadParameter(message, param_hint="'--dask'")


@contextmanager
def played_by(dask: str | None, shard: int | None, threads: int) -> Iterator[int | Sharding]:
    """Yield what plays: so many threads here, or a cluster.

    Raises:
        RunError: there is no such cluster, or it will not do.
    """
    if dask is None:
        yield threads
        return
    from wargame.runs.cluster import Sharding, cluster_at

    with cluster_at(dask, threads) as cluster:
        yield Sharding(cluster, shard)


def tallies(
    run: Run, span: range, power: int | Sharding, file: RowFiles | None, keeping: Keeping | None
) -> Generator[Tally, None, None]:
    """Play games of a run, here (where they may be kept) or on a cluster; yields the tally so far, now and then."""
    if isinstance(power, int):
        from wargame.runs.tally import count_games

        return count_games(run, span, power, file, keeping)
    from wargame.runs.cluster import count_afar

    return count_afar(run, span, power, file)
