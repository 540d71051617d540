"""Where a game's bargaining was decided, and the map of that moment in its story."""

from __future__ import annotations

import io

import pytest
from examples import BUNDLED
from summits import summit_of

from wargame.analysis.bargaining.bargain import maps_of
from wargame.analysis.bargaining.closing import closing_of
from wargame.analysis.bargaining.deals import is_agreed, text_of
from wargame.game.game import Game
from wargame.pages.bargain import show_closing, state_words
from wargame.plain.paper import Paper
from wargame.runs.turns import turns

PATHS = {path.stem: path for path in BUNDLED}


def played(name: str, seed: int) -> Game:
    """Return a game that was played to its end."""
    game = Game(summit_of(PATHS[name]), seed)
    for _ in turns(game, dict.fromkeys(game.summit.rules.side_ids, "doctrine")):
        pass
    return game


@pytest.mark.parametrize("name", ["river-treaty", "two-villages"])
def test_a_game_was_decided_where_its_text_was_signed_and_that_text_is_on_the_map(name: str) -> None:
    signed = set()
    for seed in range(12):
        game = played(name, seed)
        assert game.ending is not None
        agreed = is_agreed(game.summit, [each.id for each in game.summit.rules.endings].index(game.ending.id))
        closing = closing_of(game)
        signed.add(closing.signed is not None)
        if closing.signed is None:
            assert not agreed
            assert closing.ply == game.ply - 1
            continue
        assert closing.signed == text_of(game.summit, game.at(closing.ply + 1).state)
        assert (closing.known.state == game.at(closing.ply).state).all()
        first = next(iter(closing.maps()))
        assert (first.draft.kind, first.draft.text, first.paper) == ("signed", closing.signed, None)
    assert signed == {True, False}


def test_a_story_ends_with_what_was_signed_beside_what_both_would_have_preferred() -> None:
    game = next(each for seed in range(12) if closing_of(each := played("river-treaty", seed)).signed is not None)
    closing, paper = closing_of(game), Paper(io.StringIO(), 10_000)
    show_closing(paper, game)
    told = paper.stream.getvalue()  # type: ignore[attr-defined]
    *_, found = closing.maps()
    assert closing.signed in found.texts
    assert f"Before decision {closing.ply + 1}, by which the text was signed: {state_words(found)}." in told
    one, other = (side.name for side in game.summit.rules.sides)
    worth = found.draft
    assert f"What was signed: {one} {worth.own.mean:.0f}, {other} {worth.other.mean:.0f}." in told
    better = (found.points > [worth.own.mean, worth.other.mean]).all(axis=1).sum()
    assert f"{better or 'No'} text" in told
    assert f"({one}–{other}): " in told


def test_the_map_says_that_it_looks_until_every_text_is_found() -> None:
    maps = list(maps_of(Game(summit_of(PATHS["river-treaty"]), 5).known_to("")))
    assert state_words(maps[0]) == "Looking for the texts that could be signed …"
    assert all(state_words(each).startswith("Still looking (") for each in maps[1:] if each.played < 1)
    assert state_words(maps[-1]).startswith(f"{len(maps[-1].texts)} texts that could be signed, ")
