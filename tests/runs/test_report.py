from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cut_short import cut_short
from examples import ROOT

from wargame.game.summit import load
from wargame.runs.batch import Run
from wargame.runs.report import log_report, one_report, part_of, run_report
from wargame.runs.tally import empty_tally, tally_of

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = ROOT / "scenarios" / "two-villages.toml"


def run_of(path: Path) -> Run:
    """Return a run between players who do anything."""
    summit = load(str(path))
    return Run(summit=summit, seats=dict.fromkeys(summit.rules.side_ids, "random"), seed=3)


def test_a_report_of_games_at_fault_counts_them_and_gives_shares_of_the_others(tmp_path: Path) -> None:
    run = run_of(cut_short(tmp_path))
    tally = tally_of(run.summit.rules, run.play(0, 40))
    report = json.loads(json.dumps(run_report(part_of(run, range(40), tally, seconds=1.0, threads=1))))
    assert report["games"] == 40
    assert 0 < report["faults"] == report["over_ply_limit"] < 40
    assert sum(each["count"] for each in report["endings"]) == 40 - report["faults"]
    assert abs(sum(each["share"] for each in report["endings"]) - 1) < 1e-9


def test_a_report_of_no_games_says_that_anything_may_be_so() -> None:
    run = run_of(SCENARIO)
    report = run_report(part_of(run, range(9), empty_tally(run.summit.rules), seconds=1.0, threads=1))
    assert report["complete"] is False
    assert {(each["low"], each["high"]) for each in report["endings"]} == {(0.0, 1.0)}
    assert {(each["low"], each["high"]) for each in report["scores"].values()} == {(0.0, 100.0)}


def test_the_report_of_a_game_is_json_with_its_seed_and_every_move_in_its_log() -> None:
    run = run_of(SCENARIO)
    one = run.play_one(5)
    report = json.loads(json.dumps({**one_report(run, one), "log": log_report(one)}))
    assert (report["game"], report["seed"], report["run_seed"]) == (5, str(run.seed_of(5)), "3")
    moves = [(entry["side"], entry["id"]) for entry in report["log"] if entry["kind"] == "move"]
    assert list(dict.fromkeys(moves)) == list(
        dict.fromkeys((record.move.side, record.move.id) for record in one.game.records if record.move)
    )
    rolls = [entry["odds"] for entry in report["log"] if entry["outcome"]]
    assert all(abs(sum(each["share"] for each in odds) - 1) < 1e-9 for odds in rolls)
