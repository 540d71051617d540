"""Benchmarks: the kernel's playouts, searches, single steps from Python, start-up, memory.

Each figure is the median of several runs with the least and the greatest. Only ratios within one run mean much.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.errors import RunError
from wargame.game.game import Game
from wargame.game.view import view_of
from wargame.players.beliefs import Beliefs
from wargame.players.search import MOST_PARTICLES, STRONGEST, UNIFORM, Budget, SearchPlayer, Tree
from wargame.processes import program
from wargame.runs.batch import CHUNK, Run
from wargame.runs.tally import empty_tally, tally_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from wargame.game.summit import Summit
    from wargame.players.learned import PolicyUse

_FAR = 10**12  # games between those of one thread and the next
_OPENING = 7  # the seed of a game whose first position is searched
_STREAMED = 200_000  # games, in the measure of writing


@frozen
class Measure:
    """The median of several runs of one benchmark."""

    name: str
    unit: str
    threads: int
    median: float
    low: float
    high: float
    runs: int


def _measure(name: str, unit: str, found: Iterable[float], threads: int = 1) -> Measure:
    values = list(found)
    return Measure(name, unit, threads, statistics.median(values), min(values), max(values), len(values))


# -- in this process


def playouts(summit: Summit, player: str, threads: int, seconds: float, runs: int) -> Iterator[Measure]:
    """Measure whole games in the kernel, both sides by the same player, for `seconds` a run."""
    run = Run(summit=summit, seats=dict.fromkeys(summit.rules.side_ids, player), seed=0)
    run.play(0, 1)
    counts: list[tuple[float, float, float]] = []
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(runs):
            start = time.perf_counter()
            jobs = [pool.submit(_play_until, run, thread * _FAR, start + seconds) for thread in range(threads)]
            done = [job.result() for job in jobs]
            passed = time.perf_counter() - start
            games, plies, nodes = (sum(column) for column in zip(*done, strict=True))
            counts.append((plies / passed, (plies + nodes) / passed, games / passed))
    for unit, found in zip(("decisions/s", "nodes/s", "games/s"), zip(*counts, strict=True), strict=True):
        yield _measure(f"{player} playouts", unit, found, threads)


def _play_until(run: Run, first: int, deadline: float) -> tuple[int, int, int]:
    """Return how many games, decisions and chance nodes were played before the deadline."""
    size = max(1, CHUNK // 8)
    tally = empty_tally(run.summit.rules)
    while not tally.games or time.perf_counter() < deadline:  # a busy machine may begin late
        tally = tally.plus(tally_of(run.summit.rules, run.play(first + tally.games, size)))
    return tally.games, tally.plies, tally.chance_nodes


def python_games(summit: Summit, seconds: float, runs: int) -> Measure:
    """Measure games played move by move from Python: list the legal moves, play one at random, keep its record."""
    chance = random.Random(0)  # noqa: S311  a benchmark keeps no secret
    rates = []
    for at in range(runs):
        plies, seed, start = 0, at << 32, time.perf_counter()
        while time.perf_counter() < start + seconds:
            game = Game(summit, seed)
            seed += 1
            while not game.is_over:
                game.play(chance.choice(game.legal_moves))
            plies += game.ply
        rates.append(plies / (time.perf_counter() - start))
    return _measure("Game.legal_moves + Game.play", "decisions/s", rates)


def searches(summit: Summit, threads: int, sizes: Sequence[int], runs: int, policy: PolicyUse) -> Iterator[Measure]:
    """Measure searches from the opening: plainly, and as `search:N` does; each thread grows trees of its own."""
    game = Game(summit, _OPENING)
    view = view_of(game, game.turn)
    for name, settings in (("plain search", UNIFORM), ("search", STRONGEST)):
        beliefs = Beliefs(summit, view.seat, 0, particles=MOST_PARTICLES, informed=settings.informed).of(view)
        grown = partial(Tree, summit, beliefs, settings=settings, policy=policy.table)
        grown(key=0, nodes=2).grow(2)  # compiled
        for simulations in sizes:
            each = max(1, 10_000 // simulations)
            rates = []
            for _ in range(runs):
                trees = [grown(key=number, nodes=simulations + 2) for number in range(threads * each)]
                seconds = _grown([trees[first::threads] for first in range(threads)], simulations)
                rates.append(len(trees) * simulations / seconds)
            yield _measure(f"{name}, {simulations:,} simulations a tree", "simulations/s", rates, threads)


def _grown(shares: Sequence[Sequence[Tree]], simulations: int) -> float:
    """Grow trees, a share of them on each thread; returns the seconds that it took."""

    def grow(trees: Sequence[Tree]) -> None:
        for tree in trees:
            tree.grow(simulations)

    with ThreadPoolExecutor(len(shares)) as pool:
        start = time.perf_counter()
        list(pool.map(grow, shares))
        return time.perf_counter() - start


def search_moves(summit: Summit, sizes: Sequence[int], runs: int, policy: PolicyUse) -> Iterator[Measure]:
    """Measure `search:N` choosing its first move, from a view to a move, and the memory of its tree."""
    game = Game(summit, _OPENING)
    view = view_of(game, game.turn)
    SearchPlayer(summit, Budget(1), 0, policy=policy.table).decide(view)
    for simulations in sizes:
        found = []
        for _ in range(runs):
            start = time.perf_counter()
            SearchPlayer(summit, Budget(simulations), 0, policy=policy.table).decide(view)
            found.append(1000 * (time.perf_counter() - start))
        yield _measure(f"search:{simulations}, the first move", "ms", found)
        beliefs = Beliefs(summit, view.seat, 0, particles=MOST_PARTICLES).of(view)
        memory = Tree(summit, beliefs, 0, STRONGEST, simulations + 2, policy=policy.table).memory / 2**20
        yield _measure(f"search:{simulations}, its tree", "MiB", [memory])


# -- in processes of their own


@frozen
class _Process:
    """A command that has ended: what it took, and its output."""

    seconds: float  # by the clock
    worked: float  # seconds of processor time
    peak: float  # MiB of memory
    output: str


def _start(arguments: Iterable[str], variables: Mapping[str, str], said: str = "") -> _Process:
    """Run the program to its end, with `said` as its input, and measure it.

    Raises:
        RunError: it failed.
    """
    command = program(*arguments)
    with tempfile.TemporaryFile() as said_file, tempfile.TemporaryFile() as output:
        said_file.write(said.encode())
        said_file.seek(0)
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  this program itself
            command, stdin=said_file, stdout=output, stderr=subprocess.DEVNULL, env={**os.environ, **variables}
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode()
    if process.returncode:
        message = f"`wargame {' '.join(arguments)}` failed with exit code {process.returncode}"
        raise RunError(message)
    unit = 2**20 if sys.platform == "darwin" else 2**10  # macOS counts bytes, the others KiB
    return _Process(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, text)


def _figures(name: str, done: list[_Process]) -> Iterator[Measure]:
    yield _measure(name, "s", (each.seconds for each in done))
    yield _measure(f"{name}, peak memory", "MiB", (each.peak for each in done))


def warm_start(scenario: str, runs: int) -> Iterator[Measure]:
    """Measure a start with the kernel in the cache: play one game, print the table."""
    yield from _figures("run --games 1, kernel in the cache", [_one_game(scenario, {}) for _ in range(runs)])


def cold_start(scenario: str) -> Iterator[Measure]:
    """Measure the same with an empty cache."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _figures("run --games 1, kernel to be compiled", [_one_game(scenario, _empty_cache(folder))])


def first_start(scenario: str) -> Iterator[Measure]:
    """Measure a first start, with an empty cache: until the first move may be chosen, and until the first hint then."""
    with tempfile.TemporaryDirectory() as folder:
        variables = _empty_cache(folder)

        def worked(said: str) -> float:
            return _start(["play", scenario, "--plain", "--seed", "7", "--saves", folder], variables, said).worked

        begun = worked("quit\n")
        hinted = worked("hint\nquit\n") - worked("quit\n")
    yield _measure("first game, kernel to be compiled", "s processor", [begun])
    yield _measure("first hint after it, to be compiled", "s processor", [hinted])


def _one_game(scenario: str, variables: Mapping[str, str]) -> _Process:
    return _start(["run", scenario, "--games", "1"], variables)


def _empty_cache(folder: str) -> dict[str, str]:
    return {"XDG_CACHE_HOME": folder, "NUMBA_CACHE_DIR": ""}


def streaming(scenario: str, ending: str, runs: int, games: int = _STREAMED) -> Iterator[Measure]:
    """Measure games on all cores with a row written for each."""
    name = f"rows to {ending}"
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["run", scenario, "--games", str(games), "--json", "--out", str(Path(folder) / f"games{ending}")]
        done = [_start(arguments, {}) for _ in range(runs)]
    timings = [json.loads(each.output)["timing"] for each in done]
    yield _measure(name, "rows/s", (each["games_per_second"] for each in timings), timings[0]["threads"])
    yield _measure(f"{name}, peak memory", "MiB", (each.peak for each in done), timings[0]["threads"])
