"""How a game went for each side: what its score would have been after every decision, and where that turned most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.game.standing import open_score
from wargame.game.view import REFEREE

if TYPE_CHECKING:
    from wargame.game.game import Game

__all__ = ["Swing", "course_of", "swings_of"]


@frozen
class Swing:
    """A decision that, with what chance made of it, moved a side's score."""

    ply: int
    side: str  # whose score
    before: int
    after: int


def course_of(game: Game, side: str, *, viewer: str = REFEREE) -> list[tuple[int, int]]:
    """Return a side's score if the game had stopped after each decision, from none on: least and most.

    They differ where `viewer` could not know; the referee does. Points from 0 to 100.
    """
    states = [*(record.before for record in game.records), game.state]
    scores = (open_score(game.summit, state, side, viewer=viewer) for state in states)
    return [(score.low, score.high) for score in scores]


def swings_of(game: Game, side: str, most: int = 3) -> list[Swing]:
    """Return the decisions after which a side's score had moved most, the largest first; the referee's knowledge."""
    course = [low for low, _ in course_of(game, side)]
    found = [Swing(ply, side, course[ply - 1], course[ply]) for ply in range(1, len(course))]
    found.sort(key=lambda each: (-abs(each.after - each.before), each.ply))
    return [each for each in found[:most] if each.after != each.before]
