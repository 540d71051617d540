"""A sweep as plain data: every setting with its figures, and what each number does to them.

What a number does is told as its design allows. One at a time: the figures at each of its values. On a grid or a Latin
hypercube: the slope of a least-squares plane through the means, with Student's interval. By the samples of Sobol: the
share of the variance over all settings that the number explains by itself (first-order), and with all it does together
with others (total), with bootstrap intervals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import numpy as np

from wargame.analysis.experiments.designs import GRID, LATIN, SOBOL, indices_of
from wargame.analysis.experiments.variation import UNITS
from wargame.analysis.tidy import Row, Table
from wargame.estimates import t_quantile
from wargame.runs.fields import INTEGER, NUMBER, TEXT, Field
from wargame.runs.provenance import Provenance, provenance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.analysis.experiments.sweep import Swept
    from wargame.analysis.experiments.variation import Outcome
    from wargame.arrays import Array
    from wargame.authoring.factors import Factor

_REFUSED = "the setting is refused"


class FactorAccount(TypedDict):
    """A number that is varied."""

    name: str
    now: int | None  # as it is; None where it is no number
    text: str  # the whole value there
    values: list[str]


class FigureAccount(TypedDict):
    """A figure at a setting: its mean, and the mean difference from the rules as they are, with 95 % intervals."""

    figure: str
    unit: str
    mean: float
    low: float
    high: float
    difference: float
    difference_low: float
    difference_high: float
    size: float  # of the difference, in standard deviations of the figure from game to game


class SettingAccount(TypedDict):
    """A setting and what its games came to."""

    values: dict[str, str]  # of each number that is varied
    changes: list[str]  # as `--set` takes them
    refused: str
    pairs: int
    figures: list[FigureAccount]


class EffectAccount(TypedDict):
    """What a number does to a figure over the whole design; see the module."""

    number: str
    figure: str
    unit: str
    slope: float | None  # for 1 more of it
    slope_low: float | None
    slope_high: float | None
    first: float | None
    first_low: float | None
    first_high: float | None
    total: float | None
    total_low: float | None
    total_high: float | None


class SweepReport(Provenance):
    """What numbers of a scenario do to its games."""

    seed: str
    seats: dict[str, str]
    design: str
    games: int  # of each setting
    complete: bool
    varied: list[FactorAccount]
    base: list[FigureAccount]
    settings: list[SettingAccount]
    effects: list[EffectAccount]


def sweep_report(swept: Swept) -> SweepReport:
    """Return the report of a sweep, as far as it was played.

    Raises:
        RunError: SALib is missing, and indices are asked for.
    """
    sweep, trial = swept.sweep, swept.sweep.trial
    base = swept.outcomes.get(())
    return {
        **provenance(trial.base, trial.policy),
        "seed": str(trial.seed),
        "seats": dict(trial.players),
        "design": sweep.design,
        "games": trial.games,
        "complete": swept.is_whole,
        "varied": [
            {"name": each.name, "now": each.now, "text": each.text, "values": list(each.words)}
            for each in sweep.factors
        ],
        "base": [] if base is None else _figures(base),
        "settings": list(_settings(swept)),
        "effects": list(_effects(swept)),
    }


def _figures(outcome: Outcome) -> list[FigureAccount]:
    return [
        {
            "figure": found.figure.name,
            "unit": found.figure.unit,
            "mean": mean.value,
            "low": mean.low,
            "high": mean.high,
            "difference": found.mean.value,
            "difference_low": found.mean.low,
            "difference_high": found.mean.high,
            "size": found.size,
        }
        for mean, found in zip(outcome.means, outcome.differences, strict=True)
    ]


def _settings(swept: Swept) -> Iterator[SettingAccount]:
    sweep = swept.sweep
    for setting in sweep.settings:
        outcome = swept.of(setting)
        if outcome is not None:
            yield {
                "values": {
                    factor.name: value_words(factor, at) for factor, at in zip(sweep.factors, setting, strict=True)
                },
                "changes": list(sweep.changes(setting)),
                "refused": outcome.refused,
                "pairs": outcome.pairs,
                "figures": _figures(outcome),
            }


def value_words(factor: Factor, at: int | None) -> str:
    """Return a value as a person writes it."""
    if at is not None:
        return factor.words[at]
    return factor.text if factor.now is None else str(factor.now)


# -- over the whole design


def _effects(swept: Swept) -> Iterator[EffectAccount]:
    sweep = swept.sweep
    outcomes = [swept.of(setting) for setting in sweep.settings]
    for at, figure in enumerate(sweep.trial.figures):
        found = [np.nan if each is None or each.refused else each.means[at].value for each in outcomes]
        values = np.array(found, np.float64)
        if sweep.design in {GRID, LATIN}:
            measured = _slopes(swept, values)
        elif sweep.design == SOBOL:
            measured = _indices(swept, values)
        else:
            continue
        for factor, each in zip(sweep.factors, measured, strict=True):
            yield {"number": factor.name, "figure": figure.name, "unit": figure.unit, **_NOTHING, **each}  # type: ignore[typeddict-item]


_NOTHING = dict.fromkeys(f"{name}{end}" for name in ("slope", "first", "total") for end in ("", "_low", "_high"))


def _slopes(swept: Swept, values: Array) -> list[dict[str, float]]:
    """Return the slopes of the plane through the values (settings), a number's where it has any."""
    sweep, known = swept.sweep, ~np.isnan(values)
    columns = [
        [factor.now if at is None else factor.values[at] for at in picked]
        for factor, picked in zip(sweep.factors, zip(*sweep.settings, strict=True), strict=True)
    ]
    plane = np.array([np.ones(len(values)), *columns], np.float64)[:, known].T
    free = len(plane) - plane.shape[1]
    if free < 1 or np.linalg.matrix_rank(plane) < plane.shape[1]:
        return [{} for _ in sweep.factors]
    inverse = np.linalg.inv(plane.T @ plane)
    slopes = inverse @ plane.T @ values[known]
    variance = ((values[known] - plane @ slopes) ** 2).sum() / free
    half = t_quantile(free) * np.sqrt(np.maximum(variance * np.diag(inverse), 0))
    return [
        {"slope": float(slope), "slope_low": float(slope - each), "slope_high": float(slope + each)}
        for slope, each in zip(slopes[1:], half[1:], strict=True)
    ]


def _indices(swept: Swept, values: Array) -> list[dict[str, float]]:
    """Return the indices of Sobol; blocks of which a setting is refused, or was not played, are left out."""
    sweep, width = swept.sweep, len(swept.sweep.factors) + 2
    blocks = values.reshape(-1, width)
    whole = blocks[~np.isnan(blocks).any(axis=1)].ravel()
    found = indices_of(whole, len(sweep.factors), sweep.trial.seed)
    if found is None:
        return [{} for _ in sweep.factors]
    return [
        {
            f"{name}{end}": float(found[key][at] + sign * found[f"{key}_conf"][at])
            for name, key in (("first", "S1"), ("total", "ST"))
            for end, sign in (("", 0), ("_low", -1), ("_high", 1))
        }
        for at in range(len(sweep.factors))
    ]


# -- as a table


def sweep_table(factors: tuple[Factor, ...]) -> Table:
    """Return the table with a row for each setting and figure."""
    return Table(
        of="a sweep",
        fields=(
            Field(name="setting", type=INTEGER, meaning="The setting's number, from 0", least=0),
            *(Field(name=each.name, type=TEXT, meaning="The value there") for each in factors),
            Field(name="figure", type=TEXT, meaning="What every game comes to", empty=_REFUSED),
            Field(name="unit", type=TEXT, meaning="Its unit", values=UNITS, empty=_REFUSED),
            Field(name="mean", type=NUMBER, meaning="Its mean over the games of the setting", empty=_REFUSED),
            Field(name="low", type=NUMBER, meaning="Lower end of its 95 % interval", empty=_REFUSED),
            Field(name="high", type=NUMBER, meaning="Upper end of its 95 % interval", empty=_REFUSED),
            Field(name="difference", type=NUMBER, meaning="Mean difference of pairs of games", empty=_REFUSED),
            Field(name="difference_low", type=NUMBER, meaning="Lower end of its 95 % interval", empty=_REFUSED),
            Field(name="difference_high", type=NUMBER, meaning="Upper end of its 95 % interval", empty=_REFUSED),
            Field(name="size", type=NUMBER, meaning="The difference in standard deviations", empty=_REFUSED),
            Field(name="pairs", type=INTEGER, meaning="Pairs of games that both came to an ending", least=0),
            Field(name="refused", type=TEXT, meaning="Why no such game can be played", empty="it can"),
        ),
    )


def sweep_rows(report: SweepReport) -> list[Row]:
    """Return the rows of that table."""
    names, found = [each["name"] for each in report["varied"]], list[Row]()
    for number, setting in enumerate(report["settings"]):
        of = (number, *(setting["values"][name] for name in names))
        if setting["refused"]:
            found.append((*of, *[None] * 9, 0, setting["refused"]))
        found += [(*of, *each.values(), setting["pairs"], None) for each in setting["figures"]]
    return found
