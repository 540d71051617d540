"""A player of one's own: a class with `decide(view)`, which is told what its seat may know and nothing else.

python examples/own_player.py --games 100
wargame play --seat dprk=module:examples/own_player.py     # the same file, as an opponent at the table
"""

import argparse
import random

from wargame import Game, Summit, View, load, make_player, mean_of


class Player:
    """Takes what lies on the table if it is worth something, else moves at random, but never in anger."""

    angry = ("walk-out", "lash-out", "border-raid")

    def __init__(self, summit: Summit, key: int) -> None:
        """Take a seat; `key` is 64 bits of chance of its own."""
        self.summit = summit
        self.chance = random.Random(key)  # noqa: S311  a game

    def decide(self, view: View) -> str:
        """Return the id of an open move."""
        worth = view.tracks.get(f"{view.seat}.bid_worth", 0)
        if "accept" in view.legal and worth >= 3:  # noqa: PLR2004  points
            return "accept"
        return self.chance.choice([move for move in view.legal if move not in self.angry] or view.legal)


def main() -> None:
    """Play games as Pyongyang against Washington in character, and say what they brought."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--games", type=int, default=20)
    summit, scores = load("trump-kim-2018"), []
    for seed in range(parser.parse_args().games):
        game = Game(summit, seed)
        mine = Player(summit, game.player_key("dprk"))
        theirs = make_player(summit, "doctrine", game.player_key("usa"))
        while not game.is_over:
            view = game.view(game.turn)
            game.play(mine.decide(view) if game.turn == "dprk" else theirs.decide(view))
        scores.append(game.scores["dprk"])
    mean = mean_of(scores, low=0, high=100)
    print(f"{len(scores)} games: {mean.value:.1f} points a game ({mean.low:.1f} to {mean.high:.1f}, 95 %)")


if __name__ == "__main__":
    main()
