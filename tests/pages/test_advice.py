"""The page of a hint."""

from __future__ import annotations

import io

import pytest
from attrs import evolve
from examples import SMALL
from summits import summit_of

from wargame.game.game import Game
from wargame.game.move import Move
from wargame.game.view import view_of
from wargame.pages.advice import MOST, show_advice
from wargame.plain.paper import Paper
from wargame.session.advice import advised


def test_a_hint_names_an_open_move_what_it_expects_and_what_it_believes() -> None:
    game = Game(summit_of(SMALL), 4)
    rules, seat = game.summit.rules, game.turn
    thoughts = list(advised(game.summit, view_of(game, seat), game.player_key(seat)))
    assert [each.done for each in thoughts[:-1]] == [False] * (len(thoughts) - 1)
    assert thoughts[-1].done
    for thought in (thoughts[0], thoughts[-1]):
        paper = Paper(io.StringIO())
        show_advice(paper, game, thought)
        paper.flush()
        text = " ".join(paper.stream.getvalue().split())  # type: ignore[attr-defined]
        assert thought.move in game.legal_moves
        assert f"It would play: {rules.move_by_id[seat, thought.move].title}" in text
        assert (", so far" in text) != thought.done
        assert "WHAT IT EXPECTS" in text.upper()
        assert "points for you" in text
        assert "THE LINE THAT IT EXPECTS You: " in text
        assert f"You: {rules.move_by_id[seat, thought.move].title}; then " in text
        assert [each.line[:1] for each in thought.candidates[:6]] == [
            (Move(seat, each.move),) * (each.visits > 0) for each in thought.candidates[:6]
        ]
        shares = [each.share for each in thought.candidates]
        assert abs(sum(shares) - 1) < 0.01


@pytest.mark.parametrize(("more", "said"), [(-1, ""), (0, ""), (1, "1 more were tried and looked worse.")])
def test_of_many_moves_the_first_are_shown_and_the_others_counted_if_there_are_any(more: int, said: str) -> None:
    game = Game(summit_of(SMALL), 4)
    *_, thought = advised(game.summit, view_of(game, game.turn), game.player_key(game.turn))
    paper = Paper(io.StringIO(), 1000)
    show_advice(paper, game, evolve(thought, candidates=thought.candidates[:1] * (MOST + more)))
    paper.flush()
    text = paper.stream.getvalue()  # type: ignore[attr-defined]
    assert ("more were tried" in text) == bool(said)
    assert said in text
