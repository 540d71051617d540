"""Saved games under power cuts, kills, failing and lacking disks, rivals, damage, removal and malice: `make torture`.

All chance comes from one seed. Prints a JSON summary; exits with 1 if anything failed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent / "journal"))
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / ".."))

import hypothesis
from damaging import bits_turned, cuts, journal_of, mutants
from displaced import DEEDS, PLIES, displaced_at
from failing import FAULTS, fail_at
from hypothesis.stateful import run_state_machine_as_test
from lacking import LACKS, play_on_lacking, rivals_without_locks
from machine import Machine
from mistaken import MISTAKES, mistaken
from modelled import cut_at
from summits_of_journals import SEATS, small

from wargame.game.game import Game
from wargame.game.summit import load
from wargame.journal.keeping import begin, resume
from wargame.journal.reading import read_journal
from wargame.journal.replay import verified

if TYPE_CHECKING:
    from collections.abc import Callable

Figures = dict[str, Any]
TESTS = Path(__file__).parent
SEED = 2018
WEATHERS = {  # how the same games are played again: all of them, or one in twenty-five where the kernel is interpreted
    "hash seed 0, 1 thread": {"PYTHONHASHSEED": "0", "NUMBA_NUM_THREADS": "1"},
    "hash seed 4711, 2 threads": {"PYTHONHASHSEED": "4711", "NUMBA_NUM_THREADS": "2"},
    "JIT off, hash seed 1": {"PYTHONHASHSEED": "1", "NUMBA_DISABLE_JIT": "1"},
}


def program(name: str, *arguments: object, **weather: str) -> Any:
    """Run a program of tests/journal and return what it prints."""
    paths = os.pathsep.join(str(each) for each in (TESTS.parent, TESTS, TESTS / "journal"))
    done = subprocess.run(
        [sys.executable, TESTS / "journal" / name, *(str(each) for each in arguments)],
        env={**os.environ, "PYTHONPATH": paths, **weather},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def power_cuts(seed: int, count: int) -> Figures:
    """Cut the power at every instant of one session after the other, half of them on failing disks."""
    tried = sessions = 0
    while tried < count:
        instant = 0
        while cut_at(seed + sessions, instant, 25, 0.05 * (sessions % 2)):
            instant += 1
            tried += 1
        sessions += 1
    return {"sessions": sessions, "power cuts": tried}


def kills(seed: int, count: int) -> Figures:
    """Kill real processes."""
    with tempfile.TemporaryDirectory() as folder:
        return dict(program("killing.py", "kills", count, seed, folder))


def pairs(seed: int, count: int) -> Figures:
    """Let two processes have one save."""
    with tempfile.TemporaryDirectory() as folder:
        return dict(program("killing.py", "pairs", count, seed, folder))


def damage(seed: int, count: int) -> Figures:
    """Turn one bit of every byte of some journals, and cut them everywhere."""
    journals = [journal_of(small(), seed + number) for number in range(count - count // 10)]
    journals += [journal_of(load("trump-kim-2018"), seed + number) for number in range(count // 10)]
    return {
        "journals": len(journals),
        "bits turned": sum(bits_turned(data, seed + number) for number, data in enumerate(journals)),
        "cuts": sum(cuts(data) for data in journals),
    }


def failures(_: int, step: int) -> Figures:
    """Let every call of a session fail, in every way."""
    tried = 0
    for fault in FAULTS:
        with tempfile.TemporaryDirectory() as folder:
            at = 0
            while fail_at(fault, at, Path(folder) / str(at)):
                at += step
                tried += 1
    return {"ways": len(FAULTS), "failures": tried}


def displacement(_: int, count: int) -> Figures:
    """Remove, move, replace and overwrite the file of a game, its folder and its rules, at each move and the end."""
    tried = 0
    for _ in range(count):
        for deed in DEEDS:
            for at in range(PLIES + 1):
                with tempfile.TemporaryDirectory() as folder:
                    displaced_at(deed, at, Path(folder))
                    tried += 1
    return {"deeds": len(DEEDS), "games": tried}


def lacks(_: int, count: int) -> Figures:
    """Play where locks, links and syncs are not to be had, alone and against a rival."""
    for _ in range(count):
        for lack in LACKS:
            with tempfile.TemporaryDirectory() as folder:
                play_on_lacking(lack, Path(folder))
        with tempfile.TemporaryDirectory() as folder:
            rivals_without_locks(Path(folder), PLIES)
    return {"lacks": len(LACKS), "games": 2 * count * (len(LACKS) + 1)}


def mistakes(_: int, count: int) -> Figures:
    """Put something else under the name of kept rules."""
    for _ in range(count):
        for mistake in MISTAKES:
            with tempfile.TemporaryDirectory() as folder:
                mistaken(mistake, Path(folder))
    return {"mistakes": len(MISTAKES), "mended": 2 * count * len(MISTAKES)}


def malice(seed: int, count: int) -> Figures:
    """Read journals that nobody wrote."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        figures: Figures = dict(mutants(count, seed, Path(folder)))
    figures["MiB more"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    assert figures["longest ms"] < 1000, figures
    assert figures["MiB more"] < 200, figures
    return figures


def repetition(seed: int, count: int) -> Figures:
    """Write the same games in several weathers: the same bytes."""
    files: dict[str, list[str]] = {}
    for name, weather in WEATHERS.items():
        games = max(1, count // 25) if "JIT off" in name else count
        with tempfile.TemporaryDirectory() as folder:
            files[name] = program("repeating.py", games, seed, folder, **weather)
        assert files[name] == next(iter(files.values()))[:games], f"{name}: other bytes"
    return {name: len(hashes) for name, hashes in files.items()}


def machine(_: int, count: int) -> Figures:
    """Do anything in any order."""
    settings = hypothesis.settings(
        max_examples=count,
        stateful_step_count=50,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    run_state_machine_as_test(Machine, settings=settings)
    return {"runs": count, "steps at most": count * 50}


def speed(seed: int, count: int) -> Figures:
    """Measure what a person waits for, on the disk of the checkout."""
    summit = load("trump-kim-2018")
    seats = dict(zip(summit.rules.side_ids, SEATS.values(), strict=True))
    taken: list[float] = []
    with tempfile.TemporaryDirectory(dir=TESTS.parent) as folder:
        created = "2026-11-23T22:40:00Z"
        keeper = begin(Game(summit, seed), seats, folder=Path(folder), created=created)
        while len(taken) < count - 1:
            began = time.perf_counter()
            if keeper.game.is_over or keeper.game.ply > 15:
                keeper.undo()
            else:
                keeper.play(keeper.game.legal_moves[len(taken) % len(keeper.game.legal_moves)])
            taken.append(time.perf_counter() - began)
        if keeper.game.is_over:
            keeper.undo()
        keeper.close()
        path = keeper.writer.path
        journal = read_journal(path)
        return {
            "entries": len(journal.entries),
            "append median ms": round(1000 * statistics.median(taken), 3),
            "verified entries/s": round(len(journal.entries) / _median(lambda: verified(summit, journal))),
            "open ms": round(1000 * _median(lambda: resume(summit, read_journal(path)).close()), 1),
        }


def _median(action: Callable[[], object]) -> float:
    taken = []
    for _ in range(15):
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


PARTS: dict[str, tuple[Callable[[int, int], Figures], int]] = {
    "power-cuts": (power_cuts, 3000),
    "kills": (kills, 600),
    "damage": (damage, 20),
    "failures": (failures, 1),
    "pairs": (pairs, 100),
    "displacement": (displacement, 10),
    "lacks": (lacks, 10),
    "mistakes": (mistakes, 10),
    "malice": (malice, 100_000),
    "repetition": (repetition, 1000),
    "machine": (machine, 1000),
    "speed": (speed, 200),
}


def main() -> int:
    """Run the parts that are asked for and print what they came to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", choices=PARTS, action="append")
    chosen = parser.parse_args()
    report: Figures = {"date": f"{dt.datetime.now(dt.UTC):%Y-%m-%d}", "seed": chosen.seed}
    report |= {"python": platform.python_version(), "parts": {}}
    failed = 0
    for name, (part, count) in PARTS.items():
        if chosen.only and name not in chosen.only:
            continue
        began = time.perf_counter()
        try:
            figures = part(chosen.seed, count)
        except Exception:  # noqa: BLE001  each part is told about, whatever the others did
            figures = {"failed": traceback.format_exc()}
            failed += 1
        report["parts"][name] = {**figures, "seconds": round(time.perf_counter() - began, 1)}
        sys.stderr.write(f"{name}: {json.dumps(report['parts'][name])}\n")
    report["failed"] = failed
    sys.stdout.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
