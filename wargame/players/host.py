"""The program of a player's process: it is sent the rules and views, and nothing else.

Nothing of the game is anywhere in it: no seed, no state, no argument of the command that plays. Each game is played in
a fork of a process that has read the rules and seen no game yet, so that a player remembers nothing of the games
before, and a fork takes milliseconds where a new process takes a second.

    on standard input   once, the rules and whether to get ready for a search
    on the control line BEGIN with the end of a line of the game's own, END: whoever plays is ended at once
    on a game's line    questions: (kind, path or text, key, policy), then views
                        an answer to each: [kind, text, side, bytes printed, the beginning of them]

Questions are pickled. Answers are lines of JSON, since the parent trusts nothing that comes from here. A player holds
the socket (the line) of its own game and no other, so it can neither read nor answer what another is asked.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import signal
import socket
import sys
import tempfile
import threading
from typing import TYPE_CHECKING, Any, NoReturn

from wargame import system
from wargame.errors import PlayerError
from wargame.game.move import Move
from wargame.game.summit import compile_text
from wargame.players.modules import LONGEST, load_module, shown, told

if TYPE_CHECKING:
    from wargame.game.summit import Summit
    from wargame.players.learned import PolicyUse
    from wargame.players.player import Player

_INPUT, _OUTPUT = 0, 1


def main() -> None:
    """Play game after game, until the parent closes the connection or ends."""
    control = socket.socket(fileno=int(sys.argv[1]))
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it, whatever the player catches
    rules, searches = pickle.load(sys.stdin.buffer)  # noqa: S301  the parent's
    summit = compile_text(*rules)
    if searches:  # what is compiled or loaded first is not its thinking
        from wargame.players.roster import warm_up  # noqa: PLC0415  a module needs none of it

        warm_up(summit, {"": "search"})
    gc.freeze()  # no copy looks through what all share, and so has to copy it
    if not system.CAN_FORK:
        _play_only_one(control, summit)
    copy = 0
    while True:
        told, lines = system.receive_with_files(control)
        if copy:
            system.end_copy(copy)
            copy = 0
        if not told:
            return
        if not lines:
            continue
        copy = system.fork()
        if copy == 0:
            control.close()
            os.dup2(os.open(os.devnull, os.O_RDONLY), _INPUT)
            _play_one(socket.socket(fileno=lines[0]), summit)
        os.close(lines[0])


def _play_only_one(line: socket.socket, summit: Summit) -> NoReturn:
    """Play one game on the control line, on systems without fork: the next one gets a process of its own."""

    def end_with_parent() -> None:
        os.read(_INPUT, 1)  # it ends when the parent does, however that ends
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True).start()
    _play_one(line, summit)


# -- in a copy


class _Line:
    """The socket to the parent, and the file that takes standard output meanwhile."""

    def __init__(self, line: socket.socket, output: int) -> None:
        """Keep both."""
        self._line, self._output = line, output
        self._questions = line.makefile("rb")

    def asked(self) -> Any:  # noqa: ANN401  whatever the parent sends
        """Return the next question."""
        return pickle.load(self._questions)  # noqa: S301  the parent's

    def answer(self, kind: str, text: str = "", side: str = "") -> None:
        """Send the parent an answer, with what was printed meanwhile, by Python or below it."""
        with contextlib.suppress(Exception):  # the player may have put something else there
            sys.stdout.flush()
        printed = os.fstat(self._output).st_size
        said = b""
        if printed:
            os.lseek(self._output, 0, os.SEEK_SET)
            said = os.read(self._output, LONGEST)
            os.ftruncate(self._output, 0)
            os.lseek(self._output, 0, os.SEEK_SET)
        told = [kind, text[: 3 * LONGEST], side[:LONGEST], printed, shown(said.decode(errors="replace"))]
        self._line.sendall(json.dumps(told).encode() + b"\n")


def _play_one(line: socket.socket, summit: Summit) -> NoReturn:
    """Play one game; what the player prints is counted and discarded."""
    try:
        with tempfile.TemporaryFile() as output, contextlib.suppress(EOFError, OSError):
            os.dup2(output.fileno(), _OUTPUT)
            _serve(_Line(line, _OUTPUT), summit)
    finally:
        os._exit(0)


def _serve(line: _Line, summit: Summit) -> None:
    """Make the player of the first question, then answer each view with its move."""
    kind, who, key, policy = line.asked()
    try:
        player = load_module(who, summit, key) if kind == "module" else _one_of_ours(who, summit, key, policy)
    except PlayerError as error:
        line.answer("failed", str(error))
        return
    line.answer("seated")
    while True:
        view = line.asked()
        try:
            found: object = player.decide(view)
        except BaseException as error:  # noqa: BLE001  whatever it is, it is its author's to read
            line.answer("raised", told(error, who))
        else:
            if isinstance(found, Move):
                line.answer("move", str(found.id), str(found.side))
            else:
                line.answer("move" if isinstance(found, str) else "malformed", shown(found))


def _one_of_ours(text: str, summit: Summit, key: int, policy: PolicyUse | None) -> Player:
    from wargame.players.roster import make_player  # noqa: PLC0415  a module needs none of it

    return make_player(summit, text, key, policy=policy)
