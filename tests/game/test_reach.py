"""Where a track can have come by now: no truth lies beyond it, and little that is false lies within."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from examples import ROOT, SMALL, small_with
from summits import ALL, positions, summit_of

from wargame.game import Game, load
from wargame.game.reach import reach
from wargame.kernel.state import PHASE

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.summit import Summit

SUMMIT = ROOT / "scenarios" / "trump-kim-2018.toml"


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_track_lies_within_its_reach_at_every_moment_of_a_game(path: Path) -> None:
    summit = summit_of(path)
    slots = summit.compiled.slots.of_name
    moments = 0
    for game in positions(path, 12, 5):
        states = [game.state, *(state for record in game.records[-1:] for state in record.states)]
        for state in states:
            moments += 1
            for track in summit.rules.tracks:
                assert int(state[slots[track.id]]) in reach(summit.compiled, track, state), track.id
    assert moments > 100


def test_secret_work_can_have_been_done_once_for_each_move_since_the_signature() -> None:
    summit = summit_of(SUMMIT)
    track = next(each for each in summit.rules.tracks if each.id == "dprk.cheat")
    after = summit.rules.constants["aftermath"]
    met = set()
    for game in positions(SUMMIT, 60, 3, likes=frozenset({"accept", "sign"})):
        values = game.values()
        signed = [
            record
            for record in game.records
            if record.before[PHASE] == after and record.move and record.move.side == "dprk"
        ]
        found = reach(summit.compiled, track, game.state)
        if not game.is_over:
            assert found == range(min(track.max, len(signed)) + 1) if values["phase"] == after else found == range(1)
            met.add((values["phase"], len(signed)))
    assert {(after, 0), (after, 1), (after, 2)} <= met


@pytest.mark.parametrize(("effect", "most"), [("+= 1", 1), ("+= 2", 2), (">>= 1", 2), ("= 1", 2)])
def test_a_step_is_a_step_and_what_is_set_outright_may_be_anywhere(effect: str, most: int, tmp_path: Path) -> None:
    game = Game(written(tmp_path, small_with("north.plan += 1", f"north.plan {effect}")), seed=1)
    track = next(each for each in game.summit.rules.tracks if each.id == "north.plan")
    moves = {"north": 0, "south": 0}
    while sum(moves.values()) < 2:
        assert reach(game.summit.compiled, track, game.state) == range(most * moves["north"] + 1)
        moves[game.turn] += 1
        game.play(game.legal_moves[0])
    assert reach(game.summit.compiled, track, game.state) == range(most + 1)


def test_what_comes_back_may_have_been_any_number_of_times(tmp_path: Path) -> None:
    once = Game(summit_of(SMALL), seed=1)
    again = Game(written(tmp_path, small_with('title = "Work"\n', 'title = "Work"\nnext = "talks"\n')), seed=1)
    track = next(each for each in once.summit.rules.tracks if each.id == "north.plan")
    assert reach(once.summit.compiled, track, once.state) == range(1)
    assert reach(again.summit.compiled, track, again.state) == range(3)


def written(folder: Path, text: str) -> Summit:
    """Return a scenario written to a file and loaded."""
    path = folder / "small.toml"
    path.write_text(text, encoding="utf-8")
    return load(str(path))
