"""A player in a process of its own (isolation), and the validation of its answers.

A player module always plays so, any other player under a move limit: one that hangs or dies takes nothing with it.
What it does instead of moving is a `Forfeit`. Its process (`host`) is not trusted: an answer is a bounded line of JSON,
and is a move only if it names one that is open. The caller says whether a player may print; what it prints never
reaches the terminal.
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
from typing import TYPE_CHECKING, ClassVar

from attrs import frozen

from wargame import system
from wargame.errors import Forfeit, Offense, PlayerError
from wargame.game.move import Move
from wargame.legible import legible
from wargame.players.carried import place_of
from wargame.players.modules import check_module, module_path, one_way
from wargame.processes import environment_of_others

if TYPE_CHECKING:
    from wargame.game.summit import Summit
    from wargame.game.view import View
    from wargame.players.learned import PolicyUse

START_LIMIT = 120.0  # seconds for a process to start and compile what it needs, and for the player to be made
_LONGEST_ANSWER = 100_000  # bytes
_LONGEST_TEXT = 600  # characters
_SHORTEST = 1e-6  # seconds; 0 would mean not to wait at all
BEGIN, END = b"b", b"e"  # what a process is told of a game
_COMMAND = "from wargame.players.host import main; main()"


@frozen
class _Answer:
    """An answer of the process, its texts shortened and made legible; see `host`."""

    kind: str
    text: str
    side: str
    printed: int  # bytes, since the last answer
    said: str  # the beginning of them


class PlayerApart:
    """A player in a process of its own, for one game; `close` ends it."""

    def __init__(  # noqa: PLR0913  who plays, and by which rules of conduct
        self,
        summit: Summit,
        text: str,
        key: int,
        *,
        move_limit: float | None = None,
        may_print: bool = True,
        policy: PolicyUse | None = None,
    ) -> None:
        """Start the process, and make the player in it.

        Args:
            summit: the game's.
            text: the player, such as `module:mine.py` or `search:1000`.
            key: seeds its random numbers; a module gets a one-way hash of it.
            move_limit: seconds that it may think about a move; None: no limit.
            may_print: whether printing is let pass; else it is a forfeit.
            policy: the learned policy of a player that searches.

        Raises:
            Forfeit: its process died, or did not come up.
            PlayerError: a file cannot be loaded, or holds no player, or its class cannot be made.
        """
        self._text, self._limit, self._may_print = text, move_limit, may_print
        self.printed = 0  # bytes
        self._said = ""  # the first of them
        path = module_path(text)
        if path:
            check_module(path)
        self._process = _Process.taken(summit, searches=not path)
        self._line = self._process.begin_game()
        self._leave = weakref.finalize(self, _leave, self._line, self._process)
        given: tuple[object, ...] = ("player", text, key, policy)
        if path:
            given = ("module", str(place_of(path).absolute()), one_way(key), None)
        answer = self._ask(given, START_LIMIT)
        if answer.kind != "seated":
            self.close()
            message = f"{path or text}: {answer.text}"
            raise PlayerError(message)

    def decide(self, view: View) -> Move:
        """Return its move.

        Raises:
            Forfeit: it raised, returned something else than an open move, printed, took too long, or died.
        """
        answer = self._ask(view, self._limit)
        if answer.kind == "raised":
            raise self._forfeit(Offense.RAISED, answer.text)
        if answer.kind != "move":
            raise self._forfeit(Offense.MALFORMED, f"decide returned {answer.text} instead of a move")
        if (answer.side or view.seat) != view.seat or answer.text not in view.legal:
            found = f"{answer.side}:{answer.text}" if answer.side else answer.text
            raise self._forfeit(Offense.ILLEGAL, f"{found} is no open move of {view.seat}")
        if self.printed and not self._may_print:
            raise self._forfeit(Offense.PRINTED, self._said or f"{self.printed} bytes")
        return Move(view.seat, answer.text)

    def close(self) -> None:
        """End its game; the process is kept for another player by the same rules."""
        self._leave()

    def _ask(self, question: object, limit: float | None) -> _Answer:
        try:
            answer = _asked(self._line, question, limit)
        except TimeoutError:
            self.close()
            raise self._forfeit(Offense.LATE, f"no answer within {limit:g} seconds") from None
        except OSError:
            self.close()
            raise self._forfeit(Offense.DIED, "its process ended without an answer") from None
        except BaseException:
            self.close()
            raise
        self.printed += answer.printed
        self._said = self._said or answer.said
        return answer

    def _forfeit(self, offense: Offense, detail: str) -> Forfeit:
        return Forfeit(self._text, offense, detail)


def _asked(line: socket.socket, question: object, limit: float | None) -> _Answer:
    """Send a question (a player and its key, or a view) and return the answer.

    Raises:
        TimeoutError: there was none within the limit.
        OSError: the process has died, or sent what is no answer.
    """
    deadline = None if limit is None else time.monotonic() + limit
    line.settimeout(limit)
    line.sendall(pickle.dumps(question))
    held = b""
    while not held.endswith(b"\n"):
        line.settimeout(None if deadline is None else max(deadline - time.monotonic(), _SHORTEST))
        news = line.recv(_LONGEST_ANSWER)
        held += news
        if not news or len(held) > _LONGEST_ANSWER:
            raise ConnectionError
    with contextlib.suppress(ValueError, RecursionError):
        match json.loads(held):
            case [str() as kind, str() as text, str() as side, int() as printed, str() as said]:
                return _Answer(kind, _short(text), _short(side), printed, _short(said))
    raise ConnectionError


def _short(text: str) -> str:
    return legible(text[:_LONGEST_TEXT], instead=" ")


class _Process:
    """A process that plays one game after the other, with any player, by the same rules; see `host`."""

    _idle: ClassVar[dict[tuple[str, bool], list[_Process]]] = {}  # those that wait for a game
    _lock: ClassVar = threading.Lock()

    def __init__(self, summit: Summit, *, searches: bool) -> None:
        """Start it; if it `searches`, all that a search needs is compiled before the first game."""
        self._serves = summit.sha256, searches
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  this program itself
                [sys.executable, "-P", "-c", _COMMAND, str(theirs.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment_of_others(),
                **system.handing_on(theirs),
            )
        self._end = weakref.finalize(self, _end, self._process, self._control)
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it has died; whoever asks it learns that
            pickle.dump(((summit.text, f"{summit.id}.toml", summit.sha256), searches), self._process.stdin)
            self._process.stdin.flush()

    @classmethod
    def taken(cls, summit: Summit, *, searches: bool) -> _Process:
        """Take an idle process from the pool, or start a new one."""
        with cls._lock:
            waiting = cls._idle.get((summit.sha256, searches), [])
            while waiting:
                process = waiting.pop()
                if process.is_alive:
                    return process
        return cls(summit, searches=searches)

    @property
    def is_alive(self) -> bool:
        """Say whether it still runs."""
        return self._end.alive and self._process.poll() is None

    def begin_game(self) -> socket.socket:
        """Return a new socket to the player of the next game, whose other end no earlier player has held."""
        if not system.CAN_FORK:  # it plays this game alone
            return self._control
        line, theirs = socket.socketpair()
        with theirs, contextlib.suppress(OSError):  # if it has died, nobody answers on the line
            system.send_with_file(self._control, BEGIN, theirs.fileno())
        return line

    def end_game(self) -> None:
        """Kill the player, whatever it is doing, and return the process to the pool."""
        if not system.CAN_FORK:
            self._end()
            return
        try:
            self._control.sendall(END)
        except OSError:
            self._end()
            return
        with self._lock:
            self._idle.setdefault(self._serves, []).append(self)


def _leave(line: socket.socket, process: _Process) -> None:
    """End a game."""
    line.close()
    process.end_game()


def _end(process: subprocess.Popen[bytes], control: socket.socket) -> None:
    """End a process, and the player in it."""
    control.close()  # it ends when it sees that
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
