"""A player in a process of its own, so that one that never answers can be stopped.

The process is handed the scenario's text and views, and nothing else. What it writes on standard output is noticed,
however it is written; what it writes on standard error goes nowhere.
"""

from __future__ import annotations

import os
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from wargame.game.summit import compile_text
from wargame.players.conduct import DIED, LATE, PRINTED, Misconduct, SittingHere, checked_move
from wargame.players.offered import ROSTER
from wargame.players.roster import warm_up
from wargame.processes import die_with_parent, spawning

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from wargame.game.move import Move
    from wargame.game.summit import Summit
    from wargame.game.view import View
    from wargame.players.conduct import Maker

START = 120.0  # seconds for a process to start, compile the kernel and make its player
_SAID = 1000  # bytes read of what was printed


class SittingApart:
    """A player in a process of its own, with `limit` seconds for each move."""

    def __init__(self, summit: Summit, text: str, maker: Maker, limit: float) -> None:
        """Take a seat; the process starts with the first game."""
        self._summit, self._text, self._maker, self._limit = summit, text, maker, limit
        self._process: BaseProcess | None = None
        self._line: Connection[Any, Any] | None = None

    def sit(self, key: int) -> None:
        """Make the player anew, in a process that may be there from earlier games."""
        if self._process is None:
            self._start()
        self._ask(("sit", key), START)

    def decide(self, view: View) -> Move:
        """Ask the player, and stop its process if it takes too long."""
        return checked_move(self._ask(("decide", view), self._limit), view.seat, view.legal)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._line is not None:
            self._line.close()
        self._process = self._line = None

    def _start(self) -> None:
        context = spawning()
        self._line, theirs = context.Pipe()
        rules = (self._summit.text, self._summit.id, self._summit.sha256)
        self._process = context.Process(target=_serve, args=(theirs, rules, self._text, self._maker), daemon=True)
        self._process.start()
        theirs.close()

    def _ask(self, question: tuple[str, Any], limit: float) -> object:
        """Return the answer to a question.

        Raises:
            Misconduct: there was none, or it tells of one.
        """
        assert self._line is not None
        assert self._process is not None
        try:
            self._line.send(question)
            offense, found = self._line.recv() if self._line.poll(limit) else (LATE, f"no answer within {limit:g} s")
        except (EOFError, OSError):
            self._process.join(1)
            code = self._process.exitcode
            self.close()
            raise Misconduct(DIED, f"exit code {code}") from None
        if offense == LATE:
            self.close()
        if offense:
            raise Misconduct(offense, found)
        return found


def _serve(line: Connection[Any, Any], rules: tuple[str, str, str], text: str, maker: Maker) -> None:
    """Answer questions until nobody asks: `(offense, detail)`, or `("", answer)`."""
    die_with_parent()
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        summit = compile_text(*rules)
        if text.partition(":")[0] in ROSTER:  # what is compiled or loaded first is not its thinking
            warm_up(summit, {text: text})
        seated = SittingHere(summit, text, maker)
        while True:
            try:
                kind, about = line.recv()
            except EOFError:
                return
            line.send(_answer(seated, kind, about, said.fileno()))


def _answer(seated: SittingHere, kind: str, about: Any, said: int) -> tuple[str, object]:  # noqa: ANN401  key or view
    try:
        found = None
        if kind == "sit":
            seated.sit(about)
        else:
            found = seated.decide(about)
    except Misconduct as misconduct:
        return misconduct.offense, misconduct.detail
    sys.stdout.flush()
    if os.fstat(said).st_size:
        text = os.pread(said, _SAID, 0).decode(errors="replace")
        os.ftruncate(said, 0)
        os.lseek(said, 0, os.SEEK_SET)
        return PRINTED, text
    return "", found
