"""Observations: what a seat sees of the position as a row of bounded integers, for programs that learn.

An observation holds the clocks, whose turn it is, and every track that the seat sees, each at the same place in every
state of a scenario. It has no derived tracks, which are computed from these, and no memory: what was seen earlier is in
the information key alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from wargame.arrays import Array
from wargame.kernel.state import SEATS, STATE, TURN
from wargame.scenario.rules import ENGINE_TRACKS

if TYPE_CHECKING:
    from wargame.compiler.slots import Slots
    from wargame.scenario.ruleset import Rules


@frozen(eq=False)
class Layout:
    """What the entries of an observation are, in order: a name and bounds for each, the same in every state."""

    seat: str  # side; "": what both sides see
    names: tuple[str, ...]  # phase, round, clock, ply, ending_class, turn (a seat, 0 or 1), then tracks in file order
    low: Array = field(repr=False)  # (entries), int16
    high: Array = field(repr=False)
    slots: Array = field(repr=False)  # where in a state each lies

    @property
    def size(self) -> int:
        """Return the number of entries."""
        return len(self.names)

    def observed(self, state: Array) -> Array:
        """Return the observation of a state, (entries), int16."""
        observed: Array = state[self.slots]
        return observed

    def scaled(self, observations: Array) -> Array:
        """Return observations (…, entries) as float32 from 0 to 1, its low bound being 0 and its high one 1."""
        spans = np.maximum(self.high - self.low, 1).astype(np.float32)
        scaled: Array = (observations - self.low) / spans
        return scaled


def layout_of(rules: Rules, slots: Slots, seat: str) -> Layout:
    """Return the layout of a side's observations; "": of what both sides see."""
    most_rounds = min(rules.limits["round"][1], rules.scenario.ply_limit + 1)  # a round has a decision at least
    entries = [(name, slots.of_name[name], rules.limits[name]) for name in ENGINE_TRACKS]
    entries = [(name, slot, (1, most_rounds) if name == "round" else span) for name, slot, span in entries]
    entries.append(("turn", TURN, (0, SEATS - 1)))
    seers = {seat} if seat else {*rules.side_ids}
    entries += [
        (track.id, slots.of_name[track.id], (track.min, track.max))
        for track in rules.tracks
        if seers <= {*track.seen_by}
    ]
    arrays = [np.array(column, STATE) for column in zip(*(span for _, _, span in entries), strict=True)]
    low, high, places = (*arrays, np.array([slot for _, slot, _ in entries], np.intp))
    return Layout(seat, tuple(name for name, _, _ in entries), fixed(low), fixed(high), fixed(places))


def fixed(array: Array) -> Array:
    """Return a read-only copy that cannot be made writable again."""
    return np.frombuffer(array.tobytes(), array.dtype)
