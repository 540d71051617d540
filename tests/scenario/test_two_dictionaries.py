"""What the rules of the 2018 summit say twice agrees: rough worths with scores, what-ifs with moves."""

from __future__ import annotations

import random
import tomllib
from collections import defaultdict
from statistics import median
from typing import Any

import pytest
from examples import ROOT
from summits import summit_of

from wargame.game import Game
from wargame.game.hidden import Known
from wargame.game.standing import projected

PATH = ROOT / "scenarios" / "trump-kim-2018.toml"
DATA: dict[str, Any] = tomllib.loads(PATH.read_text(encoding="utf-8"))
WORTHS = (("accepted_and_kept", "bid_worth", "bid_masked"), ("signed_and_kept", "draft_worth", "masked"))
MASKED = 5  # what the rough worth sets aside for a red line behind vague words, and the what-if does not
SIGNING = 2 + 2 * 2 + 2 * 1  # what a signature pays at home and in face, and what leaving without a text costs of face


def by_mandate(side: str, label: str) -> list[int]:
    """Return the numbers of a score that has one for each mandate."""
    [form] = [score["form"][0]["add"] for score in DATA["scores"] if score["label"] == label and score["side"] == side]
    return [int(number) for number in form]


@pytest.mark.parametrize("side", ["usa", "dprk"])
@pytest.mark.parametrize("rough", ["bid_worth", "draft_worth"])
def test_rough_worths_begin_with_what_the_scores_say(side: str, rough: str) -> None:
    [form] = [derived["form"] for derived in DATA["derived"] if derived["id"] == f"{side}.{rough}"]
    signed, holds, left = (
        by_mandate(side, label) for label in ("What a signature is worth", "The deal holds", "What no deal is worth")
    )
    expected = [here + kept - there + SIGNING for here, kept, there in zip(signed, holds, left, strict=True)]
    assert [int(number) for number in form[0]["add"]] == expected


def test_rough_worths_are_about_those_of_the_what_ifs() -> None:
    summit, chance = summit_of(PATH), random.Random(5)  # noqa: S311  a test has to be repeatable
    errors: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for seed in range(100):
        game = Game(summit, seed)
        while not game.is_over:
            values = game.values()
            if values["phase"] == 1 + [phase.id for phase in summit.rules.phases].index("summit"):
                for side in summit.rules.side_ids:
                    scores = {each.id: each.score for each in projected(Known(summit, game.state, side))}
                    for what_if, kind, masked in WORTHS:
                        if what_if in scores and "no_text" in scores:
                            gain = scores[what_if].low - scores["no_text"].low - MASKED * values[f"{side}.{masked}"]
                            errors[side, values[f"{side}.mandate"], kind].append(gain - values[f"{side}.{kind}"])
            game.play(chance.choice(game.legal_moves))
    assert len(errors) == 2 * 3 * 2
    for about, found in errors.items():
        assert len(found) > 30, about
        assert abs(median(found)) <= 6, about  # random play rushes against the limits of meters
