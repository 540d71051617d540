from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from wargame.errors import RunError
from wargame.game.summit import load
from wargame.players.learned import found
from wargame.runs import benchmark

if TYPE_CHECKING:
    from wargame.runs.benchmark import Measure


def assert_sound(row: Measure, runs: int) -> None:
    """Check a figure against itself."""
    assert 0 < row.low <= row.median <= row.high
    assert row.runs == runs


def test_playouts_are_measured_in_decisions_nodes_and_games() -> None:
    rows = list(benchmark.playouts(load("two-villages"), "random", 2, 0.01, 3))
    assert [row.unit for row in rows] == ["decisions/s", "nodes/s", "games/s"]
    for row in rows:
        assert_sound(row, 3)
        assert row.threads == 2
    assert rows[0].median > rows[2].median


def test_steps_from_python_are_measured() -> None:
    assert_sound(benchmark.python_games(load("two-villages"), 0.01, 2), 2)


def test_searches_are_measured_in_simulations_and_moves_in_milliseconds() -> None:
    summit = load("two-villages")
    rows = list(benchmark.searches(summit, 2, [50, 100], 2, found(summit)))
    assert [row.unit for row in rows] == ["simulations/s"] * 4
    moves = list(benchmark.search_moves(summit, [50], 2, found(summit)))
    assert [row.unit for row in moves] == ["ms", "MiB"]
    for row in (*rows, moves[0]):
        assert_sound(row, 2)


def test_a_warm_start_is_measured_with_its_memory() -> None:
    seconds, memory = benchmark.warm_start("two-villages", 1)
    assert (seconds.unit, memory.unit) == ("s", "MiB")
    assert_sound(seconds, 1)
    assert 10 < memory.median < 4096


def test_a_cold_start_begins_with_an_empty_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []

    def started(_: object, variables: dict[str, str]) -> benchmark._Process:
        seen.append(variables)
        return benchmark._Process(30.0, 29.0, 200.0, "")

    monkeypatch.setattr(benchmark, "_start", started)
    assert [row.median for row in benchmark.cold_start("two-villages")] == [30, 200]
    assert seen[0]["NUMBA_CACHE_DIR"] == ""
    assert "XDG_CACHE_HOME" in seen[0]


def test_writing_is_measured_in_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    output = json.dumps({"timing": {"games_per_second": 1000.0, "threads": 2}})
    monkeypatch.setattr(benchmark, "_start", lambda *_: benchmark._Process(1.0, 1.0, 99.0, output))
    rows = list(benchmark.streaming("two-villages", ".csv", 2))
    assert [(row.unit, row.median, row.threads) for row in rows] == [("rows/s", 1000, 2), ("MiB", 99, 2)]


def test_a_command_that_fails_is_an_error_with_its_name() -> None:
    with pytest.raises(RunError, match=r"`wargame run nowhere --games 1` failed with exit code 1"):
        list(benchmark.warm_start("nowhere", 1))


def test_a_first_game_and_its_first_hint_are_measured_in_processor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    caches: set[str] = set()

    def started(_: object, variables: dict[str, str], said: str) -> benchmark._Process:
        worked = 1.0 if caches else 8.0
        caches.add(variables["XDG_CACHE_HOME"])
        return benchmark._Process(30.0, worked + (6.0 if "hint" in said else 0.0), 200.0, "")

    monkeypatch.setattr(benchmark, "_start", started)
    game, hint = benchmark.first_start("two-villages")
    assert (game.median, hint.median, game.unit) == (8.0, 6.0, "s processor")
    assert len(caches) == 1
