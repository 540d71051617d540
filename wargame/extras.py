"""Extras: packages that only a part of the program needs. One that is missing, or too old or new, is one clear error.

The bounds are those of `pyproject.toml`, as the installed package remembers them.
"""

from __future__ import annotations

from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING

from wargame.errors import ExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def extra(name: str, what: str) -> Iterator[None]:
    """Import within this context what an extra brings.

    Args:
        name: the extra, as in `pip install 'wargame[name]'`.
        what: what needs it, the subject of the message: "a Parquet file".

    Raises:
        ExtraError: one of its packages is not installed, cannot be loaded, or has a version that it does not allow.
    """
    brings = f"pip install 'wargame[{name}]' brings it"
    for package, allowed, found in _misfits(name):
        message = f"{what} needs {package} {allowed}, found {found}: {brings}"
        raise ExtraError(message)
    try:
        yield
    except ImportError as error:
        package = (error.name or "").partition(".")[0]
        if package in {"", "wargame"}:
            raise  # a fault of ours
        missing = isinstance(error, ModuleNotFoundError)
        why = "which is not installed" if missing else f"which cannot be loaded ({error})"
        message = f"{what} needs {package}, {why}: {brings}"
        raise ExtraError(message) from error


def _misfits(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield the packages of an extra that have another version: their names, which are allowed, which it is."""
    from packaging.requirements import Requirement  # noqa: PLC0415  for extras alone

    try:
        stated = requires("wargame") or []
    except PackageNotFoundError:  # a checkout on the path: nothing is stated
        return
    for each in map(Requirement, stated):
        if each.marker is None or each.marker.evaluate({"extra": ""}) or not each.marker.evaluate({"extra": name}):
            continue
        try:
            found = version(each.name)
        except PackageNotFoundError:  # importing it will tell
            continue
        if not each.specifier.contains(found, prereleases=True):
            yield each.name, str(each.specifier), found
