"""A sweep: one number of a scenario is changed, and many games say what hangs on it.

python examples/sweep.py --games 20000
"""

import argparse

from wargame import Estimate, Run, arrays_of, compile_text, load, mean_of, share

WRITTEN = 'title = "Everybody is asleep", weight = "6"'  # how quiet a night without a deal is, in the scenario's words
WEIGHTS = (1, 3, 6, 12, 24)


def main() -> None:
    """Change how quiet the night is, and print how often the bell ends in the pond, and what Overhill makes of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--games", type=int, default=500)
    games = parser.parse_args().games
    text = load("two-villages").text
    assert text.count(WRITTEN) == 1, "the scenario has changed"

    print("weight  bell in the pond           points of Overhill")
    for weight in WEIGHTS:
        summit = compile_text(text.replace(WRITTEN, WRITTEN.replace("6", str(weight))), f"quiet-{weight}.toml")
        seats = dict.fromkeys(summit.rules.side_ids, "random")
        found = arrays_of(Run(summit=summit, seats=seats, seed=1), games)  # the same seeds: only the weight differs
        pond = share(int(found["pond"].sum()), games)
        points = mean_of(found["hill.score"], low=0, high=100)
        print(f"{weight:6}  {told(pond, '6.1%')}  {told(points, '6.1f')}")


def told(figure: Estimate, form: str) -> str:
    """Return a figure with its 95 % interval."""
    return f"{figure.value:{form}} ({figure.low:{form}} to {figure.high:{form}})"


if __name__ == "__main__":
    main()
