"""Who is better, as one number a player: a Bradley–Terry fit with a seat effect (Bradley & Terry, 1952).

Player i in the first seat beats player j in the second with probability 1 / (1 + exp(−(r_i − r_j + s))). The scale is
that of chess: 400 points are odds of ten to one; the mean is 0. In a game that two can win, winning is to score more:
payoffs say the rest.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from wargame.match.estimates import Estimate, resampled

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Ratings", "Won", "rated"]

Array = np.ndarray[Any, Any]

SCALE = 400 / log(10)
RESAMPLES = 400
_DRAWN = (
    0.5  # games, half won, that every seating is given beforehand: without, whoever won all would be infinitely good
)
_STEPS, _CLOSE = 100, 1e-9


@frozen
class Won:
    """What the first seat's player made of a game: 1 won, 0 lost, ½ neither."""

    first: int  # player, by number
    second: int
    share: float
    pair: int  # games with the same seed, which are drawn together


@frozen
class Ratings:
    """How good each player is, in points, and what the first seat is worth."""

    players: tuple[Estimate, ...]
    seat: Estimate


def rated(games: Sequence[Won], players: int) -> Ratings:
    """Rate players who met in these games; intervals come from drawing pairs again."""
    meetings = sorted({(game.first, game.second) for game in games if game.first != game.second})
    pairs = sorted({game.pair for game in games})
    place = {meeting: at for at, meeting in enumerate(meetings)}
    row = {pair: at for at, pair in enumerate(pairs)}
    won, played = np.zeros((2, len(pairs), len(meetings)))
    for game in games:
        if game.first != game.second:
            at = row[game.pair], place[game.first, game.second]
            won[at] += game.share
            played[at] += 1
    design = _design(meetings, players)
    value = _fitted(design, won.sum(axis=0), played.sum(axis=0))
    draws = [
        _fitted(design, won[drawn].sum(axis=0), played[drawn].sum(axis=0)) for drawn in resampled(len(pairs), RESAMPLES)
    ]
    low, high = np.quantile(draws, [0.025, 0.975], axis=0) if draws else (value, value)
    found = [Estimate(*(float(SCALE * each) for each in figures)) for figures in zip(value, low, high, strict=True)]
    return Ratings(tuple(found[:players]), found[players])


def _design(meetings: Sequence[tuple[int, int]], players: int) -> Array:
    """Return what each rating adds to the log odds of the first seat (meetings, players + 1)."""
    design = np.zeros((len(meetings), players + 1))
    for at, (first, second) in enumerate(meetings):
        design[at, first], design[at, second], design[at, players] = 1, -1, 1
    return design


def _fitted(design: Array, won: Array, played: Array) -> Array:
    """Return the ratings (players, then the seat) under which these results are likeliest, by Newton's method."""
    won, played = won + _DRAWN / 2, played + _DRAWN
    rating = np.zeros(design.shape[1])
    anchor = np.zeros((design.shape[1], design.shape[1]))
    anchor[:-1, :-1] = 1  # fixes the mean at 0, and nothing else
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-design @ rating))
        slope = design.T @ (won - played * expected) - anchor @ rating
        curve = design.T @ (design * (played * expected * (1 - expected))[:, None]) + anchor
        step: Array = np.linalg.solve(curve + 1e-9 * np.eye(len(rating)), slope)
        rating += np.clip(step, -2, 2)
        if np.abs(step).max(initial=0) < _CLOSE:
            break
    return rating
