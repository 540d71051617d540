"""Sweeps: the same games at the settings of a design; told, kept, and gone on with."""

from __future__ import annotations

import csv
import json
import re
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import tomli
from commands import wargame
from examples import ROOT

from wargame.analysis.experiments.designs import indices_of, settings_of
from wargame.authoring.factors import changes_of, factors_of
from wargame.cli.waiting import Stop
from wargame.errors import RunError, ScenarioError
from wargame.kernel.jit import INTERPRETED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COIN = ROOT / "tests" / "analysis" / "coin.toml"
DOCUMENT = tomli.loads(COIN.read_text(encoding="utf-8"))
WAR = "scores.north:what-came-of-it.form.2.add"  # points of a war, of which there are 10
GAMES = "40" if INTERPRETED else "200"


def swept(*arguments: str | Path, code: int = 0) -> dict[str, Any]:
    done = wargame("analyze", "sweep", COIN, "--games", GAMES, "--json", *arguments)
    assert done.code == code, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def mean_of(setting: dict[str, Any], figure: str) -> float:
    return next(float(each["mean"]) for each in setting["figures"] if each["figure"] == figure)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("phases.talks.rounds=1..3", ["phases.talks.rounds=1", "phases.talks.rounds=2", "phases.talks.rounds=3"]),
        ("phases.talks.rounds=5,2", ["phases.talks.rounds=2", "phases.talks.rounds=5"]),
        (f"{WAR}=0..1", [f"{WAR}=0", f"{WAR}=1"]),
        ("title=a,b", ["title=a", "title=b"]),
    ],
)
def test_a_range_is_every_value_in_it(text: str, changes: list[str]) -> None:
    (factor,) = factors_of(DOCUMENT, [text])
    assert [changes_of([factor], [at])[0] for at in range(len(factor.values))] == changes


def test_several_numbers_of_one_text_are_set_together() -> None:
    document = {"moves": [{"id": "raid", "weight": "20 - 4*face"}]}
    factors = factors_of(document, ["moves.raid.weight#1=10,30", "moves.raid.weight#2=0..8"])
    assert [each.now for each in factors] == [20, 4]
    assert changes_of(factors, [1, 2]) == ("moves.raid.weight=30 - 2*face",)
    assert changes_of(factors, [None, 8]) == ("moves.raid.weight=20 - 8*face",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("phases.talk.rounds=1..3", "did you mean 'talks'?"),
        ("phases.talks.nix=1..3", "there is nothing there; there are "),
        ("phases=1..3", "name one, such as phases.talks.rounds"),
        ("phases.talks.rounds=3..1", "from a lower to a higher number"),
        ("phases.talks.rounds=1..99999", "values at most"),
        ("phases.talks.rounds=", "LOW..HIGH"),
        ("phases.talks.rounds=1,1", "different whole numbers"),
        ("title=1..3", "there is no number"),
    ],
)
def test_a_path_or_a_range_that_will_not_do_is_one_clear_error(text: str, words: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(words)):
        factors_of(DOCUMENT, [text])


def test_designs_cover_what_they_promise() -> None:
    factors = factors_of(DOCUMENT, ["phases.talks.rounds=1..9", f"{WAR}=0..30"])
    assert len(settings_of("one", factors, 5, 0)) >= 8
    assert len(set(settings_of("grid", factors, 3, 0))) == 9
    rounds = [each[0] for each in settings_of("latin", factors, 9, 0)]
    assert len(set(rounds)) == 9  # each part of the range once
    assert len(settings_of("sobol", factors, 8, 0)) == 8 * 4
    with pytest.raises(RunError, match="powers of two"):
        settings_of("sobol", factors, 9, 0)
    with pytest.raises(RunError, match="too many"):
        settings_of("grid", factors * 3, 9, 0)


def test_the_indices_of_a_plane_are_its_shares_of_the_variance() -> None:
    factors = factors_of(DOCUMENT, [f"{WAR}=0..1000", "success=0..1000"])
    settings = settings_of("sobol", factors, 256, 1)
    values = np.array([2.0 * (a if a is not None else 0) + (b if b is not None else 0) for a, b in settings])
    found = indices_of(values, 2, 1)
    assert found is not None
    assert found["S1"] == pytest.approx([0.8, 0.2], abs=0.05)
    assert found["ST"] == pytest.approx([0.8, 0.2], abs=0.05)
    assert indices_of(values * 0, 2, 1) is None


def test_each_value_moves_what_it_ought_to_by_what_it_ought_to() -> None:
    report = swept("--vary", f"{WAR}=20,60", "--workers", "2")
    war = mean_of({"figures": report["base"]}, "ending catastrophe") / 100
    for setting in report["settings"]:
        points = int(setting["values"][WAR]) - 10
        (effect,) = [each for each in setting["figures"] if each["figure"] == "north score"]
        assert effect["difference"] == pytest.approx(points * war)
        assert {each["difference"] for each in setting["figures"] if each["figure"].startswith("south")} == {0}
    assert report == swept("--vary", f"{WAR}=20,60", "--workers", "1")


def test_a_grid_finds_the_slope_and_every_table_has_every_setting(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("rows.csv", "rows.parquet", "page.html")]
    named = [word for flag, file in zip(("--csv", "--parquet", "--html"), files, strict=True) for word in (flag, file)]
    report = swept("--vary", f"{WAR}=20..60", "--vary", "success=30,50", "--design", "grid", *named)
    war = mean_of({"figures": report["base"]}, "ending catastrophe") / 100
    slopes = {(each["number"], each["figure"]): each["slope"] for each in report["effects"]}
    assert slopes[WAR, "north score"] == pytest.approx(war, abs=1e-6)
    assert slopes["success", "north score"] == pytest.approx(0, abs=1e-6)
    rows = list(csv.DictReader(files[0].read_text(encoding="utf-8").splitlines()))
    assert len(rows) == len(report["settings"]) * len(report["base"])
    from pyarrow import parquet  # noqa: PLC0415  the extra

    assert parquet.read_table(files[1]).num_rows == len(rows)
    page = files[2].read_text(encoding="utf-8")
    assert page.count("<svg") > 2
    assert "<script" not in page


def test_a_sweep_that_was_stopped_goes_on_behind_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments, kept = ["--vary", f"{WAR}=20,40,60"], tmp_path / "sweep.jsonl"
    whole = swept(*arguments)

    @contextmanager
    def stopped() -> Iterator[Stop]:
        yield Stop(signal.SIGINT)

    with monkeypatch.context() as patched:
        patched.setattr("wargame.cli.sweep.stopping", stopped)
        done = wargame("analyze", "sweep", COIN, "--games", GAMES, "--json", *arguments, "--out", kept)
        assert done.code == 130
        assert json.loads(done.out)["complete"] is False
        assert "the same command goes on" in done.err
    assert swept(*arguments, "--out", kept) == whole
    lines = kept.read_bytes().splitlines(keepends=True)
    kept.write_bytes(b"".join(lines[:-2]) + lines[-2][:30])  # killed as it wrote
    assert swept(*arguments, "--out", kept) == whole
    assert kept.read_bytes() == b"".join(lines)
    other = wargame("analyze", "sweep", COIN, "--games", "50", *arguments, "--out", kept)
    assert other.code == 1
    assert "another sweep" in other.err
    kept.write_bytes(lines[0] + lines[1].replace(b'"pairs":', b'"pairs":-'))
    damaged = wargame("analyze", "sweep", COIN, "--games", GAMES, *arguments, "--out", kept)
    assert damaged.code == 1
    assert "damaged in line 2" in damaged.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "--vary"),
        (("--vary", "phases.talks.rounds=0..3"), 1, "the lowest allowed is 1"),
        (("--vary", "success=50..400"), 1, "the highest allowed is"),
        (("--vary", "phases.talks.rounds=1..3", "--seat", "west=random"), 2, "west"),
        (("--vary", "phases.talks.rounds=1..3", "--vary", "phases.talks.rounds=2,3"), 1, "varied twice"),
        (("--vary", "phases.talks.rounds=1..3", "--games", "0"), 2, "--games"),
        (("--vary", "phases.talks.rounds=1..3", "--table", str(COIN)), 2, "the name of FILE ends in .csv"),
    ],
)
def test_bad_input_is_one_clear_error(arguments: tuple[str, ...], code: int, words: str) -> None:
    done = wargame("analyze", "sweep", COIN, *arguments)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert "Traceback" not in done.err
