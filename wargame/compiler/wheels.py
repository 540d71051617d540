"""Weights of outcomes → wheels: cumulative weights, precomputed for every case.

A rule whose weights depend on a few tracks has a wheel (as of roulette) for each combination of their values: one word
with the sum of the weights and the cumulative weights at which the outcomes begin. A roll then costs one lookup,
whatever the sums and guards of the weights are. Weights that depend on more tracks are computed at each roll.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.compiler.grids import Grid, entries
from wargame.kernel.tables import PLACE_TRACKS, WHEEL_BITS, WHEEL_OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.compiler.slots import Slots
    from wargame.scenario.rules import Outcome

MOST_TRACKS = PLACE_TRACKS
MOST_ENTRIES = 1024
MOST_DERIVED = 32  # derived tracks on the way to the weights


@frozen
class Wheels:
    """Wheels looked up by the values of some tracks; the last track varies fastest."""

    tracks: tuple[str, ...]
    words: tuple[int, ...]


def wheels_of(outcomes: Sequence[Outcome], slots: Slots) -> Wheels | None:
    """Return the wheels of a rule with these outcomes, or None if they would be too many or too fine."""
    if not 0 < len(outcomes) <= WHEEL_OUTCOMES:
        return None
    read = [name for each in outcomes for name in (*each.when.names(), *each.weight.names())]
    if slots.bits_behind(read).bit_count() > MOST_TRACKS or slots.bits_needed(read).bit_count() > MOST_DERIVED:
        return None
    tracks = slots.behind(read)
    if entries(tracks, slots) > MOST_ENTRIES:
        return None
    grid = Grid.over(tracks, slots)
    weights = np.array([grid.full(grid.guard(each.when) * grid.sum(each.weight)) for each in outcomes]).clip(min=0)
    weights = np.where((weights > 0).sum(axis=0) == 1, weights > 0, weights)  # what is certain weighs 1
    begins = np.cumsum(weights, axis=0)
    whole = begins[-1]
    if whole.max() >= 1 << WHEEL_BITS:
        return None
    words = whole.astype(np.uint64)
    for place in range(1, WHEEL_OUTCOMES):
        begin = begins[place - 1] if place < len(outcomes) else whole
        words |= begin.astype(np.uint64) << np.uint64(place * WHEEL_BITS)
    return Wheels(grid.tracks, tuple(int(word) for word in words))
