"""The situation: one meter by name, for the seat that sees it and no other."""

from __future__ import annotations

from examples import SMALL
from summits import summit_of

from wargame.game.game import Game
from wargame.game.view import view_of
from wargame.pages.situation import meter_named


def test_a_meter_is_that_of_its_track_and_only_of_one_that_the_seat_sees() -> None:
    game = Game(summit_of(SMALL), 0)
    rules, own, other = game.summit.rules, view_of(game, "north"), view_of(game, "south")
    meter = meter_named(rules, own, "north.plan", {})
    assert meter is not None
    assert meter.track == "north.plan"
    assert meter_named(rules, other, "north.plan", {}) is None
    assert meter_named(rules, own, "nowhere", {}) is None
