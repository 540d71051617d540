"""Counting the games of a run and writing their rows, on this machine or on a cluster: the same to the byte."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from wargame.errors import RunError
from wargame.runs.batch import CHUNK, Chunk, chunks_of
from wargame.runs.shard import Counting, Recording, most_afar
from wargame.runs.tally import empty_tally, tally_of
from wargame.workers.engine import cut
from wargame.workers.here import Here, opened

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from wargame.runs.batch import Run
    from wargame.runs.kept import Keeping
    from wargame.runs.rows import RowFiles
    from wargame.runs.tally import Tally
    from wargame.scenario.ruleset import Rules
    from wargame.workers.engine import Engine

_Counted = tuple["Tally", Any]  # of some games, and what is to be written of them


def count_games(
    run: Run, games: range, engine: int | Engine, file: RowFiles | None, keeping: Keeping | None = None
) -> Generator[Tally, None, None]:
    """Play games of a run, and write their rows if there is a file; yields the tally so far after each piece.

    A reader that stops early loses nothing: the last tally is of the games that were written, unless an error follows.

    Args:
        run: whose games.
        games: their indices.
        engine: what plays: so many threads here, or whoever works off jobs.
        file: where rows are written.
        keeping: saves games that are played turn by turn, on this machine.

    Raises:
        JournalError: a game cannot be saved.
        RunError: the file cannot be written, or a cluster fails.
        Forfeit: a player in a process of its own did not make a move.
    """
    with opened(engine) as at:
        here = isinstance(at, Here)
        counted = _here(run, games, at.workers, file, keeping) if here else _afar(run, games, at, file)
        with closing(counted) as each:
            yield from _added_up(run.summit.rules, each, file)


def _here(
    run: Run, games: range, threads: int, file: RowFiles | None, keeping: Keeping | None
) -> Generator[_Counted, None, None]:
    """Count games on threads, on which their rows are made, too."""
    rules = run.summit.rules

    def work(chunk: Chunk) -> _Counted:
        if keeping:
            for one in chunk.games:
                keeping.take(one)
        return tally_of(rules, chunk), file.make(chunk) if file else None

    size = file.rows if file else CHUNK
    states, moves = (file.states, file.moves) if file else (False, False)
    wanted = {"states": states, "moves": moves, "whole": keeping is not None}
    return chunks_of(run, games, threads, work, size=size, **wanted)


def _afar(run: Run, games: range, engine: Engine, file: RowFiles | None) -> Generator[_Counted, None, None]:
    """Count games on a cluster; rows are made here, in pieces as large as on one machine."""
    if file is None:
        size = engine.part_size(len(games), here=CHUNK, afar=most_afar(run))
        with closing(engine.in_order(Counting(run), cut(games, size))) as tallies:
            for tally in tallies:
                yield tally, None
        return
    rules, piece = run.summit.rules, file.rows if run.in_kernel else 1
    size = engine.part_size(len(games), here=piece, afar=most_afar(run, states=True))
    with closing(engine.in_order(Recording(run), cut(games, -(-size // piece) * piece))) as chunks:
        for chunk in chunks:
            for at in range(0, len(chunk.results), piece):
                till = at + piece
                part = Chunk(chunk.first + at, chunk.results[at:till], chunk.states[at:till])
                yield tally_of(rules, part), file.make(part)


def _added_up(rules: Rules, counted: Iterable[_Counted], file: RowFiles | None) -> Generator[Tally, None, None]:
    """Add up tallies, and write the rows that come with each; yields the tally so far after each.

    Raises:
        RunError: the file cannot be written.
    """
    tally = empty_tally(rules)
    for each in counted:
        tally = tally.plus(each[0])
        try:
            if file:
                file.write(each[1])
        except RunError:
            yield tally  # what was played is told, written or not
            raise
        yield tally
