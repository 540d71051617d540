"""The program as others will have it: built, installed into an empty environment, and played there.

    python tests/installs.py dist       # into dist/: the source archive, and the wheel made of it; `make dist`
    python tests/installs.py lowest     # a wheel, with the lowest version of each package that pyproject.toml allows
    python tests/installs.py pythons    # a wheel, on each Python from 3.11 to 3.13 that is on this machine

The last two are `make installs`. Environments lie in .cache/installs, and are made anew each time.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"
PLACE = ROOT / ".cache" / "installs"
PYTHONS = ("3.11", "3.12", "3.13")
PIP = ("-P", "-m", "pip", "--quiet", "--disable-pip-version-check")
GAMES = 50
EVERY_NAME = "import wargame; [getattr(wargame, each) for each in wargame.__all__]"
IN_THE_ARCHIVE = (
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "Makefile",
    "examples/sweep.py",
    "docs/api.md",
)
IN_THE_WHEEL = ("wargame/py.typed", "wargame/bundled/two-villages.toml", "wargame/tui/app.tcss", "wargame/web/page.js")


def main() -> None:
    """Do what is asked for, and exit with what went wrong."""
    jobs = {"dist": dist, "lowest": lowest, "pythons": pythons}
    asked = sys.argv[1:]
    if not asked or not set(asked) <= jobs.keys():
        sys.exit(f"usage: installs.py [{'|'.join(jobs)}] ...")
    for name in asked:
        jobs[name]()


# -- what is done


def dist() -> None:
    """Build both archives, look into them, and play from the wheel."""
    shutil.rmtree(DIST, ignore_errors=True)
    archive, wheel = built(DIST)
    with tarfile.open(archive) as packed:
        _has_all(archive, {name.partition("/")[2] for name in packed.getnames()}, IN_THE_ARCHIVE)
    with zipfile.ZipFile(wheel) as zipped:
        _has_all(wheel, set(zipped.namelist()), IN_THE_WHEEL)
    played(installed("dist", sys.executable, wheel))
    for path in (archive, wheel):
        say(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(ROOT)}")


def lowest() -> None:
    """Play with the lowest versions that are allowed."""
    with tempfile.TemporaryDirectory() as folder:
        _, wheel = built(Path(folder))
        versions = lowest_versions()
        say(f"Lowest versions: {', '.join(versions)}")
        played(installed("lowest", sys.executable, wheel, versions))


def pythons() -> None:
    """Play on every Python there is; all of them have to play the same games."""
    found = dict(interpreters())
    say(f"Of Python {', '.join(PYTHONS)}, here are: {', '.join(found) or 'none'}")
    with tempfile.TemporaryDirectory() as folder:
        _, wheel = built(Path(folder))
        reports = {name: played(installed(f"python-{name}", path, wheel)) for name, path in found.items()}
    if len({json.dumps(each, sort_keys=True) for each in reports.values()}) > 1:
        sys.exit("installs: the same run came to different games on different Pythons")


# -- what there is


def lowest_versions() -> list[str]:
    """Return a requirement of each package that the game needs, at the lowest version allowed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [re.fullmatch(r"([\w.-]+)>=([\w.]+),<[\w.]+", each) for each in project["dependencies"]]
    if None in found:
        sys.exit(f"installs: a requirement without two bounds among {project['dependencies']}")
    return [f"{each[1]}=={each[2]}" for each in found if each]


def interpreters() -> Iterator[tuple[str, str]]:
    """Yield the version and the path of each Python of ours: on the path, or among those that pyenv keeps."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for version in PYTHONS:
        names = (shutil.which(f"python{version}"), *map(str, kept.glob(f"{version}.*/bin/python")))
        works = (name for name in names if name and _version_of(name) == version)
        if path := next(works, None):
            yield version, path


def _version_of(python: str) -> str:
    code = "import sys; print('.'.join(map(str, sys.version_info[:2])))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=False).stdout.strip()


# -- building, installing, playing


def built(folder: Path) -> tuple[Path, Path]:
    """Build the source archive, and from it the wheel."""
    run([sys.executable, "-P", "-m", "hatchling", "build", "--target", "sdist", "--directory", folder])
    (archive,) = folder.glob("wargame-*.tar.gz")
    options = ["--no-deps", "--no-build-isolation", "--no-index"]
    run([sys.executable, *PIP, "wheel", *options, "--wheel-dir", folder, archive])
    (wheel,) = folder.glob("wargame-*.whl")
    return archive, wheel


def installed(name: str, python: str, wheel: Path, versions: Sequence[str] = ()) -> Path:
    """Install a wheel, and what it needs, into a new environment; returns the environment."""
    place = PLACE / name
    shutil.rmtree(place, ignore_errors=True)
    run([python, "-m", "venv", place])
    run([place / "bin" / "python", *PIP, "install", wheel, *versions])
    return place


def played(place: Path) -> dict[str, Any]:
    """Play from an environment, in an empty folder; returns what a run came to, without what hangs on the clock."""
    command = place / "bin" / "wargame"
    with tempfile.TemporaryDirectory() as folder:
        out = {"XDG_CACHE_HOME": str(place / "cache"), "WARGAME_SAVES": f"{folder}/saves", "HOME": folder}
        version = run([command, "--version"], folder, out).strip()
        listed = run([command, "scenario", "list"], folder, out)
        assert "two-villages" in listed, listed
        run([place / "bin" / "python", "-P", "-c", EVERY_NAME], folder, out)
        report = json.loads(run([command, "run", "two-villages", "--games", str(GAMES), "--json"], folder, out))
        told = run([command, "play", "two-villages", "--plain", "--seed", "1"], folder, out, typed="1\n" * 40)
        saves = list(Path(folder, "saves").glob("*.jsonl"))
        assert len(saves) == 1, told
        assert '"kind":"end"' in saves[0].read_text(encoding="utf-8"), told
    assert report["games"] == GAMES, report
    say(f"{place.name}: {version}, Python {_version_of(str(place / 'bin' / 'python'))}: {GAMES} games, one by hand")
    del report["timing"]
    return dict(report)


def run(
    command: Sequence[str | Path], folder: str | Path = ROOT, extra: dict[str, str] | None = None, *, typed: str = ""
) -> str:
    """Run a command; returns what it printed, or exits with what it said."""
    words = list(map(str, command))
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "WARGAME_"))}
    variables |= {"PYTHONSAFEPATH": "1", **(extra or {})}
    done = subprocess.run(words, cwd=folder, env=variables, input=typed, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"installs: {' '.join(words)} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def _has_all(path: Path, names: set[str], needed: Sequence[str]) -> None:
    if missing := set(needed) - names:
        sys.exit(f"installs: {path.name} lacks {', '.join(sorted(missing))}")


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201  a script


if __name__ == "__main__":
    main()
