"""Iterations of CFR+ a second: this engine beside OpenSpiel's C++ solver, on the same tree in the same minutes.

The tree of `two-villages` is exported as an extensive game (`wargame export --efg`), which OpenSpiel reads. Both solve
it on one thread, in turns, by processor time; then each says how far even chances, and what it came to, are from an
equilibrium (NashConv). For even chances both must say the same. Prints a line of JSON for each, and the ratio.

With `--registered` OpenSpiel solves the game as `open_spiel_game` has it instead: its C++ asks our Python for every
state, so a few iterations take a while, and must come to the same expected scores and NashConv as ours.

    python benchmarks/solvers.py --iterations 50 --rounds 5        # wants pyspiel: pip install open_spiel
    python benchmarks/solvers.py --registered 2
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wargame import __version__, load, open_spiel_game
from wargame.analysis.solving.explicit_tree import ExplicitTree, explicit_tree
from wargame.analysis.solving.gambit import efg_text
from wargame.analysis.solving.solving import Solver

if TYPE_CHECKING:
    from collections.abc import Callable

SCENARIO = "two-villages"
AGREE = 1e-9


def own(tree: ExplicitTree, iterations: int) -> tuple[Callable[[], float], Callable[[], float]]:
    """Return what runs iterations and says how long one took, and what says how far its strategies are off."""
    solver = Solver(tree, "cfr+")
    Solver(tree, "cfr+").run(1)  # compiled

    def run() -> float:
        begun = time.process_time()
        solver.run(iterations)
        return (time.process_time() - begun) / iterations

    return run, lambda: solver.solution().nash_conv


def open_spiel(path: Path, iterations: int) -> tuple[Any, Callable[[], float], Callable[[], float]]:
    """Return OpenSpiel's game, and the same two functions."""
    import pyspiel  # noqa: PLC0415  only if there is one

    game = pyspiel.load_game(f"efg_game(filename={path})")
    solver = pyspiel.CFRPlusSolver(game)

    def run() -> float:
        begun = time.process_time()
        for _ in range(iterations):
            solver.evaluate_and_update_policy()
        return (time.process_time() - begun) / iterations

    return game, run, lambda: float(pyspiel.nash_conv(game, solver.average_policy()))


def registered(tree: ExplicitTree, iterations: int) -> None:
    """Let both solve the whole registered game; print what both came to, and how long OpenSpiel took."""
    import pyspiel  # noqa: PLC0415  only if there is one

    own_solver = Solver(tree, "cfr+")
    own_solver.run(iterations)
    ours = own_solver.solution()
    game, begun = open_spiel_game(SCENARIO), time.process_time()
    solver = pyspiel.CFRPlusSolver(game)
    made = time.process_time()
    for _ in range(iterations):
        solver.evaluate_and_update_policy()
    run, policy = time.process_time(), solver.average_policy()
    values = pyspiel.expected_returns(game.new_initial_state(), policy, -1, use_infostate_get_policy=True)
    off = float(pyspiel.nash_conv(game, policy))
    measured = time.process_time()
    seconds = {"make": made - begun, "iteration": (run - made) / iterations, "measure": measured - run}
    print(json.dumps({"solver": "wargame", "values": ours.values, "nash_conv": ours.nash_conv}))
    print(json.dumps({"solver": "OpenSpiel, registered", "values": values, "nash_conv": off, "seconds": seconds}))
    apart = [abs(off - ours.nash_conv), *(abs(one - two) for one, two in zip(values, ours.values, strict=True))]
    print(json.dumps({"apart": max(apart), "agree": max(apart) < AGREE}))


def main() -> None:
    """Run both in turns; print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--iterations", type=int, default=50, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--registered", type=int, default=0, metavar="N", help="N iterations of the registered game")
    asked = parser.parse_args()
    summit = load(SCENARIO)
    tree = explicit_tree(summit)
    assert tree is not None  # nobody stops it
    if asked.registered:
        registered(tree, asked.registered)
        return
    run, off = own(tree, asked.iterations)
    even = Solver(tree).solution().nash_conv
    if importlib.util.find_spec("pyspiel") is None:
        times = [run() for _ in range(asked.rounds)]
        line = {"solver": "wargame", "version": __version__, "ms": 1000 * statistics.median(times), "nash_conv": off()}
        print(json.dumps(line))
        print(json.dumps({"solver": "OpenSpiel", "missing": "pip install open_spiel"}))
        return
    import pyspiel  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.efg"
        path.write_text(efg_text(summit, tree), encoding="utf-8")
        game, other, other_off = open_spiel(path, asked.iterations)
        pairs = [(run(), other()) for _ in range(asked.rounds)]
        theirs = float(pyspiel.nash_conv(game, pyspiel.UniformRandomPolicy(game)))
        named = {"wargame": (0, off(), even), "OpenSpiel C++": (1, other_off(), theirs)}
        for name, (at, came, evenly) in named.items():
            spent = 1000 * statistics.median(pair[at] for pair in pairs)
            print(json.dumps({"solver": name, "ms": spent, "nash_conv": came, "nash_conv_of_even_chances": evenly}))
    ratio = statistics.median(pair[1] / pair[0] for pair in pairs)
    print(json.dumps({"times_as_fast": ratio, "agree": abs(even - theirs) < AGREE}))


if __name__ == "__main__":
    main()
