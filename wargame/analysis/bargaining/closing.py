"""Where a game's bargaining was decided: the position in which its text was signed, or else its last decision.

The bargaining map of that position, with the referee's eyes, is what the two could still have agreed on, beside what
they did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.analysis.bargaining.bargain import maps_of
from wargame.analysis.bargaining.deals import Text, is_agreed, text_of
from wargame.analysis.occurrences import Finder
from wargame.game.hidden import Known
from wargame.kernel.trace import HAPPENINGS
from wargame.scenario.measures import measured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.analysis.bargaining.bargain import BargainingMap
    from wargame.game.game import Game


@frozen
class Closing:
    """The position before the move that decided, and what was signed by it."""

    ply: int  # decisions before it
    known: Known
    signed: Text | None  # None: nothing was

    def maps(self) -> Iterator[BargainingMap]:
        """Yield its map: see `maps_of`."""
        yield from maps_of(self.known, signed=self.signed)


def closing_of(game: Game) -> Closing:
    """Return where a game that is over was decided; a text that was signed twice, where it was signed last."""
    summit, records = game.summit, game.records
    ply = _signed_at(game)
    if ply is not None:
        return Closing(ply, Known(summit, records[ply].before), text_of(summit, records[ply].states[-1]))
    last = Known(summit, records[-1].before if records else game.state)
    return Closing(max(0, len(records) - 1), last, None)


def _signed_at(game: Game) -> int | None:
    """Return the decisions before a text was signed; a scenario that does not tell says by its ending whether one was.

    None if none was.
    """
    accepts = measured(game.summit.rules).accepts
    if not accepts:
        ending = [each.id for each in game.summit.rules.endings].index(game.ending.id) if game.ending else -1
        return len(game.records) - 1 if game.records and is_agreed(game.summit, ending) else None
    states = np.stack([*(each.before for each in game.records), game.state])
    course = [
        (at, int(row[HAPPENINGS.rule]), int(row[HAPPENINGS.outcome]) - 1)
        for at, record in enumerate(game.records)
        for row in record.rows
    ]
    found = Finder(game.summit, accepts).find(states, np.array(course, np.int64).reshape(-1, 3))
    return found[-1].ply if found else None
