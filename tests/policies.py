"""Policies made up for tests."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from wargame.destination import Destination
from wargame.players import policy as policies
from wargame.players.policy import FORMAT, KIND, Habit, Made, MoveHabit, Policy, known_names

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.summit import Summit


def write_policy(path: Path, policy: Policy) -> None:
    """Write a policy where no command has looked before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    policies.write_policy(Destination(path=path, kind=KIND), policy)


def a_policy(summit: Summit, seed: int, *, reach: int = 300) -> Policy:
    """Return a policy of numbers drawn anyhow."""
    chance = random.Random(seed)  # noqa: S311  a test has to be repeatable
    habits = []
    for number, phase in enumerate(summit.rules.phases, 1):
        for side in summit.rules.side_ids:
            tracks = chance.sample(known_names(summit, side), 7)
            mandates = len(summit.rules.side(side).mandates)
            moves = {
                move.id: MoveHabit(
                    by_mandate=[chance.randint(-reach, reach) for _ in range(mandates)],
                    by_track=[chance.randint(-reach, reach) for _ in tracks],
                )
                for move in summit.rules.moves
                if move.side == side and number in move.phases
            }
            habits.append(Habit(side=side, phase=phase.id, tracks=tracks, moves=moves))
    made = Made(player="search:1", games=1, decisions=1, seed="0")
    return Policy(format=FORMAT, scenario=summit.id, sha256=summit.sha256, made=made, habits=habits)
