"""Commands on a cluster: the same to the byte as on one machine, whatever is lost; and what is refused."""

from __future__ import annotations

import json
import os
import pickle
import signal
import socket
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from wargame import __version__
from wargame.__main__ import main
from wargame.errors import Forfeit, PlayerError, RunError, ScenarioError
from wargame.game.summit import load
from wargame.players.carried import Carried, carried, carrying, place_of
from wargame.runs.batch import Run
from wargame.runs.counting import count_games
from wargame.runs.shard import Counting
from wargame.workers import cluster as clusters
from wargame.workers.cluster import Cluster, cluster_at
from wargame.workers.engine import Stopped
from wargame.workers.parcel import opened_answer, packed, work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEEDS_DASK = "needs Dask: pip install 'wargame[dask]'"
FIRST = "class Player:\n    def decide(self, view):\n        return view.legal[0]\n"
RAISES = "class Player:\n    def decide(self, view):\n        raise ValueError('no')\n"


class Commands:
    """Runs commands in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        """Take what changes the arguments and what holds the output."""
        self._monkeypatch, self._capfd = monkeypatch, capfd

    def __call__(self, *arguments: str) -> tuple[Any, str, str]:
        """Run a command; returns its exit code, standard output and standard error."""
        self._monkeypatch.setattr(sys, "argv", ["wargame", *arguments])
        code: Any = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
        out, err = self._capfd.readouterr()
        return code, out, err


@pytest.fixture
def wargame(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Commands:
    """Return what runs commands."""
    return Commands(monkeypatch, capfd)


@pytest.fixture(scope="module")
def two() -> Iterator[Cluster]:
    """Return a cluster of two processes."""
    pytest.importorskip("distributed", reason=NEEDS_DASK)
    other = socket.socket()
    with suppress(OSError):  # somebody else's is there already
        other.bind(("127.0.0.1", 8787))  # where Dask's schedulers show their pages
        other.listen()
    with other, cluster_at("local", 2) as cluster:
        pages = f"http://127.0.0.1:{cluster.client.scheduler_info()['services']['dashboard']}/info/main/workers.html"
        with pytest.raises(HTTPError, match="404"):
            urlopen(pages, timeout=20)
        yield cluster


@pytest.fixture
def at_hand(two: Cluster, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """Let commands play on this cluster, whatever address they are given: to start one takes seconds."""

    @contextmanager
    def cluster_at_hand(_address: str, _processes: int, **how: Any) -> Iterator[Cluster]:
        two.shard, two.stopped = how["shard"], how["stopped"]
        yield two

    monkeypatch.setattr(clusters, "cluster_at", cluster_at_hand)
    return two


def text_of(report: str) -> str:
    """Return a report as text, without what hangs on the clock."""
    return json.dumps({key: value for key, value in json.loads(report).items() if key != "timing"}, indent=2)


def a_run(player: str = "random") -> Run:
    """Return a run of two of these players."""
    summit = load("two-villages")
    return Run(summit=summit, seats=dict.fromkeys(summit.rules.side_ids, player), seed=3)


def sent(thing: Any) -> Any:
    """Return a thing as it arrives elsewhere."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301


# -- the same


def test_report_and_rows_are_those_of_one_machine(wargame: Commands, tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason=NEEDS_DASK)
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    words = ("run", "two-villages", "--first", "5", "--games", "20000", "--json", "--out")
    alone = wargame(*words, str(here))
    spread = wargame(*words, str(there), "--dask", "local", "--threads", "2", "--shard", "3000")
    assert spread[0] == alone[0] == 0, spread[2]
    assert text_of(spread[1]) == text_of(alone[1])
    assert there.read_bytes() == here.read_bytes()


@pytest.mark.parametrize(
    "words",
    [
        "tournament two-villages --players random,doctrine --games 600 --seed 3",
        "tournament two-villages --players random,search:5,greedy --games 6 --selves --stop-at 20",
        "analyze balance two-villages --strong search:5 --ladder= --games 4 --skill-games 2 --judged 2",
        "analyze sensitivity two-villages --vary success --games 50",
        "analyze sweep two-villages --vary success=30..32 --games 50 --player random",
        "analyze worth two-villages --of seeing --player search:3 --games 6 --trained 30",
        "analyze behavior --scenario two-villages --players greedy,random --games 6",
        "analyze exploit two-villages --player search:3 --method search --budget 5 --learn 10 --games 4",
    ],
)
@pytest.mark.usefixtures("at_hand")
def test_every_command_says_what_it_says_on_one_machine(wargame: Commands, words: str) -> None:
    alone = wargame(*words.split(), "--json", "--workers", "1")
    spread = wargame(*words.split(), "--json", "--dask", "local")
    assert alone[0] == spread[0] == 0, spread[2]
    assert spread[1:] == alone[1:]


@pytest.mark.usefixtures("at_hand")
def test_a_policy_is_learned_alike(wargame: Commands, tmp_path: Path) -> None:
    here, there = tmp_path / "here.policy.json", tmp_path / "there.policy.json"
    words = ("train", "two-villages", "--player", "search:5", "--rounds", "2", "--games", "30", "--out")
    alone = wargame(*words, str(here), "--workers", "1")
    spread = wargame(*words, str(there), "--dask", "local", "--shard", "4")
    assert alone[0] == spread[0] == 0, spread[2]
    assert there.read_bytes() == here.read_bytes()


@pytest.mark.usefixtures("at_hand")
def test_a_tournament_goes_on_here_and_there(wargame: Commands, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.jsonl", tmp_path / "part.jsonl"
    words = ("tournament", "two-villages", "--players", "random,greedy", "--games", "20", "--json", "--out")
    alone = wargame(*words, str(whole), "--workers", "1")
    lines = whole.read_bytes().splitlines(keepends=True)
    for left, more in ((3, ("--dask", "local", "--shard", "3")), (9, ("--workers", "1")), (15, ("--dask", "local"))):
        part.write_bytes(b"".join(lines[:left]) + lines[left][:7])
        spread = wargame(*words, str(part), *more)
        assert spread[:2] == alone[:2], spread[2]
        assert part.read_bytes() == whole.read_bytes()


# -- players with files


@pytest.mark.usefixtures("at_hand")
def test_players_of_ones_own_travel(wargame: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "first.py").write_text(FIRST)
    (tmp_path / "raises.py").write_text(RAISES)
    monkeypatch.chdir(tmp_path)  # where no worker is
    modules = ("--player-module", "first.py", "--player-module", "raises.py")
    words = ("tournament", "two-villages", "--players", "first,raises", "--games", "4", "--json", *modules)
    alone, spread = wargame(*words, "--workers", "1"), wargame(*words, "--dask", "local")
    assert alone[0] == spread[0] == 0, spread[2]
    assert spread[1:] == alone[1:]


def test_a_file_that_travels_is_found_by_its_path_and_its_bytes_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(FIRST)
    (file,) = carried(["random", f"module:{path}", f"module:{path}"])
    with carrying([file]):
        assert place_of(str(path)) == path  # it is there, beside what it may import
    path.write_text(RAISES)
    with carrying([file]):
        assert place_of(str(path)) != path
        assert place_of(str(path)).name == "mine.py"
        assert place_of(str(path)).read_text() == FIRST
    assert place_of(str(path)) == path
    lost = Carried(file.kind, file.path, file.whole_path, "0" * 64, file.data)
    with pytest.raises(PlayerError, match="not what was sent has arrived"), carrying([lost]):
        pass
    path.unlink()
    with pytest.raises(PlayerError, match=r"mine\.py: No such file"):
        carried([f"module:{path}"])


def test_a_solved_strategy_travels(two: Cluster, wargame: Commands, tmp_path: Path) -> None:
    path = tmp_path / "two.strategy.json"
    assert wargame("solve", "two-villages", "--iterations", "2", "--out", str(path))[0] == 0
    run, games = a_run(f"solved:{path}"), range(6)
    *_, alone = count_games(run, games, 1, None)
    parcel = packed(Counting(run), files=True)
    path.unlink()
    spread = two.client.submit(work, __version__, parcel, games, pure=False).result()
    assert (opened_answer(spread).scores == alone.scores).all()


def test_what_a_worker_raises_is_what_is_raised_here(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(RAISES)
    answer = work(__version__, packed(Counting(a_run(f"module:{path}")), files=True), range(2))
    with pytest.raises(Forfeit, match=r"mine\.py forfeits: ValueError: no \(mine\.py, line 3\), in game 0"):
        opened_answer(sent(answer))
    faults = sent(ScenarioError("two", ["one", "other"]))
    assert (faults.summary, faults.faults) == ("two", ("one", "other"))


# -- what is lost


def test_a_lost_worker_loses_nothing_but_time(two: Cluster) -> None:
    run, games = a_run(), range(7, 4007)
    *_, alone = count_games(run, games, 1, None)
    two.shard = 100
    played = count_games(run, games, two, None)
    next(played)
    victim = next(iter(two.client.run(os.getpid).values()))
    os.kill(victim, signal.SIGKILL)
    *_, spread = played
    assert spread.games == len(games)
    assert (spread.scores == alone.scores).all()
    assert (spread.endings == alone.endings).all()
    assert (spread.plies, spread.chance_nodes) == (alone.plies, alone.chance_nodes)


def test_who_waits_for_a_scheduler_can_be_stopped(two: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two, "stopped", lambda: True)
    monkeypatch.setattr(Cluster, "_is_back", lambda _: False)
    with pytest.raises(Stopped):
        two._wait_until_back()


def test_a_cluster_without_workers_is_not_waited_for_without_end(two: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_RETURN", 0.0)
    monkeypatch.setattr(clusters, "_TICK", 0.0)
    monkeypatch.setattr(two.client, "nthreads", dict)
    with pytest.raises(RunError, match="--dask local: there has been no worker for 0 s"):
        list(count_games(a_run("search:20"), range(4), two, None))


def test_a_search_travels(two: Cluster) -> None:
    run, games = a_run("search:20"), range(6)
    two.shard = 2
    *_, alone = count_games(run, games, 1, None)
    *_, spread = count_games(run, games, two, None)
    assert (spread.scores == alone.scores).all()


# -- what is refused


def test_another_version_is_refused_with_both(monkeypatch: pytest.MonkeyPatch, two: Cluster) -> None:
    with pytest.raises(RunError, match=f"a worker has wargame {__version__}, and this is 0.0.1"):
        work("0.0.1", packed(Counting(a_run())), range(1))
    monkeypatch.setattr(clusters, "__version__", "0.0.1")
    with pytest.raises(RunError, match=rf"worker tls://\S+ has wargame {__version__}, and this is 0\.0\.1: install"):
        two.check()


RUN = "run two-villages --dask local"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("run two-villages --dask tcp://127.0.0.1:9", 1, "no scheduler with workers answers there"),
        ("run two-villages --dask nonsense", 1, "--dask nonsense: no scheduler with workers answers there"),
        ("run two-villages --dask=", 1, "no scheduler with workers answers there"),
        (f"{RUN} --seat upstream=search:1s", 2, "cannot travel"),
        (f"{RUN} --seat upstream=llm:any", 2, "cannot travel"),
        (f"{RUN} --move-limit 3", 2, "a time limit cannot travel"),
        (f"{RUN} --game 3", 2, "--game needs none of that"),
        (f"{RUN} --seat upstream=module:mine.py --save saved", 2, "are saved as they are played"),
        (f"{RUN} --schema", 2, "--schema needs none of that"),
        ("run two-villages --dask tcp://127.0.0.1:9 --threads 2", 2, "have threads of their own"),
        ("run two-villages --shard 5", 2, "goes with --dask"),
        ("tournament two-villages --players random,search:1s --dask local", 2, "search:1s cannot travel"),
        ("tournament two-villages --players random,greedy --dask local --move-limit 3", 2, "a time limit cannot"),
        ("tournament two-villages --schema --dask local", 2, "--schema needs none of that"),
        ("train two-villages --dask tcp://127.0.0.1:9 --workers 2", 2, "--workers goes with --dask local"),
        ("analyze balance two-villages --ladder search:5,search:1s --dask local", 2, "search:1s cannot travel"),
        ("analyze sensitivity two-villages --player search:1s --dask local", 2, "cannot travel"),
        ("analyze sweep two-villages --vary success=3,4 --player search:1s --dask local", 2, "cannot travel"),
        ("analyze worth two-villages --player search:1s --dask local", 2, "cannot travel"),
        ("analyze behavior games.jsonl --dask local", 2, "a FILE needs none of that"),
        ("analyze behavior --scenario two-villages --players greedy,search:1s --dask local", 2, "cannot travel"),
        ("analyze exploit two-villages --shard 5", 2, "goes with --dask"),
    ],
)
def test_what_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, wargame: Commands, tmp_path: Path, words: str, code: int, said: str
) -> None:
    pytest.importorskip("distributed", reason=NEEDS_DASK)
    monkeypatch.setattr(clusters, "_PATIENCE", 1)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text(FIRST)
    side = load("two-villages").rules.side_ids[0]
    done = wargame(*words.replace("upstream", side).split())
    assert done[0] == code, done
    assert said in " ".join(done[2].replace("│", " ").split()), done[2]
    assert "Traceback" not in done[2]


def test_without_the_extra_its_command_is_named(monkeypatch: pytest.MonkeyPatch, wargame: Commands) -> None:
    monkeypatch.setitem(sys.modules, "dask", None)
    code, _, said = wargame("run", "two-villages", "--dask", "local", "--games", "5")
    assert code == 1
    assert "pip install 'wargame[dask]'" in said
