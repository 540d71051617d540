"""Ratings, one number a player: a Bradley–Terry fit with a seat effect (Bradley & Terry, 1952).

Player i in the first seat beats player j in the second with probability 1 / (1 + exp(−(r_i − r_j + s))). The scale is
that of chess: 400 points are odds of ten to one; the mean is 0. In a game that two can win, winning is to score more:
payoffs say the rest.

Intervals are t intervals by the larger of two variances: the inverse of the information, which is large for a player
that wins everything, and the one clustered by pairs (Liang & Zeger, 1986), which allows for the dependence of games of
one seed.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.arrays import Array
from wargame.estimates import FEWEST, Estimate, t_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

SCALE = 400 / log(10)
_DRAWN = (
    0.5  # games, half won, that every seating is given beforehand: without, whoever won all would be infinitely good
)
_STEPS, _CLOSE = 100, 1e-9


@frozen
class Won:
    """A game as the first seat's player won (1), lost (0) or drew (½) it."""

    first: int  # player, by number
    second: int
    share: float
    pair: int  # games with the same seed, which are drawn together


@frozen
class Ratings:
    """The rating of each player and the effect of the first seat, in points; None where no game tells."""

    players: tuple[Estimate | None, ...]
    seat: Estimate | None


def rated(games: Sequence[Won], players: int) -> Ratings:
    """Rate players from their games.

    Players outside the largest group that is linked by games cannot be compared with it and get no rating. Fewer than
    FEWEST pairs give no ratings, since nothing could be said of their error.
    """
    games = [game for game in games if game.first != game.second]
    linked = _linked(games, players)
    games = [game for game in games if game.first in linked]
    if len({game.pair for game in games}) < FEWEST:
        return Ratings((None,) * players, None)
    number = {player: at for at, player in enumerate(sorted(linked))}
    fit = _Fit.of([(number[game.first], number[game.second], game) for game in games], len(number))
    half = fit.half_widths()
    found = [
        Estimate(*(float(SCALE * each) for each in (value, value - off, value + off)))
        for value, off in zip(fit.rating, half, strict=True)
    ]
    return Ratings(tuple(found[number[each]] if each in number else None for each in range(players)), found[-1])


def _linked(games: Sequence[Won], players: int) -> set[int]:
    """Return the largest connected component of players linked by games; of two equal ones, the one with more games."""
    group = list(range(players))
    for game in games:
        old, new = group[game.second], group[game.first]
        group = [new if each == old else each for each in group]
    played = [sum(group[game.first] == each for game in games) for each in range(players)]
    best = max(range(players), key=lambda each: (group.count(each), played[each], -each))
    return {player for player in range(players) if group[player] == best and played[best]}


@frozen(eq=False)
class _Fit:
    """A fit in natural units: games won and played (pairs, meetings), and the design matrix of the log odds."""

    won: Array
    played: Array
    design: Array
    rating: Array  # (players + 1): the players', then the first seat's

    @classmethod
    def of(cls, games: Sequence[tuple[int, int, Won]], players: int) -> _Fit:
        """Fit the games of players who are numbered without gaps."""
        meetings = sorted({(first, second) for first, second, _ in games})
        pairs = sorted({game.pair for *_, game in games})
        place = {meeting: at for at, meeting in enumerate(meetings)}
        row = {pair: at for at, pair in enumerate(pairs)}
        won, played = np.zeros((2, len(pairs), len(meetings)))
        for first, second, game in games:
            at = row[game.pair], place[first, second]
            won[at] += game.share
            played[at] += 1
        design = _design(meetings, players)
        return cls(won, played, design, _fitted(design, won.sum(axis=0), played.sum(axis=0)))

    def half_widths(self) -> Array:
        """Return half of each rating's 95 % interval (players + 1)."""
        pairs = len(self.won)
        expected = 1 / (1 + np.exp(-self.design @ self.rating))
        weight = (self.played.sum(axis=0) + _DRAWN) * expected * (1 - expected)
        inverse = np.linalg.pinv(self.design.T @ (self.design * weight[:, None]), hermitian=True)
        slopes = (self.won - self.played * expected) @ self.design  # (pairs, players + 1)
        clustered = inverse @ (slopes.T @ slopes) @ inverse * pairs / (pairs - 1)
        variance: Array = np.maximum(np.diag(inverse), np.diag(clustered))
        return t_quantile(pairs - 1) * np.sqrt(variance)


def _design(meetings: Sequence[tuple[int, int]], players: int) -> Array:
    """Return the design matrix of the first seat's log odds (meetings, players + 1)."""
    design = np.zeros((len(meetings), players + 1))
    for at, (first, second) in enumerate(meetings):
        design[at, first], design[at, second], design[at, players] = 1, -1, 1
    return design


def _fitted(design: Array, won: Array, played: Array) -> Array:
    """Return the maximum-likelihood ratings (players, then the seat), by Newton's method."""
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
