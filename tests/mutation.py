"""Do the tests bite? One-token changes to the source, each of which the tests near it should notice. `make mutation`.

A sample of all changes (`one_token.py`) under a fixed seed, over every room but `tui/`, whose tests take minutes. Each
is made in a copy of the tree, and the tests near it are run until the first fails: those named like the module, those
that import it, those of its room, and those of the rooms that show what it does. A process that dies or takes too
long has noticed too: too much of a processor's time, so that a busy machine makes no test look sharper. The kernel
runs interpreted, since each change would compile it anew.

What came of each is kept in `build/mutation`, so a run that was stopped goes on, and a change that was noticed is not
tried again; `--again` tries the survivors. A survivor that no test can notice is named in `equivalents.toml`, with
the reason, and does not count. The summary is one JSON object; the exit code is 1 if fewer than 85 % were noticed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / ".."))

import tomli
from attrs import asdict, frozen
from one_token import Change, changes_of, drawn

from wargame.estimates import share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parent.parent
WORK = ROOT / "build" / "mutation"
EQUIVALENTS = Path(__file__).parent / "equivalents.toml"
SEED = 2018
CHANGES = 300
AIM = 0.85  # of those that are not equivalent
MOST_WORK = 900  # seconds of a processor for all tests near one change, compiling included
STUCK = 5_400  # seconds by the clock for one test, which may wait for what never comes
MOST_SECONDS = 4 * STUCK  # for all of them
MOST_MEMORY = 8 << 30  # addresses; Numba asks for much that it never uses
LEFT_OUT = ("tui",)
COMPILED = {"cache.py", "compiling.py", "jit.py"}  # of the kernel: how it is compiled
ASIDE = ("tests/tui/", "tests/test_wheel.py", "tests/test_installs.py")  # too slow to be near anything
ALONE = ("cli",)  # each module has tests of its own; those of the room start programs
BESIDE = {  # rooms whose behavior is seen in tests of others
    "compiler": ("kernel/test_against_reference.py", "game/test_moves.py"),
    "kernel": (
        "players/test_search_player.py",
        "players/test_beliefs.py",
        "analysis/test_luck.py",
    ),
    "pages": ("plain", "cli/test_replay.py"),
    "authoring": ("cli/test_scenario.py", "scenario", "compiler"),
    "scenario": ("cli/test_scenario.py", "authoring", "compiler", "pages"),
    "session": ("plain/test_hosting.py", "cli/test_play_saves.py"),
    "game": ("pages", "plain/test_hosting.py"),
}


@frozen
class Tried:
    """What came of one change."""

    key: str
    place: str
    noticed: bool
    by: str  # the first test that failed, or how the process ended
    seconds: float


def sampled(seed: int, count: int) -> list[Change]:
    """Return the changes that are tried: so many, in the order of the draw."""
    changes: list[Change] = []
    for path in sorted((ROOT / "wargame").rglob("*.py")):
        name = path.relative_to(ROOT)
        if name.parts[1] not in LEFT_OUT:
            changes += changes_of(name.as_posix(), path.read_bytes())
    return drawn(changes, seed)[:count]


# -- which tests are near


def near(path: str, tests: dict[str, str]) -> list[str]:
    """Return the test files near a module, the nearest first; `tests` is the text of each."""
    _, *rooms, name = Path(path).with_suffix("").parts
    room = rooms[0] if rooms else name
    module = re.compile(rf"\bwargame\.{re.escape('.'.join([*rooms, name]))}\b|from wargame\.{room} import .*\b{name}\b")
    rings = (
        lambda test, _: test.startswith(f"tests/{room}/" if rooms else "tests/test_") and name in Path(test).stem,
        lambda test, _: f"test_{name}" in Path(test).stem and not test.startswith("tests/cli/"),
        lambda _, text: module.search(text),
        lambda test, _: test.startswith(f"tests/{room}/") and room not in ALONE,
        lambda test, _: test.startswith(tuple(f"tests/{each}" for each in BESIDE.get(room, ()))),
    )
    found = [test for ring in rings for test, text in tests.items() if ring(test, text)]
    return list(dict.fromkeys(found))


# -- one change


def first_failure(tree: Path, tests: Sequence[str], *, interpreted: bool, skipped: Sequence[str] = ()) -> str:
    """Run tests in a copy of the tree; return the first that failed, or how the process ended; "" if none did."""
    settings = {"faulthandler_timeout": STUCK, "faulthandler_exit_on_timeout": "true", "cache_dir": WORK / "pytest"}
    command = [sys.executable, "-P", "-m", "pytest", "-x", "-q", "--no-header", "--tb=no", "--hypothesis-seed=0"]
    command += [part for name, value in settings.items() for part in ("-o", f"{name}={value}")]
    command += [part for test in skipped for part in ("--deselect", test)]
    places = {"HOME": tree / "home", "XDG_CACHE_HOME": WORK / "cache", "PYTHONPATH": tree}
    variables = {name: str(place) for name, place in places.items()} | {"NUMBA_DISABLE_JIT": str(int(interpreted))}
    process = subprocess.Popen(
        [*command, *tests],
        cwd=tree,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    resource.prlimit(process.pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.prlimit(process.pid, resource.RLIMIT_CPU, (MOST_WORK, MOST_WORK))
    try:
        told, _ = process.communicate(timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return f"more than {MOST_SECONDS} s"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and what it started
        process.wait()
    if process.returncode == 0:
        return ""
    if process.returncode in {-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}:
        sys.exit("stopped from outside; the same command goes on")  # a test that was ended has noticed nothing
    if process.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        return f"more than {MOST_WORK} s of a processor"
    failed = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", told, re.MULTILINE)
    return failed[1] if failed else f"exit code {process.returncode}: {told.strip()[-200:]}"


class Bench:
    """A copy of the tree in which changes are tried, and which of its tests fail without one."""

    def __init__(self) -> None:
        """Copy the tree."""
        self.tree = WORK / "tree"
        shutil.rmtree(self.tree, ignore_errors=True)
        shutil.copytree(ROOT, self.tree, ignore=shutil.ignore_patterns(".*", "build", "dist", "__pycache__"))
        paths = {path.relative_to(self.tree).as_posix(): path for path in sorted(self.tree.glob("tests/**/test_*.py"))}
        self._tests = {name: path.read_text("utf-8") for name, path in paths.items() if not name.startswith(ASIDE)}
        self._passes: dict[tuple[str, bool], bool] = {}
        self._ticks = count(2)

    def tried(self, change: Change) -> Tried:
        """Run the tests near a change, made in the copy; leaves the copy as it was.

        What has failed is run without the change too: a test that then fails as well has noticed nothing.
        """
        began, tests = time.monotonic(), near(change.path, self._tests)
        interpreted = change.path.startswith("wargame/kernel/") and Path(change.path).name not in COMPILED
        while by := self._noticed(change, tests, interpreted=interpreted):
            test = by.partition("[")[0]
            if "::" not in test or self._passes_without(test, interpreted=interpreted):
                break
            sys.stderr.write(f"left out, since it fails without a change: {by}\n")
        return Tried(change.key, f"{change.path}:{change.line}", bool(by), by, round(time.monotonic() - began, 1))

    def _noticed(self, change: Change, tests: Sequence[str], *, interpreted: bool) -> str:
        path = self.tree / change.path
        source, stat = path.read_bytes(), path.stat()
        skipped = [test for (test, how), passes in self._passes.items() if how == interpreted and not passes]
        try:
            path.write_bytes(change.applied(source))
            os.utime(path, (stat.st_atime, stat.st_mtime + next(self._ticks)))  # or old bytecode of its size would do
            return first_failure(self.tree, tests, interpreted=interpreted, skipped=skipped)
        finally:
            path.write_bytes(source)
            os.utime(path, (stat.st_atime, stat.st_mtime))

    def _passes_without(self, test: str, *, interpreted: bool) -> bool:
        if (test, interpreted) not in self._passes:
            self._passes[test, interpreted] = not first_failure(self.tree, [test], interpreted=interpreted)
        return self._passes[test, interpreted]


# -- all of them


def kept(path: Path) -> dict[str, Tried]:
    """Return what earlier runs found."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {tried.key: tried for tried in (Tried(**json.loads(line)) for line in lines)}


def try_all(changes: list[Change], path: Path, known: dict[str, Tried]) -> Iterator[Tried]:
    """Try what is not known yet, and keep what came of it."""
    bench = None
    for number, change in enumerate(changes, start=1):
        if change.key not in known:
            bench = bench or Bench()
            found = bench.tried(change)
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(found), ensure_ascii=False) + "\n")
            sys.stderr.write(f"{number:4} {found.seconds:6.1f} s  {found.by or 'SURVIVED'}  {found.key}\n")
            known[change.key] = found
        yield known[change.key]


def summary(seed: int, tried: list[Tried], equivalents: dict[str, str]) -> dict[str, Any]:
    """Return what the run came to."""
    counted = [each for each in tried if each.noticed or each.key not in equivalents]
    found = share(sum(each.noticed for each in counted), len(counted))
    return {
        "seed": seed,
        "changes": len(tried),
        "equivalent": len(tried) - len(counted),
        "noticed": sum(each.noticed for each in counted),
        "score": [round(each, 3) for each in (found.value, found.low, found.high)],
        "survivors": [f"{each.place}: {each.key}" for each in counted if not each.noticed],
        "seconds": round(sum(each.seconds for each in tried)),
    }


def main() -> None:
    """Try a sample of changes; print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--changes", type=int, default=CHANGES, help="how many are tried")
    parser.add_argument("--only", default="", help="those whose place or text contains this")
    parser.add_argument("--again", action="store_true", help="try those again that were not noticed")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # not without what it has started
    WORK.mkdir(parents=True, exist_ok=True)
    path = WORK / f"seed-{asked.seed}.jsonl"
    equivalents = {each["change"]: each["why"] for each in tomli.loads(EQUIVALENTS.read_text("utf-8"))["equivalent"]}
    known = kept(path)
    if asked.again:
        known = {key: tried for key, tried in known.items() if tried.noticed or key in equivalents}
    changes = sampled(asked.seed, asked.changes)
    chosen = [each for each in changes if asked.only in f"{each.path}:{each.line} {each.key}"]
    came = summary(asked.seed, list(try_all(chosen, path, known)), equivalents)
    sys.stdout.write(json.dumps(came, indent=2, ensure_ascii=False) + "\n")
    sys.exit(came["score"][0] < AIM)


if __name__ == "__main__":
    main()
