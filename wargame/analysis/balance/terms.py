"""The contribution of each term to the score, by mandate: where to look when one succeeds too often or too seldom."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import numpy as np

from wargame.estimates import mean_of
from wargame.kernel import trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.analysis.balance.pools import Pool
    from wargame.arrays import Array


class Contribution(TypedDict):
    """The mean of a term over games, in points, with the ends of its 95 % interval; None where nothing is known."""

    mean: float | None
    low: float | None
    high: float | None


class TermAccount(TypedDict):
    """The contribution of a term to a side's score under one of its mandates."""

    side: str
    mandate: str
    term: str  # its label
    pools: dict[str, Contribution]


def term_accounts(pools: Sequence[Pool]) -> Iterator[TermAccount]:
    """Yield every term by side and mandate; in a game whose ending fixes the score, each is 0."""
    if not pools:
        return
    rules = pools[0].summit.rules
    values = {pool.name: _values(pool) for pool in pools}
    held = {pool.name: np.array([game.mandates for game in pool.games]).reshape(-1, 2) for pool in pools}
    for seat, side in enumerate(rules.sides):
        for number, mandate in enumerate(side.mandates):
            for at, term in enumerate(rules.scores):
                if term.side == side.id:
                    mine = {name: values[name][held[name][:, seat] == number, at] for name in values}
                    shown = {name: _contribution(points) for name, points in mine.items()}
                    yield {"side": side.id, "mandate": mandate.id, "term": term.label, "pools": shown}


def _values(pool: Pool) -> Array:
    """Return the value of each term in each game (games, terms)."""
    compiled, rules = pool.summit.compiled, pool.summit.rules
    fixed = {ending.id for ending in rules.endings if ending.scores}
    found = np.zeros((len(pool.games), len(rules.scores)), np.int64)
    for game, row in zip(pool.games, found, strict=True):
        if game.result.ending not in fixed:
            trace.write_term_values(compiled.ints, compiled.words, game.again.states[-1].copy(), row)
    return found


def _contribution(points: Array) -> Contribution:
    figure = mean_of(points)
    known = len(points) > 0 and np.isfinite([figure.low, figure.high]).all()
    return {
        "mean": figure.value if len(points) else None,
        "low": figure.low if known else None,
        "high": figure.high if known else None,
    }
