"""Trajectories read back: as games, each played again and compared with every row that is kept of it.

A file may come from anybody and hold anything. It brings the rules it was played by; its games follow from the run's
seed and their moves, and nothing else in it is believed: what a row says is what comes of playing to it, or an error.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import field, frozen

from wargame.arrays import Array
from wargame.errors import RulesError, RunError
from wargame.files import open_regular
from wargame.game.game import Game
from wargame.kernel.trajectory import NODE
from wargame.legible import legible
from wargame.runs.batch import MOVES, OneGame
from wargame.runs.parquet import loaded_pyarrow
from wargame.runs.trajectories.columns import KINDS, layouts_of
from wargame.runs.trajectories.heading import Heading, read_heading
from wargame.runs.trajectories.nodes import Nodes, starts_of, traced
from wargame.runs.trajectories.writing import TrajectoryFormat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.runs.batch import Run

_MOST_BYTES = 2**31  # of a row group, which is read at once
_MOST_GAME = 2**62
_DECIDED = KINDS[0]


@frozen
class _Verified:
    """Games of a row group, as their moves bring them about."""

    numbers: Array  # (games)
    seeds: Array
    moves: Array  # (games × most), by number, then -1


@frozen(eq=False)
class Trajectories:
    """A file of trajectories, as `wargame run --trajectories` writes it."""

    path: Path
    _heading: Heading = field(repr=False)

    @property
    def run(self) -> Run:
        """Return the run that its games are of: the scenario, the players, the seed."""
        return self._heading.run

    @property
    def has_observations(self) -> bool:
        """Say whether its rows tell what the side to move saw, and which moves were open."""
        return self._heading.has_observations

    def games(self) -> Iterator[tuple[int, Game]]:
        """Yield each game with its number in the run, verified, and played move by move; see `verified`.

        Raises:
            RunError: the file is damaged, or a row says something else than comes of playing to it.
        """
        for group in self._verified():
            for at in range(len(group.numbers)):
                one = self._played(group, at)
                yield one.index, one.game

    def game(self, number: int) -> Game:
        """Return the game with that number in the run, verified.

        Raises:
            RunError: it is not in the file, or not as the file says.
        """
        return self.one(number).game

    def one(self, number: int) -> OneGame:
        """Return the game with that number in the run, verified, with the number.

        Raises:
            RunError: it is not in the file, or not as the file says.
        """
        for group in self._verified(number):
            return self._played(group, 0)
        message = f"{self.path}: game {number} is not in it"
        raise RunError(message)

    def verify(self) -> Iterator[int]:
        """Play every game again and compare every row; yields how many games have been found as they are told.

        Raises:
            RunError: the file is damaged, or a row says something else than comes of playing to it.
        """
        count = 0
        for group in self._verified():
            count += len(group.numbers)
            yield count

    # -- inside

    def _played(self, group: _Verified, at: int) -> OneGame:
        game = Game(self.run.summit, int(group.seeds[at]))
        with suppress(RulesError):  # told by `fault`
            for move in group.moves[at][group.moves[at] >= 0].tolist():
                game.play(move)
        return OneGame(int(group.numbers[at]), game, {})

    def _verified(self, number: int | None = None) -> Iterator[_Verified]:
        """Yield the games of each row group, or only the one with that number."""
        form, last = TrajectoryFormat(self.run, observations=self.has_observations), -1
        for table in self._tables(form.schema, number):
            kept = table
            if number is not None:
                place = np.flatnonzero(_numbers(table, "game") == number)
                if not place.size:
                    continue
                kept = table.slice(place[0], place[-1] - place[0] + 1)
            group = self._checked(form, kept, last)
            last = int(group.numbers[-1])
            yield group

    def _tables(self, schema: Any, number: int | None) -> Iterator[Any]:  # noqa: ANN401  pyarrow's
        """Yield the row groups of the file, or those in which a game may be."""
        with _opened(self.path) as file:
            if not file.schema_arrow.equals(schema):
                what = f"its columns are not those of trajectories of {self.run.summit.name}"
                message = f"{self.path}: {what}{self._heading.other_version}"
                raise RunError(message)
            for at in range(file.metadata.num_row_groups):
                group = file.metadata.row_group(at)
                if group.total_byte_size > _MOST_BYTES:
                    message = f"{self.path}: {group.total_byte_size:,} bytes in one row group are too many"
                    raise RunError(message)
                if group.num_rows and (number is None or _may_hold(group.column(0).statistics, number)):
                    yield file.read_row_group(at).combine_chunks()

    def _checked(self, form: TrajectoryFormat, table: Any, last: int) -> _Verified:  # noqa: ANN401
        """Play the games of a table again and compare every row; `last` is the number of the game before them.

        Raises:
            RunError: the first difference.
        """
        of_row = _numbers(table, "game")
        starts = starts_of(np.diff(np.flatnonzero(np.diff(of_row, prepend=-2, append=-2))))
        games = of_row[starts[:-1]]
        if games[0] <= last or (np.diff(games) <= 0).any() or games[-1] > _MOST_GAME:
            message = f"{self.path}: its games are not in order, each in one piece, near game {games[0]}"
            raise RunError(message)
        seeds = np.fromiter(map(self.run.seed_of, games.tolist()), np.uint64, len(games))
        moves = _moves_of(table, starts, self.run.summit.rules.scenario.ply_limit)
        layouts = layouts_of(self.run.summit) if self.has_observations else ()
        nodes = traced(self.run.summit, games, seeds, moves, starts, layouts)
        if (row := _astray(nodes)) is None:
            self._compare(form.batch(nodes), table)
            return _Verified(games, seeds, moves)
        if before := int(starts[nodes.game_of[row]]):  # what differs in games before it comes first
            self._checked(form, table.slice(0, before), last)
        where = f"{self.path}, game {games[nodes.game_of[row]]}, step {nodes.steps[row]}"
        cannot = nodes.rows[row, NODE.ply] < 0
        what = "what this row tells cannot happen there" if cannot else "the game is not over, and no row follows"
        message = f"{where}: {what}{self._heading.other_version}"
        raise RunError(message)

    def _compare(self, made: Any, kept: Any) -> None:  # noqa: ANN401
        """Compare the rows that come of playing with those that are kept.

        Raises:
            RunError: there is a difference; the first is told.
        """
        differing = {name: _first_difference(made[name], kept[name]) for name in kept.column_names}
        found = [(row, name) for name, row in differing.items() if row is not None]
        if not found:
            return
        row, name = min(found, key=lambda each: each[0])
        where = f"{self.path}, game {kept['game'][row]}, step {made['step'][row]}"
        what = f"{name} is written as {kept[name][row].as_py()!a:.60}, and comes to {made[name][row].as_py()!a:.60}"
        message = f"{where}: {what}{self._heading.other_version}"
        raise RunError(message)


def read_trajectories(path: Path) -> Trajectories:
    """Open a file of trajectories; its games are read when they are asked for.

    Raises:
        ExtraError: pyarrow is not installed, or has a version that will not do.
        RunError: the file cannot be read, or holds something else.
    """
    with _opened(path) as file:
        try:
            return Trajectories(path, read_heading(file.schema_arrow.metadata or {}))
        except RunError as error:
            message = f"{path}: {error}"
            raise RunError(message) from error


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a Parquet file.

    Raises:
        RunError: it cannot be read, or is damaged.
    """
    arrow = loaded_pyarrow()
    try:
        with open_regular(path) as source:
            yield arrow.parquet.ParquetFile(source, page_checksum_verification=True)
    except (OSError, arrow.ArrowException, ValueError) as error:
        told = " ".join(str(error).split())[:200]  # pyarrow's errors are often of more than one line
        reason = getattr(error, "strerror", None) or f"damaged, or cut off ({legible(told)})"
        message = f"{path}: {reason}"
        raise RunError(message) from error


def _numbers(table: Any, name: str) -> Array:  # noqa: ANN401
    """Return a column of whole numbers; where a cell is empty, -1."""
    found: Array = table[name].fill_null(-1).to_numpy()
    return found


def _may_hold(statistics: Any, number: int) -> bool:  # noqa: ANN401
    """Say whether a row group may hold a game, as far as the file tells."""
    return statistics is None or not statistics.has_min_max or statistics.min <= number <= statistics.max


def _moves_of(table: Any, starts: Array, most: int) -> Array:  # noqa: ANN401
    """Return the moves of each game (games × most), then -1; those beyond are left out."""
    decided = np.flatnonzero(table["kind"].cast("string").fill_null("").to_numpy(zero_copy_only=False) == _DECIDED)
    counts = np.diff(np.searchsorted(decided, starts))
    game = np.repeat(np.arange(len(counts)), counts)
    ply = np.arange(len(decided)) - starts_of(counts)[game]
    moves, fits = np.full((len(counts), most), -1, MOVES), ply < most
    moves[game[fits], ply[fits]] = _numbers(table, "action")[decided[fits]]
    return moves


def _astray(nodes: Nodes) -> int | None:
    """Return the first row at which a game cannot be played as it is told, or after which it is not told."""
    missing = np.flatnonzero(nodes.rows[:, NODE.ply] < 0)
    cut = nodes.starts[nodes.cut_short + 1] - 1
    return int(min(*missing[:1], *cut[:1], len(nodes.rows))) if missing.size or cut.size else None


def _first_difference(made: Any, kept: Any) -> int | None:  # noqa: ANN401
    """Return the first row in which two columns differ."""
    one, other = (_plain(each) for each in (made, kept))
    if one.equals(other):
        return None
    pairs = zip(one.to_pylist(), other.to_pylist(), strict=True)
    return next((row for row, (left, right) in enumerate(pairs) if left != right), 0)


def _plain(column: Any) -> Any:  # noqa: ANN401
    """Return a column in one piece, without a dictionary."""
    column = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    return column.dictionary_decode() if hasattr(column, "dictionary_decode") else column
