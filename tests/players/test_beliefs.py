"""A seat believes what fits all that it has seen, and nothing that it could not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from examples import BUNDLED
from summits import positions, summit_of

from wargame.game.game import Game
from wargame.game.view import view_of
from wargame.kernel import state
from wargame.kernel.jit import INTERPRETED
from wargame.players.beliefs import Beliefs
from wargame.players.roster import make_player

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.summit import Summit

GAMES = 2 if INTERPRETED else 4
LIKES = frozenset({"accept", "table", "secret-program", "scheme", "night-gate", "sign"})

by_file = pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)


def seen_slots(summit: Summit, side: str) -> list[int]:
    """Return where the tracks lie that a side sees."""
    return [summit.compiled.slots.of_name[track.id] for track in summit.rules.tracks if side in track.seen_by]


@by_file
def test_every_particle_shows_the_seat_what_it_sees(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        pytest.fail("nothing fitted what was seen")

    monkeypatch.setattr(Beliefs, "_give_up", never)
    engine = [state.PHASE, state.ROUND, state.CLOCK, state.PLY, state.TURN, state.FIRST, state.MOVED, state.STAGE]
    engine += [state.NEXT_PHASE, state.ENDING]
    for game in positions(path, games=GAMES, seed=7, likes=LIKES):
        if game.is_over:
            continue
        side = game.turn
        slots = [*engine, *seen_slots(game.summit, side)]
        believed = Beliefs(game.summit, side, 9, particles=30).of(view_of(game, side))
        assert (believed.states[:, slots] == game.state[slots]).all()
        assert sum(believed.mandates.values()) == pytest.approx(1)


def test_beliefs_are_the_same_whether_followed_or_begun_anew() -> None:
    path = next(path for path in BUNDLED if path.stem == "trump-kim-2018")
    for side_number in range(2):
        games = positions(path, games=2, seed=3, likes=LIKES)
        side = summit_of(path).rules.side_ids[side_number]
        kept = Beliefs(summit_of(path), side, 4, particles=30)
        for game in games:
            if game.is_over or game.turn != side:
                continue
            view = view_of(game, side)
            one, other = kept.of(view), Beliefs(game.summit, side, 4, particles=30).of(view)
            assert np.array_equal(one.states, other.states)
            assert one.mandates == other.mandates


def test_what_was_taken_back_leaves_no_trace() -> None:
    summit = summit_of(next(path for path in BUNDLED if path.stem == "trump-kim-2018"))
    game = Game(summit, 4)
    side = game.turn
    kept = Beliefs(summit, side, 4, particles=30)
    before = kept.of(view_of(game, side))
    game.play(game.legal_moves[0])
    while game.turn != side:
        game.play(game.legal_moves[0])
    kept.of(view_of(game, side))
    while game.ply:
        game.undo()
    assert np.array_equal(kept.of(view_of(game, side)).states, before.states)


@pytest.mark.skipif(INTERPRETED, reason="needs many games")
def test_a_leader_in_character_gives_his_mandate_away() -> None:
    """On average the true mandate is held likelier after a few moves than before, and no less likely than it is."""
    summit = summit_of(next(path for path in BUNDLED if path.stem == "trump-kim-2018"))
    believed, right = [], []
    for seed in range(150):
        game = Game(summit, seed)
        players = {side: make_player(summit, "doctrine", game.player_key(side)) for side in summit.rules.side_ids}
        while not game.is_over and game.ply < 10:
            game.play(players[game.turn].decide(view_of(game, game.turn)))
        if game.is_over:
            continue
        found = Beliefs(summit, "usa", seed, particles=200).of(view_of(game, "usa")).mandates
        mandates = [mandate.id for mandate in summit.rules.side("dprk").mandates]
        true = mandates[game.values()["dprk.mandate"]]
        believed.append(found[true])
        right.append(max(found.values()))
    assert np.mean(believed) > 0.36  # 1/3 before the first move
    # Calibrated: one expects to be right as often as one is, give or take three standard errors.
    squares = np.mean([chance * chance for chance in right])
    assert abs(np.mean(believed) - squares) < 0.15


def test_nothing_that_fits_leaves_what_is_seen() -> None:
    """A log that the rules could not have written still gives states at the right decision."""
    summit = summit_of(next(path for path in BUNDLED if path.stem == "two-villages"))
    game = Game(summit, 4)
    game.play(game.legal_moves[0])
    view = view_of(game, game.turn)
    found = Beliefs(summit, game.turn, 1, particles=8)
    found._states[:, state.PHASE] = 0  # they are set up anew
    ply = list(found._plies(view))[-1]
    found._give_up(ply, view)
    assert (found._states[:, state.TURN] == summit.seat(game.turn)).all()
