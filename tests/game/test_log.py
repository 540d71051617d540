"""What a seat is told of a move and an event: once, with what it came to, and nothing of what it cannot see."""

from __future__ import annotations

import pytest
from examples import SMALL, small_with

from wargame.game.game import Game
from wargame.game.summit import compile_text
from wargame.game.view import REFEREE, unseen_by

QUARREL = 'when = "tension >= 8"\n'
SHOUT = 'when = "tension <= 8"\n'


def after(move: str, text: str) -> Game:
    """Return the small game after North's first move; a shout leads to a quarrel."""
    game = Game(compile_text(text, "small.toml", ""), 4)
    game.play(move)
    return game


def told(game: Game, side: str, about: str) -> list[tuple[str, list[str]]]:
    """Return what a side was told of a rule: each time the outcome, and the tracks that changed."""
    entries = [entry for entry in game.view(side).log if entry.id == about]
    return [(entry.outcome, [change.track for change in entry.changes]) for entry in entries]


def test_an_event_is_told_before_its_outcome_only_if_it_changes_something() -> None:
    text, faces = SMALL.read_text(encoding="utf-8"), ["north.face", "south.face"]
    assert told(after("shout", text), "south", "quarrel") == [("", ["tension"]), ("Words", faces)]
    text = small_with(f'{QUARREL}effects = ["tension -= 1"]\n', QUARREL)
    assert told(after("shout", text), "south", "quarrel") == [("Words", faces)]


def test_a_move_is_told_though_it_changes_nothing() -> None:
    text = small_with(f'{SHOUT}effects = ["tension += 2"]\n', SHOUT)
    assert told(after("shout", text), "south", "shout")[0] == ("", [])


def test_a_secret_move_is_told_as_another_and_to_the_referee_as_it_was() -> None:
    game = after("scheme", SMALL.read_text(encoding="utf-8"))
    assert told(game, "north", "scheme") == told(game, REFEREE, "scheme") == [("", ["tension", "north.plan"])]
    assert (told(game, "south", "scheme"), told(game, "south", "wait")) == ([], [("", ["tension"])])
    assert [entry.id for entry in unseen_by(game, "south") if entry.kind == "move"] == ["scheme"]
    assert not [entry for entry in unseen_by(game, "north") if entry.kind == "move"]


@pytest.mark.parametrize(
    ("seen_by", "outcome", "seen"),
    [('seen_by = "north"\n', "", []), ("", 'seen_by = "north", ', [("", ["tension"])])],
)
def test_what_is_out_of_sight_is_told_by_what_it_changes(
    seen_by: str, outcome: str, seen: list[tuple[str, list[str]]]
) -> None:
    text = small_with('at = "ply"\n', f'at = "ply"\n{seen_by}').replace('id = "words",', f'id = "words", {outcome}')
    game = after("shout", text)
    assert told(game, "south", "quarrel") == seen
    assert len(told(game, "north", "quarrel")) == 2
    hidden = [entry for entry in game.view("south").log if entry.title == "Something out of your sight"]
    assert len(hidden) == 2 - len(seen)
    assert [change.track for change in hidden[-1].changes] == ["north.face", "south.face"]
