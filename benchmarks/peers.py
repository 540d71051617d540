"""Random games by this engine and by others, one after the other on the same machine: only the ratios mean anything.

Each engine that can be imported is driven as its users drive it from Python. In every round each plays whole games of
uniformly random legal moves for some seconds; the ratio is taken within a round. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import random
import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wargame import __version__
from wargame.game.game import Game
from wargame.game.summit import load
from wargame.runs.batch import Run
from wargame.runs.tally import tally_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCENARIO = "trump-kim-2018"
KERNEL_GAMES = 512  # in one call
LONGEST_CHESS_GAME = 400  # plies; random games of chess go on and on
OPEN_SPIEL_GAMES = ("negotiation", "bargaining", "liars_dice", "backgammon")


@dataclass
class Count:
    """What was played."""

    games: int
    decisions: int
    chance: int | None  # None: not counted


@dataclass
class Contender:
    """An engine at one game; `play` plays a few whole games."""

    name: str
    version: str
    play: Callable[[], Count]
    rates: dict[str, list[float]] = field(default_factory=dict)


def own(chance: random.Random) -> Iterator[Contender]:
    """Yield this engine: its kernel, and its games stepped from Python."""
    summit = load(SCENARIO)
    run = Run(summit=summit, seats=dict.fromkeys(summit.rules.side_ids, "random"), seed=0)
    played = 0

    def in_kernel() -> Count:
        nonlocal played
        tally = tally_of(summit.rules, run.play(played, KERNEL_GAMES))
        played += KERNEL_GAMES
        return Count(tally.games, tally.plies, tally.chance_nodes)

    def from_python() -> Count:
        game = Game(summit, chance.getrandbits(64))
        while not game.is_over:
            game.play(chance.choice(game.legal_moves))
        return Count(1, game.ply, None)

    yield Contender("wargame kernel, one thread", __version__, in_kernel)
    yield Contender("wargame Game from Python", __version__, from_python)


def chess(chance: random.Random) -> Iterator[Contender]:
    """Yield python-chess."""
    import chess as engine  # noqa: PLC0415  only if there is one

    def play() -> Count:
        board, plies = engine.Board(), 0
        while plies < LONGEST_CHESS_GAME:
            moves = list(board.legal_moves)
            if not moves or board.is_insufficient_material() or board.is_seventyfive_moves():
                break
            board.push(chance.choice(moves))
            plies += 1
        return Count(1, plies, 0)

    yield Contender("python-chess", importlib.metadata.version("chess"), play)


def open_spiel(chance: random.Random) -> Iterator[Contender]:
    """Yield OpenSpiel at several of its games: written in C++, stepped from Python."""
    import pyspiel  # noqa: PLC0415

    for name in OPEN_SPIEL_GAMES:
        game = pyspiel.load_game(name)

        def play(game: Any = game) -> Count:  # noqa: ANN401  pyspiel has no annotations
            state, decisions, rolls = game.new_initial_state(), 0, 0
            while not state.is_terminal():
                if state.is_chance_node():
                    actions, odds = zip(*state.chance_outcomes(), strict=True)
                    state.apply_action(chance.choices(actions, odds)[0])
                    rolls += 1
                else:
                    state.apply_action(chance.choice(state.legal_actions()))
                    decisions += 1
            return Count(1, decisions, rolls)

        yield Contender(f"OpenSpiel {name} from Python", importlib.metadata.version("open_spiel"), play)


PEERS = {"chess": chess, "pyspiel": open_spiel}  # by the module they need


def measure(contender: Contender, seconds: float) -> None:
    """Play for some seconds and keep the rates."""
    games = decisions = 0
    chance: int | None = 0
    start = time.perf_counter()
    while (passed := time.perf_counter() - start) < seconds:
        count = contender.play()
        games += count.games
        decisions += count.decisions
        chance = None if count.chance is None or chance is None else chance + count.chance
    found = {"games/s": games / passed, "decisions/s": decisions / passed}
    if chance is not None:
        found["nodes/s"] = (decisions + chance) / passed
    for unit, rate in found.items():
        contender.rates.setdefault(unit, []).append(rate)


def say(facts: dict[str, str], values: list[float]) -> None:
    """Print a line of JSON."""
    middle = {"median": statistics.median(values), "low": min(values), "high": max(values), "runs": len(values)}
    print(json.dumps(facts | middle), flush=True)


def main() -> None:
    """Measure all that can be imported."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=1.0, help="of play by each in every round (default 1)")
    parser.add_argument("--rounds", type=int, default=5, help="how many (default 5)")
    options = parser.parse_args()
    chance = random.Random(0)  # noqa: S311  a benchmark keeps no secret
    contenders = list(own(chance))
    for module, made in PEERS.items():
        if importlib.util.find_spec(module):
            contenders += made(chance)
        else:
            print(json.dumps({"missing": module}), flush=True)
    for contender in contenders:
        contender.play()  # what is compiled or looked up once
    for _ in range(options.rounds):
        for contender in contenders:
            measure(contender, options.seconds)
    report(contenders)


def report(contenders: list[Contender]) -> None:
    """Print every rate, then every ratio."""
    for contender in contenders:
        for unit, values in contender.rates.items():
            say({"name": contender.name, "version": contender.version, "unit": unit}, values)
    mine = [each for each in contenders if each.name.startswith("wargame")]
    for own_one in mine:
        unit = "nodes/s" if "nodes/s" in own_one.rates else "decisions/s"
        for peer in contenders:
            if peer not in mine:
                pairs = zip(own_one.rates[unit], peer.rates[unit], strict=True)
                say({"ratio": f"{own_one.name} / {peer.name}", "unit": unit}, [a / b for a, b in pairs])


if __name__ == "__main__":
    main()
