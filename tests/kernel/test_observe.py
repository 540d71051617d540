"""The running hash of what a seat has seen is the key of its information set: neither finer nor coarser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from summits import ALL, summit_of

from wargame.game.game import Game
from wargame.game.view import view_of
from wargame.players.roster import make_player

if TYPE_CHECKING:
    from pathlib import Path

TINY = next(path for path in ALL if path.stem == "two-villages")


def histories(path: Path, games: int) -> list[tuple[str, tuple[object, ...], int]]:
    """Return (seat, all it has been shown so far, its hash) at every decision of some games."""
    summit = summit_of(path)
    found: list[tuple[str, tuple[object, ...], int]] = []
    for seed in range(games):
        game = Game(summit, seed)
        players = {side: make_player(summit, "random", seed % 7) for side in summit.rules.side_ids}
        while not game.is_over:
            for side in summit.rules.side_ids:
                view = view_of(game, side)
                shown = (view.log, tuple(sorted(view.tracks.items())), view.turn)
                found.append((side, shown, game.observation(side)))
            game.play(players[game.turn].decide(view_of(game, game.turn)))
    return found


@pytest.mark.parametrize("path", [TINY, ALL[0]], ids=lambda path: path.stem)
def test_what_was_shown_and_its_hash_belong_together_one_to_one(path: Path) -> None:
    hash_of: dict[object, int] = {}
    shown_by: dict[object, object] = {}
    found = histories(path, 60)
    for side, shown, key in found:
        assert hash_of.setdefault((side, shown), key) == key
        assert shown_by.setdefault((side, key), shown) == shown
    assert len(hash_of) < len(found), "some histories were met twice, or the test says nothing"


def test_a_move_taken_back_takes_its_observation_back() -> None:
    game = Game(summit_of(TINY), 3)
    before = {side: game.observation(side) for side in game.summit.rules.side_ids}
    game.play(game.legal_moves[0])
    assert all(game.observation(side) != key for side, key in before.items())
    game.undo()
    assert {side: game.observation(side) for side in before} == before
