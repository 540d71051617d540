"""A monkey at the keyboard: random keys, clicks and sizes over every screen. `make monkey` runs it.

Nothing may crash it; whatever was played must be whole and verify. All its chance comes from the seed and the number
of the session, so `--only NUMBER` repeats one by itself. The summary is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "tui"))
sys.path.insert(0, str(Path(__file__).parent / ".."))

from piloted import NARROW, WIDE, driven

from wargame.journal.reading import read_journal
from wargame.journal.replay import verified
from wargame.journal.store import rules_of, saves_in

if TYPE_CHECKING:
    from piloted import Driver

__all__ = ["mashed"]

SEED = 2018
SESSION = 250  # keys
STEP = 0.05  # share of steps that are a click, and again of those that change the size
KEYS = (
    *("enter",) * 24, *("down",) * 14, *("up",) * 6, *("right",) * 5, "left", "left", *("escape",) * 4, "tab", "tab",
    "shift+tab", "space", "space", "pagedown", "pageup", "home", "end", "slash", "question_mark", "ctrl+p", "backspace",
    "plus", "minus", "f1", "delete", "ctrl+a", "ctrl+u", "left_square_bracket", "right_square_bracket", "ctrl+c",
    *"sdborlkiwhupnegvtmxyz019", "q", "full_stop", "é", "ctrl+z",
)  # fmt: skip
SIZES = (NARROW, NARROW, WIDE, WIDE, (120, 40), (60, 20), (40, 10), (20, 5), (200, 60))


def mashed(seed: int, keys: int, folder: Path) -> Counter[str]:
    """Press so many random keys in one session; returns what was met: screens, keys, games."""
    dice, met = random.Random(seed), Counter[str]()  # noqa: S311  it has to be repeatable

    async def steps(driver: Driver) -> None:
        app = driver.app
        app.settings.pace = 0.0
        while met["keys"] < keys and app.is_running and not app._exit:
            chance = dice.random()
            width, height = app.size
            if chance < STEP / 5:
                await driver.pilot.resize_terminal(*dice.choice(SIZES))
            elif chance < STEP * 2:
                await driver.pilot.click(None, offset=(dice.randrange(width), dice.randrange(height)))
            else:
                await driver.pilot.press(dice.choice(KEYS))
            met["keys"] += 1
            if app._exit:
                return
            if dice.random() < 0.2:  # else keys come faster than anything is done
                await driver.settle(thinking=dice.random() < 0.5)
            met[driver.on] += 1

    while met["keys"] < keys:
        met["sessions"] += 1
        app = driven(steps, folder, size=dice.choice((NARROW, WIDE)))
        assert app.return_code in {0, None}, f"it ended with {app.return_code}"
    for path in saves_in(folder / "saves") if (folder / "saves").exists() else ():
        journal = read_journal(path)
        reason = journal.problem or verified(rules_of(journal.header.scenario, path.parent), journal)
        assert not reason, f"{path.name}: {reason}"
        met["games"] += 1
    return met


def main_program() -> int:
    """Run the sessions that are asked for and print what they came to."""
    parser = argparse.ArgumentParser(description="Random keys with fixed seeds; prints a JSON summary.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keys", type=int, default=20_000, help="in all; default: 20000")
    parser.add_argument("--only", type=int, default=None, metavar="NUMBER", help="one session")
    chosen = parser.parse_args()
    numbers = range(chosen.keys // SESSION) if chosen.only is None else [chosen.only]
    met, begun = Counter[str](), time.perf_counter()
    failures: list[dict[str, object]] = []
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            try:
                met += mashed(chosen.seed * 1_000_000 + number, SESSION, Path(folder))
            except Exception:  # noqa: BLE001  every one is a finding
                failures.append({"session": number, "traceback": traceback.format_exc()})
        sys.stderr.write(f"session {number}: {met['keys']} keys, {len(failures)} failed\n")
    report = {"seed": chosen.seed, "seconds": round(time.perf_counter() - begun, 1), **dict(sorted(met.items()))}
    sys.stdout.write(json.dumps({**report, "failed": len(failures), "failures": failures}, indent=2) + "\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main_program())
