"""Two hundred hand-overs between two people at one keyboard, with a spy at each. `make spy` runs it.

All chance comes from the seed and the number of the game. The summary is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import traceback
from collections import Counter
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "tui"))
sys.path.insert(0, str(Path(__file__).parent / ".."))

from secrets_planted import planted, spied_on

SEED = 2018
SCENARIOS = ("small", "two-villages", "river-treaty", "reykjavik-1986", "camp-david-1978", "trump-kim-2018")
MOST_FAILURES = 5


def main_program() -> int:
    """Play until there were as many hand-overs as are asked for."""
    parser = argparse.ArgumentParser(description="Hand-overs with planted secrets; prints a JSON summary.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--handovers", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, metavar="NUMBER", help="the first game, of a run in parts")
    chosen = parser.parse_args()
    met, begun = Counter[str](), time.perf_counter()
    failures: list[dict[str, object]] = []
    for number in count(chosen.first):
        if met["handovers"] >= chosen.handovers or len(failures) > MOST_FAILURES:
            break
        with tempfile.TemporaryDirectory() as name:
            folder, scenario = Path(name), SCENARIOS[number % len(SCENARIOS)]
            try:
                spy = spied_on(planted(scenario, folder), chosen.seed + number, 8, folder)
            except Exception:  # noqa: BLE001  every one is a finding
                failures.append({"game": number, "scenario": scenario, "traceback": traceback.format_exc()})
                continue
            met += Counter(games=1, handovers=spy.handovers, looks=spy.looks)
        sys.stderr.write(f"game {number}: {met['handovers']} hand-overs, {len(failures)} failed\n")
    report = {"seed": chosen.seed, "seconds": round(time.perf_counter() - begun, 1), **dict(sorted(met.items()))}
    sys.stdout.write(json.dumps({**report, "failed": len(failures), "failures": failures}, indent=2) + "\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main_program())
