"""The interface as a person meets it: in a terminal of its own, by the clock.

    python benchmarks/interface.py [--rounds 9] [--games 100] [--json]

Starts `wargame` in a pseudo-terminal, presses keys, and reads what is painted. Measured are the first frame, the time
from a key to the last byte painted for it (while nobody thinks, and while a search player does), how long it takes to
stop that player and to leave the program, memory, memory after so many watched games, and processor time while
nothing happens.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

SIZE = (50, 160)
QUIET = 0.03  # seconds without a byte that end a paint
THINKER = "search:5000000"


class Terminal:
    """`wargame` in a pseudo-terminal."""

    def __init__(self, *arguments: str, folder: str, size: tuple[int, int] = SIZE) -> None:
        """Start it."""
        environment = {
            **os.environ, "TERM": "xterm-256color", "WARGAME_SAVES": f"{folder}/saves", "WARGAME_CONFIG": folder,
            "COLORTERM": "truecolor",
        }  # fmt: skip
        environment.pop("NO_COLOR", None)
        self.started = time.perf_counter()
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-m", "wargame", *arguments], environment)  # noqa: S606
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        self.seen = b""

    def read(self, seconds: float) -> bytes:
        """Return what comes within so many seconds, b"" if nothing does."""
        ready, _, _ = select.select([self.file], [], [], seconds)
        if not ready:
            return b""
        try:
            found = os.read(self.file, 1 << 16)
        except OSError:  # it has gone
            return b""
        self.seen = (self.seen + found)[-(1 << 20) :]
        return found

    def wait_for(self, *words: str, seconds: float = 60) -> float:
        """Read until one of the words was painted; returns the moment."""
        end = time.perf_counter() + seconds
        wanted = [word.encode() for word in words]
        while time.perf_counter() < end:
            if any(word in self.seen for word in wanted):
                return time.perf_counter()
            self.read(0.005)
        message = f"none of {words} was painted within {seconds} s; the end of what was: {self.seen[-400:]!r}"
        raise TimeoutError(message)

    def settle(self, seconds: float = 0.3) -> None:
        """Read until nothing has come for a while."""
        while self.read(seconds):
            pass

    def press(self, keys: str, *, forget: bool = True) -> float:
        """Press keys; returns the moment."""
        if forget:
            self.seen = b""
        moment = time.perf_counter()
        os.write(self.file, keys.encode())
        return moment

    def painted(self, keys: str, seconds: float = 2.0) -> float:
        """Press keys, and return how long it took until all was painted that came of them."""
        start = self.press(keys)
        last = start
        while time.perf_counter() - start < seconds:
            if self.read(QUIET):
                last = time.perf_counter()
            elif last > start:
                break
        return last - start

    def memory(self) -> float:
        """Return its resident memory in MiB."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024

    def processor(self) -> float:
        """Return the processor time it has used, in seconds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def leave(self) -> float:
        """Quit by key, and return how long that takes."""
        start = self.press("\x11")
        while time.perf_counter() - start < 20:  # noqa: PLR2004  far beyond what may be
            self.read(0.005)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                os.close(self.file)
                return time.perf_counter() - start
        os.kill(self.pid, signal.SIGKILL)
        message = "it does not leave"
        raise TimeoutError(message)


def first_frames(folder: str, rounds: int) -> list[float]:
    """Return how long the first frame takes, warm."""
    found = []
    for _ in range(rounds):
        terminal = Terminal(folder=folder)
        found.append(terminal.wait_for("Settings") - terminal.started)
        terminal.wait_for("Settings")
        terminal.leave()
    return found


def at_the_table(folder: str, player: str, seed: int) -> Terminal:
    """Return a terminal at a table where it is the person's turn."""
    seats = ("--seat", "usa=human", "--seat", f"dprk={player}")
    terminal = Terminal("play", "trump-kim-2018", "--seed", str(seed), *seats, folder=folder)
    terminal.wait_for("Goal ")
    terminal.settle()
    return terminal


def keys_painted(folder: str, rounds: int) -> tuple[list[float], list[float], list[float], list[float], float]:
    """Return times to paint a cursor key, idle and while a player thinks; to stop him; to leave then; and memory."""
    terminal = at_the_table(folder, THINKER, 2)  # Washington moves first
    terminal.press("\r")
    terminal.settle()
    idle = [terminal.painted("\x1b[B" if number // 10 % 2 else "\x1b[A") for number in range(rounds * 10)]
    memory = terminal.memory()
    thinking, stops = [], []
    for _ in range(max(1, rounds // 3)):
        _until_he_thinks(terminal)
        thinking += [terminal.painted("\t") for _ in range(10)]
        stops.append(_stopped(terminal))
        terminal.settle()
    quits = [terminal.leave()]
    for _ in range(max(1, rounds // 3)):
        terminal = at_the_table(folder, THINKER, 1)  # Pyongyang moves first, and thinks
        quits.append(terminal.leave())
    return idle, thinking, stops, quits, memory


def _until_he_thinks(terminal: Terminal) -> None:
    """Go on, draft and commit the first move, until it is the other's turn: he may have two in a row."""
    for _ in range(12):
        for key in ("\r", "\x1b[B", "\r", "c"):
            terminal.press(key)
            terminal.settle()
            if b"is thinking" in terminal.seen:
                return
    message = "it never becomes the other's turn"
    raise TimeoutError(message)


def _stopped(terminal: Terminal) -> float:
    """Stop him, and return how long it took until his move was told; he may have two in a row."""
    for _ in range(3):
        start = terminal.press("\x1b")
        try:
            return terminal.wait_for("Your move", "has moved", seconds=5) - start
        except TimeoutError:
            continue
    message = "he cannot be stopped"
    raise TimeoutError(message)


def growth(folder: str, games: int) -> tuple[float, float]:
    """Return memory after the first and after so many games watched, each a rematch of the one before."""
    Path(folder, "settings.json").write_text('{"pace": 0.0}', encoding="utf-8")
    seats = ("--seat", "karst=doctrine", "--seat", "mere=doctrine")
    terminal = Terminal("play", "river-treaty", *seats, folder=folder)
    first = 0.0
    for number in range(games):
        terminal.wait_for("Rematch", seconds=120)
        terminal.settle(0.1)
        if number == min(9, games - 1):
            first = terminal.memory()
        if number < games - 1:
            terminal.press("r")
    last = terminal.memory()
    terminal.leave()
    return first, last


def idle_share(folder: str, seconds: float = 5.0) -> float:
    """Return the share of a processor that is used while nothing happens."""
    terminal = at_the_table(folder, "doctrine", 2)
    terminal.press("\r")
    terminal.settle(1.0)
    before = terminal.processor()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        terminal.read(0.1)
    share = (terminal.processor() - before) / seconds
    terminal.leave()
    return share


def summary(values: list[float]) -> dict[str, float]:
    """Return median, 95th percentile and greatest, in milliseconds."""
    ordered = sorted(values)
    at = min(len(ordered) - 1, int(0.95 * len(ordered)))
    return {name: round(1000 * value, 1) for name, value in
            (("p50", statistics.median(ordered)), ("p95", ordered[at]), ("max", ordered[-1]))}  # fmt: skip


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--games", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "saves").mkdir()
        warm = Terminal("play", "river-treaty", folder=folder)  # compiles, if that was not done
        warm.wait_for("Goal ", seconds=120)
        warm.leave()
        first_frames(folder, 1)
        found: dict[str, object] = {"first frame, ms": summary(first_frames(folder, options.rounds))}
        idle, thinking, stops, quits, memory = keys_painted(folder, options.rounds)
        found["key to paint, ms"] = summary(idle)
        found["key to paint while he thinks, ms"] = summary(thinking)
        found["stopping him, ms"] = summary(stops)
        found["leaving, ms"] = summary(quits)
        found["memory at the table, MiB"] = round(memory, 1)
        found["processor while idle, %"] = round(100 * idle_share(folder), 2)
        first, last = growth(folder, options.games)
        found[f"memory after 10 and after {options.games} games, MiB"] = [round(first, 1), round(last, 1)]
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        for name, value in found.items():
            print(f"{name:<44} {value}")


if __name__ == "__main__":
    main()
