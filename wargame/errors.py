"""Every error this program raises on purpose, in one family.

What a person did wrong (`WargameError` and below) is told in one clear message; anything else is a bug and keeps its
traceback.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class WargameError(Exception):
    """The root: its text is meant for the person at the keyboard."""

    @property
    def summary(self) -> str:
        """Return the message in one line, without details."""
        return str(self)


class ScenarioError(WargameError):
    """A scenario that cannot be used, with every fault found in it.

    `faults` are lines of text, each naming its place.
    """

    def __init__(self, summary: str, faults: Sequence[str] = ()) -> None:
        """Keep the faults apart from the summary, and show both."""
        self._summary, self.faults = summary, tuple(faults)
        super().__init__("\n".join([summary, *(f"  {fault}" for fault in self.faults)]))

    def __reduce__(self) -> tuple[object, ...]:
        """Return what `pickle` keeps: a worker sends it."""
        return ScenarioError, (self._summary, self.faults)

    @property
    def summary(self) -> str:
        """Return how many faults there are, and in what."""
        return self._summary


class MalformedMove(WargameError):
    """A move that names nothing in this scenario."""


class IllegalMove(WargameError):
    """A move that exists and cannot be played now; the text says why."""


class SeatError(WargameError):
    """A seat that does not exist, or is not to move."""


class JournalError(WargameError):
    """A saved game that cannot be read, or cannot be written down."""


class PlayerError(WargameError):
    """A player that does not exist or cannot take this seat."""


class Offense(StrEnum):
    """What a player did instead of making a legal move, as results record it."""

    RAISED = "raised"  # an error, or it left the program, or it could not be made
    MALFORMED = "malformed"  # it returned no move at all
    ILLEGAL = "illegal"  # it returned a move that is not open
    PRINTED = "printed"  # where that is not let pass
    LATE = "late"  # over the move limit
    DIED = "died"  # its process ended


class Forfeit(PlayerError):
    """A game lost by a player that did not make a move: what it did instead, and what a result should record."""

    def __init__(self, player: str, offense: Offense, detail: str) -> None:
        """Keep the player as it was written (`module:mine.py`), what it did, and details in one line."""
        self.player = player
        self.offense = offense
        self.detail = detail
        super().__init__(f"{player} forfeits: {detail}")

    def __reduce__(self) -> tuple[object, ...]:
        """Return what `pickle` keeps: a worker sends it."""
        return Forfeit, (self.player, self.offense, self.detail)


class RulesError(WargameError):
    """A game that the rules of its scenario cannot bring to an end; what was played until then stands."""


class RunError(WargameError):
    """A run of games that cannot be started, or cannot be written down or read."""


class ExtraError(WargameError):
    """A package that an extra brings: it is not installed, or in a version that was not tried."""


class EndpointError(RunError):
    """An endpoint of language models that gives no answer: no fault of a player, and no game goes on with it."""


class BudgetSpent(RunError):
    """The tokens, seconds or money that language models may use up are spent."""
