"""How often the 95 % intervals that are shown hold what they estimate: played with known truths, and with real gains.

    python tests/coverage_of_intervals.py                  # a minute or two; prints a table (docs/evaluation.md)
    python tests/coverage_of_intervals.py --runs 10000     # finer

Each row draws samples of one size from one population, computes the interval as the program does, and counts how often
it covers the truth, lies above it, and lies below it. The real populations are gains of pairs and scores of games that
a tournament has played. All chance comes from the seed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from math import exp, inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

sys.path.insert(0, str(Path(__file__).parent.parent))

from wargame.analysis.standings.payoffs import WIDEST_GAIN, games_of, meetings_of
from wargame.analysis.standings.rating import SCALE, Won, rated
from wargame.analysis.standings.stopping import Sequential
from wargame.estimates import clustered_mean, clustered_share, mean_of, share
from wargame.game.summit import load
from wargame.tournament.schedule import Schedule
from wargame.tournament.tournament import Tournament, play_tournament

if TYPE_CHECKING:
    from wargame.estimates import Estimate

Array = np.ndarray[Any, Any]
Chance = np.random.Generator

SIZES = (3, 5, 10, 30, 100)
PAIRS = 3_000  # of a real population
LONGEST = 3_000  # pairs until a sequential test is given up
_AGREEING, _HALF = 0.7, 0.5


@frozen
class Row:
    """How often intervals of one kind covered what they estimate, lay above it, and lay below it."""

    figure: str
    population: str
    size: int
    covered: float
    above: float
    below: float


def counted(figure: str, population: str, size: int, truth: float, found: list[Estimate]) -> Row:
    """Count how intervals lie to the truth."""
    above = sum(each.low > truth for each in found) / len(found)
    below = sum(each.high < truth for each in found) / len(found)
    return Row(figure, population, size, 1 - above - below, above, below)


# -- means


@frozen
class Population:
    """What samples are drawn from, its mean, and what its values are known to lie between."""

    name: str
    draw: Callable[[Chance, int], Array]
    mean: float
    bound: float = inf


def drawn_from(name: str, values: Array, bound: float = inf) -> Population:
    """Return a population that consists of these values."""
    return Population(name, lambda chance, size: chance.choice(values, size=size), float(values.mean()), bound)


SYNTHETIC = (
    Population("normal", lambda chance, size: chance.normal(3, 10, size), 3.0),
    Population("exponential (very skewed)", lambda chance, size: chance.exponential(3.0, size), 3.0),
    drawn_from("nine of ten 0, else 40", np.array([0.0] * 9 + [40.0]), WIDEST_GAIN),
    drawn_from("always 7", np.array([7.0]), WIDEST_GAIN),
)


def played(scenario: str, pairs: int = PAIRS, seed: int = 4) -> list[Population]:
    """Return the gains of pairs of doctrine against random, and its scores."""
    summit = load(scenario)
    plan = Tournament(summit=summit, schedule=Schedule(players=("doctrine", "random"), pairs=pairs, seed=seed))
    games = games_of(summit, play_tournament(plan, 1))
    (meeting,) = meetings_of(games)
    return [
        drawn_from(f"gains, {scenario}", np.array([each.plain for each in meeting.gains]), WIDEST_GAIN),
        drawn_from(f"gains, luck out, {scenario}", np.array([each.corrected for each in meeting.gains])),
        drawn_from(f"scores, {scenario}", np.array([game.score(0) for game in games])),
    ]


def means(populations: list[Population], sizes: tuple[int, ...], runs: int, seed: int) -> Iterator[Row]:
    """Try intervals of means."""
    for population in populations:
        for size in sizes:
            chance = np.random.default_rng((seed, size))
            found = [
                mean_of(population.draw(chance, size), low=-population.bound, high=population.bound)
                for _ in range(runs)
            ]
            yield counted("mean", population.name, size, population.mean, found)


def shares(sizes: tuple[int, ...], runs: int, seed: int) -> Iterator[Row]:
    """Try intervals of shares."""
    for truth in (0.5, 0.9):
        for size in sizes:
            chance = np.random.default_rng((seed, size))
            found = [share(int(count), size) for count in chance.binomial(size, truth, runs)]
            yield counted("share", f"{100 * truth:.0f} %", size, truth, found)


# -- values that belong together


def together(sizes: tuple[int, ...], runs: int, seed: int) -> Iterator[Row]:
    """Try intervals by cluster, and a plain one beside them: clusters of one to four values that mostly agree."""
    name = "one to four of a seed"
    for size in sizes:
        chance = np.random.default_rng((seed, size))
        found: dict[str, list[Estimate]] = {"share, by seed": [], "share, as if apart": [], "mean, by seed": []}
        for _ in range(runs):
            seeds = np.repeat(np.arange(size), chance.integers(1, 5, size))
            alike, own = chance.random(size)[seeds], chance.random(seeds.size)
            drawn = np.where(chance.random(seeds.size) < _AGREEING, alike, own)
            yes = (drawn < _HALF).astype(float)
            found["share, by seed"].append(clustered_share(yes.tolist(), seeds.tolist()))
            found["share, as if apart"].append(share(int(yes.sum()), yes.size))
            found["mean, by seed"].append(clustered_mean(drawn.tolist(), seeds.tolist(), low=0, high=1))
        for figure, intervals in found.items():
            yield counted(figure, name, size, _HALF, intervals)


# -- ratings


def ratings(sizes: tuple[int, ...], runs: int, seed: int) -> Iterator[Row]:
    """Try the ratings of players of known strength; half of the games of one pair share their luck."""
    for name, strengths in (("two players, 500 points apart", (-1.44, 1.44)), ("four players", (-0.9, -0.2, 0.3, 0.8))):
        for size in sizes:
            chance = np.random.default_rng((seed, size))
            found = [
                rated(games_between(strengths, 0.4, size, chance, shared=0.5), len(strengths)) for _ in range(runs)
            ]
            firsts = [each.players[0] for each in found if each.players[0] is not None]
            yield counted("rating", name, size, SCALE * strengths[0], firsts)


def games_between(
    strengths: tuple[float, ...], seat: float, pairs: int, chance: Chance, *, shared: float = 0.0
) -> list[Won]:
    """Return games whose outcomes follow the model; strengths and the seat's worth in natural units."""
    found = []
    for pair in range(pairs):
        luck = chance.random()
        for first, own in enumerate(strengths):
            for second, other in enumerate(strengths):
                if first != second:
                    likely = 1 / (1 + exp(-(own - other + seat)))
                    drawn = luck if chance.random() < shared else chance.random()
                    found.append(Won(first, second, float(drawn < likely), pair))
    return found


# -- stopping


def stopped(populations: list[Population], points: float, runs: int, seed: int) -> Iterator[Row]:
    """Try the interval of a pairing that is stopped by its verdict, at three true gains."""
    for population in populations:
        for truth in (0.0, points, 3 * points):
            chance = np.random.default_rng((seed, int(truth)))
            found = [settled(population.draw(chance, LONGEST) - population.mean + truth, points) for _ in range(runs)]
            size = round(float(np.mean([each.count for each in found])))
            yield counted(
                f"stopped at {points:g}",
                f"{population.name}; gain {truth:g}",
                size,
                truth,
                [each.mean for each in found],
            )


def settled(gains: Array, points: float) -> Sequential:
    """Show gains to a sequential test until it has its verdict."""
    test = Sequential(points)
    for gain in gains.tolist():
        if test.add(gain):
            break
    return test


def main() -> None:
    """Print how often each kind of interval covered the truth."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=2_000, help="intervals a row")
    options.add_argument("--seed", type=int, default=2018)
    given = options.parse_args()
    real = [each for name in ("trump-kim-2018", "two-villages") for each in played(name)]
    rows = [
        *means([*SYNTHETIC, *real], SIZES, given.runs, given.seed),
        *shares(SIZES, given.runs, given.seed),
        *together(SIZES, given.runs, given.seed),
        *ratings(SIZES, max(given.runs // 5, 1), given.seed),
        *stopped([SYNTHETIC[0], real[0], real[1]], 2.0, max(given.runs // 5, 1), given.seed),
    ]
    print("| figure | population | size | covered | above | below |")  # noqa: T201
    print("| --- | --- | --- | --- | --- | --- |")  # noqa: T201
    for row in rows:
        shown = " | ".join(f"{100 * each:.1f} %" for each in (row.covered, row.above, row.below))
        print(f"| {row.figure} | {row.population} | {row.size} | {shown} |")  # noqa: T201


if __name__ == "__main__":
    main()
