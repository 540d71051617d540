"""Players of one's own: a file with a class that has `decide(view)`.

The file is its author's own code and is trusted like any program he runs, but it is handed views and nothing else: it
plays in a process of its own (`apart`), from which nothing leads back to the game. What it does wrong is a `Forfeit`
that names it; one that hangs or dies takes nothing with it. What it prints goes nowhere; how much that was is counted.
"""

from __future__ import annotations

import contextlib
import json
import pickle
import socket
import subprocess
import sys
import threading
import time
import weakref
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from wargame.confined import is_confined
from wargame.errors import Forfeit, PlayerError
from wargame.game.move import Move
from wargame.legible import legible

if TYPE_CHECKING:
    from wargame.game.summit import Summit
    from wargame.game.view import View

START_LIMIT = 60.0  # seconds for a process to start, and for the class to be made
LONGEST = 200  # characters of a path that are repeated
_LONGEST_ANSWER = 100_000  # bytes
_SHORTEST = 1e-6  # seconds; 0 would mean not to wait at all
_COMMAND = "from wargame.players.apart import main; main()"

_Answer = tuple[str, str, str, int]  # kind, text, side, characters printed; see `apart`


def check_module(path: str) -> None:
    """Make sure that there is such a file; what is in it shows when it is loaded.

    Raises:
        PlayerError: there is none, or none may be run here.
    """
    if is_confined():
        message = "a player module is a program, and `wargame serve` runs none for a page; play it in the terminal"
        raise PlayerError(message)
    if not path.endswith(".py"):
        message = f"a player of one's own is written module:FILE.py; found {f'module:{path}'[:LONGEST]!r}"
        raise PlayerError(message)
    if not Path(path).is_file():
        message = f"no file {path[:LONGEST]!r} for the player module"
        raise PlayerError(message)


def one_way(key: int) -> int:
    """Return what code outside this program may have in place of a key: 64 bits that do not lead back to it.

    The keys of the kernel's streams are one to one with the seed, so that none is ever handed out.
    """
    return int.from_bytes(blake2b(key.to_bytes(8, "big"), digest_size=8, person=b"wargame player").digest(), "big")


class ModulePlayer:
    """A player of one's own, for one game; `close` sends it home."""

    def __init__(self, summit: Summit, path: str, key: int, *, move_limit: float | None = None) -> None:
        """Have the file loaded and its class made; `move_limit` bounds the seconds it may think about a move.

        Raises:
            PlayerError: the file cannot be loaded, or holds no player, or its class cannot be made.
        """
        check_module(path)
        self._name = f"module:{path}"
        self._limit = move_limit
        self.printed = 0  # characters
        self._process = _Process.taken(summit)
        try:
            kind, answer, _ = self._ask("sit", str(Path(path).absolute()), one_way(key), limit=START_LIMIT)
        except Forfeit as forfeit:
            raise PlayerError(str(forfeit)) from None
        if kind != "seated":
            self.close()
            message = f"{path}: {answer}"
            raise PlayerError(message)

    def decide(self, view: View) -> Move:
        """Return its move.

        Raises:
            Forfeit: it raised, returned something else than an open move, took too long, or died.
        """
        kind, answer, side = self._ask("decide", view, limit=self._limit)
        if kind == "raised":
            raise Forfeit(self._name, "raised", answer)
        if kind != "move":
            raise Forfeit(self._name, "malformed", f"decide returned {answer} instead of a move")
        if (side or view.seat) != view.seat or answer not in view.legal:
            told = f"{side}:{answer}" if side else answer
            raise Forfeit(self._name, "illegal", f"{told} is no open move of {view.seat}")
        return Move(view.seat, answer)

    def close(self) -> None:
        """End its game; the process waits for another player by the same rules."""
        self._process.rise()

    def _ask(self, *question: Any, limit: float | None) -> tuple[str, str, str]:  # noqa: ANN401
        try:
            kind, answer, side, printed = self._process.asked(*question, limit=limit)
        except TimeoutError:
            raise Forfeit(self._name, "late", f"no move within {limit:g} seconds") from None
        except OSError:
            raise Forfeit(self._name, "died", "its process ended without a move") from None
        self.printed += printed
        return kind, answer, side


class _Process:
    """A process that plays one game at a time, for any player by the same rules; see `apart`."""

    _idle: ClassVar[dict[str, list[_Process]]] = {}  # those that wait for a game, by the hash of their rules
    _lock: ClassVar = threading.Lock()

    def __init__(self, summit: Summit) -> None:
        """Start it."""
        self._rules = summit.sha256
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  this program itself
                [sys.executable, "-P", "-c", _COMMAND, str(theirs.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._end = weakref.finalize(self, _end, self._process, self._line)
        self._line.sendall(pickle.dumps((summit.text, f"{summit.id}.toml", summit.sha256)))
        self._playing = False

    @property
    def is_alive(self) -> bool:
        """Say whether it is there."""
        return self._end.alive and self._process.poll() is None

    @classmethod
    def taken(cls, summit: Summit) -> _Process:
        """Return one that can play: one that waits for a game, or a new one."""
        with cls._lock:
            waiting = cls._idle.get(summit.sha256, [])
            while waiting:
                process = waiting.pop()
                if process.is_alive:
                    return process
        return cls(summit)

    def asked(self, *question: Any, limit: float | None) -> _Answer:  # noqa: ANN401  a path and a key, or a view
        """Return its answer to a question; without one, it is ended.

        Raises:
            TimeoutError: it did not answer within the limit.
            OSError: it has died, or answered what it never should.
        """
        if not self.is_alive:
            raise ConnectionError
        try:
            if not self._playing:
                self._heard(START_LIMIT, begins=True)
                self._playing = True
            self._line.settimeout(limit)
            self._line.sendall(pickle.dumps(question))
            return self._heard(limit)
        except BaseException:
            self._end()
            raise

    def rise(self) -> None:
        """End its game, and have it wait for the next one."""
        if not self.is_alive:
            return
        try:
            self._line.sendall(pickle.dumps(("rise",)))
        except OSError:
            self._end()
            return
        self._playing = False
        with self._lock:
            self._idle.setdefault(self._rules, []).append(self)

    def _heard(self, limit: float | None, *, begins: bool = False) -> _Answer:
        """Return what it says within the limit; `begins` a game, or must not."""
        deadline = None if limit is None else time.monotonic() + limit
        held = b""
        while not held.endswith(b"\n"):
            self._line.settimeout(None if deadline is None else max(deadline - time.monotonic(), _SHORTEST))
            news = self._line.recv(_LONGEST_ANSWER)
            held += news
            if not news or len(held) > _LONGEST_ANSWER:
                raise ConnectionError
        with contextlib.suppress(ValueError, RecursionError):
            match json.loads(held):
                case [str() as kind, str() as text, str() as side, int() as printed] if (kind == "ready") == begins:
                    return kind, legible(text, instead=" "), legible(side, instead=" "), printed
        raise ConnectionError


def _end(process: subprocess.Popen[bytes], line: socket.socket) -> None:
    """End a process, with whoever plays in it."""
    line.close()
    assert process.stdin is not None
    process.stdin.close()  # it ends when it sees that
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
