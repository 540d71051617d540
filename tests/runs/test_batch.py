from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pytest
from cut_short import cut_short

from wargame.game.summit import load
from wargame.kernel.dice import game_seed
from wargame.kernel.jit import INTERPRETED
from wargame.kernel.playout import RESULT
from wargame.runs.batch import Chunk, Run, chunks_of
from wargame.runs.counting import count_games
from wargame.runs.tally import empty_tally, tally_of
from wargame.system import cores

if TYPE_CHECKING:
    from pathlib import Path

GAMES = 40 if INTERPRETED else 2000


def run_of(scenario: str = "two-villages", player: str = "doctrine", seed: int = 5) -> Run:
    """Return a run with the same player on both sides."""
    summit = load(scenario)
    return Run(summit=summit, seats=dict.fromkeys(summit.rules.side_ids, player), seed=seed)


def kept(chunk: Chunk) -> Chunk:
    """Make nothing of a chunk."""
    return chunk


@pytest.mark.parametrize(("threads", "size"), [(1, 7), (2, 16), (3, 1000)])
def test_neither_threads_nor_chunks_change_a_game_or_their_order(threads: int, size: int) -> None:
    run = run_of()
    whole = run.play(0, GAMES, states=True)
    chunks = list(chunks_of(run, range(GAMES), threads, kept, size=size, states=True))
    assert [chunk.first for chunk in chunks] == list(range(0, GAMES, size))
    assert np.array_equal(np.concatenate([chunk.results for chunk in chunks]), whole.results)
    assert np.array_equal(np.concatenate([chunk.states for chunk in chunks])[:, :19], whole.states[:, :19])


def test_a_slow_reader_holds_up_the_work() -> None:
    begun, threads = [], 2
    reader = chunks_of(run_of(), range(10_000), threads, lambda chunk: begun.append(chunk.first), size=1)
    for _ in range(5):
        next(reader)
    reader.close()
    assert len(begun) <= 5 + threads + 2


def test_a_fault_in_the_work_reaches_the_reader() -> None:
    def fail(_: Chunk) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(chunks_of(run_of(), range(100), 2, fail, size=10))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("games")]


def test_the_seed_of_a_game_is_that_of_the_kernel() -> None:
    run = run_of(seed=2**64 - 1)
    assert run.seed_of(12) == int(game_seed(np.uint64(2**64 - 1), np.uint64(12)))


def test_a_process_has_at_least_one_core() -> None:
    assert cores() >= 1


# -- tallies


def test_a_tally_counts_every_game_once() -> None:
    run = run_of("trump-kim-2018", "random")
    results = run.play(0, GAMES).results
    *_, tally = count_games(run, range(GAMES), 2, None)
    columns = results.astype(np.int64).T
    assert tally.games == tally.ended == tally.endings.sum() == tally.fate.sum() == GAMES
    assert tally.endings.tolist() == [int((columns[RESULT.ending] == at).sum()) for at in range(len(tally.endings))]
    for seat in range(2):
        assert tally.scores[seat].sum() == GAMES
        assert tally.scores[seat] @ np.arange(101) == columns[RESULT.scores + seat].sum()
    line = run.summit.rules.scenario.success
    both = (columns[RESULT.scores] >= line) & (columns[RESULT.scores + 1] >= line)
    assert tally.fate[2] == both.sum()
    assert (tally.plies, tally.chance_nodes) == (columns[RESULT.plies].sum(), columns[RESULT.chance_nodes].sum())


def test_tallies_add_up_in_any_order() -> None:
    run = run_of()
    one, two = (tally_of(run.summit.rules, run.play(first, 30)) for first in (0, 30))
    for found in (one.plus(two), two.plus(one).plus(empty_tally(run.summit.rules))):
        assert found.games == 60
        assert np.array_equal(found.scores, tally_of(run.summit.rules, run.play(0, 60)).scores)


def test_a_game_at_fault_counts_as_nothing_else(tmp_path: Path) -> None:
    run = run_of(str(cut_short(tmp_path)), "random")
    results = run.play(0, GAMES).results
    tally = tally_of(run.summit.rules, Chunk(100, results, results[:0]))
    at_fault = np.flatnonzero(results[:, RESULT.fault])
    assert 0 < tally.faults == tally.over_ply_limit == at_fault.size
    assert tally.endings.sum() == tally.scores[0].sum() == tally.fate.sum() == tally.ended == GAMES - tally.faults
    assert tally.first_fault == 100 + at_fault[0]
    assert tally.plus(tally_of(run.summit.rules, run.play(0, GAMES))).first_fault == at_fault[0]


def test_counting_stops_when_told_to() -> None:
    with closing(count_games(run_of(), range(10**9), 2, None)) as counted:
        assert next(tally for tally in counted if tally.games >= 100).games < 10**6
