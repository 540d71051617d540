"""Measures of escalation: whether wars follow provocations, and tension."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wargame.analysis.balance.aims import Aim, Row
from wargame.analysis.balance.outcomes import wars_of
from wargame.estimates import ratio_of, share_of_any
from wargame.kernel import state as slots_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.analysis.balance.pools import Pool
    from wargame.arrays import Array

SHORTLY = 2  # rounds
_RANGE = 3  # parts of a track's range


def heat_rows(pool: Pool) -> Iterator[Row]:
    """Yield the measures of what precedes wars."""
    if not pool.games:
        return
    wars = [game.result.ending in wars_of(pool.summit)[0] for game in pool.games]
    if pool.measured.provocations:
        yield _provoked(pool, wars)
    if pool.measured.tension:
        yield from _by_tension(pool, wars)


def _provoked(pool: Pool, wars: list[bool]) -> Row:
    """Return the share of wars in the round of a provocation, or one or two rounds after it."""
    provoked = 0
    for game, found, war in zip(pool.games, pool.occurrences(pool.measured.provocations), wars, strict=True):
        rounds = game.again.states[:, slots_of.ROUND].astype(int)
        last = rounds[game.plies - 1]
        provoked += war and any(last - rounds[each.ply] <= SHORTLY for each in found)
    return Row(
        measure="heat",
        pool=pool.name,
        what=f"wars within {SHORTLY} rounds of a provocation",
        figure=share_of_any(provoked, sum(wars)),
        aim=Aim(low=0.80, words="≥ 80 %"),
        note=f"{sum(wars)} wars",
    )


def _by_tension(pool: Pool, wars: list[bool]) -> Iterator[Row]:
    """Yield the rate of war by a round's highest tension at a decision, in thirds of the track's range."""
    track = pool.summit.rules.track_by_id[pool.measured.tension]
    tension, ends = _rounds(pool, pool.summit.compiled.slots.of_name[track.id], wars)
    width = track.max - track.min
    third = {
        "lowest": _RANGE * (tension - track.min) <= width,
        "highest": _RANGE * (track.max - tension) <= width,
    }
    counts = {name: (int(ends[inside].sum()), int(inside.sum())) for name, inside in third.items()}
    for name, inside in third.items():
        count, whole = counts[name]
        span = f"{tension[inside].min()} to {tension[inside].max()}" if whole else "never"
        yield Row(
            measure="heat",
            pool=pool.name,
            what=f"rounds that end in war, {track.title.lower()} in its {name} third",
            figure=share_of_any(count, whole),
            note=f"{count} of {whole} rounds, {span}",
        )
    yield Row(
        measure="heat",
        pool=pool.name,
        what="how many times as likely in the highest as in the lowest",
        figure=ratio_of(*counts["highest"], *counts["lowest"]) if any(wars) else None,
        unit="",
        aim=Aim(low=5, words="≥ 5"),
    )


def _rounds(pool: Pool, slot: int, wars: list[bool]) -> tuple[Array, Array]:
    """Return of every round of all games the highest value of a slot at a decision, and whether it ended in war."""
    highest, ends = [], []
    for game, war in zip(pool.games, wars, strict=True):
        states = game.again.states[: game.plies]
        rounds, begins = np.unique(states[:, slots_of.ROUND], return_index=True)
        highest.append(np.maximum.reduceat(states[:, slot], begins).astype(np.int64))
        ends.append(war & (rounds == rounds[-1]))
    return np.concatenate(highest), np.concatenate(ends)
