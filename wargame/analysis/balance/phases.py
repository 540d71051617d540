"""What each phase is for: who enters it, how long it lasts, whether its decisions are close, what it changes.

The place to look when a game drags or is over too soon: a phase that changes nobody's expected score is a corridor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.analysis.balance.aims import Row
from wargame.analysis.balance.pools import PoolGame
from wargame.estimates import Estimate, mean_of, share, share_of_any
from wargame.kernel import state as slots_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.analysis.balance.pools import Pool
    from wargame.analysis.calibration.outlooks import Outlook
    from wargame.arrays import Array

_SEATS = slots_of.SEATS


@frozen(eq=False)
class Decision:
    """A decision that was judged."""

    game: PoolGame
    ply: int
    is_close: bool  # two moves nearly as good as each other, and one much worse


def phase_rows(
    pool: Pool, seen: Sequence[PoolGame], looks: Sequence[Sequence[Outlook]], judged: Sequence[Decision]
) -> Iterator[Row]:
    """Yield what happens in each phase; `looks` holds the outlook at each decision of the games in `seen`."""
    changes = [_changes(game, outlooks) for game, outlooks in zip(seen, looks, strict=True)]
    for number, phase in enumerate(pool.summit.rules.phases, start=1):
        lengths = [int((_phases(game) == number).sum()) for game in pool.games]
        entered = [game for game, length in zip(pool.games, lengths, strict=True) if length]
        last = sum(int(_phases(game)[-1]) == number for game in entered)
        close = [each.is_close for each in judged if _phases(each.game)[each.ply] == number]
        there = np.array([found[number] for found in changes if number in found]).reshape(-1, _SEATS)
        figures: list[tuple[str, Estimate | None, str, str]] = [
            ("entered", share(len(entered), len(pool.games)), "%", ""),
            ("decisions of a game that enters", _mean(list(filter(None, lengths))), "", ""),
            ("the end of a game that enters", share_of_any(last, len(entered)), "%", ""),
            ("close decisions that matter", share_of_any(sum(close), len(close)), "%", f"of {len(close)}"),
            ("points an expected score moves, up or down", _mean(np.abs(there).mean(axis=1)), "", _games(there)),
        ]
        for seat, side in enumerate(pool.summit.rules.sides):
            figures.append((f"{side.name}'s expected score moves by", _mean(there[:, seat]), "points", _games(there)))
        for what, figure, unit, note in figures:
            yield Row(
                measure="phases", pool=pool.name, what=f"{phase.title}: {what}", figure=figure, unit=unit, note=note
            )


def _phases(game: PoolGame) -> Array:
    """Return the phase of each decision, from 1 (decisions)."""
    phases: Array = game.again.states[: game.plies, slots_of.PHASE]
    return phases


def _changes(game: PoolGame, outlooks: Sequence[Outlook]) -> dict[int, Array]:
    """Return by how much both expected scores (2) changed in each phase, from its first decision to what came after."""
    expected = [*(np.asarray(each.expected, np.float64) for each in outlooks), np.array(game.scores, np.float64)]
    found: dict[int, Array] = {}
    for ply, phase in enumerate(_phases(game).tolist()):
        found[phase] = found.get(phase, np.zeros(_SEATS)) + expected[ply + 1] - expected[ply]
    return found


def _mean(values: Sequence[float] | Array) -> Estimate | None:
    return mean_of(values) if len(values) else None


def _games(changes: Array) -> str:
    return f"{len(changes)} games judged"
