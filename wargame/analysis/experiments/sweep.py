"""Sweeps: what numbers of a scenario do to its games, at the settings of a design (`designs`), seed by seed.

What each setting came to is kept in a ledger, if there is one, so that a sweep that was stopped goes on behind it. The
ledger is not trusted: each line has to be of the setting that comes next, with figures that can be.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypedDict

from attrs import define, field, frozen

from wargame import __version__
from wargame.analysis.experiments.designs import Setting
from wargame.analysis.experiments.variation import Difference, Outcome, Trial, play_variants
from wargame.authoring.factors import Factor, changes_of
from wargame.errors import ScenarioError
from wargame.estimates import Estimate
from wargame.runs.provenance import file_digests
from wargame.tournament.ledger import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wargame.tournament.ledger import Ledger

FORMAT, WHAT, FIRST_KEY = "wargame-sweep-1", "sweep", "setting"
_AS_IT_IS: tuple[str, ...] = ()


class Header(TypedDict):
    """The identity of a sweep (all that must be equal for settings to be of the same one), its file's first line."""

    format: str
    version: str
    scenario: str
    scenario_sha256: str
    policy: str
    seats: list[str]
    player_modules: list[str]
    seed: str
    games: int
    design: str
    varied: list[str]
    settings: int


@frozen(kw_only=True, eq=False)
class Sweep:
    """A sweep that is to be played."""

    trial: Trial
    factors: tuple[Factor, ...]
    design: str  # see `designs`
    settings: tuple[Setting, ...]
    variants: tuple[tuple[str, ...], ...] = field()  # each once: first as it is, then as the settings ask for them

    @variants.default
    def _once_each(self) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys([_AS_IT_IS, *map(self.changes, self.settings)]))

    def changes(self, setting: Setting) -> tuple[str, ...]:
        """Return the changes of a setting."""
        return changes_of(self.factors, setting)

    @property
    def header(self) -> Header:
        """Return the first line of its file."""
        players = list(self.trial.players.values())
        return {
            "format": FORMAT,
            "version": __version__,
            "scenario": self.trial.base.name,
            "scenario_sha256": self.trial.base.sha256,
            "policy": self.trial.policy.digest,
            "seats": players,
            "player_modules": list(file_digests(players).values()),
            "seed": str(self.trial.seed),
            "games": self.trial.games,
            "design": self.design,
            "varied": [f"{each.name}={','.join(each.words)}" for each in self.factors],
            "settings": len(self.settings),
        }


@define(eq=False)
class Swept:
    """What came of each variant of a sweep so far, by its changes."""

    sweep: Sweep
    outcomes: dict[tuple[str, ...], Outcome] = field(factory=dict)

    @property
    def is_whole(self) -> bool:
        """Say whether all was played."""
        return len(self.outcomes) == len(self.sweep.variants)

    def of(self, setting: Setting) -> Outcome | None:
        """Return what came of a setting, None if it was not played."""
        return self.outcomes.get(self.sweep.changes(setting))


def play_sweep(swept: Swept, ledger: Ledger | None, go_on: Callable[[int], bool]) -> None:
    """Play what is left of a sweep, and not in the ledger, until `go_on` says to stop; it is told the number of games.

    Fills `swept`.

    Raises:
        RunError: the ledger is damaged, or cannot be written.
        PlayerError: a policy cannot be read, or does not fit.
        Forfeit: a player in a process of its own did not make a move.
    """
    sweep, trial = swept.sweep, swept.sweep.trial
    for outcome in _kept(sweep, ledger) if ledger else ():
        swept.outcomes[sweep.variants[len(swept.outcomes)]] = outcome
    left, before = sweep.variants[len(swept.outcomes) :], len(swept.outcomes) * trial.games

    def counted(games: int) -> bool:
        return go_on(max(before, before + games - trial.games))  # the games as it is, played again, are not counted

    if not left or not go_on(before):
        return
    base = trial.play(trial.base, counted)
    outcomes = iter(()) if base is None else play_variants(trial, base, left, counted)
    for changes, outcome in zip(left, outcomes, strict=False):
        if ledger:
            ledger.append(_line(len(swept.outcomes), outcome))
        swept.outcomes[changes] = outcome


# -- what is asked for can be played


def check_bounds(sweep: Sweep) -> None:
    """Check that the lowest and the highest value that was asked for of each number can be played.

    Raises:
        ScenarioError: one cannot; says which can.
    """
    for number, factor in enumerate(sweep.factors):
        used = sorted({each[number] for each in sweep.settings if each[number] is not None})  # type: ignore[type-var]
        if not factor.is_asked or not used:
            continue
        asked = used if factor.now is None else [used[0], used[-1]]
        for at in dict.fromkeys(asked):
            assert at is not None
            if (error := _refusal(sweep.trial, factor, factor.words[at])) is not None:
                raise ScenarioError(_beyond(sweep.trial, factor, factor.values[at], error))


def _refusal(trial: Trial, factor: Factor, word: str) -> ScenarioError | None:
    """Return why a value cannot be played, None if it can."""
    alone = Factor(path=factor.path, part=factor.part, text=factor.text, now=None, values=(0,), words=(word,))
    try:
        trial.varied(*changes_of([alone], [0]))
    except ScenarioError as error:
        return error
    return None


def _beyond(trial: Trial, factor: Factor, value: int, error: ScenarioError) -> str:
    """Say why a value is refused, and up to which the values that can be played go."""
    reason = error.faults[0] if error.faults else str(error)
    if factor.now is None:
        return f"{factor.name}: {reason}"
    good, bad = factor.now, value
    while abs(bad - good) > 1:
        middle = (good + bad) // 2
        good, bad = (good, middle) if _refusal(trial, factor, str(middle)) else (middle, bad)
    which = "highest" if value > factor.now else "lowest"
    return f"{factor.name}={value} leaves its bounds: {reason}; it is {factor.now}, and the {which} allowed is {good}"


# -- the ledger


def _line(number: int, outcome: Outcome) -> dict[str, object]:
    return {
        FIRST_KEY: number,
        "refused": outcome.refused,
        "pairs": outcome.pairs,
        "means": [[each.value, each.low, each.high] for each in outcome.means],
        "differences": [[each.mean.value, each.mean.low, each.mean.high, each.size] for each in outcome.differences],
    }


def _kept(sweep: Sweep, ledger: Ledger) -> Iterator[Outcome]:
    """Yield what the ledger holds.

    Raises:
        RunError: a line is not of the setting that comes next, or of what cannot have been.
    """
    for at, (number, line) in enumerate(ledger.games()):
        try:
            yield _read(sweep, at, line)
        except (KeyError, TypeError, ValueError) as error:
            raise ledger.damage(number, reason_of(error)) from error


def _read(sweep: Sweep, at: int, line: dict[str, Any]) -> Outcome:
    if line[FIRST_KEY] != at or at >= len(sweep.variants):
        message = f"it is of setting {line[FIRST_KEY]!r:.20}, and {at} comes next"
        raise ValueError(message)
    refused, pairs = line["refused"], line["pairs"]
    if not isinstance(refused, str) or not isinstance(pairs, int) or not 0 <= pairs <= sweep.trial.games:
        message = "its pairs of games cannot be"
        raise ValueError(message)
    if refused:
        return Outcome(refused=refused)
    figures = sweep.trial.figures
    means = [Estimate(*_numbers(each, 3)) for each in line["means"]]
    found = [
        Difference(figure=figure, mean=Estimate(value, low, high), size=size)
        for figure, (value, low, high, size) in zip(
            figures, (_numbers(each, 4) for each in line["differences"]), strict=True
        )
    ]
    if len(means) != len(figures):
        message = f"it has {len(means)} figures instead of {len(figures)}"
        raise ValueError(message)
    return Outcome(pairs=pairs, means=tuple(means), differences=tuple(found))


def _numbers(found: Sequence[object], count: int) -> tuple[float, ...]:
    if len(found) != count or not all(type(each) in {int, float} and math.isfinite(each) for each in found):  # type: ignore[arg-type]
        message = "its figures are no numbers"
        raise ValueError(message)
    return tuple(map(float, found))  # type: ignore[arg-type]
