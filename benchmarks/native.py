"""The kernel against a C program that plays the same tables, on one thread: how much the way of compiling costs.

It compiles `playout.c` beside this file with the system's C compiler in a temporary folder, where it writes a header
that names the fields of all tables, hands it the tables of a scenario, and lets both play the same games in turn. It
stops if they do not come to the same. It prints one line of JSON. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wargame.game.summit import load
from wargame.kernel import movesets, records, state, tables
from wargame.kernel.choose import RANDOM
from wargame.kernel.playout import RESULT, RESULTS, play_games

if TYPE_CHECKING:
    from wargame.compiler.program import Compiled

SOURCE = Path(__file__).with_name("playout.c")
FLAGS = ("-O3", "-march=native")
WORD = 2**64


def mix(word: int) -> int:
    """Scramble 64 bits, as kernel.dice does."""
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 % WORD
    word = (word ^ word >> 27) * 0x94D049BB133111EB % WORD
    return word ^ word >> 31


def checksum(results: np.ndarray[Any, Any]) -> int:
    """Fold what games came to into one word, as the C program does."""
    word = 0
    for ending, first, second, plies, nodes, *_ in results.tolist():
        word = mix((word ^ ending ^ first << 8 ^ second << 16 ^ plies << 24 ^ nodes << 32) % WORD)
    return word


def header() -> str:
    """Return what C has to know of the kernel: every table, field and slot by its name in Python."""
    lines = [f"#define {name.upper()} {at}" for at, name in enumerate(tables.FIELDS)]
    for module in (records, tables):
        for name, value in vars(module).items():
            if name.isupper() and hasattr(value, "_asdict") and not name.startswith("_"):
                lines += [f"#define {name}_{field.upper()} {at}" for field, at in value._asdict().items()]
    for module in (tables, movesets, state):
        for name, value in vars(module).items():
            if name.isupper() and type(value) in {int, np.int64}:
                lines.append(f"#define {name} {value}")
    return "\n".join([*lines, ""])


def compiled_in_c(folder: Path, cell: str) -> Path:
    """Compile the C program for tables of that kind of integer."""
    compiler = shlex.split(os.environ.get("CC", "")) or ["cc"]
    if shutil.which(compiler[0]) is None:
        sys.exit(f"native.py: there is no C compiler ({compiler[0]}) here, so there is nothing to compare with")
    program = folder / "playout"
    (folder / "tables.h").write_text(header(), encoding="utf-8")
    command = [*compiler, *FLAGS, f"-DTABLE={cell}", "-I", str(folder), str(SOURCE), "-o", str(program)]
    subprocess.run(command, check=True)
    return program


def in_kernel(program: Compiled, seed: int, games: int) -> tuple[float, np.ndarray[Any, Any]]:
    """Play games in the kernel; return the seconds it took and the results."""
    results = np.zeros((games, RESULT.width), RESULTS)
    states = np.zeros((0, program.slots.count), np.int16)
    policies = np.array([RANDOM, RANDOM], np.int64)
    start = time.thread_time()
    play_games(program.ints, program.words, np.uint64(seed), 0, policies, results, states, np.zeros((0, 0), np.int16))
    return time.thread_time() - start, results


def in_c(program: Path, seed: int, games: int) -> tuple[float, int]:
    """Play games in the C program; return the seconds it took and its checksum."""
    folder = program.parent
    command = [str(program), str(folder / "ints"), str(folder / "words"), str(seed), str(games)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found["ns"] / 1e9, int(found["checksum"])


def main() -> None:
    """Measure both in turn."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scenario", default="trump-kim-2018")
    parser.add_argument("--games", type=int, default=50_000, help="in each round (default 50000)")
    parser.add_argument("--rounds", type=int, default=9, help="how many (default 9)")
    options = parser.parse_args()
    tables = load(options.scenario).compiled
    rates: dict[str, list[float]] = {"kernel": [], "c": []}
    with tempfile.TemporaryDirectory() as folder:
        program = compiled_in_c(Path(folder), f"{tables.ints.dtype}_t")
        tables.ints.tofile(Path(folder) / "ints")
        tables.words.tofile(Path(folder) / "words")
        in_kernel(tables, 0, 1)
        for seed in range(options.rounds):
            seconds, results = in_kernel(tables, seed, options.games)
            seconds_in_c, word = in_c(program, seed, options.games)
            if checksum(results) != word:
                sys.exit(f"native.py: the kernel and the C program played different games of seed {seed}")
            decisions = int(results[:, RESULT.plies].sum())
            rates["kernel"].append(decisions / seconds)
            rates["c"].append(decisions / seconds_in_c)
    ratios = [own / other for own, other in zip(rates["kernel"], rates["c"], strict=True)]
    print(json.dumps({"scenario": options.scenario, "games": options.games, **report(rates, ratios)}))


def report(rates: dict[str, list[float]], ratios: list[float]) -> dict[str, Any]:
    """Return medians, least and greatest."""
    rows = {f"{name} decisions/s": values for name, values in rates.items()} | {"kernel / c": ratios}
    return {
        name: {"median": statistics.median(values), "low": min(values), "high": max(values), "runs": len(values)}
        for name, values in rows.items()
    }


if __name__ == "__main__":
    main()
