"""What a mechanism is worth: pairs of games with it and without."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from commands import wargame
from examples import ROOT

from wargame.analysis.experiments.variation import Trial
from wargame.analysis.experiments.worth import contrasts_of, rule_sets, worth_report
from wargame.kernel.jit import INTERPRETED

if TYPE_CHECKING:
    from pathlib import Path

COIN = ROOT / "tests" / "analysis" / "coin.toml"
GAMES = "20" if INTERPRETED else "400"


def report_of(*arguments: str | Path) -> dict[str, Any]:
    done = wargame("analyze", "worth", *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def mean_scores(*arguments: str) -> dict[str, float]:
    done = wargame("run", "two-villages", "--games", GAMES, "--json", "--seed", "4", *arguments)
    return {side: each["mean"] for side, each in json.loads(done.out)["scores"].items()}


def test_a_worth_is_the_difference_of_the_two_variants_that_it_names() -> None:
    report = report_of("two-villages", "--player", "doctrine", "--games", GAMES, "--seed", "4", "--of", "first-move")
    (contrast,) = report["contrasts"]
    has, lacks = (mean_scores("--set", change) for change in (contrast["has"][0], contrast["lacks"][0]))
    effects = {each["figure"]: each for each in contrast["effects"]}
    for side in ("hill", "vale"):
        found = effects[f"{side} score"]
        assert found["worth"] == pytest.approx(has[side] - lacks[side])
        assert (found["has"], found["lacks"]) == (pytest.approx(has[side]), pytest.approx(lacks[side]))
        assert found["low"] < found["worth"] < found["high"]
    assert {"a text signed", "both succeed"} <= effects.keys()


def test_who_looks_at_no_mandate_but_its_own_gains_nothing_by_sight() -> None:
    report = report_of("two-villages", "--player", "doctrine", "--games", GAMES, "--of", "seeing")
    assert [each["whose"] for each in report["contrasts"]] == ["hill", "vale"]
    assert {effect["worth"] for each in report["contrasts"] for effect in each["effects"]} == {0.0}


@pytest.mark.skipif(INTERPRETED, reason="needs searches")
def test_a_search_learns_anew_under_each_set_of_rules_and_says_so() -> None:
    few = ("--games", "4", "--trained", "30", "--player", "search:10", "--workers", "1")
    done = wargame("analyze", "worth", "two-villages", "--of", "vagueness", *few)
    assert done.code == 0
    assert "policy: learned anew under each set of rules" in done.out
    assert """without: --set 'closed=["blur"]'""" in done.out


def test_all_that_a_scenario_has_is_valued_what_it_has_not_is_said_and_rows_are_as_described(tmp_path: Path) -> None:
    path = tmp_path / "worth.csv"
    done = wargame("analyze", "worth", "two-villages", "--player", "random", "--games", "9", "--csv", path)
    assert done.code == 0
    assert "two-villages has no preparation" in done.out
    rows = list(csv.DictReader(path.read_text().splitlines()))
    described = json.loads(wargame("analyze", "worth", "two-villages", "--schema", "--json").out)
    assert list(rows[0]) == [each["name"] for each in described["columns"]]
    assert {each["of"] for each in rows} == {"vagueness", "audience-costs", "seeing", "first-move"}


def test_a_page_shows_every_interval_and_carries_no_live_text_of_the_scenario(tmp_path: Path) -> None:
    path, live = tmp_path / "worth.html", "<script>alert(1)</script>"
    few = ("--player", "random", "--games", "9", "--of", "first-move")
    for _ in range(2):  # its own page is replaced unasked
        done = wargame("analyze", "worth", "two-villages", *few, "--set", f'title="{live}"', "--html", path)
        assert (done.code, done.err) == (0, "")
    page = path.read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert "&lt;script&gt;alert" in page
    assert live not in page
    other = wargame("analyze", "exploit", "two-villages", "--player", "random", "--games", "3", "--html", path)
    assert (other.code, "--force" in other.error) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["two-villages", "--of", "vaguness"], 2, "did you mean 'vagueness'"),
        (["two-villages", "--of", "preparation"], 1, "two-villages has no preparation: it names none in [worth]"),
        ([COIN, "--of", "vagueness"], 1, "has no vague wording"),
        (
            ["two-villages", "--set", 'worth.vagueness=["moves.no.when=x"]'],
            1,
            "worth.vagueness: moves.no.when",
        ),
        (["two-villages", "--games", "0"], 2, "'--games'"),
        (["two-villages", "--player", "nobody"], 2, "no player 'nobody'"),
        (["two-villages", "--seat", "north=random"], 2, "north"),
        (["two-villages", "--player", "random", "--trained", "30"], 2, "nobody who plays leans on a policy"),
        (["two-villages", "--trained", "30", "--policy", "none"], 2, "'--trained'"),
    ],
)
def test_a_wrong_wish_is_one_error(arguments: list[str | Path], code: int, words: str) -> None:
    done = wargame("analyze", "worth", *arguments)
    assert (done.code, done.out) == (code, "")
    assert words in done.error.replace("│", "")


def test_what_was_played_whole_before_it_was_stopped_is_reported() -> None:
    trial = Trial(scenario="two-villages", player="random", games=10, seed=1, workers=1)
    contrasts, missing = contrasts_of(trial, ["vagueness", "first-move"])
    assert rule_sets(contrasts) == 4
    report, stopped = worth_report(trial, contrasts, missing, lambda games: games <= 20)
    assert (stopped, report["complete"]) == (True, False)
    assert [each["of"] for each in report["contrasts"]] == ["vagueness"]
