"""Runs on a cluster: the same to the byte as on one machine, whatever is lost; and what is refused."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

import pytest

from wargame import __version__
from wargame.__main__ import main
from wargame.errors import RunError
from wargame.game.summit import load
from wargame.runs import cluster as clusters
from wargame.runs.batch import Run
from wargame.runs.cluster import Sharding, cluster_at, count_afar
from wargame.runs.shard import packed, play_shard
from wargame.runs.tally import count_games

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEEDS_DASK = "needs Dask: pip install 'wargame[dask]'"


def wargame(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *arguments: str
) -> tuple[Any, str, str]:
    """Run a command in this process: its exit code, standard output and standard error."""
    monkeypatch.setattr(sys, "argv", ["wargame", "run", "two-villages", *arguments])
    code: Any = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code or 0
    out, err = capfd.readouterr()
    return code, out, err


@pytest.fixture(scope="module")
def two() -> Iterator[clusters.Cluster]:
    """Return a cluster of two processes."""
    pytest.importorskip("distributed", reason=NEEDS_DASK)
    with cluster_at("local", 2) as cluster:
        yield cluster


def text_of(report: str) -> str:
    """Return a report as text, without what hangs on the clock."""
    return json.dumps({key: value for key, value in json.loads(report).items() if key != "timing"}, indent=2)


def a_run(player: str = "random") -> Run:
    """Return a run of two of these players."""
    summit = load("two-villages")
    return Run(summit=summit, seats=dict.fromkeys(summit.rules.side_ids, player), seed=3)


def test_report_and_rows_are_those_of_one_machine(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pytest.importorskip("distributed", reason=NEEDS_DASK)
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    words = ("--first", "5", "--games", "20000", "--json", "--out")
    alone = wargame(monkeypatch, capfd, *words, str(here))
    spread = wargame(monkeypatch, capfd, *words, str(there), "--dask", "local", "--threads", "2", "--shard", "3000")
    assert spread[0] == alone[0] == 0, spread[2]
    assert text_of(spread[1]) == text_of(alone[1])
    assert there.read_bytes() == here.read_bytes()


def test_a_lost_worker_loses_nothing_but_time(two: clusters.Cluster) -> None:
    run, games = a_run(), range(7, 4007)
    *_, alone = count_games(run, games, 1, None)
    played = count_afar(run, games, Sharding(two, 100), None)
    next(played)
    victim = next(iter(two.client.run(os.getpid).values()))
    os.kill(victim, signal.SIGKILL)
    *_, spread = played
    assert spread.games == len(games)
    assert (spread.scores == alone.scores).all()
    assert (spread.endings == alone.endings).all()
    assert (spread.plies, spread.chance_nodes) == (alone.plies, alone.chance_nodes)


def test_a_search_travels(two: clusters.Cluster) -> None:
    run, games = a_run("search:20"), range(6)
    *_, alone = count_games(run, games, 1, None)
    *_, spread = count_afar(run, games, Sharding(two, 2), None)
    assert (spread.scores == alone.scores).all()


def test_another_version_is_refused_with_both(monkeypatch: pytest.MonkeyPatch, two: clusters.Cluster) -> None:
    with pytest.raises(RunError, match=f"a worker has wargame {__version__}, and this is 0.0.1"):
        play_shard("0.0.1", packed(a_run()), 0, 1, states=False)
    monkeypatch.setattr(clusters, "__version__", "0.0.1")
    with pytest.raises(RunError, match=rf"worker tls://\S+ has wargame {__version__}, and this is 0\.0\.1: install"):
        two.check()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--dask", "tcp://127.0.0.1:9"), 1, "no scheduler with workers answers there"),
        (("--dask", "nonsense"), 1, "--dask nonsense: no scheduler with workers answers there"),
        (("--dask", ""), 1, "no scheduler with workers answers there"),
        (("--dask", "local", "--seat", "upstream=search:1s"), 2, "cannot travel"),
        (("--dask", "local", "--seat", "upstream=llm:any"), 2, "cannot travel"),
        (("--dask", "local", "--move-limit", "3"), 2, "a time limit cannot travel"),
        (("--dask", "local", "--game", "3"), 2, "--game and --schema need none of that"),
        (("--dask", "tcp://127.0.0.1:9", "--threads", "2"), 2, "have threads of their own"),
        (("--shard", "5"), 2, "goes with --dask"),
    ],
)
def test_what_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    pytest.importorskip("distributed", reason=NEEDS_DASK)
    monkeypatch.setattr(clusters, "_PATIENCE", 1)
    side = load("two-villages").rules.side_ids[0]
    done = wargame(monkeypatch, capfd, *(word.replace("upstream", side) for word in words))
    assert done[0] == code, done
    assert said in " ".join(done[2].replace("│", " ").split()), done[2]
    assert "Traceback" not in done[2]


def test_without_the_extra_its_command_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "dask", None)
    code, _, said = wargame(monkeypatch, capfd, "--dask", "local", "--games", "5")
    assert code == 1
    assert "pip install 'wargame[dask]'" in said
