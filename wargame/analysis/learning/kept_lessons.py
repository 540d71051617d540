"""The lessons of a training in a file, a line for each game as it ends, from which a stopped training goes on.

The file is not trusted: each line has to be of the game that comes next, in moves and tracks of this scenario and
within its bounds. Each line has the digest of the policy that guided the search, since policies are not kept but fitted
anew when the training goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
from attrs import frozen

from wargame.analysis.learning.lessons import Lesson
from wargame.players.policy import known_names, moves_of
from wargame.tournament.ledger import reason_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wargame.game.summit import Summit
    from wargame.tournament.ledger import Ledger

FORMAT = "wargame-lessons-1"
ENDING = ".lessons"  # behind the name of the policy
WHAT = "training"
_INT16 = np.iinfo(np.int16)
_KEYS = ("side", "phase", "mandate", "known", "shares")  # of a lesson
_MOST_TOLD = 60  # characters of what was found


class Header(TypedDict):
    """The identity of a training (all that must be equal for games to be of the same one), its file's first line."""

    format: str
    version: str
    scenario: str
    scenario_sha256: str
    player: str
    rounds: int
    games: int
    seed: str


@frozen
class _Seat:
    """The bounds of a lesson of a side in a phase."""

    mandates: int
    tracks: int  # that it knows
    moves: frozenset[str]


class KeptLessons:
    """The file of lessons: first read in order, then appended to."""

    def __init__(self, summit: Summit, ledger: Ledger) -> None:
        """Read the games of a ledger as they are asked for."""
        self._ledger, self._lines = ledger, ledger.games()
        self._most = summit.rules.scenario.ply_limit
        self._seats = _seats(summit)

    def take(self, game: int, leans_on: str) -> list[Lesson] | None:
        """Return the lessons of the next game in the file, None once all was read.

        Args:
            game: its number.
            leans_on: digest of the policy that guided its search, "" for the doctrine.

        Raises:
            RunError: a line is of another game, or of what cannot have been in this one.
        """
        found = next(self._lines, None)
        if found is None:
            return None
        number, line = found
        try:
            return self._lessons(line, game, leans_on)
        except (KeyError, TypeError, ValueError) as error:
            raise self._ledger.damage(number, reason_of(error)) from error

    def keep(self, game: int, leans_on: str, lessons: Sequence[Lesson]) -> None:
        """Add a game; only once all was read.

        Raises:
            RunError: it cannot be written; what is there stays.
        """
        told = [{key: _plain(getattr(lesson, key)) for key in _KEYS} for lesson in lessons]
        self._ledger.append({"game": game, "leans_on": leans_on, "lessons": told})

    def check_end(self) -> None:
        """Check that the file holds no more games than were taken.

        Raises:
            RunError: it does.
        """
        if (more := next(self._lines, None)) is not None:
            raise self._ledger.damage(more[0], "it is one game more than there are")

    def _lessons(self, line: Mapping[str, Any], game: int, leans_on: str) -> list[Lesson]:
        for key, value in (("game", game), ("leans_on", leans_on)):
            _demand(line[key] == value and type(line[key]) is type(value), f"its {key} has to be {value!r}", line[key])
        lessons = line["lessons"]
        fits = isinstance(lessons, list) and len(lessons) <= self._most
        _demand(fits, f"its lessons have to be a list of at most {self._most} decisions", lessons)
        return [self._lesson(each, game) for each in lessons]

    def _lesson(self, told: Any, game: int) -> Lesson:  # noqa: ANN401  from a file
        _demand(isinstance(told, dict), "a decision has to be a table", told)
        side, phase, mandate, known, shares = (told[key] for key in _KEYS)
        is_named = isinstance(side, str) and isinstance(phase, str)
        seat = self._seats.get((side, phase)) if is_named else None
        if seat is None:
            message = f"no side decides so: {_told([side, phase])}"
            raise ValueError(message)
        _demand(type(mandate) is int and 0 <= mandate < seat.mandates, "there is no such mandate", mandate)
        knows = isinstance(known, list) and len(known) == seat.tracks and all(map(_is_value, known))
        _demand(knows, f"{side} knows the values of {seat.tracks} tracks", known)
        _demand(isinstance(shares, dict) and shares.keys() <= seat.moves, f"no such moves of {side} in {phase}", shares)
        weighs = all(type(share) is float and 0 <= share <= 1 for share in shares.values()) and any(shares.values())
        _demand(weighs, "shares have to be from 0.0 to 1.0, and not all 0.0", shares)
        return Lesson(game, side, phase, mandate, np.array(known, np.int16), shares)


def _seats(summit: Summit) -> dict[tuple[str, str], _Seat]:
    rules = summit.rules
    return {
        (side.id, phase.id): _Seat(
            len(side.mandates),
            len(known_names(summit, side.id)),
            frozenset(rules.moves[move].id for move in moves_of(summit, side.id, phase)),
        )
        for side in rules.sides
        for phase in rules.phases
    }


def _plain(value: object) -> object:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _demand(is_so: bool, rule: str, found: object) -> None:  # noqa: FBT001  the point of it
    if not is_so:
        message = f"{rule}; found {_told(found)}"
        raise ValueError(message)


def _is_value(number: object) -> bool:
    return type(number) is int and _INT16.min <= number <= _INT16.max


def _told(found: object) -> str:
    words = ascii(found)
    return words if len(words) <= _MOST_TOLD else f"{words[:_MOST_TOLD]}…"
