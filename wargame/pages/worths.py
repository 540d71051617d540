"""What a move would do to its mover's points, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.game.worth import worth_of
from wargame.pages.words import span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.game.game import Game
    from wargame.game.worth import Worth
    from wargame.scenario.rules import MoveRule


def worths_of(game: Game, move: MoveRule) -> tuple[list[Worth], list[Worth]]:
    """Return the projections whose score a move of the side to move changes, and those that it leaves as they are."""
    return parted(worth_of(game.known_to(move.side), move))


def parted(worths: Sequence[Worth]) -> tuple[list[Worth], list[Worth]]:
    """Return the projections whose score a move changes, and those that it leaves as they are."""
    changing = [each for each in worths if (each.least, each.most) != each.now or not each.always]
    return changing, [each for each in worths if each not in changing]


def mean_words(worth: Worth) -> str:
    """Write the mean of a projection's score, and the range that it lies in where that says more."""
    low, high = (round(each) for each in worth.mean)
    mean = span(low, high).replace(" to ", "–") if low != high else span(low, low)
    is_said = (worth.least, worth.most) in {(low, high), (worth.least, worth.least)}
    return mean if is_said else f"{mean} ({span(worth.least, worth.most)})"


def worth_words(worth: Worth, *, named: bool) -> str:
    """Write the score of a projection after a move, beside what it is now: `No treaty 31 (28 to 35), now 33`."""
    sure = "" if worth.always else ", if it comes to that"
    now = "not possible yet" if worth.now is None else f"now {span(*worth.now)}"
    return f"{worth.title if named else ''} {mean_words(worth)}{sure}, {now}".lstrip()
