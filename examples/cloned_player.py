"""Behavior cloning: what a player does where it sees the same, learned from trajectories of its games as a table.

python examples/cloned_player.py --games 5000 --player search:100
"""

import argparse
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from pyarrow import compute, parquet

from wargame import Run, load, write_trajectories

LEARNED = 0.8  # of the games; the others are for the test


def main() -> None:
    """Write trajectories, count moves by what was seen, and try the table on games that it does not know."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--games", type=int, default=500)
    parser.add_argument("--player", default="mixed")
    asked = parser.parse_args()
    run = Run(summit=load("two-villages"), seats={"hill": asked.player, "vale": "doctrine"}, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "games.parquet"
        write_trajectories(run, asked.games, path, observations=True)
        rows = parquet.read_table(path, filters=compute.field("side") == "hill").to_pylist()

    seen = [f"seen:{name}" for name in run.summit.layout("hill").names]
    table: defaultdict[tuple[int, ...], Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["game"] < LEARNED * asked.games:
            table[tuple(row[name] for name in seen)][row["move"]] += 1

    known, right, chance = 0, 0, 0.0
    for row in rows:
        counts = table.get(tuple(row[name] for name in seen))
        if counts and row["game"] >= LEARNED * asked.games:
            known += 1
            right += counts.most_common(1)[0][0] == row["move"]
            chance += 1 / row["choices"]
    print(f"{asked.games} games, {len(rows)} decisions of {asked.player}, {len(table)} different observations")
    print(f"in new games it plays the likeliest move {right / known:.0%} of the time; by chance {chance / known:.0%}")


if __name__ == "__main__":
    main()
