"""What a change of the rules changes: games of both, seed by seed, and the difference of each figure.

Common random numbers: game k of every variant has the same seed, so the same rule rolls the same at the same ply, and
what is compared is the change rather than the dice. Differences are those of pairs of games.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from wargame.arrays import Array
from wargame.errors import ScenarioError
from wargame.estimates import Estimate, mean_of
from wargame.game.summit import Summit, load
from wargame.kernel.playout import RESULT
from wargame.players.learned import PolicyUse
from wargame.players.roster import policy_of, uses_policy
from wargame.runs.batch import CHUNK, Run
from wargame.runs.shard import Resulting, most_afar
from wargame.scenario.meanings import SIGNED_CLASSES, WAR
from wargame.workers.engine import Engine, Stopped, cut
from wargame.workers.here import opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.scenario.ruleset import Rules

UNITS = PERCENT, POINTS, DECISIONS = ("%", "points", "decisions")  # of figures


@frozen(kw_only=True)
class Figure:
    """Something that every game comes to."""

    name: str
    unit: str  # one of UNITS; PERCENT: a share of games
    most: int = field(default=100, eq=False)  # that a game can come to, in this unit

    @property
    def scale(self) -> int:
        """Return what turns a share into percent, 1 for other units."""
        return 100 if self.unit == PERCENT else 1


@frozen(kw_only=True)
class Difference:
    """What a change does to a figure."""

    figure: Figure
    mean: Estimate  # of changed − unchanged, in the figure's unit
    size: float  # that, in standard deviations of the figure from game to game

    @property
    def least(self) -> float:
        """Return the least size that is not ruled out: 0 where the interval holds 0."""
        if self.mean.low <= 0 <= self.mean.high:
            return 0.0
        return abs(self.size) * min(abs(self.mean.low), abs(self.mean.high)) / abs(self.mean.value)


@frozen(kw_only=True)
class Outcome:
    """What came of a variant: why it cannot be played, or what its games came to beside those as it is."""

    refused: str = ""
    pairs: int = 0  # of games that both came to an ending
    means: tuple[Estimate, ...] = ()  # of each figure under these rules, in its unit
    differences: tuple[Difference, ...] = ()


@frozen(eq=False, kw_only=True)
class Games:
    """What games from a seed came to under one set of rules."""

    values: Array  # (games, figures), float64; without meaning where the rules are at fault
    ended: Array  # (games): whether the rules brought it to an ending


@frozen(eq=False, kw_only=True)
class Trial:
    """Games that are played again and again, each time under other rules."""

    scenario: str
    changes: tuple[str, ...] = ()  # that all of them have
    player: str
    seats: Mapping[str, str] = field(factory=dict)  # by side, who plays it instead
    games: int
    seed: int
    workers: int | Engine
    choice: str | None = None  # of a policy, see `policy_of`
    learn: Callable[[Summit], PolicyUse | None] | None = None  # a policy anew for each rules; its None: it was stopped
    base: Summit = field()

    @base.default
    def _loaded(self) -> Summit:
        return load(self.scenario, self.changes)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return what is looked at, in the order of the columns of `Games.values`."""
        return tuple(_figures(self.base.rules))

    @property
    def players(self) -> Mapping[str, str]:
        """Return who plays each side."""
        return {side: self.seats.get(side, self.player) for side in self.base.rules.side_ids}

    @property
    def policy(self) -> PolicyUse:
        """Return what its players lean on, unless they learn it anew."""
        return policy_of(self.base, self.players.values(), self.choice)

    def varied(self, *changes: str) -> Summit:
        """Return the rules with more changes.

        Raises:
            ScenarioError: a change is refused, or makes other games of it than can be compared.
        """
        summit, told = load(self.scenario, (*self.changes, *changes)), ", ".join(changes)
        if tuple(_figures(summit.rules)) != self.figures:
            message = f"{told}: sides or kinds of ending are others, which cannot be compared"
            raise ScenarioError(message)
        players = self.players.values()
        if self.learn is None and policy_of(summit, players, self.choice).digest != self.policy.digest:
            who = next(filter(uses_policy, players))
            message = f"{told}: the policy that {who} leans on does not fit it; --policy none plays without"
            raise ScenarioError(message)
        return summit

    def play(self, summit: Summit, go_on: Callable[[int], bool]) -> Games | None:
        """Play the games under these rules; `go_on` is told how many, and says whether to play more: else None.

        Raises:
            PlayerError: its policy cannot be read, or does not fit these rules.
            Forfeit: a player in a process of its own did not make a move.
        """
        policy = policy_of(summit, self.players.values(), self.choice) if self.learn is None else self.learn(summit)
        if policy is None:
            return None
        run = Run(summit=summit, seats=self.players, seed=self.seed, policy=policy)
        results = self._results(run, go_on)
        if results is None:
            return None
        return Games(values=_values(summit.rules, results), ended=results[:, RESULT.fault] == 0)

    def _results(self, run: Run, go_on: Callable[[int], bool]) -> Array | None:
        """Play the games of a run; returns their results, None if it was stopped."""
        rows, done = list[Array](), 0
        with opened(self.workers) as engine, suppress(Stopped):
            here = min(CHUNK, -(-self.games // engine.workers)) if run.in_kernel else 1
            size = engine.part_size(self.games, here=here, afar=most_afar(run))
            with closing(engine.in_order(Resulting(run), cut(range(self.games), size))) as parts:
                for results in parts:
                    rows.append(results)
                    done += len(results)
                    if not go_on(done):
                        return None
        return np.concatenate(rows) if done == self.games else None

    def compare(self, base: Games, other: Games) -> tuple[int, tuple[Difference, ...]]:
        """Return how many pairs of games came to an ending, and what differs in them, figure by figure."""
        both = base.ended & other.ended
        before, after = base.values[both], other.values[both]
        found = []
        for at, figure in enumerate(self.figures):
            mean = mean_of(figure.scale * (after[:, at] - before[:, at]), low=-figure.most, high=figure.most)
            spread = figure.scale * _spread(before[:, at], after[:, at])
            found.append(Difference(figure=figure, mean=mean, size=mean.value / spread if spread else 0.0))
        return int(both.sum()), tuple(found)

    def means(self, games: Games) -> tuple[Estimate, ...]:
        """Return the mean of each figure over the games that came to an ending."""
        ended = games.values[games.ended]
        return tuple(
            mean_of(figure.scale * ended[:, at], low=0, high=figure.most) for at, figure in enumerate(self.figures)
        )


def play_variants(
    trial: Trial, base: Games, variants: Sequence[tuple[str, ...]], go_on: Callable[[int], bool]
) -> Iterator[Outcome]:
    """Yield what comes of each variant (its changes), in order, until all are played or `go_on` says to stop.

    While the games of one are played, the rules of the next are made. `go_on` is told how many games were played so
    far, those of `base` among them.

    Raises:
        PlayerError: a policy cannot be read, or does not fit.
        Forfeit: a player in a process of its own did not make a move.
    """
    with ThreadPoolExecutor(1, "rules") as pool:
        made = pool.submit(_made, trial, variants[0]) if variants else None
        for number, changes in enumerate(variants, start=1):
            assert made is not None
            rules = made.result()
            made = pool.submit(_made, trial, variants[number]) if number < len(variants) else None
            found = _outcome(trial, base, changes, rules, _counting(go_on, number * trial.games))
            if found is None:
                return
            yield found


def _made(trial: Trial, changes: tuple[str, ...]) -> Summit | ScenarioError:
    try:
        return trial.varied(*changes) if changes else trial.base
    except ScenarioError as error:
        return error


def _counting(go_on: Callable[[int], bool], before: int) -> Callable[[int], bool]:
    return lambda games: go_on(before + games)


def _outcome(
    trial: Trial, base: Games, changes: tuple[str, ...], rules: Summit | ScenarioError, go_on: Callable[[int], bool]
) -> Outcome | None:
    """Play the games of a variant; None if that was stopped."""
    if isinstance(rules, ScenarioError):
        reason = rules.faults[0] if rules.faults else str(rules)
        return Outcome(refused=reason) if go_on(trial.games) else None
    games = trial.play(rules, go_on) if changes else base
    if games is None:
        return None
    pairs, differences = trial.compare(base, games)
    if not pairs:
        return Outcome(refused=f"{', '.join(changes) or 'as it is'}: no game comes to an ending")
    return Outcome(pairs=pairs, means=trial.means(games), differences=differences)


def _spread(before: Array, after: Array) -> float:
    """Return the standard deviation from game to game, of both rules alike."""
    return float(np.sqrt((before.var() + after.var()) / 2)) if len(before) else 0.0


def _figures(rules: Rules) -> Iterator[Figure]:
    for side in rules.side_ids:
        yield Figure(name=f"{side} succeeds", unit=PERCENT)
        yield Figure(name=f"{side} score", unit=POINTS)
    yield Figure(name="both succeed", unit=PERCENT)
    for class_ in rules.scenario.ending_classes:
        yield Figure(name=f"ending {class_}", unit=PERCENT)
    if any(each.class_role in SIGNED_CLASSES for each in rules.endings):
        yield Figure(name="a text signed", unit=PERCENT)
    if any(each.role == WAR for each in rules.endings):
        yield Figure(name="war", unit=PERCENT)
    yield Figure(name="length", unit=DECISIONS, most=rules.scenario.ply_limit)


def _values(rules: Rules, results: Array) -> Array:
    """Return what each game came to (games, figures), from its row of results."""
    scores = results[:, RESULT.scores : RESULT.scores + 2]
    succeeds = scores >= rules.scenario.success
    classes = np.array([each.class_ for each in rules.endings])[results[:, RESULT.ending]]
    columns: list[Array] = [column for seat in range(2) for column in (succeeds[:, seat], scores[:, seat])]
    columns.append(np.all(succeeds, axis=1))
    columns += [np.equal(classes, at) for at in range(1, 1 + len(rules.scenario.ending_classes))]
    signed = np.array([each.class_role in SIGNED_CLASSES for each in rules.endings])
    wars = np.array([each.role == WAR for each in rules.endings])
    columns += [which[results[:, RESULT.ending]] for which in (signed, wars) if which.any()]
    columns.append(results[:, RESULT.plies])
    return np.stack([column.astype(np.float64) for column in columns], axis=1)
