"""Players of one's own: a file with a class that has `decide(view)`.

The file is its author's own code and is trusted like any program he runs, but it is handed views and nothing else. What
it does wrong is a `Forfeit` that names it. With a move limit it runs in a process of its own, so that a player that
hangs or dies takes nothing with it. What it prints does not reach standard output, which belongs to the game; how much
it printed is counted.
"""

from __future__ import annotations

import contextlib
import importlib.util
import inspect
import io
import multiprocessing
import threading
import traceback
import weakref
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from wargame.confined import is_confined
from wargame.errors import Forfeit, PlayerError
from wargame.game.move import Move
from wargame.game.summit import compile_text
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from wargame.game.summit import Summit
    from wargame.game.view import View
    from wargame.players.player import Player

__all__ = ["IsolatedPlayer", "ModulePlayer", "check_module", "outside_player"]

START_LIMIT = 60.0  # seconds for a process to start, and for the class to be made
LONGEST = 200  # characters of what a player raised or returned that are repeated
_one_at_a_time = threading.Lock()  # standard output is caught for the whole process


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


def outside_player(summit: Summit, path: str, key: int, *, move_limit: float | None = None) -> Player:
    """Make the player of a file, in a process of its own if there is a limit in seconds.

    Raises:
        PlayerError: the file cannot be loaded, or holds no player.
    """
    check_module(path)
    if move_limit is None:
        return ModulePlayer(summit, path, key)
    return IsolatedPlayer(summit, path, key, move_limit)


class ModulePlayer:
    """A player of one's own in this process."""

    def __init__(self, summit: Summit, path: str, key: int) -> None:
        """Load the file and make its class.

        Raises:
            PlayerError: the file cannot be loaded, or holds no player, or its class cannot be made.
        """
        self._name = f"module:{path}"
        self.printed = 0  # characters
        with self._hushed():
            self._player = _made(path, summit, key)

    def decide(self, view: View) -> Move:
        """Return its move.

        Raises:
            Forfeit: it raised, or returned something else than an open move.
        """
        with self._hushed():
            try:
                answer = self._player.decide(view)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                raise Forfeit(self._name, "raised", _told(error, self._name)) from error
        return _judged(self._name, view, answer)

    @contextlib.contextmanager
    def _hushed(self) -> Iterator[None]:
        said = io.StringIO()
        with _one_at_a_time, contextlib.redirect_stdout(said):
            yield
        self.printed += len(said.getvalue())


class IsolatedPlayer:
    """A player of one's own in a process of its own, which is ended by `close`, by a forfeit, or with this object."""

    def __init__(self, summit: Summit, path: str, key: int, move_limit: float) -> None:
        """Start the process and have it load the file.

        Raises:
            PlayerError: the file cannot be loaded, or holds no player, or its class cannot be made.
        """
        self._name = f"module:{path}"
        self._limit = move_limit
        self.printed = 0
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, path, summit.text, summit.id, key), daemon=True)
        self._process.start()
        theirs.close()
        self._end = weakref.finalize(self, _ended, self._process, self._pipe)
        try:
            kind, answer = self._heard(START_LIMIT)
        except Forfeit as forfeit:
            raise PlayerError(str(forfeit)) from None
        if kind != "ready":
            self.close()
            raise PlayerError(answer)

    def decide(self, view: View) -> Move:
        """Return its move.

        Raises:
            Forfeit: it raised, returned something else than an open move, took too long, or died.
        """
        if not self._end.alive:
            raise Forfeit(self._name, "died", "its process has ended")
        try:
            self._pipe.send(view)
        except OSError:
            self.close()
            raise Forfeit(self._name, "died", "its process has ended") from None
        kind, answer = self._heard(self._limit)
        if kind == "raised":
            raise Forfeit(self._name, "raised", answer)
        return _judged(self._name, view, answer)

    def close(self) -> None:
        """End the process."""
        self._end()

    def _heard(self, seconds: float) -> tuple[str, Any]:
        try:
            if not self._pipe.poll(seconds):
                self.close()
                raise Forfeit(self._name, "late", f"no move within {seconds:g} seconds")
            kind, answer, printed = self._pipe.recv()
        except (EOFError, OSError):
            self.close()
            raise Forfeit(self._name, "died", "its process ended without a move") from None
        self.printed += printed
        return kind, answer


# -- inside the process


def _serve(pipe: Connection, path: str, text: str, name: str, key: int) -> None:
    """Answer views until the pipe closes; errors are told, not raised."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        try:
            player = _made(path, _Later(text, name), key)
        except PlayerError as error:
            pipe.send(("failed", str(error), len(said.getvalue())))
            return
        pipe.send(("ready", None, len(said.getvalue())))
        with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
            while True:
                view = pipe.recv()
                said.seek(0)
                said.truncate()
                try:
                    answer: object = player.decide(view)
                    plain = answer if isinstance(answer, (Move, str)) else _Odd(_shown(answer))
                    kind = "move"
                except Exception as error:  # noqa: BLE001  whatever it is, it is its author's to read
                    kind, plain = "raised", _told(error, path)
                pipe.send((kind, plain, len(said.getvalue())))


class _Odd:
    """Stands for an answer that is no move, and need not survive a pipe."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


class _Later:
    """A summit that is compiled only if the player asks for it."""

    def __init__(self, text: str, name: str) -> None:
        self._text, self._name = text, name

    def load(self) -> Summit:
        """Compile it."""
        return compile_text(self._text, f"{self._name}.toml", sha256(self._text.encode()).hexdigest())


# -- both


def _made(path: str, summit: Summit | _Later, key: int) -> Player:
    """Load a file and make its player.

    Raises:
        PlayerError: that cannot be done; the message says why.
    """
    kind = _class_in(path)
    wanted: set[str] = set()
    with contextlib.suppress(TypeError, ValueError):
        wanted = set(inspect.signature(kind).parameters)
    given: dict[str, Any] = {}
    if "summit" in wanted:
        given["summit"] = summit.load() if isinstance(summit, _Later) else summit
    if "key" in wanted:
        given["key"] = key
    try:
        return kind(**given)
    except Exception as error:
        message = f"{path}: {getattr(kind, '__name__', 'Player')}({', '.join(given)}) raised {_told(error)}"
        raise PlayerError(message) from error


def _class_in(path: str) -> Callable[..., Player]:
    """Return the class of a file that has `decide`: the one called Player if there are several.

    Raises:
        PlayerError: the file cannot be run, or has no such class, or several.
    """
    spec = importlib.util.spec_from_file_location(f"wargame_player_{Path(path).stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        message = f"{path} cannot be loaded: {_told(error)}"
        raise PlayerError(message) from error
    classes = [
        each
        for each in vars(module).values()
        if inspect.isclass(each) and each.__module__ == module.__name__ and callable(getattr(each, "decide", None))
    ]
    named = [each for each in classes if each.__name__ == "Player"] or classes
    if len(named) != 1:
        found = f"it has {', '.join(each.__name__ for each in named)}" if named else "it has none"
        message = f"{path} must have one class with decide(view), or one that is called Player; {found}"
        raise PlayerError(message)
    return cast("Callable[..., Player]", named[0])


def _judged(name: str, view: View, answer: object) -> Move:
    """Return the answer as a move.

    Raises:
        Forfeit: it is none, or is not open.
    """
    move = Move(view.seat, answer) if isinstance(answer, str) else answer
    if not isinstance(move, Move):
        raise Forfeit(name, "malformed", f"decide returned {_shown(answer)} instead of a move")
    if move.side != view.seat or move.id not in view.legal:
        raise Forfeit(name, "illegal", f"{_shown(str(move))} is no open move of {view.seat}")
    return move


def _told(error: BaseException, path: str = "") -> str:
    """Write an error in one line, with the last line of the player's own file that led to it."""
    told = _shown(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
    file = Path(path.removeprefix("module:")).name
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).name == file]
    return f"{told} ({file}, line {lines[-1]})" if lines else told


def _shown(value: object) -> str:
    """Write a value in one short printable line."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except Exception:  # noqa: BLE001  the player's own
        text = f"a {type(value).__name__}"
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return legible(short, instead=" ")


def _ended(process: BaseProcess, pipe: Connection) -> None:
    pipe.close()
    if process.is_alive():
        process.kill()
    process.join(5)
