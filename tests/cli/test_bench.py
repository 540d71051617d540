from __future__ import annotations

import json
import sys

import pytest

from wargame.__main__ import main
from wargame.cli import bench
from wargame.runs import benchmark
from wargame.runs.benchmark import Measure


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what starts processes, which tests/runs looks after, and measure twice only."""
    monkeypatch.setattr(bench, "RUNS", 2)
    row = Measure("start", "s", 1, 0.5, 0.4, 0.6, 3)
    for name in ("streaming", "warm_start", "cold_start", "first_start"):
        monkeypatch.setattr(benchmark, name, lambda *_: iter([row]))


def test_bench_prints_a_line_for_each_figure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["wargame", "bench", "--seconds", "0.01"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert not stop.value.code
    out = capsys.readouterr().out
    for words in (
        "random playouts",
        "doctrine playouts",
        "Game.play",
        "search:1000",
        "simulations/s",
        "peak memory",
        "nodes/s",
        "1 thread",
        "2 runs",
    ):
        assert words in out
    assert "0.5 s            (0.4 – 0.6, 3 runs)" in out


def test_bench_prints_one_json_object(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["wargame", "bench", "--seconds", "0.01", "--json"])
    with pytest.raises(SystemExit):
        main()
    report = json.loads(capsys.readouterr().out)
    assert report["scenario"] == "trump-kim-2018"
    assert {"python", "numpy", "numba", "cores", "machine"} <= report.keys()
    for row in report["rows"]:
        assert row.keys() == {"name", "unit", "threads", "median", "low", "high", "runs"}


@pytest.mark.parametrize(
    ("median", "shown"), [(0.01234, "0.0123"), (999.4, "999"), (1000.0, "1,000"), (65432.1, "65,432")]
)
def test_a_figure_has_three_places_and_from_a_thousand_on_no_decimals(median: float, shown: str) -> None:
    line = bench._line(Measure("start", "s", 2, median, median, median, 1))
    assert line.split() == ["start", "2", "threads", shown, "s"]


def test_bench_refuses_no_time_at_all(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["wargame", "bench", "--seconds", "0"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "--seconds" in capsys.readouterr().err
