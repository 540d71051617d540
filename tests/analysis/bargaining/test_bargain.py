"""The bargaining map: what it shows of a position, and that it shows nothing that a seat cannot know."""

from __future__ import annotations

import numpy as np
import pytest
from examples import BUNDLED
from summits import summit_of

from wargame.analysis.bargaining.bargain import BargainingMap, best_places, maps_of
from wargame.game.game import Game
from wargame.game.hidden import Known
from wargame.game.view import REFEREE
from wargame.scenario.rules import Role

RIVER = next(path for path in BUNDLED if path.stem == "river-treaty")


def whole(known: Known, **more: object) -> BargainingMap:
    """Return the map when all texts are found."""
    *_, found = maps_of(known, **more)  # type: ignore[arg-type]
    return found


def with_mandate(game: Game, side: str, mandate: int) -> Known:
    """Return what the other seat knows of the same position, had this side drawn another mandate."""
    summit, seat = game.summit, game.summit.rules.other(side)
    known = game.known_to(seat)
    state = known.state.copy()
    state[summit.compiled.slots.of_name[summit.rules.track_id(Role.MANDATE, side)]] = mandate
    return Known(summit, state, seat, known.reach)


def test_positions_that_a_seat_cannot_tell_apart_have_one_map_and_the_referee_s_is_exact() -> None:
    game = Game(summit_of(RIVER), 5)
    own, other = game.summit.rules.side_ids
    maps = [whole(with_mandate(game, other, mandate)) for mandate in (0, 1)]
    assert (maps[0].points == maps[1].points).all()
    assert (maps[0].draft, maps[0].nothing, maps[0].clauses) == (maps[1].draft, maps[1].nothing, maps[1].clauses)
    assert maps[0].own == own
    assert not maps[0].is_exact
    assert any(each.other.least < each.other.most for each in maps[0].clauses)
    exact = [whole(Known(game.summit, with_mandate(game, other, mandate).state)) for mandate in (0, 1)]
    assert all(each.is_exact and each.is_referee for each in exact)
    mean = np.mean([each.points for each in exact], axis=0)  # its two mandates are drawn equally often
    assert maps[0].points == pytest.approx(mean)


def test_beliefs_weigh_what_the_other_side_came_for() -> None:
    game = Game(summit_of(RIVER), 5)
    other = game.summit.rules.sides[1]
    sure = {each.id: float(at == 1) for at, each in enumerate(other.mandates)}
    exact = whole(Known(game.summit, with_mandate(game, other.id, 1).state, REFEREE))
    assert whole(game.known_to(game.summit.rules.side_ids[0]), beliefs=sure).points == pytest.approx(exact.points)


def test_the_map_grows_and_nothing_beats_its_frontier() -> None:
    game = Game(summit_of(RIVER), 5)
    maps = list(maps_of(game.known_to(game.turn)))
    counts = [len(each.texts) for each in maps]
    assert counts == sorted(counts)
    assert maps[0].draft == maps[-1].draft
    last = maps[-1]
    assert last.played == 1
    for at, point in enumerate(last.points):
        beaten = ((last.points >= point).all(axis=1) & (last.points > point).any(axis=1)).any()
        assert not (beaten and at in last.frontier)
    assert {each.kind for each in best_places(last)} <= {"fair", "own", "other"}
    assert len(last.clauses) == sum(len(issue.levels) > 1 for issue in game.summit.rules.issues)
