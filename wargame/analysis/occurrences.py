"""Occurrences in a game of what the analysis counts: a move, an event, an outcome, a track that rose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.kernel import state as slots_of
from wargame.scenario.rules import MoveRule

if TYPE_CHECKING:
    from wargame.arrays import Array
    from wargame.game.summit import Summit
    from wargame.scenario.measures import Mark

NOBODY = -1


@frozen
class Occurrence:
    """One occurrence of something that counts."""

    ply: int  # decisions before the one that it came of
    seat: int  # whose doing it is: who moved, or who owns the track; NOBODY's if an event brought it about
    what: str  # the id of the rule (with the outcome), or of the track


class Finder:
    """Finds the occurrences of a mark in games."""

    def __init__(self, summit: Summit, mark: Mark) -> None:
        """Look up the indices behind the names."""
        compiled = summit.compiled
        self._own = {at: each for at, each in enumerate(compiled.every_rule) if each.key in mark.rules}
        self._drawn = {
            at: (compiled.every_rule[rule], outcome)
            for at, (rule, outcome) in enumerate(compiled.outcomes)
            if (compiled.every_rule[rule].key, outcome.id) in mark.outcomes
        }
        self._tracks = [
            (compiled.slots.of_name[name], name, _owner(summit, summit.rules.track_by_id[name].owner))
            for name in sorted(mark.tracks)
        ]

    def find(self, states: Array, course: Array) -> list[Occurrence]:
        """Return every time that it happened in a game, in order: see `replays.Replay` and `replays.course`."""
        found = []
        own = np.isin(course[:, 1], list(self._own)) & (course[:, 2] < 0)
        for ply, rule, outcome in course[own | np.isin(course[:, 2], list(self._drawn))].tolist():
            by, words = self._own.get(rule), ""
            if outcome >= 0:
                by, words = self._drawn[outcome][0], f"/{self._drawn[outcome][1].id}"
            assert by is not None
            is_done = isinstance(by, MoveRule) and not words
            found.append(Occurrence(ply, int(states[ply, slots_of.TURN]) if is_done else NOBODY, f"{by.id}{words}"))
        for slot, name, owner in self._tracks:
            for ply in np.flatnonzero(np.diff(states[:, slot]) > 0).tolist():
                seat = owner if owner != NOBODY else int(states[ply, slots_of.TURN])
                found.append(Occurrence(ply, seat, name))
        return sorted(found, key=lambda each: each.ply)


def _owner(summit: Summit, owner: str) -> int:
    return summit.rules.side_ids.index(owner) if owner in summit.rules.side_ids else NOBODY
