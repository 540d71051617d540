"""A decision tried again: a branch beside the game that it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.analysis.review.course import came_to_of
from wargame.analysis.review.decisions import Option, option_of
from wargame.analysis.review.truth import Pair, Truth
from wargame.game.view import view_of
from wargame.players.appraiser import Appraiser

if TYPE_CHECKING:
    from wargame.game.game import Game
    from wargame.players.learned import PolicyUse


@frozen(kw_only=True)
class Retried:
    """The first decision that was taken otherwise, and what both games came to."""

    ply: int  # that decision, from 1
    side: str
    before: Option  # as it was played at first, by what its side could know
    now: Option
    came_before: Pair  # the scores, or what they would be if the game ended as it stands
    came_now: Pair
    is_over: tuple[bool, bool]  # before and now


def retried(before: Game, now: Game, policy: PolicyUse, budget: int) -> Retried | None:
    """Compare a branch with the game that it comes from; None where no decision was taken otherwise."""
    moves = [tuple(record.move for record in game.records) for game in (before, now)]
    parted = np.flatnonzero([one != other for one, other in zip(*moves, strict=False)])
    if not len(parted):
        return None
    ply = int(parted[0])
    then, (was, is_) = now.at(ply), (each[ply] for each in moves)
    assert was is not None
    assert is_ is not None
    truth, seat = Truth.of(now, policy.table), now.summit.seat(is_.side)
    appraiser = Appraiser(now.summit, is_.side, truth.key, policy.table)
    found = appraiser.appraise(view_of(then, is_.side), (was.id, is_.id), budget, 0)
    options = {each.move: option_of(each, seat) for each in found}
    return Retried(
        ply=ply + 1,
        side=is_.side,
        before=options[was.id],
        now=options[is_.id],
        came_before=came_to_of(before),
        came_now=came_to_of(now),
        is_over=(before.is_over, now.is_over),
    )
