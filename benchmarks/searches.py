"""Search beside OpenSpiel's information-set search, in turns on the same machine: simulations a second of one decision.

OpenSpiel's `ISMCTSBot` is C++; each of its simulations plays `bargaining`, a game of at most nine plies, to its end at
random. Ours plays a whole summit of some sixteen decisions and thirty throws of chance, with uniform beliefs and at
random too. See README.md beside this file.

    python benchmarks/searches.py [--rounds 5] [--simulations 1000,100000] [--json]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import time
from typing import TYPE_CHECKING, Any

from wargame.game.game import Game
from wargame.game.summit import load
from wargame.game.view import view_of
from wargame.players.beliefs import Beliefs
from wargame.players.search import MOST_PARTICLES, UNIFORM, Tree

if TYPE_CHECKING:
    from collections.abc import Callable

SCENARIO = "trump-kim-2018"
PEER = "bargaining"
AT_LEAST = 20_000  # simulations in one measurement

Search = Any  # of so many simulations: a function that does it once


def own() -> Callable[[int], Search]:
    """Return what makes one of our plain searches of the opening."""
    summit = load(SCENARIO)
    game = Game(summit, 1)
    view = view_of(game, game.turn)
    beliefs = Beliefs(summit, view.seat, 0, particles=MOST_PARTICLES, informed=False).of(view)

    def made(simulations: int) -> Search:
        tree = Tree(summit, beliefs, 0, UNIFORM, simulations + 2)
        return lambda: tree.grow(simulations)

    return made


def open_spiel() -> Callable[[int], Search]:
    """Return what makes one of OpenSpiel's searches of the opening."""
    import pyspiel  # noqa: PLC0415

    state = pyspiel.load_game(PEER).new_initial_state()
    while state.is_chance_node():
        state.apply_action(state.chance_outcomes()[0][0])

    def made(simulations: int) -> Search:
        evaluator = pyspiel.RandomRolloutEvaluator(1, 7)
        policy = pyspiel.ISMCTSFinalPolicyType.MAX_VISIT_COUNT
        bot = pyspiel.ISMCTSBot(7, evaluator, 2.0, simulations, -1, policy, False, False)  # noqa: FBT003  its order
        return lambda: bot.step(state)

    return made


def rate(made: Callable[[int], Search], simulations: int) -> float:
    """Return simulations a second, of searches made beforehand."""
    searches = [made(simulations) for _ in range(max(1, AT_LEAST // simulations))]
    start = time.perf_counter()
    for search in searches:
        search()
    return len(searches) * simulations / (time.perf_counter() - start)


def main() -> None:
    """Print medians, ranges, and the ratio within a round."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--simulations", default="1000,100000")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    contenders = {f"wargame, {SCENARIO}": own()}
    if importlib.util.find_spec("pyspiel"):
        contenders[f"OpenSpiel IS-MCTS, {PEER}"] = open_spiel()
    for simulations in map(int, chosen.simulations.split(",")):
        rates: dict[str, list[float]] = {name: [] for name in contenders}
        for made in contenders.values():
            rate(made, 10)  # compiled
        for _ in range(chosen.rounds):
            for name, made in contenders.items():
                rates[name].append(rate(made, simulations))
        ours = next(iter(rates.values()))
        for name, found in rates.items():
            ratio = statistics.median(one / other for one, other in zip(ours, found, strict=True))
            figures = {"median": statistics.median(found), "low": min(found), "high": max(found)}
            report = {"search": name, "simulations": simulations, **figures, "ours_to_it": ratio}
            if chosen.json:
                print(json.dumps(report))
            else:
                spread = f"{min(found):,.0f} – {max(found):,.0f}"
                print(f"{name}, {simulations:,}: {figures['median']:,.0f}/s ({spread}); ours is {ratio:.2f} times it")


if __name__ == "__main__":
    main()
