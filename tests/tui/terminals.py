"""`wargame` in a real pseudo-terminal: what it writes, what it leaves behind, and how long it takes to go."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PATIENCE = 90.0  # seconds, a first compile included
LEFT_ALONE = {"?1049": "alternate screen", "?1000": "mouse", "?1003": "mouse", "?2004": "pasting"}  # off at the end


class Terminal:
    """The program in a terminal of its own; leaves its shell's place to `cat`-like silence."""

    def __init__(
        self,
        *arguments: str,
        folder: Path,
        size: tuple[int, int] = (24, 80),
        program: str = "",
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Start `wargame`, or a program of one's own in its place."""
        environment = {
            **os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "WARGAME_CONFIG": str(folder / "config"),
            "WARGAME_SAVES": str(folder / "saves"), "XDG_STATE_HOME": str(folder / "state"),
            **(variables or {}),
        }  # fmt: skip
        for name in ("NO_COLOR", "COLUMNS", "LINES"):  # of the tests' own terminal
            if name not in (variables or {}):
                environment.pop(name, None)
        command = [sys.executable, *(("-c", program) if program else ("-m", "wargame")), *arguments]
        self.seen = b""
        self.is_closed = False
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, command, environment)  # noqa: S606
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        self.before = termios.tcgetattr(self.file)
        self.code: int | None = None

    def read(self, seconds: float = 0.02) -> bytes:
        """Return what is written within so many seconds, b"" if nothing is."""
        ready, _, _ = select.select([self.file], [], [], seconds)
        try:
            found = os.read(self.file, 1 << 16) if ready else b""
        except OSError:  # it has gone
            found = b""
        self.seen += found
        return found

    def wait_for(self, words: str) -> None:
        """Read until some words were painted."""
        end = time.monotonic() + PATIENCE
        while words.encode() not in self.seen:
            self.read()
            assert time.monotonic() < end, f"{words!r} was not painted: {self.seen[-2000:]!r}"
            assert self.is_running or words.encode() in self.seen, f"it has ended: {self.seen[-2000:]!r}"

    @property
    def is_running(self) -> bool:
        """Say whether it still runs."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is None

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self.file, keys.encode())

    def write(self, data: bytes, within: float = PATIENCE) -> None:
        """Send bytes as a terminal that holds nothing back, reading what is painted as it goes."""
        until = time.monotonic() + within
        while data and self.is_running:  # else nobody reads it
            assert time.monotonic() < until, f"{len(data)} bytes were not read"
            _, ready, _ = select.select([], [self.file], [], 0.02)
            if ready:
                data = data[os.write(self.file, data[:256]) :]
            self.read(0)

    def hold(self, key: str, times: int, seconds: float) -> None:
        """Press a key again and again, so many seconds apart, as one that is held down."""
        for _ in range(times):
            self.press(key)
            until = time.monotonic() + seconds
            while (left := until - time.monotonic()) > 0:
                self.read(left)

    def rest(self, seconds: float = 0.5) -> None:
        """Read until nothing has been painted for a while."""
        while self.read(seconds):
            pass

    def resize(self, width: int, height: int) -> None:
        """Change the size of the window."""
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def hang_up(self) -> None:
        """Close the window, whatever runs in it."""
        if not self.is_closed:
            self.is_closed = True
            os.close(self.file)

    def is_gone_within(self, seconds: float) -> bool:
        """Say whether the process ends within so many seconds, its window closed or never read."""
        until = time.monotonic() + seconds * (1 + os.getloadavg()[0])  # a busy machine takes longer
        while self.is_running and time.monotonic() < until:
            time.sleep(0.02)
        return not self.is_running

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def ended(self) -> float:
        """Read until it has ended; returns after how many seconds."""
        begun = time.monotonic()
        while self.is_running:
            self.read()
            assert time.monotonic() < begun + PATIENCE, "it does not end"
        taken = time.monotonic() - begun
        while self.read():
            pass
        return taken

    def faults(self) -> list[str]:
        """Return what was not put back: modes still on, the cursor hidden, or keys that no longer echo."""
        text = self.seen.decode(errors="replace")
        found = []
        for mode, name in LEFT_ALONE.items():
            turned = re.findall(rf"\x1b\[{re.escape(mode)}([hl])", text)
            if turned and turned[-1] != "l":
                found.append(f"{name} is on")
        turned = re.findall(r"\x1b\[\?25([hl])", text)
        if turned and turned[-1] != "h":
            found.append("the cursor is hidden")
        now = termios.tcgetattr(self.file)
        if now[:4] != self.before[:4]:
            found.append("the line discipline is another")
        return found

    def close(self) -> None:
        """Kill what is left and let the terminal go."""
        if self.is_running:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.hang_up()
