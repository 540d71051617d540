"""One number at a time: what it moves, by pairs of games of one seed."""

from __future__ import annotations

import csv
import json
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import pytest
import tomli
from commands import wargame
from examples import ROOT

from wargame.analysis.experiments.sensitivity import TABLE, rows_of, sensitivity_report
from wargame.analysis.experiments.variation import Trial
from wargame.authoring.numbers import usual
from wargame.cli.waiting import Stop
from wargame.destination import Destination
from wargame.game.summit import load
from wargame.kernel.jit import INTERPRETED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wargame.analysis.experiments.sensitivity import SensitivityReport

COIN = ROOT / "tests" / "analysis" / "coin.toml"
WAR = "scores.north:what-came-of-it.form.2.add=20,60"  # points of a war, of which there are 10
GAMES = "40" if INTERPRETED else "400"


def report_of(*arguments: str | Path) -> dict[str, Any]:
    done = wargame("analyze", "sensitivity", COIN, "--games", GAMES, "--json", *arguments)
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_what_is_varied_moves_what_it_ought_to_and_nothing_else() -> None:
    report = report_of("--vary", WAR, "--workers", "2")
    (least, most) = sorted(report["changes"], key=lambda each: each["change"])
    effects = {each["figure"]: each for each in most["effects"]}
    base = {each["figure"]: each["mean"] for each in report["base"]}
    assert effects["north score"]["difference"] == pytest.approx(50 * base["ending catastrophe"] / 100)
    assert effects["north succeeds"]["difference"] == pytest.approx(base["ending catastrophe"])
    assert effects["north score"]["low"] < effects["north score"]["difference"] < effects["north score"]["high"]
    for figure in ("south score", "ending held", "length"):
        assert effects[figure]["difference"] == effects[figure]["least"] == 0
    lower = {each["figure"]: each["difference"] for each in least["effects"]}
    assert lower["north score"] == pytest.approx(10 * base["ending catastrophe"] / 100)
    assert report["changes"][0] is most  # the larger effect first
    assert report == report_of("--vary", WAR, "--workers", "1")


def test_a_change_that_is_refused_is_told_and_the_others_are_made(tmp_path: Path) -> None:
    table = tmp_path / "effects.csv"
    report = report_of("--vary", "phases.talks.rounds", "--csv", table)
    refused = [each for each in report["changes"] if each["refused"]]
    assert [each["change"] for each in refused] == ["phases.talks.rounds=0"]
    assert "0 is out of bounds" in refused[0]["refused"]
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert [row["change"] for row in rows if row["refused"]] == ["phases.talks.rounds=0"]
    assert {row["figure"] for row in rows if not row["refused"]} == {each["figure"] for each in report["base"]}


def test_an_expression_is_no_formula_to_a_spreadsheet(tmp_path: Path) -> None:
    table, report = tmp_path / "effects.csv", report_of("--vary", WAR)
    for change, now in zip(report["changes"], ("-2*tension", "tension"), strict=True):
        change["now"] = now
    TABLE.write(Destination(path=table, kind=TABLE.kind(".csv")), rows_of(cast("SensitivityReport", report)))
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    assert {row["now"] for row in rows} == {"'-2*tension", "tension"}


def test_without_a_path_some_of_every_kind_are_varied_and_the_rest_is_counted() -> None:
    done = wargame("analyze", "sensitivity", COIN, "--games", "20", "--most", "3")
    assert done.code == 0
    assert "Not varied: " in done.out
    assert wargame("analyze", "sensitivity", COIN, "--vary", "phases.nix").code == 1


def test_what_was_played_whole_before_a_stop_is_told() -> None:
    summit = load(str(COIN))
    numbers = usual(tomli.loads(summit.text))
    trial = Trial(scenario=str(COIN), player="random", games=20, seed=1, workers=1)
    report, stopped = sensitivity_report(trial, numbers, 0, lambda games: games <= 60)
    assert stopped
    assert not report["complete"]
    assert [len(report["changes"]), report["base"] != []] == [2, True]


def test_ctrl_c_is_said_and_shown_in_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def stopped() -> Iterator[Stop]:
        yield Stop(signal.SIGINT)

    monkeypatch.setattr("wargame.cli.sensitivity.stopping", stopped)
    done = wargame("analyze", "sensitivity", COIN, "--games", "20", "--vary", WAR, "--json")
    assert done.code == 130
    assert json.loads(done.out)["changes"] == []
    assert "stopped after 0 of 2 changes" in done.err
