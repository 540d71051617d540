from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import ROOT
from policies import a_policy, write_policy

from wargame.game.summit import load
from wargame.kernel.jit import INTERPRETED

if TYPE_CHECKING:
    from pathlib import Path

PLAYERS = ("tournament", "two-villages", "--players", "random,doctrine", "--seed", "3")
GAMES = "4" if INTERPRETED else "40"


def test_a_tournament_tells_ratings_a_cross_table_and_payoffs() -> None:
    done = wargame(*PLAYERS, "--games", GAMES)
    assert (done.code, done.err) == (0, "")
    for words in ("rating", "pairs won against", "luck out", "bargaining", "The seat of hill is worth", "Overhill"):
        assert words in done.out


def test_json_and_csv_tell_the_same_games(tmp_path: Path) -> None:
    done = wargame(*PLAYERS, "--games", GAMES, "--json", "--csv", tmp_path / "games.csv")
    report = json.loads(done.out)
    with (tmp_path / "games.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (done.code, report["games"], len(rows)) == (0, int(GAMES), int(GAMES))
    for payoff in report["payoffs"]:
        mine = [row for row in rows if row["hill.player"] == payoff["seats"]["hill"]]
        scores = [int(row["vale.score"]) for row in mine]
        clean = [int(row["vale.score"]) - float(row["vale.luck"]) for row in mine]
        assert payoff["scores"]["vale"]["value"] == pytest.approx(sum(scores) / len(scores))
        assert payoff["scores_corrected"]["vale"]["value"] == pytest.approx(sum(clean) / len(clean), abs=1e-3)
    assert {row["hill.mandate"] for row in rows} <= {"pious", "roof"}


def test_a_tournament_does_not_go_on_with_another_policy(tmp_path: Path) -> None:
    path = tmp_path / "games.jsonl"
    write_policy(tmp_path / "other.policy.json", a_policy(load("two-villages"), 1))
    searching = ("tournament", "two-villages", "--players", "search:2,doctrine", "--games", "2", "--out", path)
    assert wargame(*searching).code == 0
    other = wargame(*searching, "--policy", tmp_path / "other.policy.json")
    assert (other.code, other.out) == (1, "")
    assert "is the file of another tournament: policy was" in other.error


def test_a_tournament_goes_on_where_its_file_ends(tmp_path: Path) -> None:
    path = tmp_path / "games.jsonl"
    whole = wargame(*PLAYERS, "--games", GAMES, "--json", "--out", path)
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == 1 + int(GAMES)
    path.write_bytes(b"".join(lines[:3]))
    assert wargame(*PLAYERS, "--games", GAMES, "--json", "--out", path) == whole
    assert path.read_bytes() == b"".join(lines)
    other = wargame(*PLAYERS, "--games", "6", "--out", path)
    assert (other.code, other.out) == (1, "")
    assert "is the file of another tournament: pairs was" in other.error
    assert path.read_bytes() == b"".join(lines)


@pytest.mark.skipif(INTERPRETED, reason="takes minutes without the compiler")
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(
    ("sign", "workers"),
    [(signal.SIGINT, "2"), (signal.SIGTERM, "1"), (signal.SIGHUP, "2"), (signal.SIGKILL, "2")],
    ids=lambda each: getattr(each, "name", each),
)
def test_what_was_played_before_a_signal_is_there_and_the_rest_follows(
    sign: signal.Signals, workers: str, tmp_path: Path
) -> None:
    path = tmp_path / "games.jsonl"
    arguments = ["tournament", "two-villages", "--players", "greedy,doctrine", "--games", "50000", "--workers", workers]
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code += "from wargame.__main__ import main\nmain()"
    command = [sys.executable, "-c", code, *arguments, "--out", str(path)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        start_new_session=True,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    while process.poll() is None and not (path.exists() and path.read_bytes().count(b"\n") > 5):
        time.sleep(0.02)
    os.killpg(process.pid, sign)  # as `timeout`, a closed terminal or Ctrl-C do: to the workers as well
    out, err = process.communicate(timeout=60)
    lines = path.read_bytes().splitlines(keepends=True)
    assert 5 < len(lines) < 50001
    if sign != signal.SIGKILL:
        assert process.returncode == 128 + sign
        assert f"stopped after {len(lines) - 1:,} of 50,000 games; the same command goes on from".encode() in err
        assert b"Traceback" not in err
        assert f"{len(lines) - 1:,} games from seed 0".encode() in out
        assert lines[-1].endswith(b"\n")
    else:
        assert process.returncode == -signal.SIGKILL
    played = [json.loads(line) for line in lines if line.endswith(b"\n")]
    assert [line["game"] for line in played[1:]] == list(range(len(played) - 1))


def test_players_of_ones_own_that_misbehave_are_named(tmp_path: Path) -> None:
    path = tmp_path / "rude.py"
    path.write_text("class Player:\n    def decide(self, view):\n        raise ValueError('no')\n", encoding="utf-8")
    who = "--players", "random,rude", "--player-module", path
    done = wargame("tournament", "two-villages", *who, "--games", "4", "--workers", "1")
    assert (done.code, done.err) == (0, "")
    told = " ".join(done.out.split())
    assert told.count("raised: ValueError: no") == 4
    assert "forfeited game 0" in told
    assert "this is not reproducible" in told


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--players", "random"], "name 2 to 32 players; found 1"),
        (["--players", "random,random"], "'random' is named twice"),
        (["--players", "llm:a,llm:a@0"], "' is named twice"),
        (["--players", "random,doctrin"], "no player 'doctrin'"),
        (["--players", "random,human"], "'human' is for wargame play"),
        (["--players", "random,"], "no player ''"),
        (["--players", "random,doctrine", "--games", "3"], "3 is odd"),
        (["--players", "random,doctrine", "--games", "0"], "'--games'"),
        (["--players", "random,doctrine", "--workers", "0"], "'--workers'"),
        (["--players", "random,doctrine", "--move-limit", "0"], "'--move-limit'"),
        (["--players", "random,doctrine", "--stop-at", "nan"], "'--stop-at'"),
        (["--players", "random,doctrine", "--seed", "-1"], "'--seed'"),
        ([], "'--players'"),
    ],
)
def test_a_wrong_flag_is_one_error(arguments: list[str], words: str) -> None:
    done = wargame("tournament", "two-villages", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.error.replace("│", "")


def test_a_file_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    for flag in ("--out", "--csv", "--table"):
        done = wargame(*PLAYERS, "--games", "2", flag, tmp_path / "none" / "games.csv")
        assert done.code == 1
        assert "cannot" in done.error
        assert "none/games" in done.error
    done = wargame("tournament", "no-such-scenario", "--players", "random,doctrine")
    assert (done.code, done.out) == (1, "")


def test_where_every_game_is_forfeited_nothing_is_said_of_points_and_the_fault_is_named(tmp_path: Path) -> None:
    module = tmp_path / "lost.py"
    module.write_text("class Lost:\n    def decide(self, view):\n        return {}['way']\n", encoding="utf-8")
    command = ("tournament", "two-villages", "--games", "2", "--players", f"random,module:{module}")
    report = json.loads(wargame(*command, "--json").out)
    assert [each["paid"] for each in report["payoffs"]] == [0, 0]
    assert all(each["welfare"] is each["scores"]["hill"] is None for each in report["payoffs"])
    assert report["pairings"][0]["gain"] is None
    assert report["pairings"][0]["pairs_won"]["value"] == 1.0
    told = " ".join(wargame(*command).out.split())
    assert "raised: KeyError: 'way' (lost.py, line 3)" in told
    assert "+0.00" not in told
