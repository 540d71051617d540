"""`wargame solve`: strategies for a whole game, and how far they are from an equilibrium."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from wargame.bounds import MOST_SEED
from wargame.cli.flags import Changes, Plain, Scenario  # noqa: TC001  Typer reads them as the program runs
from wargame.cli.output import AsJson, Force, destination, print_json, scenario_files
from wargame.cli.waiting import progress, share_done, stopping, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wargame.analysis.solving.explicit_tree import ExplicitTree
    from wargame.analysis.solving.sampling import Sampler
    from wargame.analysis.solving.solve_report import SampledReport, SolveReport
    from wargame.analysis.solving.solving import Solver
    from wargame.cli.waiting import Stop
    from wargame.game.summit import Summit
    from wargame.players.solved import Strategy

ITERATIONS, SAMPLED_ITERATIONS, MOST_ITERATIONS = 1000, 10_000, 10**9
LEAST_SECONDS, MOST_SECONDS = 0.1, 10**6
NODES, MOST_NODES = 500_000, 10**7
MEMORY, MOST_MEMORY = 1024, 2**20  # megabytes
GAMES, LEAST_GAMES, MOST_GAMES = 100, 3, 10**6


class Method(StrEnum):
    """How regret is minimized; the first three are `kernel.regret.METHODS`, which is not loaded for help."""

    DCFR = "dcfr"
    PLUS = "cfr+"
    PREDICTIVE = "pcfr+"
    EXTERNAL = "external"


Iterations = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=MOST_ITERATIONS,
        metavar="N",
        help=f"Iterations: over the whole tree, or of a traversal for each seat.  [default: {ITERATIONS};"
        f" external: {SAMPLED_ITERATIONS}]",
        show_default=False,
    ),
]
Seconds = Annotated[
    float | None,
    typer.Option(
        min=LEAST_SECONDS,
        max=MOST_SECONDS,
        metavar="S",
        help="Stop after so many seconds of iterations, whatever was done by then; the same seed gives other results.",
    ),
]
How = Annotated[
    Method,
    typer.Option(
        help="dcfr: discounted; cfr+: regrets that never fall below 0; pcfr+: the same, and foretelling; external:"
        " sampled, for a tree of any size.",
    ),
]
Most = Annotated[
    int,
    typer.Option(
        "--most-nodes", min=1, max=MOST_NODES, metavar="N", help="Refuse a tree of more nodes; a million take 0.7 GB."
    ),
]
Memory = Annotated[
    int,
    typer.Option(
        min=1,
        max=MOST_MEMORY,
        metavar="MB",
        help="external: room for information sets; of those met once it is full, nothing is learned.",
    ),
]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="S", help="external: all samples hang on it.")]
Coarse = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="external: what tells positions apart, in place of all that was seen; a TOML file, see docs/solving.md.",
    ),
]
Games = Annotated[
    int,
    typer.Option(
        min=0,
        max=MOST_GAMES,
        metavar="N",
        help="external: where the tree is too large for an exact best response, games against one that was learned"
        " (0: none).",
    ),
]
Out = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write the strategies, which the player solved:FILE follows.")
]


def solve(  # noqa: PLR0913  flags
    scenario: Scenario,
    *,
    changes: Changes = None,
    iterations: Iterations = None,
    seconds: Seconds = None,
    method: How = Method.DCFR,
    most_nodes: Most = NODES,
    memory: Memory = MEMORY,
    abstraction: Coarse = None,
    seed: Seed = 0,
    games: Games = GAMES,
    out: Out = None,
    as_json: AsJson = False,
    plain: Plain = False,
    force: Force = False,
) -> None:
    """Solve a game by regret minimization, whole or sampled.

    The two scores do not add up to a constant, so nothing promises an equilibrium: how far the strategies are from one
    is measured, by what a best response would gain in each seat. Ctrl-C stops; what was found by then is told and kept.
    """
    from wargame.game.summit import load
    from wargame.players.solved import KIND, write_strategy

    if 0 < games < LEAST_GAMES:
        message = f"0, or {LEAST_GAMES} and more: fewer have no interval"
        raise typer.BadParameter(message, param_hint="'--games'")
    if abstraction is not None and method is not Method.EXTERNAL:
        message = "an abstraction is sampled: add --method external"
        raise typer.BadParameter(message, param_hint="'--abstraction'")
    read = [*scenario_files(scenario), *([] if abstraction is None else [abstraction])]
    file = None if out is None else destination(out, KIND, read=read, force=force)
    summit = load(scenario, changes or ())
    with stopping() as stop:
        if method is Method.EXTERNAL:
            effort = _effort(iterations, seconds, SAMPLED_ITERATIONS)
            how = _Sampling(memory << 20, seed, most_nodes, games, abstraction)
            report, strategy = _by_sampling(summit, effort, how, stop)
        else:
            report, strategy = _by_tree(summit, _effort(iterations, seconds, ITERATIONS), method, most_nodes, stop)
        if as_json:
            print_json(report)
        else:
            _print(summit, report, plain=plain)
        if file is not None:
            write_strategy(strategy, file)
            _tell_unwritten(report, strategy)
    if not report["complete"]:
        told = f"stopped after {report['iterations']:,} iterations; what was found is shown"
        print(f"wargame: {told}", file=sys.stderr)
        raise typer.Exit(stop.exit_code)


# -- the two ways


class _Effort(NamedTuple):
    """What is to be spent."""

    iterations: int
    seconds: float | None  # None: all iterations, however long they take

    def spend(self, solver: Solver | Sampler, stop: Stop) -> bool:
        """Run a solver; returns False if a signal stopped it."""
        begun = time.monotonic()
        with self._shown() as show:

            def go_on(_: int) -> bool:
                passed = time.monotonic() - begun
                show(solver.iterations, passed)
                return not stop.is_set() and (self.seconds is None or passed < self.seconds)

            return solver.run(self.iterations, go_on) or not stop.is_set()

    @contextmanager
    def _shown(self) -> Iterator[Callable[[int, float], None]]:
        """Yield what shows how much is done, told the iterations and seconds passed."""
        if self.seconds is None:
            with progress(self.iterations, "iterations") as advance:
                advance(None)
                yield lambda done, _: advance(done)
        else:
            whole = self.seconds
            with share_done("Solving") as tell:
                yield lambda done, passed: tell(min(max(done / self.iterations, passed / whole), 1.0))


def _effort(iterations: int | None, seconds: float | None, usual: int) -> _Effort:
    if iterations is None:
        iterations = usual if seconds is None else MOST_ITERATIONS
    return _Effort(iterations, seconds)


def _by_tree(
    summit: Summit, effort: _Effort, method: Method, most_nodes: int, stop: Stop
) -> tuple[SolveReport, Strategy]:
    """Solve a whole tree; a tree that is not whole yet when it is stopped ends the command."""
    from wargame.analysis.solving.solve_report import whole_report
    from wargame.analysis.solving.solving import Solver

    tree = grown(summit, most_nodes, stop, "--method external samples a tree of any size, ")
    if tree is None:
        print("wargame: stopped while the tree was made; nothing is known yet", file=sys.stderr)
        raise typer.Exit(stop.exit_code)
    solver = Solver(tree, method.value)
    complete = effort.spend(solver, stop)
    solution = solver.solution()
    return whole_report(summit, solver, solution, complete=complete), solver.strategy(summit, solution)


class _Sampling(NamedTuple):
    """How a game is sampled, and what comes of it measured."""

    memory: int  # bytes
    seed: int
    most_nodes: int  # of a tree for which a best response is found
    games: int  # against a learned response, where the tree has more or information sets are not the game's
    abstraction: Path | None


def _by_sampling(summit: Summit, effort: _Effort, how: _Sampling, stop: Stop) -> tuple[SolveReport, Strategy]:
    """Solve by sampling, and say how good that is: exactly where the tree can be held, else by a learned response."""
    from wargame.analysis.solving.explicit_tree import TooManyNodesError, explicit_tree
    from wargame.analysis.solving.probing import probed
    from wargame.analysis.solving.sampling import Sampler
    from wargame.analysis.solving.solve_report import note_exact, sampled_report, with_measures
    from wargame.analysis.solving.solving import solution_of
    from wargame.players.abstraction import read_abstraction

    coarse = None if how.abstraction is None else read_abstraction(how.abstraction, summit)
    sampler = Sampler(summit, how.memory, how.seed, probed(summit).trying, coarse)
    report = sampled_report(sampler, complete=effort.spend(sampler, stop))
    strategy = sampler.strategy()
    try:
        tree = None if coarse else explicit_tree(summit, how.most_nodes, lambda _: not stop.is_set())
    except TooManyNodesError:
        tree = None
    if tree is not None:
        note_exact(report, summit, len(tree.nodes), solution_of(tree, sampler.shares(tree), sampler.iterations))
    elif how.games and report["complete"] and not stop.is_set():
        _measure(summit, strategy, report, how, stop)
    return report, with_measures(strategy, report)


def _measure(summit: Summit, strategy: Strategy, report: SolveReport, how: _Sampling, stop: Stop) -> None:
    """Let a response be learned, and write into the report what it gains."""
    from wargame.analysis.solving.solve_report import LEARNING, note_bound, response_to_strategy

    with progress(LEARNING * (1 + len(summit.rules.side_ids)) + how.games) as advance:
        advance(None)
        measured = response_to_strategy(summit, strategy, how.games, how.seed, watch(advance, stop))
    if measured is not None and measured["games"] >= LEAST_GAMES:
        note_bound(report, measured)
    report["complete"] = not stop.is_set()


def grown(summit: Summit, most: int, stop: Stop, advice: str = "") -> ExplicitTree | None:
    """Return the whole tree; None if that was stopped.

    Raises:
        RulesError: it is too large; `advice` says what else could be done.
    """
    from wargame.analysis.solving.explicit_tree import explicit_tree
    from wargame.errors import RulesError

    try:
        return explicit_tree(summit, most, lambda _: not stop.is_set())
    except RulesError as error:
        message = f"{summit.id}: {error}; {advice}--most-nodes allows for more"
        raise RulesError(message) from error


# -- in words


def _print(summit: Summit, report: SolveReport, *, plain: bool) -> None:
    from wargame.cli.tables import console_for, table_of

    console = console_for(plain=plain)
    console.print(f"{summit.rules.scenario.title} ({report['scenario']})")
    sets, sampled = sum(report["information_sets"].values()), report["sampled"]
    nodes = "" if report["nodes"] is None else f"{report['nodes']:,} nodes, "
    met = "information sets" if sampled is None else "information sets met"
    console.print(f"{nodes}{sets:,} {met}, {report['actions']:,} actions in them")
    console.print(f"{report['iterations']:,} iterations of {report['method']}{_how(sampled)}", soft_wrap=True)
    if report["nash_conv"] is None:
        console.print("How far that is from an equilibrium was not measured.")
        return
    bound = report["bound"]
    gain = "gain of a best response" if bound is None else "gain of a learned response"
    table = table_of([("side", "left"), ("expected score", "right"), (gain, "right")])
    for side in summit.rules.sides:
        table.add_row(side.name, f"{report['values'][side.id]:.4f}", f"{report['gains'][side.id]:.2g}")
    console.print(table)
    together = f"Both gains together (NashConv): {report['nash_conv']:.2g} of 200 points"
    if bound is None:
        console.print(f"{together}; 0 is an equilibrium.")
    else:
        interval = f"95 % [{bound['low']:+.2f}, {bound['high']:+.2f}], in {bound['games']:,} games"
        console.print(f"{together}, {interval}.", soft_wrap=True)
        console.print("A lower bound: another response may gain more, and none of them is known to be the best.")


def _how(sampled: SampledReport | None) -> str:
    """Return how strategies were sampled, in words."""
    if sampled is None:
        return ""
    tried = "" if sampled["trying"] == 1 else f", all moves tried at {sampled['trying']:.0%} of a learner's decisions"
    full = f"; memory full: nothing learned at {sampled['unkept']:,} decisions" if sampled["unkept"] else ""
    return f", seed {sampled['seed']}{tried}; {sampled['memory'] / 2**20:,.1f} MB{full}"


def _tell_unwritten(report: SolveReport, strategy: Strategy) -> None:
    """Say on standard error if a file does not hold all that was found."""
    sampled, written = report["sampled"], sum(map(len, strategy.strategies.values()))
    if sampled is not None and written < sampled["averaged"]:
        told = f"the file holds the {written:,} information sets met most often, of {sampled['averaged']:,}"
        print(f"wargame: {told}", file=sys.stderr)
