"""Measures of mandates: the success of each, alone and by pair, with a text and without, and of whoever leaves."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve

from wargame.analysis.balance.aims import Aim, Row
from wargame.analysis.balance.pools import if_strong
from wargame.analysis.occurrences import NOBODY
from wargame.estimates import Estimate, number_reaching, share_of_any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.analysis.balance.pools import Pool
    from wargame.arrays import Array

ENOUGH = 0.20  # success without a text, for a mandate that can do without one
_WITHOUT = 2  # mandates of a side that ought to


def mandate_rows(pool: Pool) -> Iterator[Row]:
    """Yield the measures of mandates over a pool."""
    if not pool.games:
        return
    held = np.array([game.mandates for game in pool.games])
    yield from _each(pool, held)
    yield from _pairs(pool, held)
    if pool.has_signed.any():
        yield from _without_a_text(pool, held)
    yield from _leaving(pool)


def _names(pool: Pool, seat: int) -> list[str]:
    return [each.id for each in pool.summit.rules.sides[seat].mandates]


def _each(pool: Pool, held: Array) -> Iterator[Row]:
    for seat, side in enumerate(pool.summit.rules.side_ids):
        for number, mandate in enumerate(_names(pool, seat)):
            mine = held[:, seat] == number
            yield _row(
                pool,
                f"success of {side}, {mandate}",
                pool.successes[mine, seat],
                Aim(low=0.35, high=0.65, words="35–65 %"),
            )


def _pairs(pool: Pool, held: Array) -> Iterator[Row]:
    names = [_names(pool, seat) for seat in range(2)]
    pairs = list(product(range(len(names[0])), range(len(names[1]))))
    if len(pairs) == 1:
        return
    met = {pair: (held == pair).all(axis=1) for pair in pairs}
    words = {(own, other): f"{names[0][own]} against {names[1][other]}" for own, other in pairs}
    if pool.has_signed.any():
        for pair in pairs:
            aim = Aim(low=0.05, high=0.95, words="5–95 %")
            yield _row(pool, f"signed, {words[pair]}", pool.has_signed[met[pair]], aim)
    for pair, (seat, side) in product(pairs, enumerate(pool.summit.rules.side_ids)):
        aim = Aim(low=0.15, words="≥ 15 %")
        yield _row(pool, f"success of {side}, {words[pair]}", pool.successes[met[pair], seat], aim)


def _without_a_text(pool: Pool, held: Array) -> Iterator[Row]:
    for seat, side in enumerate(pool.summit.rules.side_ids):
        found = []
        for number, mandate in enumerate(_names(pool, seat)):
            mine = (held[:, seat] == number) & ~pool.has_signed
            row = _row(pool, f"success without a text of {side}, {mandate}", pool.successes[mine, seat])
            yield evolve(row, note=f"{int(mine.sum())} games")
            found.append(row.figure or Estimate(0.0, 0.0, 1.0))
        least = min(_WITHOUT, len(found))
        yield Row(
            measure="mandates",
            pool=pool.name,
            what=f"mandates of {side} that succeed without a text in {100 * ENOUGH:.0f} % or more",
            figure=number_reaching(found, ENOUGH),
            unit="",
            aim=if_strong(pool, Aim(low=least, words=f"≥ {least}")),
        )


def _leaving(pool: Pool) -> Iterator[Row]:
    if not pool.measured.exits:
        return
    left = [(at, found[0].seat) for at, found in enumerate(pool.occurrences(pool.measured.exits)) if found]
    won = np.array([pool.successes[at, seat] for at, seat in left if seat != NOBODY], bool)
    row = _row(pool, "success of whoever walks out", won, Aim(low=ENOUGH, words=f"≥ {100 * ENOUGH:.0f} %"))
    yield evolve(row, note=f"{len(won)} walked out")


def _row(pool: Pool, what: str, happened: Array, aim: Aim | None = None) -> Row:
    """Return the share of games (n) in which something happened; without a figure if there are no games."""
    return Row(
        measure="mandates",
        pool=pool.name,
        what=what,
        figure=share_of_any(int(happened.sum()), len(happened)),
        aim=if_strong(pool, aim) if aim else None,
    )
