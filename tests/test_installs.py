"""What the trial of installations asks for: the lowest version of every package, and the Pythons that there are."""

from __future__ import annotations

import tomllib

from examples import ROOT
from installs import PYTHONS, interpreters, lowest_versions


def test_the_lowest_versions_are_those_of_every_package_that_the_game_needs() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert [each.replace("==", ">=") for each in lowest_versions()] == [each.partition(",")[0] for each in needed]


def test_the_pythons_are_of_ours_and_there() -> None:
    found = dict(interpreters())
    assert list(found) == [each for each in PYTHONS if each in found]
    assert all(path.endswith(("python", f"python{version}")) for version, path in found.items())


def test_the_oldest_python_that_is_allowed_is_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={PYTHONS[0]}"
