from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np
import pytest
from cut_short import cut_short
from examples import BUNDLED

from wargame.game.situation import FAULTS
from wargame.game.summit import load
from wargame.kernel.jit import INTERPRETED
from wargame.runs.batch import Run
from wargame.runs.columns import columns_of, rows_of

if TYPE_CHECKING:
    from pathlib import Path

PLAYERS = [("random", "random"), ("doctrine", "doctrine"), ("random", "doctrine")]
GAMES = 2 if INTERPRETED else 6


def run_of(scenario: Path, players: tuple[str, str] = ("doctrine", "doctrine"), seed: int = 11) -> Run:
    """Return a run with these players."""
    summit = load(str(scenario))
    return Run(summit=summit, seats=dict(zip(summit.rules.side_ids, players, strict=True)), seed=seed)


@pytest.mark.parametrize(("scenario", "players"), [*zip(BUNDLED, cycle(PLAYERS), strict=False)], ids=str)
def test_a_game_played_alone_is_that_of_the_run(scenario: Path, players: tuple[str, str]) -> None:
    run = run_of(scenario, players)
    columns = columns_of(run)
    for index in (*range(GAMES), 123_456_789):
        alone = run.play_one(index)
        chunk = run.play(index, 1, states=True)
        assert rows_of(columns, alone.chunk) == rows_of(columns, chunk)
        assert np.array_equal(alone.chunk.results, chunk.results)


def test_a_game_at_fault_stops_where_the_kernel_stops(tmp_path: Path) -> None:
    run = run_of(cut_short(tmp_path), ("random", "random"))
    columns = columns_of(run)
    found = set()
    for index in range(20):
        alone, chunk = run.play_one(index), run.play(index, 1, states=True)
        assert np.array_equal(alone.chunk.results, chunk.results)
        assert rows_of(columns, alone.chunk) == rows_of(columns, chunk)
        found.add(FAULTS[alone.fault])
    assert found == {"", "it ran over the ply limit"}


def test_every_fault_has_its_words() -> None:
    from wargame.kernel import state  # noqa: PLC0415

    assert len(FAULTS) == len({state.NO_FAULT, state.NO_MOVE, state.NO_OUTCOME, state.TOO_LONG})
    assert "move" in FAULTS[state.NO_MOVE]
    assert "outcome" in FAULTS[state.NO_OUTCOME]
    assert "limit" in FAULTS[state.TOO_LONG]
