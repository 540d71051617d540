"""Swings: each side's score as it would have stood after every decision, and what changed it most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.game.hidden import Known
from wargame.game.record import Happening
from wargame.game.standing import open_score
from wargame.game.view import REFEREE

if TYPE_CHECKING:
    from wargame.arrays import Array
    from wargame.game.game import Game


@frozen
class Swing:
    """What moved a side's score: a move with its own roll, or an event."""

    ply: int
    side: str  # whose score
    cause: Happening
    before: int
    after: int


def course_of(game: Game, side: str, *, viewer: str = REFEREE) -> list[tuple[int, int]]:
    """Return (least, most) of a side's score if the game had stopped after each decision, the first before any.

    In points from 0 to 100; the two differ where `viewer` could not know the score, as the referee does.
    """
    scores = (open_score(game.at(ply).known_to(viewer), side) for ply in range(game.ply + 1))
    return [(score.low, score.high) for score in scores]


def swings_of(game: Game, side: str, most: int = 3) -> list[Swing]:
    """Return the moves and events that have moved a side's score most, the largest first; the referee's knowledge."""
    found, before = [], _score(game, game.setup.states[-1], side)
    for record in game.records:
        for cause, state in zip(record.happenings, record.states, strict=True):
            after = _score(game, state, side)
            found.append(Swing(cause.ply, side, cause, before, after))
            before = after
    found.sort(key=lambda each: -abs(each.after - each.before))
    return [each for each in found[:most] if each.after != each.before]


def _score(game: Game, state: Array, side: str) -> int:
    return open_score(Known(game.summit, state), side).low
