"""The story that the second edition of the 2018 summit has to tell: its mechanisms, each by a game played into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from examples import ROOT
from summits import summit_of

from wargame.game import Game

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = ROOT / "scenarios" / "trump-kim-2018-second.toml"
RUNUP, SUMMIT, AFTERMATH, CRISIS = 1, 2, 3, 4
QUIET = {"usa": "send-envoy", "dprk": "stall"}


def played(seed: int, script: Mapping[str, list[str]], until: str = "") -> Game:
    """Play each side's script in its order, and quiet moves after it, until a move is open, or the Run-up is over."""
    game = Game(summit_of(PATH), seed)
    left = {side: list(moves) for side, moves in script.items()}
    while not game.is_over and not (until and until in game.legal_moves and not any(left.values())):
        side = game.turn
        wanted = left[side].pop(0) if left.get(side) and left[side][0] in game.legal_moves else QUIET[side]
        game.play(wanted if wanted in game.legal_moves else game.legal_moves[0])
        if game.values()["phase"] != RUNUP and not until:
            break
    return game


def at_the_table(seed: int) -> Game:
    """Return a game in the Summit, an opening of the other side's before the side to move."""
    game = played(seed, {}, until="walk-out")
    game.play(next(move for move in game.legal_moves if move.startswith("table-")))
    while "accept" not in game.legal_moves:
        game.play(QUIET[game.turn] if QUIET[game.turn] in game.legal_moves else "table-aid-for-quiet")
    return game


def test_a_missile_after_the_pause_breaks_the_word_at_once() -> None:
    game = played(3, {"dprk": ["announce-pause"]}, until="missile-test")
    assert (game.values()["pause"], game.values()["offer.testing"]) == (1, 1)
    trust = game.values()["trust"]
    game.play("missile-test")
    assert (game.values()["pause"], game.values()["offer.testing"]) == (0, 0)
    assert game.values()["trust"] <= max(0, trust - 2)


def test_victory_is_declared_over_something_that_was_said_or_done() -> None:
    game = Game(summit_of(PATH), 5)
    if game.turn == "dprk":
        game.play("stall")
    reason = game.why_not("declare-victory")
    assert reason is not None
    assert "over-claim" in reason
    game = played(5, {"dprk": ["announce-pause"]}, until="declare-victory")
    assert game.why_not("declare-victory") is None


def test_a_meeting_that_is_cancelled_and_not_asked_for_again_leads_past_the_summit_into_the_crisis() -> None:
    game = played(7, {"usa": ["set-conditions", "cancel-meeting"]})
    assert game.values()["meeting"] == 0
    assert game.values()["phase"] == CRISIS


def test_a_letter_brings_a_cancelled_meeting_back() -> None:
    game = played(7, {"usa": ["set-conditions", "cancel-meeting"], "dprk": ["stall", "stall", "personal-letter"]})
    assert (game.values()["meeting"], game.values()["phase"]) == (2, SUMMIT)


@pytest.mark.parametrize("seed", [11, 12])
def test_two_changes_make_a_turn_and_who_is_not_believed_to_have_forced_the_other_asks_once(seed: int) -> None:
    game = at_the_table(seed)
    mover, other, ply = game.turn, {"usa": "dprk", "dprk": "usa"}[game.turn], game.ply
    game.play(next(move for move in game.legal_moves if move.startswith("ask-")))
    assert (game.turn, game.values()[f"{mover}.edits"]) == (mover, 1)
    assert all(move.split("-")[0] in {"ask", "give", "trim", "blur", "spell", "hand"} for move in game.legal_moves)
    believed = game.values()["story"] * (1 if mover == "usa" else -1) >= 1
    assert any(move.startswith("ask-") for move in game.legal_moves) == believed
    game.play("hand-back")
    assert game.ply == ply + 2
    assert (game.values()[f"{mover}.edits"], game.values()[f"{other}.refused"]) == (0, 1)


def test_who_walks_out_meets_the_crisis_and_there_a_standstill_ends_it() -> None:
    game = at_the_table(13)
    game.play("walk-out")
    assert game.is_over or game.values()["phase"] == CRISIS
    proposer = game.turn
    game.play("offer-standstill")
    while game.turn == proposer:
        game.play("hold-still")
    game.play("take-standstill")
    assert game.ending is not None
    assert game.ending.id == "standstill"
