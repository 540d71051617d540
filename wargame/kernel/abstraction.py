"""Abstraction: information sets told apart by a few features in place of all that was seen.

A feature is a track, and which of a few buckets its value lies in; the key of a decision is the bucket of each feature
and the plan (phase and seat), as one number. What a seat saw earlier is forgotten (imperfect recall).
`players.abstraction` lays the array out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wargame.kernel.forms import compute
from wargame.kernel.jit import called
from wargame.kernel.records import SPANS, Span, layout

# An abstraction is one int32 array: a `Coarse` for each plan, then what these name: a `Feature` each, derived tracks
# to compute, and the bucket of each value of a feature.


class Coarse(NamedTuple):
    """What tells decisions of one plan apart; indices are into this array."""

    features: Span  # their first integers, `Feature.width` apart
    derived: Span  # to compute before
    moves: int  # of the plan, open or not


class Feature(NamedTuple):
    """A track and its buckets."""

    slot: int
    low: int  # its lowest value
    buckets: int  # how many
    table: int  # the bucket of each value, from that of the lowest on


COARSES = layout(Coarse)
FEATURES = layout(Feature)

PLAN_BITS = np.uint64(10)
EXACT = np.zeros(0, np.int32)  # no abstraction


@called
def coarse_key(tables, coarse, state, plan):
    """Return the key of a decision, never 0. Modifies the derived slots of `state`."""
    at = COARSES.width * plan
    derived, features = at + COARSES.derived, at + COARSES.features
    for each in range(coarse[derived + SPANS.start], coarse[derived + SPANS.stop]):
        compute(tables, state, np.int64(coarse[each]))
    key = np.uint64(0)
    for feature in range(coarse[features + SPANS.start], coarse[features + SPANS.stop], FEATURES.width):
        value = np.int64(state[coarse[feature + FEATURES.slot]]) - coarse[feature + FEATURES.low]
        bucket = coarse[coarse[feature + FEATURES.table] + value]
        key = key * np.uint64(coarse[feature + FEATURES.buckets]) + np.uint64(bucket)
    return (key << PLAN_BITS) + np.uint64(plan) + np.uint64(1)
