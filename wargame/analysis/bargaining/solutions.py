"""Bargaining solutions: which of the agreements that are possible the theory names, and the frontier they lie on.

Plain functions of points (n, 2: what each agreement is worth to either side) and of the no-deal point (2), whatever
these stand for. The agreements are discrete, so nothing is interpolated: each solution is one of the points, the same
for the same points however they are ordered where values differ. Only points by which neither side loses beside no deal
are asked (individual rationality), and there is no solution where none of them leaves both better off.

Nash (1950): the greatest product of the gains. Kalai & Smorodinsky (1975): gains as shares of the most that each side
could gain, the smaller of the two shares as large as can be. Egalitarian (Kalai, 1977): the smaller gain as large as
can be. Utilitarian: the greatest sum. Ties go to the larger second share or gain, then to the greater sum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from wargame.arrays import Array

_GRAIN = 1e-9  # values that differ by less are one value: sums of floats come to as much


@frozen
class Solutions:
    """The solution points, as indices of the points asked."""

    nash: int
    kalai_smorodinsky: int
    egalitarian: int
    utilitarian: int


def solutions(points: Array, no_deal: Array) -> Solutions | None:
    """Return the solutions among `points` (n, 2) beside `no_deal` (2); None where no point leaves both better off."""
    gains = np.asarray(points, np.float64).reshape(-1, 2) - np.asarray(no_deal, np.float64)
    if not (gains > _GRAIN).all(axis=1).any():
        return None
    asked = np.flatnonzero((gains > -_GRAIN).all(axis=1))
    gains = gains[asked].clip(min=0.0)
    shares = gains / gains.max(axis=0)
    whole = gains.sum(axis=1)
    return Solutions(
        nash=int(asked[_best(gains.prod(axis=1), whole, gains[:, 0])]),
        kalai_smorodinsky=int(asked[_best(shares.min(axis=1), shares.max(axis=1), whole, gains[:, 0])]),
        egalitarian=int(asked[_best(gains.min(axis=1), gains.max(axis=1), whole, gains[:, 0])]),
        utilitarian=int(asked[_best(whole, gains.prod(axis=1), gains[:, 0])]),
    )


def frontier(points: Array) -> tuple[int, ...]:
    """Return the Pareto frontier: the points (n, 2) that no other one beats, the best for the first side first.

    Of equal points, the first.
    """
    found, most = [], -np.inf
    for at in np.lexsort((-points[:, 1], -points[:, 0])):
        if points[at, 1] > most:
            most = points[at, 1]
            found.append(int(at))
    return tuple(found)


def _best(*orders: Array) -> int:
    """Return the index with the greatest value, of those alike the one with the greatest next value, and so on."""
    left = np.arange(len(orders[0]))
    for values in orders:
        left = left[values[left] >= values[left].max() - _GRAIN]
    return int(left[0])
