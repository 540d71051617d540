"""`wargame solve`: strategies for the whole of a small game, and how far they are from an equilibrium."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from wargame.cli.flags import Changes, Plain, Scenario  # noqa: TC001  Typer reads them as the program runs
from wargame.cli.output import AsJson, Force, destination, print_json, scenario_files
from wargame.cli.waiting import progress, stopping, watch

if TYPE_CHECKING:
    from wargame.analysis.solving.explicit_tree import ExplicitTree
    from wargame.analysis.solving.solving import Solution, Solver
    from wargame.cli.waiting import Stop
    from wargame.game.summit import Summit

ITERATIONS, MOST_ITERATIONS = 1000, 10**7
NODES, MOST_NODES = 500_000, 10**7


class Method(StrEnum):
    """How regret is minimized; the names of `kernel.regret.METHODS`, which is not loaded for help."""

    DCFR = "dcfr"
    PLUS = "cfr+"
    PREDICTIVE = "pcfr+"


class SolveReport(TypedDict):
    """What was solved, and how well."""

    scenario: str
    sha256: str
    method: str
    iterations: int
    complete: bool
    nodes: int
    information_sets: dict[str, int]  # by side
    actions: int
    values: dict[str, float]  # expected scores when both play the strategies, by side
    gains: dict[str, float]  # of a best response, by side
    nash_conv: float


Iterations = Annotated[int, typer.Option(min=1, max=MOST_ITERATIONS, metavar="N", help="Iterations over the tree.")]
How = Annotated[
    Method,
    typer.Option(help="dcfr: discounted; cfr+: regrets that never fall below 0; pcfr+: the same, and foretelling."),
]
Most = Annotated[
    int,
    typer.Option(
        "--most-nodes", min=1, max=MOST_NODES, metavar="N", help="Refuse a tree of more nodes; a million take 4 GB."
    ),
]
Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the strategies, which the player solved:FILE follows.")
]


def solve(  # noqa: PLR0913  flags
    scenario: Scenario,
    *,
    changes: Changes = None,
    iterations: Iterations = ITERATIONS,
    method: How = Method.DCFR,
    most_nodes: Most = NODES,
    out: Out = None,
    as_json: AsJson = False,
    plain: Plain = False,
    force: Force = False,
) -> None:
    """Solve the whole tree of a small game by regret minimization.

    The two scores do not add up to a constant, so nothing promises an equilibrium: how far the strategies are from one
    is measured, by what a best response would gain in each seat. Ctrl-C stops; what was found by then is told and kept.
    """
    from wargame.analysis.solving.solving import Solver
    from wargame.game.summit import load
    from wargame.players.solved import KIND, write_strategy

    file = None if out is None else destination(out, KIND, read=scenario_files(scenario), force=force)
    summit = load(scenario, changes or ())
    with stopping() as stop:
        tree = grown(summit, most_nodes, stop)
        if tree is None:
            print("wargame: stopped while the tree was made; nothing is known yet", file=sys.stderr)
            raise typer.Exit(stop.exit_code)
        solver = Solver(tree, method.value)
        complete = _run(solver, iterations, stop)
        solution = solver.solution()
        report = _report(summit, solver, solution, complete=complete)
        if as_json:
            print_json(report)
        else:
            _print(summit, report, plain=plain)
        if file is not None:
            write_strategy(solver.strategy(summit, solution), file)
    if not complete:
        told = f"stopped after {solution.iterations:,} of {iterations:,} iterations; what was found is shown"
        print(f"wargame: {told}", file=sys.stderr)
        raise typer.Exit(stop.exit_code)


def grown(summit: Summit, most: int, stop: Stop) -> ExplicitTree | None:
    """Return the whole tree; None if that was stopped.

    Raises:
        RulesError: it is too large.
    """
    from wargame.analysis.solving.explicit_tree import explicit_tree
    from wargame.errors import RulesError

    try:
        return explicit_tree(summit, most, lambda _: not stop.is_set())
    except RulesError as error:
        message = f"{summit.id}: {error}; --most-nodes allows for more"
        raise RulesError(message) from error


def _run(solver: Solver, iterations: int, stop: Stop) -> bool:
    with progress(iterations, "iterations") as advance:
        advance(None)
        go_on = watch(advance, stop)
        return solver.run(iterations, lambda _: go_on(solver.iterations))


def _report(summit: Summit, solver: Solver, solution: Solution, *, complete: bool) -> SolveReport:
    sides, tree = summit.rules.side_ids, solver.tree
    return {
        "scenario": summit.id,
        "sha256": summit.sha256,
        "method": solver.method,
        "iterations": solution.iterations,
        "complete": complete,
        "nodes": len(tree.nodes),
        "information_sets": dict(zip(sides, tree.sets, strict=True)),
        "actions": tree.actions,
        "values": dict(zip(sides, solution.values, strict=True)),
        "gains": dict(zip(sides, solution.gains, strict=True)),
        "nash_conv": solution.nash_conv,
    }


def _print(summit: Summit, report: SolveReport, *, plain: bool) -> None:
    from wargame.cli.tables import console_for, table_of

    console = console_for(plain=plain)
    console.print(f"{summit.rules.scenario.title} ({report['scenario']})")
    sets = sum(report["information_sets"].values())
    console.print(f"{report['nodes']:,} nodes, {sets:,} information sets, {report['actions']:,} actions in them")
    console.print(f"{report['iterations']:,} iterations of {report['method']}")
    table = table_of([("side", "left"), ("expected score", "right"), ("gain of a best response", "right")])
    for side in summit.rules.sides:
        table.add_row(side.name, f"{report['values'][side.id]:.4f}", f"{report['gains'][side.id]:.2g}")
    console.print(table)
    console.print(f"Both gains together (NashConv): {report['nash_conv']:.2g} of 200 points; 0 is an equilibrium.")
