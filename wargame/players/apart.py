"""The process in which players of somebody's own play: it is told the rules and views, and nothing else.

Nothing of the game is anywhere in it: no seed, no state, no argument of the command that plays. Each game is played in
a copy (a fork) of a process that has read the rules and seen no game yet, so that a player remembers nothing of the
games before, and a copy takes milliseconds where a new process takes a second.

    parent -> here   the rules, once; then for each game ("sit", path, key), ("decide", view) ..., ("rise",)
    here -> parent   a line "ready", then one for each question but the last: [kind, text, side, characters printed]

Questions are pickled. Answers are lines of JSON, for the parent believes nothing that comes from here.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import inspect
import io
import json
import os
import pickle
import select
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, cast

from wargame.errors import PlayerError
from wargame.game.move import Move
from wargame.game.summit import compile_text
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wargame.game.summit import Summit
    from wargame.players.player import Player

LONGEST = 200  # characters of what a player raised or returned that are repeated
_LIFELINE = 0  # standard input: it closes when the parent ends, however that ends


def main() -> None:
    """Play game after game, until the parent hangs up or a copy ends otherwise than by the end of its game."""
    line = socket.socket(fileno=int(sys.argv[1]))
    questions = line.makefile("rb")
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it, whatever the player catches
    summit = compile_text(*pickle.load(questions))  # noqa: S301  the parent's
    gc.freeze()  # no copy looks through what all share, and so has to copy it
    with _woken_by_children() as woken:
        while True:
            copy = os.fork()
            if copy == 0:
                _play_one(line, questions, summit)
            if not _outlived(copy, woken):
                return


@contextlib.contextmanager
def _woken_by_children() -> Iterator[int]:
    """Yield a file that can be read whenever a copy has ended."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    yield woken


def _outlived(copy: int, woken: int) -> bool:
    """Wait for a copy; returns whether another game may follow. If the parent hangs up, the copy is ended."""
    while True:
        ready, _, _ = select.select([_LIFELINE, woken], [], [])
        if _LIFELINE in ready:
            os.kill(copy, signal.SIGKILL)
            os.waitpid(copy, 0)
            return False
        os.read(woken, 512)
        ended, status = os.waitpid(copy, os.WNOHANG)
        if ended:
            return status == 0


# -- in a copy


def _play_one(line: socket.socket, questions: BinaryIO, summit: Summit) -> NoReturn:
    """Play one game; what the player prints goes nowhere, and is counted if Python sees it."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), _LIFELINE)
    code = 1
    try:
        with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.suppress(EOFError, OSError):
            _answer(line, "ready", said)
            _serve(line, questions, summit, said)
            code = 0
    finally:
        os._exit(code)


def _serve(line: socket.socket, questions: BinaryIO, summit: Summit, said: io.StringIO) -> None:
    """Seat the player, then ask it for a move until the game is over."""
    _, path, key = pickle.load(questions)  # noqa: S301  the parent's
    try:
        player = _made(path, summit, key)
    except PlayerError as error:
        _answer(line, "failed", said, str(error))
        pickle.load(questions)  # noqa: S301  the parent's: that it may rise
        return
    _answer(line, "seated", said)
    while (question := pickle.load(questions))[0] != "rise":  # noqa: S301  the parent's
        try:
            answer: object = player.decide(question[1])
        except BaseException as error:  # noqa: BLE001  whatever it is, it is its author's to read
            _answer(line, "raised", said, _told(error, path))
        else:
            if isinstance(answer, Move):
                _answer(line, "move", said, str(answer.id), str(answer.side))
            else:
                _answer(line, "move" if isinstance(answer, str) else "malformed", said, shown(answer))


def _answer(line: socket.socket, kind: str, said: io.StringIO, text: str = "", side: str = "") -> None:
    """Tell the parent one thing, and what was printed meanwhile."""
    line.sendall(json.dumps([kind, text[: 3 * LONGEST], side[:LONGEST], len(said.getvalue())]).encode() + b"\n")
    said.seek(0)
    said.truncate()


def _made(path: str, summit: Summit, key: int) -> Player:
    """Load a file and make its player.

    Raises:
        PlayerError: that cannot be done; the message says why.
    """
    folder = str(Path(path).resolve().parent)
    if folder not in sys.path:
        sys.path.append(folder)  # last: what lies beside a player stands for nothing that others mean
    kind = _class_in(path)
    wanted: set[str] = set()
    with contextlib.suppress(TypeError, ValueError):
        wanted = set(inspect.signature(kind).parameters)
    given = {name: thing for name, thing in (("summit", summit), ("key", key)) if name in wanted}
    try:
        return kind(**given)
    except BaseException as error:
        message = f"{getattr(kind, '__name__', 'Player')}({', '.join(given)}) raised {_told(error, path)}"
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
        message = f"cannot be loaded: {_told(error, path)}"
        raise PlayerError(message) from error
    classes = [
        each
        for each in vars(module).values()
        if inspect.isclass(each) and each.__module__ == module.__name__ and callable(getattr(each, "decide", None))
    ]
    named = [each for each in classes if each.__name__ == "Player"] or classes
    if len(named) != 1:
        found = f"it has {', '.join(each.__name__ for each in named)}" if named else "it has none"
        message = f"it must have one class with decide(view), or one that is called Player; {found}"
        raise PlayerError(message)
    return cast("Callable[..., Player]", named[0])


def _told(error: BaseException, path: str) -> str:
    """Write an error in one line, with the last line of the player's own file that led to it."""
    told = shown(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
    file = Path(path).name
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).name == file]
    return f"{told} ({file}, line {lines[-1]})" if lines else told


def shown(value: object) -> str:
    """Write a value in one short printable line."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except Exception:  # noqa: BLE001  the player's own
        text = f"a {type(value).__name__}"
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return legible(short, instead=" ")
