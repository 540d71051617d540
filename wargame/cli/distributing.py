"""Distributing: the flags with which a command plays on the workers of a Dask cluster, and what they exclude."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.completing import clusters
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.cli.waiting import Stop
    from wargame.workers.engine import Engine

MOST_SHARD = 2**30  # games

Dask = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS|local",
        help="Play on the workers of a Dask scheduler, such as tcp://10.0.0.1:8786, or (local) on processes here; the"
        " result is the same. Needs wargame[dask].",
        autocompletion=clusters,
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


def check_dask(  # noqa: PLR0913  flags
    dask: str | None,
    shard: int | None,
    workers: int | None,
    players: Iterable[str] = (),
    *,
    move_limit: float | None = None,
    flag: str = "--workers",
    here: str = "",
) -> None:
    """Check the flags of a cluster against each other, and that the players can travel.

    Args:
        dask: the address.
        shard: how many games a worker gets at a time.
        workers: how many workers there are to be.
        players: who plays.
        move_limit: how long a player may think.
        flag: the one that says how many workers there are to be.
        here: the flag, if one was given, with which the command has no games to play elsewhere.

    Raises:
        typer.BadParameter: one of them would do nothing.
    """
    if dask is None and shard is not None:
        message = "goes with --dask: it says how many games a worker gets at a time"
        raise typer.BadParameter(message, param_hint="'--shard'")
    if dask is not None and here:
        message = f"plays many games elsewhere; {here} needs none of that"
        raise typer.BadParameter(message, param_hint="'--dask'")
    if dask not in {None, "local"} and workers is not None:
        message = f"the workers at {legible(dask)} have threads of their own; {flag} goes with --dask local"
        raise typer.BadParameter(message, param_hint=f"'{flag}'")
    if dask is not None:
        _check_can_travel(players, move_limit)


def _check_can_travel(players: Iterable[str], move_limit: float | None) -> None:
    """Refuse players whose games would not come out the same on another machine, or when they are played again.

    Raises:
        typer.BadParameter: one of them is such.
    """
    from wargame.players.roster import can_travel

    for player in players:
        if not can_travel(player):
            message = (
                f"{legible(player)} cannot travel: a game that is lost with its worker is played again, and must be the"
                " same; language models and searches by the clock play without --dask"
            )
            raise typer.BadParameter(message, param_hint="'--dask'")
    if move_limit is not None:
        message = "a time limit cannot travel: by the clock of another machine the game may be another"
        raise typer.BadParameter(message, param_hint="'--dask'")


@contextmanager
def played_by(dask: str | None, shard: int | None, workers: int | None, stop: Stop) -> Iterator[Engine]:
    """Yield what plays: so many workers here (None: one for each core), or a cluster, until somebody stops it.

    Raises:
        RunError: there is no such cluster, or it will not do.
    """
    from wargame.system import cores

    if dask is None:
        from wargame.workers.here import Here

        with closing(Here(workers or cores())) as engine:
            yield engine
        return
    from wargame.workers.cluster import cluster_at

    with cluster_at(dask, workers or cores(), shard=shard, stopped=stop.is_set) as cluster:
        yield cluster
