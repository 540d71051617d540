"""Many games as a data frame: with pandas where it is installed, as NumPy arrays where it is not.

python examples/data_frame.py --games 1000000
"""

import argparse

import numpy as np

from wargame import Run, arrays_of, load

try:
    import pandas as pd
except ModuleNotFoundError:
    pd = None


def main() -> None:
    """Play both leaders in character, and ask which endings were bought with which trust."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--games", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    run = Run(summit=load("trump-kim-2018"), seats={"usa": "doctrine", "dprk": "doctrine"}, seed=asked.seed)
    games = arrays_of(run, asked.games)
    print(f"{asked.games:,} games, {len(games)} columns, {sum(each.nbytes for each in games.values()) >> 10:,} KiB")

    if pd is not None:
        frame = pd.DataFrame(games)
        print(frame.groupby("ending")[["usa.score", "dprk.score", "trust"]].agg(["count", "mean"]).round(1))
        return
    print(f"{'ending':32}  games  usa.score  dprk.score  trust")
    for ending in sorted(set(games["ending"]) - {None}):
        chosen = games["ending"] == ending
        means = [float(np.mean(games[name][chosen])) for name in ("usa.score", "dprk.score", "trust")]
        print(f"{ending:32} {chosen.sum():6} {means[0]:10.1f} {means[1]:11.1f} {means[2]:6.1f}")


if __name__ == "__main__":
    main()
