"""`wargame bench`: how fast it is on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from wargame import system
from wargame.cli.flags import Policy, policy_for
from wargame.cli.output import AsJson, print_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.summit import Summit
    from wargame.players.learned import PolicyUse
    from wargame.runs.benchmark import Measure

RUNS = 5
STARTS = 3
LONG = 0.1  # seconds a run from which on the long searches are measured
MANY = 1000  # from here on, decimals say nothing
SCENARIO = "trump-kim-2018"
SEARCH = "search:1000"  # that a policy is measured with


def bench(
    *,
    seconds: Annotated[
        float, typer.Option(min=0.001, max=3600, metavar="X", help="How long each of the runs behind a figure takes.")
    ] = 1.0,
    policy: Policy = None,
    as_json: AsJson = False,
) -> None:
    """Measure how fast it is on this machine.

    Playouts, searches, single moves from Python, rows written, start-up and memory: it takes about two minutes. Shown
    is the median of several runs, with the least and the greatest. Compare only what was measured on one machine at one
    time. With less than 0.1 seconds a run, the long searches are left out.
    """
    import platform

    import numba
    import numpy as np
    from attrs import asdict

    from wargame.game.summit import load
    from wargame.runs.provenance import provenance
    from wargame.system import cores

    summit = load(SCENARIO)
    leaning = policy_for(summit, (SEARCH,), policy)
    if not as_json:
        print(leaning.words)
    rows = []
    for row in _measures(summit, leaning, seconds):
        rows.append(row)
        if not as_json:
            print(_line(row), flush=True)
    if as_json:
        versions = {"python": platform.python_version(), "numpy": np.__version__, "numba": numba.__version__}
        facts = {**provenance(summit, leaning), "machine": platform.machine(), "cores": cores(), **versions}
        print_json({**facts, "rows": [asdict(row) for row in rows]})


def _measures(summit: Summit, policy: PolicyUse, seconds: float) -> Iterator[Measure]:
    from wargame.runs import benchmark
    from wargame.system import cores

    for player in ("random", "doctrine"):
        for threads in sorted({1, cores()}):
            yield from benchmark.playouts(summit, player, threads, seconds, RUNS)
    sizes = (1_000, 100_000) if seconds >= LONG else (1_000,)
    for threads in sorted({1, cores()}):
        yield from benchmark.searches(summit, threads, sizes, RUNS, policy)
    yield from benchmark.search_moves(summit, sizes, RUNS, policy)
    yield benchmark.python_games(summit, seconds, RUNS)
    if (peak := system.peak_memory()) is not None:
        yield benchmark.Measure("all of the above, peak memory", "MiB", cores(), peak, peak, peak, 1)
    for ending in (".csv", ".jsonl"):
        yield from benchmark.streaming(SCENARIO, ending, STARTS)
    yield from benchmark.warm_start(SCENARIO, STARTS)
    yield from benchmark.cold_start(SCENARIO)
    yield from benchmark.first_start(SCENARIO)


def _line(row: Measure) -> str:
    form = ",.0f" if row.median >= MANY else ".3g"
    figures = [format(figure, form) for figure in (row.median, row.low, row.high)]
    threads = "1 thread" if row.threads == 1 else f"{row.threads} threads"
    several = f"({figures[1]} – {figures[2]}, {row.runs} runs)" if row.runs > 1 else ""
    return f"{row.name:<48} {threads:<10} {figures[0]:>12} {row.unit:<12} {several}".rstrip()
