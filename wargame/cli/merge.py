"""`wargame merge`: reports of parts of a run as one."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  Typer reads the annotations
from typing import Annotated

import typer

from wargame.cli.flags import Plain  # noqa: TC001  Typer reads the annotations
from wargame.cli.output import print_json


def merge(
    reports: Annotated[
        list[Path], typer.Argument(metavar="REPORT.json...", help="What `wargame run … --json` printed of each part.")
    ],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object, which can be merged with others again.")
    ] = False,
    plain: Plain = False,
) -> None:
    """Add up reports of parts of a run.

    The parts were played apart, with `run --first`; this is the report that one run would have given, with all its
    intervals. Only `timing` is the sum of the parts'. Reports of other scenarios, players, seeds or versions, and games
    that are counted twice, are refused.
    """
    from wargame.runs.merging import merged
    from wargame.runs.report import run_report

    report = run_report(merged(reports))
    if as_json:
        print_json(report)
    elif report["games"]:
        from wargame.cli.tables import print_tables

        print_tables(report, plain=plain)
