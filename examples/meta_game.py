"""A meta-game: which players a population comes to, by the replicator dynamics and the alpha-rank of OpenSpiel.

Wants OpenSpiel: pip install 'wargame[adapters]'. Without a table it plays a small tournament.

wargame tournament two-villages --players random,novice,doctrine --games 400 --selves --nfg table.nfg
python examples/meta_game.py --table table.nfg
"""

import argparse
import re
import sys
from fractions import Fraction
from math import isqrt
from pathlib import Path

import numpy as np

from wargame import Schedule, Tournament, load, nfg_text, play_tournament

QUOTED = r'"((?:[^"\\]|\\.)*)"'
STEP, STEPS = 1.0, 5_000  # of the replicator dynamics, where payoffs are 0 to 1


def main() -> None:
    """Rank the players of a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--table", type=Path, help="the file that wargame tournament --nfg wrote")
    parser.add_argument("--games", type=int, default=40, help="of every two players, without a table")
    asked = parser.parse_args()
    try:
        from open_spiel.python.egt import alpharank, dynamics  # noqa: PLC0415  it may be missing
    except ImportError:
        sys.exit("OpenSpiel is not installed: pip install 'wargame[adapters]'")

    try:
        text = asked.table.read_text(encoding="utf-8") if asked.table else played(asked.games)
    except OSError as error:
        sys.exit(f"cannot read {asked.table}: {error.strerror}")

    players, payoffs = table(text)
    mean = (payoffs[0] + payoffs[1].T) / 2  # of a player against another, over both seats
    move = dynamics.SinglePopulationDynamics(np.stack([mean, mean.T]), dynamics.replicator)
    shares = np.full(len(players), 1 / len(players))
    for _ in range(STEPS):
        shares += STEP * move(shares)
        shares /= shares.sum()  # rounding adds up
    ranks = alpharank.compute([mean], use_inf_alpha=True)[2]

    print(f"{'player':16} {'replicator':>10} {'alpha-rank':>10}")
    for at in np.argsort(-ranks, kind="stable"):
        print(f"{players[at]:16} {shares[at]:10.3f} {ranks[at]:10.3f}")


def played(games: int) -> str:
    """Return the table of a small tournament, in which players meet themselves as well."""
    schedule = Schedule(players=("random", "novice", "doctrine"), pairs=games // 2, seed=1, selves=True)
    plan = Tournament(summit=load("two-villages"), schedule=schedule)
    return nfg_text(plan, play_tournament(plan, 1))


def table(text: str) -> tuple[list[str], np.ndarray]:
    """Return the players, and the payoffs by seat, player of the first seat, player of the second."""
    cells = re.findall(rf"^\{{ {QUOTED} (\S+), (\S+) \}}$", text, re.MULTILINE)
    names = re.search(r"^\{ \{ (.*) \}$", text, re.MULTILINE)
    count = isqrt(len(cells))
    if not text.startswith("NFG 1 R ") or names is None or not cells or count * count != len(cells):
        sys.exit("this is no table that wargame tournament --nfg wrote")
    scores = np.array([[float(Fraction(score)) for score in cell[1:]] for cell in cells]) / 100
    return re.findall(QUOTED, names[1]), scores.reshape(count, count, 2).T


if __name__ == "__main__":
    main()
