"""Reports of parts of a run that add up, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from cut_short import cut_short
from examples import ROOT

from wargame.errors import RunError
from wargame.game.summit import load
from wargame.runs.batch import Run
from wargame.runs.merging import merged
from wargame.runs.report import part_of, run_report
from wargame.runs.tally import tally_of

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = ROOT / "scenarios" / "two-villages.toml"
Report = dict[str, Any]


def report_of(path: Path, first: int, stop: int, *, asked: int | None = None, seed: int = 3) -> Report:
    """Return the report of games of a run between players who do anything."""
    summit = load(str(path))
    run = Run(summit=summit, seats=dict.fromkeys(summit.rules.side_ids, "random"), seed=seed)
    tally = tally_of(summit.rules, run.play(first, stop - first))
    return dict(run_report(part_of(run, range(first, asked or stop), tally, seconds=1.0, threads=1)))


def added(folder: Path, *reports: Report) -> Report:
    """Merge reports by way of files."""
    paths = []
    for number, report in enumerate(reports):
        paths.append(folder / f"{number}.json")
        paths[-1].write_text(json.dumps(report), encoding="utf-8")
    return dict(run_report(merged(paths)))


def text_of(report: Report) -> str:
    """Return a report as text, without what hangs on the clock."""
    return json.dumps({key: value for key, value in report.items() if key != "timing"}, indent=2)


@pytest.mark.parametrize("scenario", ["whole", "cut short"])
def test_parts_in_any_order_are_the_report_of_one_run_to_the_byte(tmp_path: Path, scenario: str) -> None:
    path = SCENARIO if scenario == "whole" else cut_short(tmp_path)
    whole = text_of(report_of(path, 0, 60))
    parts = [report_of(path, 0, 13), report_of(path, 13, 40), report_of(path, 40, 60)]
    assert text_of(added(tmp_path, *parts)) == whole
    assert text_of(added(tmp_path, *reversed(parts))) == whole
    assert text_of(added(tmp_path, added(tmp_path, parts[2], parts[0]), parts[1])) == whole


def test_a_part_that_was_stopped_is_complete_once_the_rest_is_there(tmp_path: Path) -> None:
    stopped, rest = report_of(SCENARIO, 0, 20, asked=50), report_of(SCENARIO, 20, 50)
    assert stopped["complete"] is False
    assert text_of(added(tmp_path, stopped, rest)) == text_of(report_of(SCENARIO, 0, 50))
    far = added(tmp_path, stopped, report_of(SCENARIO, 30, 50))
    assert (far["complete"], far["played"], far["asked"]) == (False, [[0, 20], [30, 50]], [[0, 50]])


def test_games_that_overlap_or_are_of_another_run_are_refused(tmp_path: Path) -> None:
    one = report_of(SCENARIO, 0, 20)
    with pytest.raises(RunError, match=r"1\.json and .*0\.json both hold game 19"):
        added(tmp_path, one, report_of(SCENARIO, 19, 30))
    with pytest.raises(RunError, match=r"of another run than .*: seed is 4 there, and 3 here"):
        added(tmp_path, one, report_of(SCENARIO, 20, 30, seed=4))
    other = report_of(SCENARIO, 20, 30)
    changes = {
        "version": "9.9.9",
        "scenario_sha256": "0" * 64,
        "policy": {**one["policy"], "sha256": "1" * 64},
        "seats": {"hill": "random", "vale": "doctrine"},
        "success_line": 51,
        "move_limit": 1.0,
        "player_modules": {"module:a.py": "0"},
    }
    for key, value in changes.items():
        with pytest.raises(RunError, match=f"{key} is "):
            added(tmp_path, one, {**other, key: value})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"games": 19}, "`played` has another number"),
        ({"played": [[0, 21]]}, "not asked for"),
        ({"played": [[5, 5]]}, "ranges in order"),
        ({"asked": [[0, 10], [10, 20]]}, "ranges in order"),
        ({"faults": 1}, "come to"),
        ({"over_ply_limit": 1}, "exclude each other"),
        ({"first_fault": 1}, "exclude each other"),
        ({"sides": []}, "two sides"),
        ({"games": True}, "expected a whole number"),
        ({"games": "20"}, "expected a whole number"),
        ({"games": -1}, "expected a whole number"),
        ({"games": 2**60}, "expected a whole number"),
        ({"title": "a\u202eb"}, "characters that can be shown"),
        ({"title": 5}, "expected a text"),
        ({"endings": {}}, "come to"),
        ({"endings": 5}, "endings"),
        ({"sums": None}, "sums"),
        ({"timing": {}}, "timing"),
        ({"policy": {}}, "`policy` does not say name, sha256, reason"),
        ({"seats": []}, "seats"),
        ({"played": [[1]]}, "played"),
    ],
)
def test_a_report_that_cannot_be_is_named_with_what_is_wrong(tmp_path: Path, change: Report, words: str) -> None:
    report = {**report_of(SCENARIO, 0, 20), **change}
    with pytest.raises(RunError, match=r"0\.json: .*") as refused:
        added(tmp_path, report)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"{}", b'"\xff"', b"[" * 100_000, b"1e999", b'{"a":"\\ud800"}']
)
def test_what_is_no_report_is_one_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "0.json").write_bytes(content)
    with pytest.raises(RunError, match=r"0\.json"):
        merged([tmp_path / "0.json"])
    with pytest.raises(RunError, match="a folder"):
        merged([tmp_path])
    with pytest.raises(RunError, match="No such file"):
        merged([tmp_path / "none.json"])


@pytest.mark.parametrize("seconds", [-1.0, True, "1", 2**60, None])
def test_seconds_that_cannot_be_are_named(tmp_path: Path, seconds: object) -> None:
    report = report_of(SCENARIO, 0, 20)
    with pytest.raises(RunError, match="expected a number, not below 0"):
        added(tmp_path, {**report, "timing": {**report["timing"], "seconds": seconds}})


def test_sums_that_lack_a_score_or_a_fate_are_refused(tmp_path: Path) -> None:
    report = report_of(SCENARIO, 0, 20)
    for change, words in (
        ({"scores": {**report["sums"]["scores"], "hill": [20]}}, "101 numbers"),
        ({"fate": {"both": 20}}, "does not count neither, one, both"),
        ({"scores": {"hill": report["sums"]["scores"]["hill"]}}, "the same two sides"),
    ):
        with pytest.raises(RunError, match=words):
            added(tmp_path, {**report, "sums": {**report["sums"], **change}})
