"""`wargame classroom`: everything to be printed for a lesson, as a folder of pages."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  Typer reads the annotations
from typing import Annotated

import typer

from wargame.cli.flags import Changes, Scenario  # noqa: TC001  Typer reads the annotations
from wargame.cli.output import Force  # noqa: TC001  Typer reads the annotations
from wargame.legible import legible


def classroom(
    scenario: Scenario,
    *,
    out: Annotated[
        Path, typer.Option(metavar="FOLDER", help="The folder to write; new, empty, or of an earlier pack.")
    ],
    changes: Changes = None,
    force: Force = False,
) -> None:
    """Write what a class needs to play a scenario, to be printed.

    Role sheets, public and secret, a page of rules, cards, a schedule for the facilitator, a form for the outcome, and
    questions before and after. Begin with FOLDER/index.html.
    """
    from wargame.authoring.catalog import find
    from wargame.authoring.loading import rules_of
    from wargame.html.classroom import WHAT, classroom_pack
    from wargame.html.folder import Folder

    found = find(scenario, changes or ())
    rules = rules_of(found.text, found.name, strict=True, origin=found.origin())
    folder = Folder(path=out, what=(WHAT,), force=force)
    folder.prepare()
    count = folder.write(classroom_pack(rules, scenario).items())
    print(f"Wrote {count} pages; begin with {legible(out / 'index.html')}")
