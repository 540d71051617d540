"""`wargame export`: a scenario's game tree for other people's tools."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from wargame.cli.flags import Changes, Scenario  # noqa: TC001  Typer reads them as the program runs
from wargame.cli.output import Force, destination, scenario_files
from wargame.cli.solve import NODES, Most, grown
from wargame.cli.waiting import stopping
from wargame.legible import legible

Efg = Annotated[Path, typer.Option(metavar="FILE", help="Write the extensive game, which Gambit reads.")]


def export(
    scenario: Scenario, *, efg: Efg, changes: Changes = None, most_nodes: Most = NODES, force: Force = False
) -> None:
    """Write the whole tree of a small game as an extensive game.

    Every probability and every expected score is an exact fraction. A tree that is too large is refused.
    """
    from wargame.analysis.solving.gambit import EFG, efg_text
    from wargame.game.summit import load

    file = destination(efg, EFG, read=scenario_files(scenario), force=force)
    summit = load(scenario, changes or ())
    with stopping() as stop:
        tree = grown(summit, most_nodes, stop)
    if tree is None:
        print("wargame: stopped while the tree was made; nothing was written", file=sys.stderr)
        raise typer.Exit(stop.exit_code)
    replaced = file.write(efg_text(summit, tree))
    sets = " and ".join(f"{count:,}" for count in tree.sets)
    print(f"{'Replaced' if replaced else 'Wrote'} {legible(efg)}: {len(tree.nodes):,} nodes, {sets} information sets")
