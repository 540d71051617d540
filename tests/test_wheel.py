"""An installed wargame works on its own: its wheel carries scenarios and looks, from a checkout or a source archive."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCENARIOS = sorted((ROOT / "scenarios").glob("*.toml"))
ENDINGS = (".toml", ".tcss", ".css", ".html", ".js", ".typed")
DATA = [path for ending in ENDINGS for path in sorted((ROOT / "wargame").rglob(f"*{ending}"))]  # beside the code


def run(*arguments: str | Path, folder: Path, path: Path | None = None) -> str:
    """Run this Python in a folder, with a first place to import from, and return its standard output."""
    variables = {**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": str(path or "")}
    done = subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_wheel(source: Path, folder: Path) -> Path:
    """Build a wheel without the network: hatchling is one of the development tools."""
    options = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-build-isolation"]
    run("-m", "pip", "wheel", *options, "--wheel-dir", folder, source, folder=folder)
    (wheel,) = folder.glob("wargame-*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(ROOT, tmp_path_factory.mktemp("wheel"))


def assert_scenarios_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name: archive.read(name) for name in archive.namelist() if name.endswith(ENDINGS)}
    scenarios = {f"wargame/bundled/{file.name}": file.read_bytes() for file in SCENARIOS}
    assert inside == scenarios | {file.relative_to(ROOT).as_posix(): file.read_bytes() for file in DATA}


def test_a_wheel_carries_every_scenario_the_lesson_and_the_looks(wheel: Path) -> None:
    assert SCENARIOS
    assert [file.name for file in DATA] == [
        "skeleton.toml",
        "lesson.toml",
        "app.tcss",
        "style.css",
        "page.css",
        "blocks.html",
        "chart.html",
        "document.html",
        "page.html",
        "page.js",
        "py.typed",
    ]
    assert_scenarios_inside(wheel)


def test_a_wheel_built_from_the_source_archive_carries_every_scenario(tmp_path: Path) -> None:
    run("-m", "hatchling", "build", "--target", "sdist", "--directory", tmp_path, folder=ROOT)
    (archive,) = tmp_path.glob("wargame-*.tar.gz")
    assert_scenarios_inside(build_wheel(archive, tmp_path))


def test_an_installed_wheel_lists_its_scenarios_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    options = ["--quiet", "--disable-pip-version-check", "--no-index", "--no-deps"]
    run("-m", "pip", "install", *options, "--target", installed, wheel, folder=tmp_path)

    imported = run("-c", "import wargame; print(wargame.__file__)", folder=empty, path=installed)
    assert Path(imported.strip()) == installed / "wargame" / "__init__.py"

    lines = run("-m", "wargame", "scenario", "list", folder=empty, path=installed).splitlines()
    listed = [line.split()[0] for line in lines if line.strip()]
    assert sorted(listed) == sorted(tomllib.loads(file.read_text(encoding="utf-8"))["id"] for file in SCENARIOS)


def test_what_the_container_copies_is_all_that_its_wheel_is_built_from(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    for line in (line for line in lines if line.startswith("COPY ")):
        for name in line.split()[1:-1]:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, source)
    assert_scenarios_inside(build_wheel(source, tmp_path))
    named = {extra for line in lines for found in re.findall(r"\[([a-z,]+)\]'", line) for extra in found.split(",")}
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert named <= extras.keys()
    assert named
