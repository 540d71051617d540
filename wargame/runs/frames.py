"""Games of a run as arrays, one for each column, for a data frame without a file in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wargame.runs.batch import chunks_of
from wargame.runs.columns import columns_of
from wargame.system import cores

if TYPE_CHECKING:
    from wargame.arrays import Array
    from wargame.runs.batch import Chunk, Run
    from wargame.runs.columns import Column


def arrays_of(run: Run, games: int | range, threads: int | None = None) -> dict[str, Array]:
    """Play games of a run, and return an array (games) for each column that `wargame run --out` would write.

    Text is an array of objects, None where there is nothing; a score is a float, NaN where the rules could not bring
    the game to an end; all else are integers, seeds of 64 bits. The same run gives the same arrays on any number of
    threads.

    Args:
        run: the games.
        games: how many, from the first, or which.
        threads: how many to play on; None: one for each core.

    Raises:
        Forfeit: a player in a process of its own did not make a move.
        ValueError: there are no games, or they do not follow one another.
    """
    span = range(games) if isinstance(games, int) else games
    if not span or span.start < 0 or span.step != 1:
        message = f"name games that follow one another, from 0 on, such as 1000 or range(1000, 2000); found {games!r}"
        raise ValueError(message)
    columns = columns_of(run)

    def work(chunk: Chunk) -> list[Array]:
        return [column.values(chunk) for column in columns]

    pieces = list(chunks_of(run, span, threads or cores(), work, states=True))
    return {
        column.name: _meant(column, np.concatenate(values))
        for column, values in zip(columns, zip(*pieces, strict=True), strict=True)
    }


def _meant(column: Column, values: Array) -> Array:
    """Return the decoded values of a column."""
    if not column.cells:
        return values
    kind = object if column.is_text else np.float64 if None in column.cells else np.int32
    cells: Array = np.array(column.cells, kind)  # of None, NumPy makes NaN
    found: Array = cells[values - column.least]
    return found
