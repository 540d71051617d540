"""The result of a game of a tournament, and its line in the ledger.

Seed and moves determine a game; scores and ending are there for readers, and to check a replay against.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from attrs import field, frozen

from wargame.errors import Offense
from wargame.game.situation import Fault
from wargame.tournament.schedule import Fixture


@frozen
class Forfeiture:
    """A game forfeited: by whom, and for which offense."""

    side: str
    player: str
    offense: Offense = field(converter=Offense)
    detail: str  # one line


@frozen(kw_only=True)
class GameResult:
    """The result of a game: an ending, a fault of the rules, or a forfeit."""

    fixture: Fixture
    moves: tuple[str, ...]  # side:id
    ending: str = ""  # id, "" if the game did not come to one
    scores: tuple[int, int] | None = None  # by seat, of a game that came to an ending
    fault: Fault = Fault.NONE  # what kept the rules from going on
    forfeit: Forfeiture | None = None
    reasons: Mapping[int, str] = field(factory=dict)  # what players said of their moves, by ply

    @property
    def players(self) -> tuple[str, str]:
        """Return the players by seat."""
        return self.fixture.players

    def score(self, seat: int) -> int:
        """Return a seat's score of a game that came to an ending."""
        assert self.scores is not None
        return self.scores[seat]


class ForfeitAccount(TypedDict):
    """A forfeit as plain data; see `Forfeiture`."""

    side: str
    player: str
    offense: str
    detail: str


class GameLine(TypedDict):
    """A game as plain data; see `GameResult`."""

    game: int
    pairing: int
    pair: int
    seed: str
    players: dict[str, str]  # by side
    ending: str
    scores: dict[str, int] | None  # by side
    plies: int
    fault: str
    forfeit: ForfeitAccount | None
    moves: list[str]
    reasons: NotRequired[dict[str, str]]  # by ply; only where a player said any


def line_of(result: GameResult, sides: tuple[str, ...]) -> GameLine:
    """Return a game as plain data; every key but `reasons` is always there."""
    fixture, forfeit = result.fixture, result.forfeit
    line: GameLine = {
        "game": fixture.index,
        "pairing": fixture.pairing,
        "pair": fixture.pair,
        "seed": str(fixture.seed),
        "players": dict(zip(sides, fixture.players, strict=True)),
        "ending": result.ending,
        "scores": dict(zip(sides, result.scores, strict=True)) if result.scores else None,
        "plies": len(result.moves),
        "fault": result.fault.value,
        "forfeit": forfeit_account(forfeit) if forfeit else None,
        "moves": list(result.moves),
    }
    if result.reasons:
        line["reasons"] = {str(ply): said for ply, said in result.reasons.items()}
    return line


def forfeit_account(forfeit: Forfeiture) -> ForfeitAccount:
    """Return a forfeit as plain data."""
    return {
        "side": forfeit.side,
        "player": forfeit.player,
        "offense": forfeit.offense.value,
        "detail": forfeit.detail,
    }


def read_result(line: Mapping[str, Any], fixture: Fixture, sides: tuple[str, ...]) -> GameResult:
    """Parse the line of a game, which has to be that of the fixture.

    Raises:
        KeyError: the line lacks a key.
        TypeError: a value is of the wrong type.
        ValueError: it is of another game.
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
    reasons = line.get("reasons", {})
    if not all(isinstance(each, str) for each in (line["ending"], line["fault"], *line["moves"], *reasons.values())):
        message = "its ending, fault, moves and reasons are not text"
        raise TypeError(message)
    return GameResult(
        fixture=fixture,
        moves=tuple(map(sys.intern, line["moves"])),  # a few dozen texts in millions of games
        ending=line["ending"],
        scores=None if scores is None else (int(scores[sides[0]]), int(scores[sides[1]])),
        fault=Fault(line["fault"]),
        forfeit=None if forfeit is None else Forfeiture(**forfeit),
        reasons={int(ply): said for ply, said in reasons.items()},
    )
