"""Bargaining zones: what NegMAS finds in them, what a seat may know of them, and what the command says."""

from __future__ import annotations

import csv
import importlib.util
import json
import sys
from subprocess import run
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from commands import wargame
from examples import BUNDLED, ROOT
from summits import summit_of

from wargame.analysis.bargaining.reachable import still_signable
from wargame.analysis.bargaining.zone_report import zones_report
from wargame.analysis.bargaining.zones import opposition, zones_at
from wargame.game.game import Game
from wargame.game.hidden import Known
from wargame.kernel.jit import INTERPRETED
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = ROOT / "saves" / "samples" / "one-point-short.jsonl"
RIVER = next(path for path in BUNDLED if path.stem == "river-treaty")
FIGURES = ("share", "opposition", "no_deal")
PICKS = ("nash", "egalitarian", "utilitarian", "most_even")
without_negmas = pytest.mark.skipif(importlib.util.find_spec("negmas") is None, reason="the extra dev is not installed")


def report_of(*arguments: str | Path) -> dict[str, Any]:
    done = wargame("analyze", "bargain", *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def by_name(of: dict[str, float]) -> list[float]:
    return [of[side] for side in sorted(of)]


@without_negmas
@pytest.mark.parametrize(("kind", "scenario"), [("negmas", "camp-david-1978"), ("genius", "two-villages")])
def test_negmas_reads_what_is_exported_and_finds_the_same(kind: str, scenario: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    zones = report_of(scenario, "--export", kind, "--out", out)["pairs"]
    zones = [zone for zone in zones if zone["better"]][:4]
    folders = [out / "--".join(zone["mandates"].values()) for zone in zones]
    judge = ROOT / "tests" / "analysis" / "negmas_judge.py"
    done = run(
        [sys.executable, "-W", "error", "-P", judge, kind, *folders], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for zone, judged in zip(zones, json.loads(done.stdout), strict=True):
        assert by_name(zone["no_deal"]) == pytest.approx(judged["no_deal"], abs=1e-9)
        assert [zone[each] for each in ("share", "opposition")] == pytest.approx(
            [judged[each] for each in ("share", "opposition")], abs=1e-9
        )
        ours, theirs = [by_name(each["scores"]) for each in zone["frontier"]], judged["frontier"]
        assert np.array(sorted(ours)) == pytest.approx(np.unique(theirs, axis=0), abs=1e-9)
        for pick in PICKS:
            point = by_name(zone["solutions"][pick]["scores"])
            assert any(point == pytest.approx(each, abs=1e-9) for each in judged[pick]), pick


def test_opposition_is_the_way_to_what_would_please_both_most() -> None:
    same = np.array([[50.0, 20.0], [100.0, 80.0]])
    assert opposition(same, np.array([0, 0])) == 0
    apart = np.array([[100.0, 50.0], [50.0, 100.0], [0.0, 100.0]])
    assert opposition(apart, np.array([10, 10])) == pytest.approx(0.5)
    assert opposition(apart, np.array([60, 60])) is None


def test_positions_that_a_seat_cannot_tell_apart_have_the_same_deals_left() -> None:
    game = Game(summit_of(RIVER), 5)
    for _ in range(3):
        game.play(game.legal_moves[0])
    own, other = game.summit.rules.side_ids
    known = game.known_to(own)
    slot, found = game.summit.compiled.slots.of_name[game.summit.rules.track_id(Role.MANDATE, other)], []
    for mandate in (0, 1):
        state = known.state.copy()
        state[slot] = mandate
        alike = Known(game.summit, state, own, known.reach)
        zones = zones_at(alike, still_signable(alike))
        assert zones is not None
        found.append(zones_report(game.summit, zones))
    assert found[0] == found[1]
    assert len({zone["mandates"][own] for zone in found[0]["pairs"]}) == 1  # it knows its own
    assert sum(zone["chance"] for zone in found[0]["pairs"]) == pytest.approx(1)
    assert INTERPRETED or found[0]["texts"] > 0


def test_late_in_a_game_fewer_texts_are_left_than_early() -> None:
    texts = [report_of("--from", f"{SAMPLE}@{ply}")["texts"] for ply in (0, 18)]
    assert INTERPRETED or texts[0] > texts[1]


def test_the_table_has_a_row_for_each_pair_and_text(tmp_path: Path) -> None:
    table = tmp_path / "zones.csv"
    report = report_of("two-villages", "--export", "csv", "--out", table)
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == report["texts"] * len(report["pairs"])
    assert sum(int(row["better"]) for row in rows) == sum(zone["better"] for zone in report["pairs"])
    assert sum(int(row["frontier"]) for row in rows) == sum(len(zone["frontier"]) for zone in report["pairs"])


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "name a scenario"),
        (("nix",), 1, "nix"),
        (("two-villages", "--as", "hill"), 2, "--from"),
        (("two-villages", "--export", "csv"), 2, "--out"),
        (("two-villages", "--pair", "pios,roof"), 2, "pious"),
        (("two-villages", "--pair", "pious"), 2, "write two mandates"),
        (("--from", "game.jsonl"), 2, "FILE@PLY"),
        (("--from", f"{SAMPLE}@999"), 1, "no ply 999"),
        (("two-villages", "--from", f"{SAMPLE}@3"), 1, "not of two-villages"),
        (("--from", f"{SAMPLE}@3", "--as", "uss"), 2, "usa"),
        (("--from", f"{SAMPLE}@3", "--set", "tracks.tension.start=3"), 2, "own rules"),
    ],
)
def test_bad_input_is_one_clear_error(arguments: tuple[str, ...], code: int, words: str) -> None:
    done = wargame("analyze", "bargain", *arguments)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert "Traceback" not in done.err


def test_a_file_of_another_kind_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine\n", encoding="utf-8")
    done = wargame("analyze", "bargain", "two-villages", "--export", "csv", "--out", tmp_path / "mine.csv")
    assert done.code == 1
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8") == "mine\n"
