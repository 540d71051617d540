"""A monkey at the keyboard: random keys, clicks and sizes over every screen. `make monkey` runs it.

Its sessions are of two kinds: keys given to the app in this process; and, every second, bytes given to the program
in terminals of its own: keys that are held down, bytes that are no text, clicks of old terminals, releases of keys,
long pastes, sizes, and at last a window closed in their midst, or a signal to one that is read, or no longer.

Nothing may crash it or leave a process behind; whatever was played must be whole and verify. All its chance comes from
the seed and the number of the session, so `--only NUMBER` repeats one by itself. The summary is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "tui"))
sys.path.insert(0, str(Path(__file__).parent / ".."))

from piloted import NARROW, WIDE, driven
from terminals import Terminal

from wargame.journal.reading import read_journal
from wargame.journal.replay import verified
from wargame.journal.store import rules_of, saves_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from piloted import Driver

SEED = 2018
SESSION, ROUGH_SESSION = 250, 1000  # keys in the app, and in terminals: a key that is held down comes sooner
STEP = 0.05  # share of steps that are a click, and again of those that change the size
KEYS = (
    *("enter",) * 24, *("down",) * 14, *("up",) * 6, *("right",) * 5, "left", "left", *("escape",) * 4, "tab", "tab",
    "shift+tab", "space", "space", "pagedown", "pageup", "home", "end", "slash", "question_mark", "ctrl+p", "backspace",
    "plus", "minus", "f1", "delete", "ctrl+a", "ctrl+u", "left_square_bracket", "right_square_bracket", "ctrl+c",
    *("c",) * 10, *"sdborlkiwhupnegvtmxyz019", "q", "full_stop", "é", "ctrl+z",
)  # fmt: skip
ROUGH = 2  # every so many sessions one in terminals
LIVES = (50, 500)  # keys that a terminal is sent before its end, least and most
STAYS = "it stays"  # what is said of a process that does not end
SOON = 4.0  # seconds until a program whose window was closed has gone
SENT = (b"\r", b"\r", b"c", b"y", b"\x1b[B", b"\x1b[A", b"\x1b[C", b"\x1b[D", b" ", b"\t", b"\x1b", b"s", b"l", b"o",
        b"w", b"h", b"u", b"?", b"/", b"x", b"q", b"p", b"n", b"\x10", b"\x1a", b"\x1b[5~", b"\x1b[6~")  # fmt: skip
GAME = ("play", "two-villages", "--seat", "hill=human")
OPENED: tuple[tuple[tuple[str, ...], str], ...] = (  # a command, and what it shows once it can be struck at
    ((), "Tutorial"), ((*GAME, "--seat", "vale=doctrine"), "Goal "),
    ((*GAME, "--seat", "vale=human"), "Pass the keyboard"),
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
    met["games"] += _games_verified(folder)
    return met


def roughened(seed: int, keys: int, folder: Path) -> Counter[str]:
    """Send so many keys to the program in terminals, among bytes of every kind, and end each roughly in their midst."""
    dice, met = random.Random(seed), Counter[str]()  # noqa: S311  it has to be repeatable
    while met["keys"] < keys:
        met += _one_terminal(dice, min(keys - met["keys"], dice.randrange(*LIVES)), folder)
    met["games"] += _games_verified(folder)
    return met


def _one_terminal(dice: random.Random, keys: int, folder: Path) -> Counter[str]:
    """Send about so many keys to one terminal, fewer if the program is left by them, and end it."""
    met = Counter[str](terminals=1)
    width, height = dice.choice((NARROW, WIDE))
    opened, seen = dice.choice(OPENED)
    terminal = Terminal(*opened, folder=folder, size=(height, width))
    try:
        terminal.wait_for(seen)
        while met["keys"] < keys and terminal.is_running:
            kind = dice.choice(tuple(ROUGHNESS))
            met[kind] += 1
            met["keys"] += ROUGHNESS[kind](terminal, dice)
            terminal.rest(dice.choice((0.01, 0.1)))
        assert terminal.code in {0, None}, f"it ended with {terminal.code}: {_traceback(folder)}"
        _end(terminal, dice, met)
    finally:
        terminal.close()
    return met


def _held(terminal: Terminal, dice: random.Random) -> int:
    times = dice.randrange(1, 20)
    terminal.hold(dice.choice(SENT).decode(), times, dice.choice((0.03, 0.03, 0.03, 0.12)))
    return times


def _struck(terminal: Terminal, dice: random.Random) -> int:
    keys = dice.choices(SENT, k=dice.randrange(1, 30))
    terminal.write(b"".join(keys))
    return len(keys)


def _spoiled(terminal: Terminal, dice: random.Random) -> int:
    terminal.write(bytes(dice.randrange(128, 256) for _ in range(dice.randrange(1, 12))))
    return 0


def _clicked(terminal: Terminal, dice: random.Random) -> int:
    at = bytes(dice.randrange(33, 256) for _ in range(2))
    terminal.write(b"\x1b[M " + at + b"\x1b[M#" + at)
    return 0


def _released(terminal: Terminal, dice: random.Random) -> int:
    terminal.write(b"\x1b[%d;%d:%du" % (dice.choice((13, 27, 99, 113, 121)), dice.randrange(1, 9), dice.choice((2, 3))))
    return 0


def _pasted(terminal: Terminal, dice: random.Random) -> int:
    terminal.write(b"\x1b[200~" + dice.choice((b"peace ", b"\r", b"\xe9\r\n")) * dice.randrange(2000) + b"\x1b[201~")
    return 0


def _resized(terminal: Terminal, dice: random.Random) -> int:
    terminal.resize(*dice.choice(((1, 1), *SIZES)))
    return 0


ROUGHNESS: dict[str, Callable[[Terminal, random.Random], int]] = {
    "held": _held, "struck": _struck, "spoiled": _spoiled, "clicked": _clicked, "released": _released,
    "pasted": _pasted, "resized": _resized,
}  # fmt: skip


def _end(terminal: Terminal, dice: random.Random, met: Counter[str]) -> None:
    """End it in one of three ways, and see to it that it is gone."""
    way = dice.choice(("closed", "signalled", "unread"))
    met[way] += 1
    if way != "signalled" and terminal.is_running:
        os.set_blocking(terminal.file, False)
        with suppress(BlockingIOError):
            os.write(terminal.file, b"".join(dice.choices(SENT[:-2], k=400)).replace(b"q", b""))
    if way == "closed":
        terminal.hang_up()
    elif terminal.is_running:
        time.sleep(0.3)
        terminal.send(signal.SIGTERM)
    assert terminal.is_gone_within(SOON), f"{STAYS} after being {way}"


def _traceback(folder: Path) -> str:
    """Return what the program kept of a fault of its own."""
    log = folder / "state" / "wargame" / "log" / "crash.log"
    return log.read_text("utf-8") if log.exists() else "no traceback was kept"


def _games_verified(folder: Path) -> int:
    """Return how many games were saved; each must be whole."""
    games = 0
    for path in saves_in(folder / "saves") if (folder / "saves").exists() else ():
        journal = read_journal(path)
        reason = journal.problem or verified(rules_of(journal.header.scenario, path.parent), journal)
        assert not reason, f"{path.name}: {reason}"
        games += 1
    return games


def _is_rough(number: int) -> bool:
    return number % ROUGH == ROUGH - 1


def _keys_of(number: int) -> int:
    return ROUGH_SESSION if _is_rough(number) else SESSION


def _numbers(first: int, keys: int) -> Iterator[int]:
    """Yield the sessions that press so many keys together."""
    for number in count(first):
        if keys <= 0:
            return
        yield number
        keys -= _keys_of(number)


def main_program() -> int:
    """Run the sessions that are asked for and print what they came to."""
    parser = argparse.ArgumentParser(description="Random keys with fixed seeds; prints a JSON summary.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keys", type=int, default=50_000, help="in all; default: 50000")
    parser.add_argument("--first", type=int, default=0, metavar="NUMBER", help="the first session, of a run in parts")
    parser.add_argument("--only", type=int, default=None, metavar="NUMBER", help="one session")
    chosen = parser.parse_args()
    numbers = _numbers(chosen.first, chosen.keys) if chosen.only is None else [chosen.only]
    met, begun = Counter[str](), time.perf_counter()
    failures: list[dict[str, object]] = []
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            try:
                session = roughened if _is_rough(number) else mashed
                met += session(chosen.seed * 1_000_000 + number, _keys_of(number), Path(folder))
            except Exception:  # noqa: BLE001  every one is a finding
                failures.append({"session": number, "traceback": traceback.format_exc()})
        sys.stderr.write(f"session {number}: {met['keys']} keys, {len(failures)} failed\n")
    report = {"seed": chosen.seed, "seconds": round(time.perf_counter() - begun, 1), **dict(sorted(met.items()))}
    left = sum(STAYS in str(each["traceback"]) for each in failures)
    outcome = {"processes left": left, "failed": len(failures), "failures": failures}
    sys.stdout.write(json.dumps({**report, **outcome}, indent=2) + "\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main_program())
