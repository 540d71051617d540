"""Is the luck of reviews nobody's? The mean of many games' luck, by the ledger of `wargame review`, beside its error.

Games between doctrines, each with a ledger by a cheap judge: whatever the judge, the mean has to lie within two
standard errors of 0 (nineteen times of twenty). The same command gives the same figures.

    python benchmarks/luck.py river-treaty --games 1000
"""

from __future__ import annotations

import argparse

import numpy as np

from wargame.analysis.review.ledger import Ledger, ledger_of, plies_of
from wargame.analysis.review.truth import Truth
from wargame.game.game import Game
from wargame.game.summit import Summit, load
from wargame.game.view import view_of
from wargame.kernel.dice import game_seed
from wargame.players.learned import found
from wargame.players.roster import make_player


def main() -> None:
    """Print the means."""
    parser = argparse.ArgumentParser(description="Measure the mean luck of many games.")
    parser.add_argument("scenario")
    parser.add_argument("--games", type=int, default=1_000)
    parser.add_argument("--judge", type=int, default=8, help="games played on from each position and each outcome")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    summit = load(given.scenario)
    seeds = [int(game_seed(np.uint64(given.seed), np.uint64(number))) for number in range(given.games)]
    ledgers = [ledger(summit, seed, given.judge) for seed in seeds]
    print(f"{given.scenario}: {given.games} games between doctrines, judge of {given.judge} games, seed {given.seed}")
    for seat, side in enumerate(summit.rules.sides):
        luck = np.array([each.luck[seat] for each in ledgers])
        error = luck.std(ddof=1) / np.sqrt(len(luck))
        print(
            f"{side.name}: mean luck {luck.mean():+.3f}, standard error {error:.3f}; of one game {luck.std(ddof=1):.1f}"
        )
    off = max(abs(_rest(each, seat)) for each in ledgers for seat in (0, 1))
    print(f"largest difference between a score and its account: {off}")


def ledger(summit: Summit, seed: int, judge: int) -> Ledger:
    """Play a game between doctrines, and return its ledger."""
    game = Game(summit, seed)
    seats = {side: make_player(summit, "doctrine", game.player_key(side)) for side in summit.rules.side_ids}
    while not game.is_over:
        game.play(seats[game.turn].decide(view_of(game, game.turn)))
    truth = Truth.of(game, found(summit).table)
    return ledger_of(game, list(plies_of(game, truth, judge, judge)))


def _rest(each: Ledger, seat: int) -> float:
    account = (each.expected[seat], each.luck[seat], each.own[seat], each.other[seat])
    return each.came_to[seat] - sum(account)


if __name__ == "__main__":
    main()
