"""Views, previews and games played turn by turn, from Python: microseconds of processor time each.

Games of random moves are played by hand. At each decision both sides' views are taken, that of the side to move once
more, then what it can work out of what it does not see, and a preview of every move that is open. Whole games are
played turn by turn by two players. With `--beside` another checkout does the same in turn, and the ratios within each
round are printed. See README.md beside this file.

    python benchmarks/views.py [SCENARIO …] [--games 20] [--rounds 5] [--beside CHECKOUT]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wargame import Game, Summit, load, turns

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SCENARIOS = ("trump-kim-2018", "river-treaty")
PLAYERS = ("random", "doctrine", "greedy")
OWN = Path(__file__).parent.parent

Times = dict[str, list[float]]  # microseconds by what took them


def timed(times: Times, what: str, work: Callable[[], object]) -> None:
    """Do something once and note how long it took."""
    start = time.thread_time_ns()
    work()
    times[what].append((time.thread_time_ns() - start) / 1000)


def look(game: Game, times: Times) -> None:
    """Ask all that a player may ask at a decision."""
    side = game.turn
    timed(times, "view", lambda: game.view(side))
    timed(times, "the same view again", lambda: game.view(side))
    timed(times, "the other side's view", lambda: game.view(game.summit.rules.other(side)))
    timed(times, "what is hidden", lambda: game.known_to(side))
    for move in game.legal_moves:
        timed(times, "preview of a move", lambda move=move: game.preview(move))
    timed(times, "score now", lambda: game.score_now(side))


def by_hand(summit: Summit, games: int, times: Times) -> None:
    """Play games of random moves, looking at every decision."""
    rnd = random.Random(7)  # noqa: S311  a benchmark has to be repeatable
    for seed in range(games):
        game = Game(summit, seed)
        while not game.is_over:
            look(game, times)
            move = rnd.choice(game.legal_moves)
            timed(times, "play of a move", lambda move=move, game=game: game.play(move))


def by_turns(summit: Summit, player: str, games: int, times: Times) -> None:
    """Play games turn by turn between two players of a kind."""
    for seed in range(games):
        game = Game(summit, seed)
        start = time.thread_time_ns()
        plies = sum(1 for _ in turns(game, dict.fromkeys(summit.rules.side_ids, player)))
        times[f"ply of a game by turns, {player}"].append((time.thread_time_ns() - start) / 1000 / plies)


def measured(scenario: str, games: int) -> dict[str, float]:
    """Return the median microseconds of everything, by name; what is compiled is compiled before."""
    summit, times = load(scenario), dict[str, list[float]]()
    for count in (2, games):
        times = defaultdict(list)
        by_hand(summit, count, times)
        for player in PLAYERS:
            by_turns(summit, player, count, times)
    return {what: statistics.median(each) for what, each in times.items()}


def measured_in(checkout: Path, scenario: str, games: int) -> dict[str, float]:
    """Return the same of the package in a checkout, measured in a process of its own."""
    command = [sys.executable, __file__, scenario, "--games", str(games), "--once"]
    environment = os.environ | {"PYTHONPATH": str(checkout)}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Print a line of JSON a scenario and figure: median, least and greatest over the rounds, and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", default=SCENARIOS)
    parser.add_argument("--games", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--beside", type=Path, help="another checkout of this project")
    parser.add_argument("--once", action="store_true", help="measure the first scenario in this process, and no more")
    chosen = parser.parse_args()
    if chosen.once:
        print(json.dumps(measured(chosen.scenarios[0], chosen.games)))
        return
    checkouts = [OWN, *([chosen.beside] if chosen.beside else [])]
    for scenario in chosen.scenarios:
        rounds = [[measured_in(each, scenario, chosen.games) for each in checkouts] for _ in range(chosen.rounds)]
        for what in rounds[0][0]:
            found = figures([[at[what] for at in each] for each in rounds])
            print(json.dumps({"scenario": scenario, "what": what, **found}))


def figures(rounds: list[list[float]]) -> dict[str, Any]:
    """Return median, least and greatest of our own figure, and of the other's and the ratio to it if there is one."""
    own, *others = zip(*rounds, strict=True)
    found: dict[str, Any] = {"us": _spread(own)}
    for other in others:
        found |= {"beside": _spread(other), "ratio": _spread([a / b for a, b in zip(own, other, strict=True)])}
    return found


def _spread(values: Sequence[float]) -> list[float]:
    return [round(each, 3) for each in (statistics.median(values), min(values), max(values))]


if __name__ == "__main__":
    main()
