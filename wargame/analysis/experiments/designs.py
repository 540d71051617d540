"""Designs of experiments: at which settings of several numbers games are played (Saltelli et al., 2008).

`one`: one number at a time, all else as it is. `grid`: every combination. `latin`: a Latin hypercube, in which every
number takes each part of its range once (McKay et al., 1979). `sobol`: the samples of Saltelli et al. (2010), from
which variance is apportioned to the numbers.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from wargame.errors import RunError
from wargame.extras import extra

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.arrays import Array
    from wargame.authoring.factors import Factor

ONE, GRID, LATIN, SOBOL = DESIGNS = ("one", "grid", "latin", "sobol")
USUAL_POINTS = {ONE: 5, GRID: 3, LATIN: 32, SOBOL: 64}
MOST_SETTINGS = 100_000
_TWO = 2

Setting = tuple[int | None, ...]  # of each factor, the index of its value; None: as it is


def settings_of(design: str, factors: Sequence[Factor], points: int, seed: int) -> list[Setting]:
    """Return the settings of a design.

    Args:
        design: one of DESIGNS.
        factors: what is varied.
        points: values of each number at most (`one`, `grid`), settings (`latin`), or base samples (`sobol`).
        seed: of what is drawn.

    Raises:
        ExtraError: SALib is missing.
        RunError: they are too many, or `sobol` is asked for samples that are no power of two.
    """
    if design == ONE:
        return _one_at_a_time(factors, points)
    if design == GRID:
        spread = [factor.spread(points) for factor in factors]
        _check_number(prod(map(len, spread)))
        return [_setting(factors, each) for each in product(*spread)]
    _check_number(points if design == LATIN else points * (len(factors) + _TWO))
    shares = _sampled(design, len(factors), points, seed)
    return [
        _setting(factors, [factor.nearest_to(share) for factor, share in zip(factors, row, strict=True)])
        for row in shares.tolist()
    ]


def _one_at_a_time(factors: Sequence[Factor], points: int) -> list[Setting]:
    found = []
    for number, factor in enumerate(factors):
        for at in factor.spread(points):
            setting = [at if each == number else None for each in range(len(factors))]
            if factor.values[at] != factor.now:
                found.append(tuple(setting))
    return found


def _setting(factors: Sequence[Factor], picked: Sequence[int]) -> Setting:
    return tuple(None if factor.values[at] == factor.now else at for factor, at in zip(factors, picked, strict=True))


def _check_number(settings: int) -> None:
    if settings > MOST_SETTINGS:
        message = (
            f"{settings:,} settings are too many (at most {MOST_SETTINGS:,}); vary fewer numbers, or lower --points"
        )
        raise RunError(message)


def _sampled(design: str, numbers: int, points: int, seed: int) -> Array:
    """Return samples of the unit cube (settings, numbers)."""
    if design == SOBOL and points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        message = (
            f"the samples of Sobol are balanced for powers of two; found --points {points}, try {below} or {2 * below}"
        )
        raise RunError(message)
    problem = {"num_vars": numbers, "names": list(map(str, range(numbers))), "bounds": [[0, 1]] * numbers}
    salib = "sobol" if design == SOBOL else "latin"
    sampler = _salib(f"sample.{salib}")
    more = {"calc_second_order": False} if design == SOBOL else {}
    found: Array = sampler.sample(problem, points, seed=seed % 2**32, **more)
    return found


def indices_of(values: Array, numbers: int, seed: int) -> dict[str, Array] | None:
    """Return Sobol's first-order and total indices with half the widths of their intervals; None where all is equal.

    Args:
        values: (settings) what was observed at each setting of the design, in its order; whole blocks of it.
        numbers: how many are varied.
        seed: of the bootstrap.

    Raises:
        ExtraError: SALib is missing.
    """
    if len(values) <= numbers + _TWO or values.max() - values.min() == 0:
        return None
    problem = {"num_vars": numbers, "names": list(map(str, range(numbers))), "bounds": [[0, 1]] * numbers}
    found: dict[str, Array] = _salib("analyze.sobol").analyze(
        problem, values, calc_second_order=False, num_resamples=1000, conf_level=0.95, seed=seed % 2**32
    )
    return found


def _salib(module: str) -> Any:  # noqa: ANN401  SALib has no annotations
    from importlib import import_module  # noqa: PLC0415

    with extra("study", "this design"):
        return import_module(f"SALib.{module}")
