from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet
import pytest
from examples import ROOT

from wargame import __version__
from wargame.__main__ import main
from wargame.cli.waiting import PREPARING
from wargame.kernel.jit import INTERPRETED
from wargame.runs.trajectories.reading import read_trajectories

if TYPE_CHECKING:
    from collections.abc import Callable

    Wargame = Callable[..., tuple[int, str, str]]

SCENARIO = "trump-kim-2018"
# A shell may start us with Ctrl-C ignored; a person's terminal does not.
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from wargame.__main__ import main
main()
"""


@pytest.fixture
def wargame(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Wargame:
    """Return a function that runs a command in this process: its exit code, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["wargame", *arguments])
        code: Any = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
        out, err = capfd.readouterr()
        return code, out, err

    return run


def started(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("variables", {})}
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return subprocess.Popen(
        command, env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


def steady(text: str) -> dict[str, Any]:
    """Return what may not differ between two runs of one command."""
    report: dict[str, Any] = json.loads(text)
    del report["timing"]
    return report


# -- what it prints


def test_a_run_says_how_games_end_and_what_they_are_worth(wargame: Wargame) -> None:
    code, out, err = wargame("run", SCENARIO, "--games", "30", "--seed", "4")
    assert (code, err) == (0, "")
    for words in (
        "30 games from seed 4",
        "share",
        "95 % interval",
        "mean score",
        "Washington",
        "doctrine",
        "neither in",
    ):
        assert words in out
    assert "\x1b" not in out


def test_json_holds_every_ending_in_file_order_and_only_timing_on_the_clock(wargame: Wargame) -> None:
    code, out, _ = wargame("run", "two-villages", "--games", "40", "--seed", str(2**64 - 1), "--threads", "1", "--json")
    report = json.loads(out)
    assert code == 0
    assert (report["version"], report["scenario"], report["policy"]["sha256"]) == (__version__, "two-villages", "")
    assert re.fullmatch(r"[0-9a-f]{64}", report["scenario_sha256"])
    assert report["seats"] == {"hill": "doctrine", "vale": "doctrine"}
    assert (report["games"], report["seed"], report["complete"]) == (40, str(2**64 - 1), True)
    text = (ROOT / "scenarios" / "two-villages.toml").read_text(encoding="utf-8")
    ids = re.findall(r'\[\[endings\]\]\nid = "(\w+)"', text)
    assert [each["id"] for each in report["endings"]] == ids
    assert sum(each["count"] for each in report["endings"]) == 40
    for each in report["endings"]:
        assert each.keys() == {"id", "title", "count", "share", "low", "high"}
        assert 0 <= each["low"] <= each["share"] == each["count"] / 40 <= each["high"] <= 1
    for each in report["scores"].values():
        assert each.keys() == {"mean", "low", "high", "success", "success_low", "success_high"}
        assert each["low"] <= each["mean"] <= each["high"]
        assert each["success_low"] <= each["success"] <= each["success_high"]
    assert sum(report["fate"].values()) == pytest.approx(1)
    assert report["fate"].keys() == {"both", "one", "neither"}
    assert report["faults"] == report["over_ply_limit"] == 0
    assert report["plies_mean"] > 1
    rates = ("games_per_second", "decisions_per_second", "nodes_per_second")
    assert report["timing"].keys() == {"seconds", "threads", *rates}
    assert report["timing"]["threads"] == 1


def test_seats_can_be_given_to_players(wargame: Wargame) -> None:
    _, out, _ = wargame("run", "two-villages", "--games", "5", "--seat", "vale=random", "--json")
    assert json.loads(out)["seats"] == {"hill": "doctrine", "vale": "random"}


def test_nothing_but_the_command_decides_what_comes_of_it(tmp_path: Path) -> None:
    settings: list[tuple[str, dict[str, str]]] = [
        ("1", {"PYTHONHASHSEED": "1"}),
        ("2", {"PYTHONHASHSEED": "2"}),
        ("2", {"NUMBA_DISABLE_JIT": "1"}),
    ]
    found = []
    for at, (threads, variables) in enumerate(settings):
        out = tmp_path / f"{at}.csv"
        arguments = ("--games", "6", "--seat", "usa=random", "--json", "--threads", threads, "--out", str(out))
        process = started("run", SCENARIO, *arguments, variables=variables)
        printed, said = process.communicate(timeout=120)
        assert process.returncode == 0
        assert said in {"", f"{PREPARING}\n"}  # the first of them
        found.append((steady(printed), out.read_bytes()))
    assert found[0] == found[1] == found[2]


# -- one game


@pytest.mark.parametrize("scenario", [SCENARIO, "river-treaty", "two-villages"])
def test_a_game_alone_is_its_row(wargame: Wargame, tmp_path: Path, scenario: str) -> None:
    out = tmp_path / "games.jsonl"
    assert wargame("run", scenario, "--games", "6", "--seed", "9", "--out", str(out))[0] == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    for index in (0, 5):
        code, text, _ = wargame("run", scenario, "--seed", "9", "--game", str(index), "--json")
        report = json.loads(text)
        assert code == 0
        assert {name: report[name] for name in rows[index]} == rows[index]
        assert report["run_seed"] == "9"


def test_a_game_prints_its_result(wargame: Wargame) -> None:
    _, text, _ = wargame("run", SCENARIO, "--game", "17", "--json", "--verbose")
    report = json.loads(text)
    code, out, err = wargame("run", SCENARIO, "--game", "17")
    assert (code, err) == (0, "")
    assert f"Its own seed: {report['seed']}" in out
    assert f"({report['usa.mandate']})" in out
    assert f"({report['ending']})" in out
    assert f"Washington {report['usa.score']}, Pyongyang {report['dprk.score']}" in out
    assert f"{report['plies']} decisions, {report['chance_nodes']} rolls" in out
    assert [entry["kind"] for entry in report["log"]].count("setup") >= 1


def test_a_game_can_be_told(wargame: Wargame) -> None:
    _, text, _ = wargame("run", SCENARIO, "--game", "17", "--json", "--verbose")
    report = json.loads(text)
    code, out, err = wargame("run", SCENARIO, "--game", "17", "--verbose")
    assert (code, err) == (0, "")
    for words in (
        f"Its own seed: {report['seed']}\n",
        "Washington: played by doctrine, secret mandate",
        "BEFORE THE FIRST MOVE\n",
        "ROUND 1, RUN-UP\n1. ",
        "%; else ",
        " → ",
        "THE END: ",
        f"WASHINGTON: {report['usa.score']} POINTS",
        f"PYONGYANG: {report['dprk.score']} POINTS",
        f"Length: {report['plies']} decisions, {report['chance_nodes']} rolls\n",
    ):
        assert words in out
    assert len(re.findall(r"^\d+\. ", out, re.MULTILINE)) == report["plies"]
    assert max(map(len, out.splitlines())) <= 100


# -- what is refused


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--seat", "usa"], "a seat is written SIDE=PLAYER"),
        (["--seat", "japan=random"], "no side 'japan'"),
        (["--seat", "usa=randon"], "did you mean 'random'"),
        (["--seat", "usa=random", "--seat", "usa=random"], "named twice"),
        (["--seat", "usa=human"], "'human' is for wargame play"),
        (["--games", "0"], "--games"),
        (["--games", "many"], "--games"),
        (["--seed", "-1"], "--seed"),
        (["--seed", str(2**64)], "--seed"),
        (["--threads", "0"], "--threads"),
        (["--out", "games.txt"], ".csv, .jsonl or .parquet"),
        (["--out", "games"], ".csv, .jsonl or .parquet"),
        (["--verbose"], "--game"),
        (["--game", "-1"], "--game"),
        (["--game", "5", "--games", "5"], "its games are 0 to 4"),
        (["--game", "5", "--out", "games.csv"], "--out"),
        (["--game", "5", "--trajectories", "games.parquet"], "--trajectories"),
        (["--trajectories", "games.csv"], "the name of FILE ends in .parquet; found 'games.csv'"),
        (["--trajectories", "games.parquet", "--dask", "local"], "write parts, with --first"),
        (["--observations"], "goes with --trajectories"),
        (["--trajectories", "games.parquet", "--schema"], "plays nothing"),
        (["--nonsense"], "--nonsense"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_message_and_exit_code_2(wargame: Wargame, arguments: list[str], words: str) -> None:
    code, out, err = wargame("run", SCENARIO, *arguments)
    assert (code, out) == (2, "")
    assert words in " ".join(err.split())
    assert "Traceback" not in err
    assert len(re.findall(r"^Error", err, re.MULTILINE)) == 1


def test_an_unknown_scenario_and_an_unwritable_place_are_one_message_and_exit_code_1(
    wargame: Wargame, tmp_path: Path
) -> None:
    code, out, err = wargame("run", "trump-kim")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "did you mean 'trump-kim-2018'" in err
    code, out, err = wargame("run", SCENARIO, "--out", str(tmp_path / "nowhere" / "games.csv"))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "No such file or directory" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    ("flag", "ending"), [("--out", ".csv"), ("--out", ".jsonl"), ("--out", ".parquet"), ("--trajectories", ".parquet")]
)
def test_a_full_disk_is_one_message_and_exit_code_1_and_what_was_played_is_told(
    wargame: Wargame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: str, ending: str
) -> None:
    out = tmp_path / f"games{ending}"
    monkeypatch.setattr("wargame.runs.rows._open", lambda _: Path("/dev/full").open("wb"))  # noqa: SIM115
    code, printed, err = wargame("run", SCENARIO, "--games", "50", flag, str(out))
    assert (code, err.count("\n")) == (1, 1)
    assert "No space left on device" in err
    assert "50 games from seed 0" in printed
    assert not out.exists()


def test_a_fault_of_the_rules_is_counted_and_its_first_game_named(wargame: Wargame, tmp_path: Path) -> None:
    path, out = tmp_path / "short.toml", tmp_path / "games.jsonl"
    text = (ROOT / "scenarios" / "two-villages.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("\nply_limit = 6\n", "\nply_limit = 5\n"), encoding="utf-8")
    run = ("run", str(path), "--seat", "hill=random", "--seat", "vale=random", "--seed", "3")
    code, text, err = wargame(*run, "--games", "40", "--json", "--out", str(out))
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    report, first = json.loads(text), next(row for row in rows if row["ending"] is None)
    assert code == 1
    assert err.count("\n") == 1
    assert f"first in game {first['game']} (seed {first['seed']})" in err
    assert report["faults"] == report["over_ply_limit"] == sum(row["ending"] is None for row in rows)
    assert sum(each["count"] for each in report["endings"]) == 40 - report["faults"]
    code, text, err = wargame(*run, "--game", str(first["game"]), "--json")
    assert code == 1
    assert {name: json.loads(text)[name] for name in first} == first
    assert f"failed in game {first['game']} (seed {first['seed']}): it ran over the ply limit" in err
    code, text, err = wargame(*run, "--game", str(first["game"]), "--verbose")
    assert (code, err.count("\n")) == (1, 1)


# -- interrupted


@pytest.mark.parametrize(
    ("flag", "ending", "sign"),
    [
        ("--out", ".csv", signal.SIGINT),
        ("--out", ".parquet", signal.SIGTERM),
        ("--trajectories", ".parquet", signal.SIGINT),
    ],
)
def test_a_stopped_run_shows_and_keeps_what_is_done(
    tmp_path: Path, flag: str, ending: str, sign: signal.Signals
) -> None:
    out = tmp_path / f"games{ending}"
    partial = tmp_path / f"games{ending}.partial"
    process = started("run", SCENARIO, "--games", str(10**9), flag, str(out))
    deadline = time.monotonic() + 120
    while not (partial.exists() and partial.stat().st_size > 5000):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(sign)
    printed, said = process.communicate(timeout=60)
    assert process.returncode == 128 + sign
    assert "Traceback" not in said
    done = re.search(r"stopped after ([\d,]+) of 1,000,000,000 games; the rows so far are in .*\.partial\n$", said)
    assert done
    games = int(done[1].replace(",", ""))
    assert f"{games:,} games from seed 0" in printed
    assert not out.exists()
    if ending == ".csv":
        text = partial.read_text(encoding="utf-8")
        assert text.endswith("\n")
        assert text.count("\n") == games + 1
    elif flag == "--trajectories":
        assert max(read_trajectories(partial).verify()) == games
    else:
        assert pyarrow.parquet.read_metadata(partial).num_rows == games


def test_an_interrupted_run_without_a_file_prints_json_that_says_so() -> None:
    process = started("run", SCENARIO, "--games", str(10**12), "--json")
    time.sleep(3 if not INTERPRETED else 6)
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "stopped after" in said or "interrupted" in said
    if printed:  # a slow machine may not have begun
        assert json.loads(printed)["complete"] is False


# -- the terminal


@pytest.mark.parametrize(
    "variables", [{"TERM": "xterm"}, {"TERM": "xterm", "NO_COLOR": "1"}], ids=["color", "no color"]
)
def test_progress_is_shown_on_a_terminal_only_and_without_color_if_asked(variables: dict[str, str]) -> None:
    terminal, end = os.openpty()
    command = [sys.executable, "-c", PROGRAM, "run", SCENARIO, "--games", "30" if INTERPRETED else "2000"]
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    environment |= {"PYTHONPATH": str(ROOT), **variables}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=end)
    os.close(end)
    shown = b""
    try:
        while piece := os.read(terminal, 65536):
            shown += piece
    except OSError:  # how a terminal says that nobody writes any more
        pass
    os.close(terminal)
    printed, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert b"games" in shown
    assert b"\x1b" not in printed
    colors = re.findall(rb"\x1b\[[0-9;]*3[0-9][0-9;]*m", shown)
    assert bool(colors) == ("NO_COLOR" not in variables)
