"""The text on the table: whose it is, what it says beside the draft, and how a side changes it."""

from __future__ import annotations

import io

import pytest
from examples import drafted, small_with

from wargame.errors import IllegalMove
from wargame.game.communique import edited_by, tabled_by
from wargame.game.game import Game
from wargame.game.summit import compile_text
from wargame.game.takeback import is_free_to_take_back
from wargame.pages.stories import show_draft
from wargame.plain.paper import Paper


def begun() -> Game:
    """Return a game in which North moves first."""
    seeds = (Game(compile_text(drafted()), seed) for seed in range(20))
    return next(game for game in seeds if game.turn == "north")


def seen(game: Game, seat: str) -> str:
    written = io.StringIO()
    show_draft(Paper(written, width=100), game.summit.rules, game.view(seat))
    return written.getvalue()


def test_a_side_changes_the_text_until_it_hands_it_over() -> None:
    game = begun()
    game.play("table-half-half")
    assert (game.turn, tabled_by(game.summit.rules, game.values())) == ("south", "north")
    for change in ("ask-stone", "trim-wood"):
        game.play(change)
        assert (game.turn, edited_by(game.summit.rules, game.values())) == ("south", "south")
        assert tabled_by(game.summit.rules, game.values()) == "south"
    assert game.legal_moves == ("hand-over",)
    game.play("hand-over")
    assert (edited_by(game.summit.rules, game.values()), tabled_by(game.summit.rules, game.values())) == (None, "south")
    values = game.values()
    assert {name: values[name] for name in ("bid.stone", "bid.wood", "round")} == {
        "bid.stone": 2,
        "bid.wood": 0,
        "round": 2,
    }


def test_a_move_that_is_closed_meanwhile_says_why() -> None:
    game = begun()
    assert game.why_not("hand-over") == "nothing has been changed yet"
    assert game.why_not("ask-wood") == "only while “South: text on the table” stands, or needs…" or game.why_not(
        "ask-wood"
    )
    game.play("table-half-half")
    game.play("ask-stone")
    for move in ("wait", "accept", "offer-wood", "leave"):
        assert "you are changing the text: change it or hand it over" in str(game.why_not(move))
    game.play("trim-wood")
    assert "it has been changed 2 times: hand it over" in str(game.why_not("drop-stone"))
    with pytest.raises(IllegalMove, match="hand it over"):
        game.play("wait")


def test_each_change_can_be_taken_back() -> None:
    game = begun()
    game.play("table-half-half")
    before = game.values()
    game.play("ask-stone")
    assert is_free_to_take_back(game.records[-1])
    after = game.values()
    game.play("trim-wood")
    game.undo()
    assert game.values() == after
    game.undo()
    assert game.values() == before


def test_changes_that_the_end_of_a_round_cuts_short_stay_and_are_over() -> None:
    cut = drafted().replace(
        'changed = ["{own}.face += 1"]', 'changed = [{ if = "round == 1", do = ["end_round = 1"] }]'
    )
    games = (Game(compile_text(cut), seed) for seed in range(20))
    game = next(each for each in games if each.turn == "north")
    game.play("table-half-half")
    game.play("ask-stone")
    rules, values = game.summit.rules, game.values()
    assert (values["round"], values["south.edits"], values["bid.stone"]) == (2, 0, 2)
    assert (edited_by(rules, values), tabled_by(rules, values)) == (None, "south")
    assert "wait" in game.legal_moves
    assert "interrupted" in [each.id for each in game.view("north").log]


def test_where_no_text_lies_on_the_table_the_first_change_begins_with_the_draft() -> None:
    game = begun()
    for move in ("offer-stone", "offer-wood"):
        game.play(move)
    assert game.turn == "south"
    game.play("wait")
    assert tabled_by(game.summit.rules, game.values()) is None
    game.play("trim-stone")
    values = game.values()
    assert (values["bid.stone"], values["bid.wood"], values["text.stone"]) == (0, 1, 0)
    assert (values["offer.stone"], values["offer.wood"]) == (1, 1)


def test_the_page_of_the_draft_says_who_is_at_it_and_how_the_text_differs() -> None:
    game = begun()
    for move in ("offer-stone", "wait", "wait"):
        game.play(move)
    game.play("trim-stone")
    for seat in game.summit.rules.side_ids:
        page = seen(game, seat)
        assert "North is changing the text. Accepted, the draft would say" in page
        assert "Stone: none (the draft now: some); claimed: some" in page
    game.play("hand-over")
    assert "North's text lies on the table. Accepted, the draft would say" in seen(game, "south")
    game.play("wait")
    game.play("accept")
    assert game.values()["offer.stone"] == 0
    assert "on the table" not in seen(game, "south")


def test_a_scenario_says_itself_when_a_text_lies_on_the_table() -> None:
    guessed = compile_text(small_with("[tabling]\n", "[tabling]\n"))
    text = small_with("[tabling]\n", '[tabling]\non_table = "bid.stone >= 1 and not signed"\n')
    said = compile_text(text)
    for summit, after in ((guessed, ""), (said, None)):
        game = next(each for each in (Game(summit, seed) for seed in range(20)) if each.turn == "north")
        assert tabled_by(summit.rules, game.values()) is None
        game.play("table-half-half")
        assert tabled_by(summit.rules, game.values()) == ""
        assert "A package lies on the table" in seen(game, "south")
        game.play("accept")
        assert tabled_by(summit.rules, game.values()) == after
