"""What a mechanism is worth: the same games with it and without, and the difference of every figure.

The value of vague wording, of audience costs (Fearon, 1994), of seeing the other's mandate, of moving first, of
preparation. Each is a contrast of two variants of the scenario, known from its data; games are paired by their seeds.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypedDict

from attrs import frozen

from wargame.analysis.experiments.variation import UNITS
from wargame.analysis.learning.training import Training, train
from wargame.analysis.tidy import Row, Table
from wargame.authoring.catalog import find
from wargame.authoring.reading import parse_document
from wargame.authoring.without import without_audience_costs, without_preparation, without_vagueness
from wargame.errors import ScenarioError
from wargame.players.learned import PolicyUse
from wargame.players.policy import laid_out
from wargame.runs.fields import INTEGER, NUMBER, TEXT, Field
from wargame.runs.provenance import Provenance, provenance
from wargame.scenario.meanings import MECHANISMS
from wargame.workers.engine import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wargame.analysis.experiments.variation import Difference, Games, Trial
    from wargame.arrays import Array
    from wargame.game.summit import Summit
    from wargame.scenario.ruleset import Rules
    from wargame.workers.engine import Engine


_MISSING = {
    "vagueness": "no vague wording: no rule makes a clause vague, and none begins so",
    "audience-costs": "no audience costs: it names none in [worth], and no term of a score only punishes claims",
    "seeing": "no mandate to be seen: of each side one alone is ever drawn, or it lies open",
    "preparation": "no preparation: it names none in [worth], and no level of a text asks for what a move could raise",
}
_TAKES_AWAY = {
    "vagueness": without_vagueness,
    "audience-costs": without_audience_costs,
    "preparation": without_preparation,
}


@frozen(kw_only=True)
class Contrast:
    """Two variants of a scenario, of which one has what the other lacks."""

    of: str  # one of MECHANISMS
    whose: str = ""  # the side that has it in the first variant and not in the second; "": both
    has: tuple[str, ...] = ()  # the changes that make the first variant, each as `--set` takes it
    lacks: tuple[str, ...] = ()  # those that make the second


class EffectAccount(TypedDict):
    """What a mechanism does to a figure: the mean over pairs of games, with it − without it."""

    figure: str
    unit: str  # %, points, decisions
    has: float  # the mean with it
    lacks: float  # and without
    worth: float  # the difference
    low: float  # ends of its 95 % interval
    high: float


class ContrastAccount(TypedDict):
    """A mechanism, and what it is worth."""

    of: str
    whose: str
    has: list[str]
    lacks: list[str]
    refused: str  # why such games cannot be played, "" if they can
    pairs: int  # of games that both came to an ending
    effects: list[EffectAccount]


class WorthReport(Provenance):
    """What the mechanisms of a scenario are worth between some players."""

    seed: str
    players: dict[str, str]
    trained: bool  # whether each variant's policy was learned under its own rules
    leaning: str  # what the players lean on, and under which rules it was learned
    games: int  # under each set of rules
    complete: bool
    missing: list[str]  # mechanisms that were asked for and are not there
    contrasts: list[ContrastAccount]


# -- what is compared


def contrasts_of(trial: Trial, wanted: Sequence[str]) -> tuple[list[Contrast], list[str]]:
    """Return the contrasts of these mechanisms, and what the scenario has none of, in words.

    Raises:
        ScenarioError: the file cannot be read, or names a change that leads nowhere.
    """
    found = find(trial.scenario, trial.changes)
    document, rules = parse_document(found.text, found.name), trial.base.rules
    made: list[Contrast] = []
    missing: list[str] = []
    for of in wanted:
        if of == "seeing":
            contrasts = list(_seeing(rules))
        elif of == "first-move":
            contrasts = _moving_first(rules)
        else:
            lacks = _said(trial, of.replace("-", "_")) or _TAKES_AWAY[of](document, rules)
            contrasts = [Contrast(of=of, lacks=lacks)] if lacks else []
        made += contrasts
        missing += [] if contrasts else [f"{trial.base.id} has {_MISSING[of]}"]
    return made, missing


def _said(trial: Trial, key: str) -> tuple[str, ...]:
    """Return the changes that the file itself names.

    Raises:
        ScenarioError: one of them leads nowhere.
    """
    changes = tuple(getattr(trial.base.rules.scenario.worth, key))
    try:
        find(trial.scenario, (*trial.changes, *changes))
    except ScenarioError as error:
        message = f"{trial.base.id}: worth.{key}: {error}"
        raise ScenarioError(message) from None
    return changes


def _seeing(rules: Rules) -> Iterator[Contrast]:
    """Yield for each side that it sees the other's mandate, where that is hidden and one of several."""
    for side in rules.side_ids:
        other = rules.side(rules.other(side))
        if not other.mandate_seen_by and sum(each.weight > 0 for each in other.mandates) > 1:
            yield Contrast(of="seeing", whose=side, has=(f"sides.{other.id}.mandate_seen_by=everyone",))


def _moving_first(rules: Rules) -> list[Contrast]:
    """Return the contrast of who begins; what it is worth to the one is what it costs the other to be second."""
    first, second = rules.side_ids
    return [Contrast(of="first-move", whose=first, has=(f"first={first}",), lacks=(f"first={second}",))]


def rule_sets(contrasts: Sequence[Contrast]) -> int:
    """Return how many sets of rules are played."""
    return len({changes for each in contrasts for changes in (each.has, each.lacks)})


# -- playing it


def learned_anew(
    training: Training, workers: int | Engine, go_on: Callable[[int], bool]
) -> Callable[[Summit], PolicyUse | None]:
    """Return what trains a policy for a set of rules, once for each; its None: it was stopped."""

    @cache
    def learn(summit: Summit) -> PolicyUse | None:
        try:
            found = train(summit, training, workers, go_on)
        except Stopped:
            return None
        if found is None:
            return None
        return PolicyUse(name=summit.id, digest=found[0].digest, table=laid_out(found[0], summit))

    return learn


def worth_report(
    trial: Trial, contrasts: Sequence[Contrast], missing: Sequence[str], go_on: Callable[[int], bool]
) -> tuple[WorthReport, bool]:
    """Play every contrast; returns the report, and whether it was stopped before all was played.

    `go_on` is told how many games were played so far; it says whether to play more. What had been played whole by then
    is in the report.

    Raises:
        PlayerError: a policy cannot be read, or does not fit.
        RunError: there was next to nothing to learn from.
        Forfeit: a player in a process of its own did not make a move.
    """
    played: dict[tuple[str, ...], Games] = {}
    accounts: list[ContrastAccount] = []
    for contrast in contrasts:
        account = _account(trial, contrast, played, go_on)
        if account is None:
            break
        accounts.append(account)
    stopped = len(accounts) < len(contrasts)
    return {
        **provenance(trial.base, trial.policy),
        "seed": str(trial.seed),
        "players": dict(trial.players),
        "trained": trial.learn is not None,
        "leaning": _leaning(trial),
        "games": trial.games,
        "complete": not stopped,
        "missing": list(missing),
        "contrasts": accounts,
    }, stopped


def _leaning(trial: Trial) -> str:
    if trial.learn is not None:
        return "policy: learned anew under each set of rules"
    if not trial.policy.is_used:
        return "These players lean on nothing that was learned."
    return f"{trial.policy.words}; it was learned under the rules as they are, and is used under all of them"


def _account(
    trial: Trial, contrast: Contrast, played: dict[tuple[str, ...], Games], go_on: Callable[[int], bool]
) -> ContrastAccount | None:
    """Play both variants; None if that was stopped."""
    account: ContrastAccount = {
        "of": contrast.of,
        "whose": contrast.whose,
        "has": list(contrast.has),
        "lacks": list(contrast.lacks),
        "refused": "",
        "pairs": 0,
        "effects": [],
    }
    for changes in (contrast.has, contrast.lacks):
        if changes in played:
            continue
        try:
            summit = trial.varied(*changes) if changes else trial.base
        except ScenarioError as error:
            return {**account, "refused": error.faults[0] if error.faults else str(error)}
        before = len(played) * trial.games
        games = trial.play(summit, lambda done, before=before: go_on(before + done))  # type: ignore[misc]
        if games is None:
            return None
        played[changes] = games
    lacks, has = played[contrast.lacks], played[contrast.has]
    pairs, differences = trial.compare(lacks, has)
    if not pairs:
        return {**account, "refused": "no pair of games comes to an ending"}
    means = (_means(trial, each, lacks.ended & has.ended) for each in (has, lacks))
    return {**account, "pairs": pairs, "effects": [_effect(*each) for each in zip(differences, *means, strict=True)]}


def _means(trial: Trial, games: Games, both: Array) -> list[float]:
    return [each.scale * float(column.mean()) for each, column in zip(trial.figures, games.values[both].T, strict=True)]


def _effect(found: Difference, has: float, lacks: float) -> EffectAccount:
    return {
        "figure": found.figure.name,
        "unit": found.figure.unit,
        "has": has,
        "lacks": lacks,
        "worth": found.mean.value,
        "low": found.mean.low,
        "high": found.mean.high,
    }


# -- as a table

_REFUSED = "such games cannot be played"
TABLE = Table(
    of="what mechanisms are worth",
    fields=(
        Field(name="of", type=TEXT, meaning="The mechanism", values=tuple(MECHANISMS)),
        Field(name="whose", type=TEXT, meaning="The side that has it in the one variant", empty="both have"),
        Field(name="figure", type=TEXT, meaning="What every game comes to", empty=_REFUSED),
        Field(name="unit", type=TEXT, meaning="Its unit", values=UNITS, empty=_REFUSED),
        Field(name="has", type=NUMBER, meaning="Its mean with the mechanism", empty=_REFUSED),
        Field(name="lacks", type=NUMBER, meaning="Its mean without", empty=_REFUSED),
        Field(name="worth", type=NUMBER, meaning="Mean difference of pairs of games", empty=_REFUSED),
        Field(name="low", type=NUMBER, meaning="Lower end of its 95 % interval", empty=_REFUSED),
        Field(name="high", type=NUMBER, meaning="Upper end of its 95 % interval", empty=_REFUSED),
        Field(name="pairs", type=INTEGER, meaning="Pairs of games that both came to an ending", least=0),
        Field(name="refused", type=TEXT, meaning="Why no such games can be played", empty="they can"),
    ),
)


def rows_of(report: WorthReport) -> Iterator[Row]:
    """Yield a row for each contrast and figure; one for a contrast that cannot be played."""
    for contrast in report["contrasts"]:
        of = (contrast["of"], contrast["whose"])
        for each in contrast["effects"]:
            numbers = (each["has"], each["lacks"], each["worth"], each["low"], each["high"])
            yield (*of, each["figure"], each["unit"], *numbers, contrast["pairs"], None)
        if contrast["refused"]:
            yield (*of, *[None] * 7, 0, contrast["refused"])
