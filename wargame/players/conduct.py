"""Players who do not behave: what they did, in a word, and how it is noticed.

A player may raise, return what is no open move, or write where only results belong. It then forfeits the game: that is
a result like another, and the tournament goes on. Only `hosted` can stop one that never answers.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Protocol, TypeVar

from attrs import frozen

from wargame.errors import Forfeit
from wargame.game.move import Move
from wargame.legible import legible
from wargame.players.outside import ModulePlayer

if TYPE_CHECKING:
    from collections.abc import Collection

    from wargame.game.summit import Summit
    from wargame.game.view import View
    from wargame.players.player import Player

RAISED, ILLEGAL, PRINTED, LATE, DIED = "raised", "illegal", "printed", "late", "died"
OFFENSES = {
    RAISED: "raised an error",
    ILLEGAL: "returned what is no legal move",
    PRINTED: "printed something",
    LATE: "did not answer in time",
    DIED: "ended its process",
}
_OFFENSE_OF = {"malformed": ILLEGAL, "illegal": ILLEGAL, "late": LATE, "died": DIED}  # by the kinds of errors.Forfeit
_MOST = 200  # characters of a message kept

Made = TypeVar("Made")
Maker = Callable[["Summit", str, int], "Player"]  # of a player: from a summit, the player's text and a key


@frozen
class Forfeiture:
    """A game given away."""

    side: str
    player: str
    offense: str  # one of OFFENSES
    detail: str  # one line


class Misconduct(Exception):
    """What a player did instead of moving."""

    def __init__(self, offense: str, detail: str) -> None:
        """Keep both; `offense` is one of OFFENSES."""
        super().__init__(offense, detail)
        self.offense, self.detail = offense, in_a_line(detail)


class Seated(Protocol):
    """A player in its seat, watched."""

    def sit(self, key: int) -> None:
        """Begin a game; `key` is the player's own chance.

        Raises:
            Misconduct: it cannot.
        """

    def decide(self, view: View) -> Move:
        """Return an open move.

        Raises:
            Misconduct: it did something else.
        """

    def close(self) -> None:
        """Leave for good."""


class SittingHere:
    """A player in this process."""

    def __init__(self, summit: Summit, text: str, maker: Maker) -> None:
        """Take a seat."""
        self._summit, self._text, self._maker = summit, text, maker
        self._player: Player | None = None

    def sit(self, key: int) -> None:
        """Make the player anew, so that no game hangs on the ones before it."""
        self.close()
        self._player = watched(lambda: self._maker(self._summit, self._text, key))

    def decide(self, view: View) -> Move:
        """Ask the player."""
        player = self._player
        assert player is not None
        move = watched(lambda: player.decide(view))
        if isinstance(player, ModulePlayer) and player.printed:  # where nobody sees it
            raise Misconduct(PRINTED, f"{player.printed} characters")
        return checked_move(move, view.seat, view.legal)

    def close(self) -> None:
        """Send the player home, if it has one."""
        if isinstance(self._player, ModulePlayer):
            self._player.close()
        self._player = None


def watched(act: Callable[[], Made]) -> Made:
    """Return what `act` returns.

    Raises:
        Misconduct: it raised, left the program or printed.
    """
    out = io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(io.StringIO()):
            made = act()
    except Forfeit as forfeit:  # a player of somebody's own, which is watched already
        raise Misconduct(_OFFENSE_OF.get(forfeit.kind, RAISED), forfeit.told) from forfeit
    except (Exception, SystemExit) as error:
        raise Misconduct(RAISED, f"{type(error).__name__}: {error}") from error
    if said := out.getvalue():
        raise Misconduct(PRINTED, said)
    return made


def checked_move(move: object, side: str, legal: Collection[str]) -> Move:
    """Return what a player returned, if that is a move open to it.

    Raises:
        Misconduct: it is not.
    """
    if not isinstance(move, Move):
        raise Misconduct(ILLEGAL, f"{type(move).__name__}: {move!r}")
    if move.side != side or move.id not in legal:
        raise Misconduct(ILLEGAL, f"{move}")
    return move


def in_a_line(text: str) -> str:
    """Return what can be shown of a text that may hold anything."""
    line = " ".join(text.split())
    shown = legible(line[: _MOST + 1])
    return shown if len(shown) <= _MOST else f"{shown[: _MOST - 1]}…"
