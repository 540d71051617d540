"""Calibration: dice that are honest pass and dice that are not do not; forecasts beside what came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from commands import wargame
from examples import ROOT

from wargame.analysis.calibration.forecasts import Forecasts
from wargame.analysis.calibration.outlooks import Outlook
from wargame.analysis.calibration.rolls import Dice, Roll, least_chance, rolls_recorded, rolls_traced
from wargame.estimates import chi_square_tail
from wargame.game.summit import load
from wargame.runs.batch import Run

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.arrays import Array

SAMPLES = ROOT / "saves" / "samples"


def report_of(*arguments: str | Path) -> dict[str, Any]:
    done = wargame("analyze", "calibrate", *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_the_tail_of_chi_square_is_that_of_the_tables() -> None:
    for value, freedom, tail in (
        (3.841, 1, 0.05),
        (5.991, 2, 0.05),
        (7.815, 3, 0.05),
        (23.209, 10, 0.01),
        (9.236, 5, 0.1),
    ):
        assert chi_square_tail(value, freedom) == pytest.approx(tail, abs=2e-5)
    assert chi_square_tail(0, 3) == chi_square_tail(1, 0) == 1


def test_both_ways_to_the_rolls_of_a_game_find_the_same() -> None:
    summit = load("two-villages")
    game = Run(summit=summit, seats={"hill": "doctrine", "vale": "random"}, seed=3).play_one(1).game
    moves = [summit.compiled.move_index[str(each.move.side), each.move.id] for each in game.records if each.move]
    traced = list(rolls_traced(summit, game.seed, moves))
    recorded = list(rolls_recorded(summit, (game.setup, *game.records)))
    told = [each.roll for record in (game.setup, *game.records) for each in record.happenings if each.roll]
    assert [each.drawn for each in traced] == [each.drawn for each in recorded]
    stated = [float(odds) for each in told if len(each.outcomes) > 1 for _, odds in each.outcomes]
    assert np.concatenate([each.odds[each.odds > 0] for each in traced]) == pytest.approx(stated)


def dice_of(shift: float) -> Dice:
    """Return dice that are drawn with other odds than are stated, by so much."""
    summit, chance = load("two-villages"), np.random.Generator(np.random.PCG64(7))
    rule = next(at for at, each in enumerate(summit.compiled.every_rule) if len(each.outcomes) == 2)
    dice = Dice(summit)
    for stated in chance.uniform(0.2, 0.7, size=4000):
        drawn = int(chance.random() > stated + shift)
        dice.count([Roll(rule, np.array([stated, 1 - stated]), drawn)])
    return dice


def test_honest_dice_pass_and_loaded_ones_do_not() -> None:
    (honest,), (loaded,) = dice_of(0).rules(), dice_of(0.06).rules()
    assert honest.freedom == loaded.freedom == 1
    assert honest.chance > 0.01
    assert loaded.chance < 1e-6
    assert honest.outcomes[0].difference.low < 0 < honest.outcomes[0].difference.high
    assert loaded.outcomes[0].difference.low > 0
    assert least_chance([loaded, honest]) == pytest.approx(2 * loaded.chance)


class Oracle:
    """Expects what the first slot of a state says, and as much more as it is told to."""

    name = "oracle"

    def __init__(self, more: float) -> None:  # noqa: D107
        self.more = more

    def outlook(self, state: Array, number: int) -> Outlook:
        del number
        return Outlook(np.array([state[0] + self.more, 50.0]), np.ones(1))


def test_a_judge_that_is_right_is_found_so_and_one_that_is_too_kind_too() -> None:
    chance = np.random.Generator(np.random.PCG64(2))
    for more in (0, 8):
        forecasts = Forecasts(Oracle(more), 0, 3)  # type: ignore[arg-type]
        for game, score in enumerate(chance.integers(5, 80, size=300).tolist()):
            forecasts.judge_one(game, np.full((3, 2), score), (score + float(chance.normal(0, 5)), 50.0))
        first, second = forecasts.reliability(("north", "south"))
        assert first.error.low < -more < first.error.high
        assert first.slope is not None
        assert first.slope.low < 1 < first.slope.high
        assert sum(each.games for each in first.bins) == first.games == 300
        assert second.slope is None
        assert second.deviation == 0


def test_which_decision_is_judged_does_not_hang_on_how_long_the_game_became() -> None:
    short, long = (Forecasts(Oracle(0), 0, 9) for _ in range(2))  # type: ignore[arg-type]
    for game in range(200):
        states = np.arange(9).reshape(9, 1)
        long.judge_one(game, states, (0.0, 0.0))
        short.judge_one(game, states[:4], (0.0, 0.0))
    bins = [each.reliability(("north", "south"))[0].bins[0] for each in (short, long)]
    assert bins[1].games == 200
    assert 60 < bins[0].games < 120
    assert bins[0].expected == pytest.approx(1.5, abs=0.4)


def test_the_game_itself_keeps_to_its_odds_and_its_judge_to_its_forecasts() -> None:
    report = report_of("two-villages", "--games", "100", "--seed", "4", "--judge-games", "50")
    assert report["games"] == 100
    assert report["rolls"] == sum(each["rolls"] for each in report["rules"]) > 0
    assert report["least_chance"] > 0.001
    for side in report["scores"]:
        assert 30 < side["games"] <= 100
        assert side["error"]["low"] < 2
        assert side["error"]["high"] > -2


def test_saved_games_are_counted_as_they_are(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    report = report_of(SAMPLES / "one-point-short.jsonl", "--judge-games", "20", "--html", page)
    assert (report["games"], report["unfinished"]) == (1, 0)
    assert report["rolls"] > 0
    text = page.read_text(encoding="utf-8")
    assert "<svg" in text
    assert "<script" not in text


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nix",), 1, "nix"),
        (("nix.jsonl",), 1, "nix.jsonl"),
        (("two-villages", "river-treaty"), 2, "name one scenario"),
        ((str(SAMPLES / "one-point-short.jsonl"), "two-villages"), 2, "name one scenario"),
        ((str(ROOT / "docs"),), 1, "no saved games in this folder"),
        ((str(SAMPLES / "one-point-short.jsonl"), "--games", "5"), 2, "--games"),
        (("two-villages", "--judge-games", "0"), 2, "--judge-games"),
        (("two-villages", "--player", "nix"), 2, "nix"),
    ],
)
def test_bad_input_is_one_clear_error(arguments: tuple[str, ...], code: int, words: str) -> None:
    done = wargame("analyze", "calibrate", *arguments)
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert "Traceback" not in done.err
