"""`wargame scenario new | schema`, and the watching of files for `check --watch`: for authors of scenarios."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.output import print_json
from wargame.errors import RunError, ScenarioError, WargameError
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

EVERY = 0.3  # seconds between two looks


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its id: small letters, digits and hyphens.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a small, whole scenario to start from.

    It is NAME.toml, with a comment on every part. It passes `check` and can be played at once.
    """
    from wargame.authoring.catalog import bundled, own_folder
    from wargame.authoring.skeleton import KIND, NAME, skeleton
    from wargame.destination import Destination

    if not NAME.fullmatch(name):
        message = f"small letters, digits and hyphens, at most 60, such as my-summit (.toml is added); found {name!r}"
        raise typer.BadParameter(message, param_hint="'NAME'")
    if name in bundled():
        message = f"{name!r} is the name of a bundled scenario; choose another"
        raise typer.BadParameter(message, param_hint="'NAME'")
    path = Path(f"{name}.toml")
    if os.path.lexists(path) and not force:
        advice = "choose another name, or replace it with --force"
        message = f"cannot write {path}: it is there, and is left as it is; {advice}"
        raise RunError(message)
    Destination(path=path, kind=KIND, force=force).write(skeleton(name))
    print(f"{path}: written. It is yours to change:")
    print(f"  wargame scenario check {path} --watch")
    print(f"  wargame play {path}")
    with suppress(WargameError):  # no home folder
        print(legible(f"To have it in the menu, and play it by its name, move it to {own_folder()}"))


def schema(
    *,
    variant: Annotated[
        bool, typer.Option("--variant", help="Of a file with a `base`, which says what differs.")
    ] = False,
) -> None:
    """Print a JSON Schema of scenario files, for editors.

    By it they complete and check keys. Those that know TOML read it where the first line of a file names it, such as
    #:schema ./scenario.schema.json
    """
    from wargame.authoring.schema import scenario_schema

    print_json(scenario_schema(variant=variant))


# -- watching


def versions(names: Sequence[str]) -> Iterator[int]:
    """Yield a number at once, and again whenever one of these scenarios may have changed; never ends."""
    seen = None
    count = 0
    while True:
        found = _stamps(names)
        if found != seen:
            seen, count = found, count + 1
            yield count
        time.sleep(EVERY)


def _stamps(names: Iterable[str]) -> list[tuple[Path, int, int]]:
    """Return time and size of each file that these scenarios may be made from: their own, and all possible bases."""
    from wargame.authoring.catalog import known, place_of

    paths = set(known().values())
    for name in names:
        try:
            path = place_of(name)
            paths |= {path, *path.parent.glob("*.toml")}
        except (ScenarioError, OSError, ValueError):
            continue
    found = []
    for path in sorted(paths):
        try:
            status = path.stat()
        except (OSError, ValueError):
            continue
        found.append((path, status.st_mtime_ns, status.st_size))
    return found
