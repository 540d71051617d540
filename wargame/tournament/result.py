"""What one game of a tournament came to, and the line of a file that says so.

A game is its seed and its moves; scores and ending are there for readers, and to check a replay against.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from attrs import asdict, frozen

from wargame.game.game import FAULTS
from wargame.kernel.state import NO_FAULT
from wargame.players.conduct import Forfeiture
from wargame.tournament.schedule import Fixture

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen(kw_only=True)
class GameResult:
    """A game that is over, one way or another."""

    fixture: Fixture
    moves: tuple[str, ...]  # side:id
    ending: str = ""  # id, "" if the game did not come to one
    scores: tuple[int, int] | None = None  # by seat, of a game that came to an ending
    fault: int = NO_FAULT  # what kept the rules from going on: one of the faults of wargame.kernel.state
    forfeit: Forfeiture | None = None

    @property
    def players(self) -> tuple[str, str]:
        """Return the players by seat."""
        return self.fixture.players

    def score(self, seat: int) -> int:
        """Return a seat's score of a game that came to an ending."""
        assert self.scores is not None
        return self.scores[seat]


def line_of(result: GameResult, sides: tuple[str, ...]) -> dict[str, Any]:
    """Return a game as plain data; every key is always there."""
    fixture = result.fixture
    return {
        "game": fixture.index,
        "pairing": fixture.pairing,
        "pair": fixture.pair,
        "seed": str(fixture.seed),
        "players": dict(zip(sides, fixture.players, strict=True)),
        "ending": result.ending,
        "scores": dict(zip(sides, result.scores, strict=True)) if result.scores else None,
        "plies": len(result.moves),
        "fault": FAULTS[result.fault],
        "forfeit": asdict(result.forfeit) if result.forfeit else None,
        "moves": list(result.moves),
    }


def read_result(line: Mapping[str, Any], fixture: Fixture, sides: tuple[str, ...]) -> GameResult:
    """Return the game that a line tells of, which has to be that of the fixture.

    Raises:
        KeyError: the line lacks something.
        TypeError: something in it is of the wrong type.
        ValueError: it tells of another game.
    """
    expected = {
        "game": fixture.index,
        "seed": str(fixture.seed),
        "players": dict(zip(sides, fixture.players, strict=True)),
    }
    for key, value in expected.items():
        if line[key] != value:
            message = f"its {key} is {line[key]!r} where {value!r} comes next"
            raise ValueError(message)
    scores, forfeit = line["scores"], line["forfeit"]
    if not all(isinstance(each, str) for each in (line["ending"], line["fault"], *line["moves"])):
        message = "its ending, fault and moves are not text"
        raise TypeError(message)
    if line["fault"] not in FAULTS:
        message = f"its fault is {line['fault']!r}, which this program does not know"
        raise ValueError(message)
    return GameResult(
        fixture=fixture,
        moves=tuple(map(sys.intern, line["moves"])),  # a few dozen texts in millions of games
        ending=line["ending"],
        scores=None if scores is None else (int(scores[sides[0]]), int(scores[sides[1]])),
        fault=FAULTS.index(line["fault"]),
        forfeit=None if forfeit is None else Forfeiture(**forfeit),
    )
