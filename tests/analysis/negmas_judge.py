"""Print what NegMAS finds in exported domains, as JSON: run in a process of its own, since it loads half of SciPy.

python negmas_judge.py negmas|genius FOLDER...
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from negmas.inout import Scenario
from negmas.preferences.ops import (
    kalai_points,
    ks_points,
    max_welfare_points,
    nash_points,
    opposition_level,
    pareto_frontier,
    rational_fraction,
)

READ = {"negmas": Scenario.from_yaml_folder, "genius": Scenario.from_genius_folder}


def judged(kind: str, folder: Path) -> dict[str, object]:
    """Return what NegMAS finds, the sides in the order of their names."""
    domain = READ[kind](folder)
    assert domain is not None
    ufuns = sorted(domain.ufuns, key=lambda each: Path(str(each.name)).stem)
    outcomes = list(domain.outcome_space.enumerate())
    points = [tuple(float(ufun(each)) for ufun in ufuns) for each in outcomes]
    frontier = list(pareto_frontier(ufuns, outcomes)[0])
    floor = [float(ufun.reserved_value) for ufun in ufuns]
    asked = [each for each in points if all(value >= least for value, least in zip(each, floor, strict=True))]
    ranges = [(least, max((each[at] for each in asked), default=least)) for at, least in enumerate(floor)]
    most = [max(each[at] for each in points) for at in range(len(ufuns))]
    solutions = {"nash": nash_points, "most_even": ks_points, "egalitarian": kalai_points}
    return {
        "outcomes": {each[0]: point for each, point in zip(outcomes, points, strict=True)},
        "no_deal": floor,
        "share": rational_fraction(ufuns, outcomes, domain.outcome_space),
        "frontier": frontier,
        "opposition": opposition_level(ufuns, max_utils=most, outcomes=outcomes),
        **{name: [point for point, _ in find(ufuns, frontier, ranges)] for name, find in solutions.items()},
        "utilitarian": [point for point, _ in max_welfare_points(ufuns, frontier, ranges)],
    }


if __name__ == "__main__":
    json.dump([judged(sys.argv[1], Path(folder)) for folder in sys.argv[2:]], sys.stdout)
