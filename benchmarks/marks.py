"""Do the marks of a review tell strong players from weak ones? Games between players of known strength, reviewed.

Each player meets itself. Of its decisions with a choice are reported the points lost at each, the accuracy, and the
share that each mark has: the thresholds are calibrated if losses and bad marks fall from each player to the stronger
one. The same command gives the same table.

    python benchmarks/marks.py river-treaty --games 40
    python benchmarks/marks.py trump-kim-2018 --games 8 --budget 1000
"""

from __future__ import annotations

import argparse

import numpy as np

from wargame.analysis.review.decisions import DecisionJudge, Judged
from wargame.analysis.review.marks import AHEAD, LOST, accuracy_of
from wargame.analysis.review.truth import Truth
from wargame.estimates import mean_of
from wargame.game.game import Game
from wargame.game.summit import Summit, load
from wargame.game.view import view_of
from wargame.kernel.dice import game_seed
from wargame.players.learned import found
from wargame.players.roster import make_player

PLAYERS = "random,novice,envoy,minister,chancellor"


def main() -> None:
    """Print a line for each player."""
    parser = argparse.ArgumentParser(description="Review games between players of known strength.")
    parser.add_argument("scenario")
    parser.add_argument("--players", default=PLAYERS)
    parser.add_argument("--games", type=int, default=20, help="of each player against itself")
    parser.add_argument("--budget", type=int, default=2_000, help="as of wargame review")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    summit = load(given.scenario)
    marks = ("!", *reversed(LOST))
    print(f"{given.scenario}, {given.games} games each, budget {given.budget}, seed {given.seed}", flush=True)
    print(f"thresholds: {LOST}, ! from {AHEAD}")
    print(
        f"{'player':<14}{'decisions':>10}{'lost':>7} {'(95 %)':<13}{'accuracy':>8}", *(f"{mark:>6}" for mark in marks)
    )
    for player in given.players.split(","):
        judged = [
            each
            for number in range(given.games)
            for each in reviewed(summit, player, int(game_seed(np.uint64(given.seed), np.uint64(number))), given.budget)
        ]
        losses = [each.lost for each in judged]
        lost, accuracy = mean_of(losses, low=0.0, high=100.0), accuracy_of(losses)
        assert accuracy is not None, "somebody had a choice"
        shares = [sum(each.mark == mark for each in judged) / len(judged) for mark in marks]
        interval = f"({lost.low:.2f}–{lost.high:.2f})"
        print(
            f"{player:<14}{len(judged):>10}{lost.value:>7.2f} {interval:<13}{accuracy.accuracy:>8.1f}",
            *(f"{100 * share:>5.1f}%" for share in shares),
            flush=True,
        )


def reviewed(summit: Summit, player: str, seed: int, budget: int) -> list[Judged]:
    """Play a game of a player against itself, and return its decisions with a choice, judged."""
    game = Game(summit, seed)
    seats = {side: make_player(summit, player, game.player_key(side)) for side in summit.rules.side_ids}
    while not game.is_over:
        game.play(seats[game.turn].decide(view_of(game, game.turn)))
    judge = DecisionJudge(game, Truth.of(game, found(summit).table), budget)
    return [each for ply in range(1, game.ply + 1) if (each := judge.judge(ply)).options]


if __name__ == "__main__":
    main()
