"""What takes a mechanism out of a scenario: what the rules say of themselves, and what play says of the variant."""

from __future__ import annotations

import numpy as np
import pytest
from examples import SMALL

from wargame.authoring.catalog import find
from wargame.authoring.reading import parse_document
from wargame.authoring.without import without_audience_costs, without_preparation, without_vagueness
from wargame.errors import ScenarioError
from wargame.game.game import Game
from wargame.game.summit import compile_text, load
from wargame.game.view import view_of
from wargame.kernel.jit import INTERPRETED
from wargame.players.beliefs import Beliefs
from wargame.players.policy import misfit, read_policy
from wargame.runs.batch import Run
from wargame.scenario.rules import Role

TAKEN = {  # by scenario: what is closed without vague wording, and without preparation
    "two-villages": (["blur"], []),
    "river-treaty": (["blur"], ["survey"]),
    "reykjavik-1986": (["blur"], ["experts"]),
    "camp-david-1978": (["letters", "legitimate", "connected"], []),
    "trump-kim-2018": (["blur"], ["send-envoy"]),
}


def closed_by(changes: tuple[str, ...]) -> list[str]:
    """Return the moves that changes close."""
    return [name.strip('" ') for each in changes if each.startswith("closed=") for name in each[8:-1].split(",")]


@pytest.mark.parametrize("name", TAKEN)
def test_without_vague_wording_no_clause_is_ever_vague_and_the_policy_still_fits(name: str) -> None:
    found = find(name)
    base = load(name)
    document = parse_document(found.text, found.name)
    changes = without_vagueness(document, base.rules)
    assert (closed_by(changes), closed_by(without_preparation(document, base.rules))) == TAKEN[name]
    summit = load(name, (*changes, *base.rules.scenario.worth.audience_costs))  # these can be taken away besides
    games = 20 if INTERPRETED else 500
    wording = [summit.compiled.slots.of_name[each] for each in summit.rules.track_ids(Role.VAGUE)]
    seats = dict.fromkeys(summit.rules.side_ids, "random")
    assert not Run(summit=summit, seats=seats, seed=1).play(0, games, states=True).states[:, wording].any()
    assert Run(summit=base, seats=seats, seed=1).play(0, games, states=True).states[:, wording].any()
    assert not misfit(read_policy(found.path.with_name(f"{name}.policy.json")), summit)


def test_a_term_that_only_punishes_claims_is_an_audience_cost_and_one_that_may_reward_them_is_none() -> None:
    found = find("two-villages")
    document = parse_document(found.text, found.name)
    changes = without_audience_costs(document, load("two-villages").rules)
    assert changes == (
        'scores.promises-the-deal-falls-short-of-7-a-level.form="0"',
        'scores.promises-without-a-deal-1-a-level.form="0"',
    )


def test_a_closed_move_is_never_open_and_says_so() -> None:
    game = Game(load("two-villages", ['closed=["say-nothing", "blur-bell"]']), 1)
    assert "say-nothing" not in game.legal_moves
    assert game.why_not("say-nothing") == "nobody may make it in this variant"
    with pytest.raises(ScenarioError, match=r"closed\[0\]: no move or template 'blurr'; did you mean 'blur'"):
        load("two-villages", ['closed=["blurr"]'])


def test_an_open_mandate_is_seen_by_both_and_believed() -> None:
    summit = load("two-villages", ["sides.vale.mandate_seen_by=everyone"])
    for seed in range(6):
        game = Game(summit, seed)
        view = view_of(game, "hill")
        drawn = game.values()["vale.mandate"]
        assert view.tracks["vale.mandate"] == drawn
        assert "hill.mandate" not in view_of(game, "vale").tracks
        if game.turn == "hill":
            believed = Beliefs(summit, "hill", 1, particles=64).of(view)
            assert list(believed.mandates.values())[drawn] == 1.0
            assert np.unique(believed.states[:, summit.compiled.slots.of_name["vale.mandate"]]).tolist() == [drawn]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[worth]\nvagueness = ["blur"]\n', r"worth.vagueness\[0\]: write path=value"),
        ('[worth]\nfog = ["blur=1"]\n', "worth.fog: unknown key 'fog'"),
    ],
)
def test_a_wrong_key_of_worth_is_a_fault_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        compile_text(f"{SMALL.read_text()}\n{text}")
