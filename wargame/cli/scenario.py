"""`wargame scenario list | show | check`."""

from __future__ import annotations

import typer

__all__ = ["scenarios"]

scenarios = typer.Typer(help="List, read and check scenarios.", no_args_is_help=True, rich_markup_mode=None)


@scenarios.command("list")
def list_() -> None:
    """List the bundled scenarios.

    Example: wargame scenario list
    """
    from wargame.scenario.catalog import bundled, find  # noqa: PLC0415
    from wargame.scenario.reading import parse_scenario  # noqa: PLC0415

    for name in bundled():
        found = find(name)
        scenario = parse_scenario(found.text, found.path.name)
        print(f"{name:<18} {scenario.title}: {scenario.summary}")
