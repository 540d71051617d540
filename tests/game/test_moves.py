"""One rule behind `legal_moves`, `why_not` and `play`; taking back, and writing a position down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from attrs import evolve
from examples import small_with
from summits import ALL, positions, summit_of

from wargame.authoring.parsing import parse_guard
from wargame.errors import IllegalMove, MalformedMove, RulesError, SeatError, WargameError
from wargame.game.game import Game
from wargame.game.move import Move
from wargame.game.position import from_json, position_of, state_of, to_json
from wargame.game.reasons import closed_because
from wargame.game.summit import compile_text, load
from wargame.game.takeback import is_free_to_take_back

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_move_is_open_or_has_a_reason_and_playing_a_closed_one_raises_that_reason(path: Path) -> None:
    for game in positions(path, games=4, seed=20):
        for rule in game.summit.rules.moves:
            move = Move(rule.side, rule.id)
            reason = game.why_not(move) if not game.is_over else "the game is over"
            is_open = not game.is_over and rule.side == game.turn and rule.id in game.legal_moves
            assert is_open == (reason is None)
            if reason is not None:
                assert reason
                with pytest.raises(IllegalMove) as caught:
                    game.play(move)
                assert str(caught.value).endswith(reason)


def test_a_side_that_moves_again_does_so_before_the_other() -> None:
    effects = 'effects = ["offer.{issue} += 1", '
    game = Game(compile_text(small_with(effects, effects + '{ if = "clock >= 2", do = ["again = 1"] }, ')), 3)
    first = game.turn
    for half in range(2):
        mover, ply = game.turn, game.ply
        assert (mover == first) == (half == 0)
        game.play(next(move for move in game.legal_moves if move.startswith("offer")))
        assert (game.turn, game.ply, game.values()["round"]) == (mover, ply + 1, 1)
        game.undo()
        assert (game.turn, game.ply) == (mover, ply)
        game.play(next(move for move in game.legal_moves if move.startswith("offer")))
        game.play("wait")
    assert game.values()["round"] == 2


@pytest.mark.parametrize(
    ("least", "reason"),
    [(1, "only with “North unmet”"), (2, "needs North unmet at least 2, now 0")],
)
def test_any_at_all_of_what_has_no_scale_is_asked_for_by_name(least: int, reason: str) -> None:
    game = Game(compile_text(small_with('when = "round >= 2"', f'when = "north.unmet >= {least}"')), 3)
    assert game.why_not("leave") == reason


@pytest.mark.parametrize(
    ("move", "values", "reasons"),
    [
        ("wait", {}, []),
        ("table-half-half", {"tension": 9}, ["needs Tension at most 7 (loud), now 9 (loud)"]),
        ("table-half-half", {"tension": 7, "used.half_half": 1}, ["it has been tabled before"]),
        ("table-half-half", {"phase": 2}, ["open in Talks only, now Work"]),
        (
            "scheme",
            {"north.plan": 2, "phase": 2},
            ["open in Talks only, now Work", "needs North's plan at most 1, now 2"],
        ),
        ("accept", {"bid.stone": 1, "signed": 1}, ["only while “Signed” does not stand"]),
        (
            "accept",
            {},
            [
                (
                    "needs Stone in the package + “Wood in the package” at least 1; "
                    "now Stone in the package 0 (none), Wood in the package 0 (none)"
                )
            ],
        ),
    ],
)
def test_a_reason_names_what_is_needed_and_what_stands(move: str, values: dict[str, int], reasons: list[str]) -> None:
    game = Game(summit_of(ALL[0]), 1)
    rules = game.summit.rules
    assert closed_because(rules, rules.move_by_id["north", move], game.values() | {"tension": 4} | values) == reasons


_UNSIGNED = "“Signed” does not stand"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "needs South's face at most 1, or Tension at least 8 (loud): now 2 and 4 (quiet)"),
        ({"tension": 8, "signed": 1}, f"needs South's face at most 1, or {_UNSIGNED}: now 2"),
        (
            {"signed": 1},
            f"needs South's face at most 1, or Tension at least 8 (loud) and {_UNSIGNED}: now 2 and 4 (quiet)",
        ),
        ({"tension": 8}, None),
        ({"south.face": 1, "signed": 1}, None),
    ],
)
def test_a_reason_of_alternatives_says_what_each_still_lacks(values: dict[str, int], reason: str | None) -> None:
    text = small_with('when = "round >= 2"', 'when = "south.face <= 1 or tension >= 8 and not signed"')
    game = Game(compile_text(text), 1)
    rules = game.summit.rules
    found = closed_because(rules, rules.move_by_id["south", "leave"], game.values() | {"tension": 4} | values)
    assert found == ([reason] if reason else [])


def test_a_reason_of_alternatives_names_its_numbers_where_their_order_does_not() -> None:
    text = small_with('when = "round >= 2"', 'when = "south.face + tension >= 20 or signed or round >= 2"')
    game = Game(compile_text(text), 1)
    rules = game.summit.rules
    found = closed_because(rules, rules.move_by_id["south", "leave"], game.values() | {"tension": 4})
    needed = "needs South's face + Tension at least 20, or “Signed” stands, or Round at least 2"
    assert found == [f"{needed}: now South's face 2, Tension 4 (quiet), Round 1"]
    flags = game.values() | {"bid.wood": 0}
    move = evolve(rules.move_by_id["south", "leave"], when=parse_guard("signed or used.half_half", {}))
    assert closed_because(rules, move, flags) == ["only while “Signed” stands, or it has been tabled before"]


def test_a_move_that_does_not_exist_is_malformed_with_the_nearest_name() -> None:
    game = Game(summit_of(ALL[0]), 1)
    with pytest.raises(MalformedMove, match="did you mean 'wait'"):
        game.play("wiat")
    with pytest.raises(SeatError, match="no side 'nrth'"):
        game.why_not(Move("nrth", "wait"))


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_undo_restores_every_earlier_state_and_the_same_move_comes_out_the_same(path: Path) -> None:
    for game in positions(path, games=3, seed=30):
        if not game.is_over:
            continue
        final, records = game.state.copy(), list(game.records)
        for record in reversed(records):
            assert game.undo() is record
            assert np.array_equal(game.state, record.before)
        for record in records:
            assert record.move is not None
            assert game.play(record.move).happenings == record.happenings
        assert np.array_equal(game.state, final)


def test_a_game_goes_no_further_than_its_limit() -> None:
    game = Game(compile_text(small_with("ply_limit = 20", "ply_limit = 3"), "test.toml", ""), 1)
    for _ in range(3):
        game.play("wait")
    state = game.state.copy()
    with pytest.raises(RulesError, match="fail after 3 decisions: it ran over the ply limit"):
        game.play("wait")
    assert np.array_equal(game.state, state)


def test_nothing_can_be_taken_back_before_the_first_move() -> None:
    with pytest.raises(IllegalMove, match="no move to take back"):
        Game(summit_of(ALL[0]), 1).undo()


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_position_written_as_json_and_read_again_is_the_same(path: Path) -> None:
    for game in positions(path, games=3, seed=50):
        position = position_of(game.summit, game.state)
        read = from_json(to_json(position))
        assert read == position
        again = state_of(game.summit, read)
        assert position_of(game.summit, again) == position
        assert game.summit.values(again) == game.values()


def test_a_position_of_another_scenario_or_out_of_bounds_is_refused() -> None:
    first = summit_of(ALL[0])
    position = position_of(first, Game(first, 1).state)
    with pytest.raises(WargameError, match="another text"):
        state_of(first, evolve(position, sha256="0" * 64))
    position.tracks["tension"] = 99
    with pytest.raises(WargameError, match="tension is 99"):
        state_of(first, position)
    with pytest.raises(WargameError, match="not a saved position"):
        from_json("{")


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_move_may_be_taken_back_only_if_nothing_was_rolled_for_it(path: Path) -> None:
    free = 0
    for game in positions(path, games=6, seed=60):
        if game.records:
            record = game.records[-1]
            rolled = any(each.roll is not None and len(each.roll.outcomes) > 1 for each in record.happenings)
            free += is_free_to_take_back(record)
            assert not (rolled and is_free_to_take_back(record))
    assert free or path.stem == "small"


def test_a_count_without_a_scale_is_said_by_its_title_and_not_as_not_now() -> None:
    game = Game(load("camp-david-1978"), 1)
    rules = game.summit.rules
    found = {reason for move in rules.moves for reason in closed_because(rules, move, game.values())}
    assert "only with “Words to be read as one likes”" in found
    assert not [reason for reason in found if reason.startswith("not now")]
