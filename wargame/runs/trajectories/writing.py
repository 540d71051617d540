"""Trajectories of a run, written as its games are played."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from wargame.destination import Destination, Kind
from wargame.runs.batch import CHUNK, NO_MOVES
from wargame.runs.counting import count_games
from wargame.runs.parquet import MARK, Parquet, Piece
from wargame.runs.rows import RowFile, RowFiles
from wargame.runs.trajectories.columns import TABLE, about_file, columns_of, layouts_of
from wargame.runs.trajectories.nodes import lengths, starts_of, traced
from wargame.system import cores

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.runs.batch import Chunk, Run

ENDING = ".parquet"


def _is_ours(head: bytes, tail: bytes) -> bool:
    """Say whether a file holds trajectories; one without a footer counts, since nobody can read it."""
    is_marked = b"wargame.table" in tail and TABLE.encode() in tail
    return head.startswith(MARK) and (is_marked or not tail.endswith(MARK))


KIND = Kind("a file of trajectories", _is_ours)


class TrajectoryFormat(Parquet):
    """Trajectories as Parquet: what a `RowFile` needs to write them."""

    states, moves = False, True

    def __init__(self, run: Run, *, observations: bool) -> None:
        """Prepare a file of a run's games.

        Raises:
            ExtraError: pyarrow is not installed, or has a version that will not do.
        """
        self._run, self._layouts = run, layouts_of(run.summit) if observations else ()
        columns, about = columns_of(run, observations=observations), about_file(run, observations=observations)
        super().__init__(columns, about, rows=CHUNK // 4 if observations else CHUNK, group=CHUNK)

    def warm_up(self) -> None:
        """Load what the kernel needs for this, at its first use compile it, before anybody looks at a clock."""
        empty = np.zeros(0, np.int64)
        traced(self._run.summit, empty, empty.astype(np.uint64), NO_MOVES, starts_of(empty), self._layouts)

    def make(self, chunk: Chunk) -> list[Piece]:
        """Encode the nodes of a chunk's games."""
        count, run = len(chunk.results), self._run
        games, seeds = chunk.first + np.arange(count), run.seeds_of(chunk.first, count)
        starts = starts_of(lengths(chunk.results))
        return [(count, self.batch(traced(run.summit, games, seeds, chunk.moves, starts, self._layouts)))]


def write_trajectories(
    run: Run, games: int | range, path: Path, *, observations: bool = False, threads: int | None = None
) -> None:
    """Play games of a run, and write a row for each decision and each roll, as `wargame run --trajectories` does.

    Args:
        run: the games.
        games: how many, from the first, or which.
        path: of the file; one that holds trajectories is replaced.
        observations: whether to write what the side to move saw and which moves were open, too.
        threads: how many to play on; None: one for each core.

    Raises:
        ExtraError: pyarrow is not installed, or has a version that will not do.
        Forfeit: a player in a process of its own did not make a move.
        RunError: the file may not be written there, or cannot.
    """
    span = range(games) if isinstance(games, int) else games
    file = RowFile(Destination(path=path, kind=KIND), TrajectoryFormat(run, observations=observations))
    try:
        deque(count_games(run, span, threads or cores(), RowFiles([file])), maxlen=0)
    except BaseException:
        file.leave()
        raise
    file.finish()
