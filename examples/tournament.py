"""A tournament: every two players in both seats, under the same dice; who is better, and is it sure.

python examples/tournament.py --games 400 --players random,doctrine,greedy
"""

import argparse

from wargame import Figure, Schedule, Tournament, load, play_tournament, standings


def main() -> None:
    """Let players meet, and print their ratings and what each pairing came to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--games", type=int, default=40, help="of every two players, half of them in each seat")
    parser.add_argument("--players", default="random,doctrine,novice")
    parser.add_argument("--scenario", default="two-villages")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    asked = parser.parse_args()

    players = tuple(asked.players.split(","))
    schedule = Schedule(players=players, pairs=asked.games // 2, seed=1)
    plan = Tournament(summit=load(asked.scenario), schedule=schedule)
    report = standings(plan, play_tournament(plan, asked.workers))

    for player, rating in report["ratings"].items():
        print(f"{player:12} rating {told(rating)}")
    for pairing in report["pairings"]:
        gain = told(pairing["gain_corrected"])  # luck taken out
        print(f"{pairing['first']} against {pairing['second']}: {gain} points a game")


def told(figure: Figure | None) -> str:
    """Return a figure with its 95 % interval; few games leave it open."""
    if figure is None:
        return "unknown"
    ends = ("anything" if end is None else f"{end:+.1f}" for end in (figure["low"], figure["high"]))
    return f"{figure['value']:+.1f} ({' to '.join(ends)})"


if __name__ == "__main__":
    main()
