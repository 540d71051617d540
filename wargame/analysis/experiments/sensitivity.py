"""Which single numbers move which figure: one at a time, down and up (Saltelli et al., 2008, ch. 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from attrs import frozen

from wargame.analysis.experiments.variation import UNITS, Outcome, play_variants
from wargame.analysis.tidy import Row, Table
from wargame.authoring.numbers import Number
from wargame.runs.fields import INTEGER, NUMBER, TEXT, Field
from wargame.runs.provenance import Provenance, provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wargame.analysis.experiments.variation import Difference, Games, Trial

_REFUSED = "the change is refused"


class EffectAccount(TypedDict):
    """What a change does to a figure: the mean difference of pairs of games, with the ends of its 95 % interval."""

    figure: str
    unit: str  # %, points, decisions
    difference: float
    low: float
    high: float
    size: float  # the difference in standard deviations of the figure from game to game
    least: float  # the least size that the interval does not rule out; 0 where it holds 0


class ChangeAccount(TypedDict):
    """A number set to one of its ends."""

    number: str  # its path, and which of several numbers there
    now: str  # the whole value there
    change: str  # as `--set` takes it
    refused: str  # why no such game can be played, "" if it can
    pairs: int  # of games that both came to an ending
    effects: list[EffectAccount]


class BaseAccount(TypedDict):
    """What a figure is without any change."""

    figure: str
    unit: str
    mean: float | None


class SensitivityReport(Provenance):
    """Which single numbers move which figure; the changes with the largest sure effect first."""

    seed: str
    player: str
    games: int  # under each set of rules
    complete: bool
    numbers: int  # varied
    left: int  # numbers that were found and not varied
    base: list[BaseAccount]
    changes: list[ChangeAccount]


@frozen(kw_only=True)
class Varied:
    """A number set to one of its ends, and what came of it."""

    number: Number
    change: str
    outcome: Outcome

    @property
    def least(self) -> float:
        """Return the size of the largest effect that is sure: the order of the report."""
        return max((each.least for each in self.outcome.differences), default=-1.0)


def sensitivity_report(
    trial: Trial, numbers: Sequence[Number], left: int, go_on: Callable[[int], bool]
) -> tuple[SensitivityReport, bool]:
    """Vary numbers one at a time; returns the report, and whether it was stopped before all was played.

    `go_on` is told the number of games played so far; it says whether to play more. What had been played whole by then
    is in the report.

    Raises:
        PlayerError: a policy cannot be read, or does not fit.
        Forfeit: a player in a process of its own did not make a move.
    """
    changes = [(number, change) for number in numbers for change in number.ends]
    base, varied = trial.play(trial.base, go_on), list[Varied]()
    outcomes = iter(()) if base is None else play_variants(trial, base, [(each,) for _, each in changes], go_on)
    for (number, change), outcome in zip(changes, outcomes, strict=False):
        varied.append(Varied(number=number, change=change, outcome=outcome))
    stopped = base is None or len(varied) < len(changes)
    return {
        **provenance(trial.base, trial.policy),
        "seed": str(trial.seed),
        "player": trial.player,
        "games": trial.games,
        "complete": not stopped,
        "numbers": len({each.number.name for each in varied}),
        "left": left,
        "base": [] if base is None else _base(trial, base),
        "changes": [_account(each) for each in sorted(varied, key=lambda each: -each.least)],
    }, stopped


# -- as plain data


def _base(trial: Trial, base: Games) -> list[BaseAccount]:
    ended = base.values[base.ended]
    return [
        {
            "figure": figure.name,
            "unit": figure.unit,
            "mean": figure.scale * float(ended[:, at].mean()) if len(ended) else None,
        }
        for at, figure in enumerate(trial.figures)
    ]


def _account(varied: Varied) -> ChangeAccount:
    return {
        "number": varied.number.name,
        "now": varied.number.now,
        "change": varied.change,
        "refused": varied.outcome.refused,
        "pairs": varied.outcome.pairs,
        "effects": [_effect(each) for each in varied.outcome.differences],
    }


def _effect(found: Difference) -> EffectAccount:
    return {
        "figure": found.figure.name,
        "unit": found.figure.unit,
        "difference": found.mean.value,
        "low": found.mean.low,
        "high": found.mean.high,
        "size": found.size,
        "least": found.least,
    }


# -- as a table


TABLE = Table(
    of="a sensitivity analysis",
    fields=(
        Field(name="number", type=TEXT, meaning="The number's path, and which of several numbers there"),
        Field(name="now", type=TEXT, meaning="The whole value there, as it is"),
        Field(name="change", type=TEXT, meaning="The change, as --set takes it"),
        Field(name="figure", type=TEXT, meaning="What every game comes to", empty=_REFUSED),
        Field(name="unit", type=TEXT, meaning="Its unit", values=UNITS, empty=_REFUSED),
        Field(name="difference", type=NUMBER, meaning="Mean difference of pairs of games", empty=_REFUSED),
        Field(name="low", type=NUMBER, meaning="Lower end of its 95 % interval", empty=_REFUSED),
        Field(name="high", type=NUMBER, meaning="Upper end of its 95 % interval", empty=_REFUSED),
        Field(name="size", type=NUMBER, meaning="The difference in standard deviations of the figure", empty=_REFUSED),
        Field(name="least", type=NUMBER, meaning="The least size that the interval does not rule out", empty=_REFUSED),
        Field(name="pairs", type=INTEGER, meaning="Pairs of games that both came to an ending", least=0),
        Field(name="refused", type=TEXT, meaning="Why no such game can be played", empty="it can"),
    ),
)


def rows_of(report: SensitivityReport) -> Iterator[Row]:
    """Yield a row for each change and figure; one for a change that is refused."""
    for change in report["changes"]:
        of = (change["number"], change["now"], change["change"])
        for each in change["effects"]:
            numbers = (each["difference"], each["low"], each["high"], each["size"], each["least"])
            yield (*of, each["figure"], each["unit"], *numbers, change["pairs"], None)
        if change["refused"]:
            yield (*of, *[None] * 7, 0, change["refused"])
