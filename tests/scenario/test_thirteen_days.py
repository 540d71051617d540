"""What the rules of Camp David say twice agrees, and a text is signed as its introduction tells."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from examples import ROOT
from summits import summit_of

from wargame.game.game import Game

PATH = ROOT / "scenarios" / "camp-david-1978.toml"
DATA: dict[str, Any] = tomllib.loads(PATH.read_text(encoding="utf-8"))
CAIRO, JERUSALEM = "egypt", "israel"
OTHER = {CAIRO: JERUSALEM, JERUSALEM: CAIRO}
PHASES = [phase["id"] for phase in DATA["phases"]]
KEPT = 5  # what a treaty that is kept is worth to either side
by_side = pytest.mark.parametrize("side", [CAIRO, JERUSALEM])


def by_mandate(side: str, label: str) -> list[int]:
    """Return the numbers of a score that has one for each mandate."""
    [form] = [each["form"] for each in DATA["scores"] if each["label"] == label and each.get("side") == side]
    return [int(number) for number in form[0]["add"]]


@by_side
def test_rough_worths_begin_with_what_the_scores_say(side: str) -> None:
    [form] = [each["form"] for each in DATA["derived"] if each["id"] == f"{side}.worth"]
    signed, unsigned = by_mandate(side, "A signature"), by_mandate(side, "Life without a text, by mandate")
    assert [int(number) for number in form[0]["add"]] == [
        with_one + KEPT - without for with_one, without in zip(signed, unsigned, strict=True)
    ]


@by_side
def test_rough_worths_know_every_red_line(side: str) -> None:
    [form] = [each["form"] for each in DATA["derived"] if each["id"] == f"{side}.worth"]
    guards = [term["if"] for term in form if isinstance(term, dict) and term.get("add") == "-30"]
    lines = [(each["mandate"], each["issue"]) for each in DATA["red_lines"] if each["side"] == side]
    assert len(guards) == len(lines)
    for mandate, issue in lines:
        assert any(f"{side}.{mandate} " in guard and f"text.{issue} " in guard for guard in guards), (mandate, issue)


def waiting_for(side: str) -> Game:
    """Return a game on a day of the single text, to which only the other side has put its initials."""
    summit = summit_of(PATH)
    game = next(each for number in range(1, 50) if (each := Game(summit, number)).turn == side)
    text = {"bid.sinai": 1, "bid.normal": 2, "bid.guarantees": 1, f"{OTHER[side]}.pen": 1, "draft": 1}
    for name, value in {"phase": PHASES.index("text") + 1, "clock": 3, **text}.items():
        game.state[summit.compiled.slots.of_name[name]] = value
    return game


@by_side
def test_both_initials_are_a_signature(side: str) -> None:
    game = waiting_for(side)
    game.play("countersign")
    values = game.values()
    assert values["signed"]
    assert (values["offer.sinai"], values["offer.normal"], values["offer.guarantees"]) == (1, 2, 1)
    assert values["phase"] == PHASES.index("months") + 1


@by_side
def test_any_change_wipes_out_the_initials(side: str) -> None:
    for move in waiting_for(side).legal_moves:
        if move.startswith(("ask-", "give-", "trim-", "drop-")) and move != "ask-washington":
            game = waiting_for(side)
            game.play(move)
            values = game.values()
            assert (values["egypt.pen"], values["israel.pen"], values[f"{side}.edits"]) == (0, 0, 1), move


@by_side
@pytest.mark.parametrize("wording", ["letters", "legitimate", "connected"])
def test_other_words_wipe_them_out_and_leave_the_turn(side: str, wording: str) -> None:
    game = waiting_for(side)
    game.state[game.summit.compiled.slots.of_name["bid.westbank"]] = 1
    game.play(wording)
    assert (game.values()["egypt.pen"], game.values()["israel.pen"], game.turn) == (0, 0, side)


@by_side
def test_a_guarantee_leaves_them(side: str) -> None:
    game = waiting_for(side)
    game.play("ask-washington")
    assert game.values()[f"{OTHER[side]}.pen"]


@by_side
def test_secret_work_is_begun_early_enough_to_be_answered(side: str) -> None:
    secret = {CAIRO: "assure", JERUSALEM: "thicken"}[side]
    for clock, open_ in ((3, True), (2, True), (1, False)):
        game = waiting_for(side)
        for name, value in {"phase": PHASES.index("months") + 1, "clock": clock, "signed": 1}.items():
            game.state[game.summit.compiled.slots.of_name[name]] = value
        assert (secret in game.legal_moves) == open_, clock
