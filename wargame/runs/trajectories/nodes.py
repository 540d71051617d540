"""The nodes that games went through, computed from their seeds and moves."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from wargame.arrays import Array
from wargame.kernel.movesets import WORD_MOVES
from wargame.kernel.playout import RESULT, RESULTS
from wargame.kernel.state import STATE
from wargame.kernel.trajectory import CHANCE_SEAT, CUT_SHORT, NODE, NODES, trace_games

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.game.observation import Layout
    from wargame.game.summit import Summit


@frozen(eq=False)
class Nodes:
    """The nodes of games, each game's in order."""

    games: Array  # (games), int64: the number of each in its run
    starts: Array  # (games + 1), int64: the row of each one's first node, and the one after the last
    results: Array = field(repr=False)  # (games, RESULT.width)
    rows: Array = field(repr=False)  # (nodes, NODE.width); -1 where a game ends before its rows do
    seen: Array = field(repr=False)  # (nodes, entries), int16; no rows where nobody asked
    opened: Array = field(repr=False)  # (nodes, words), uint64: the open moves, a bit each

    @cached_property
    def game_of(self) -> Array:
        """Return which game each node is of, by its place in `games`."""
        return np.repeat(np.arange(len(self.games)), np.diff(self.starts))

    @property
    def steps(self) -> Array:
        """Return the place of each node in its game, from 0."""
        return np.arange(len(self.rows)) - self.starts[self.game_of]

    @cached_property
    def seats(self) -> Array:
        """Return the seat that decided at each node, or CHANCE_SEAT."""
        return self.rows[:, NODE.seat].astype(np.int8)

    @cached_property
    def is_chance(self) -> Array:
        """Say of each node whether chance decided there."""
        found: Array = self.seats == CHANCE_SEAT
        return found

    @property
    def cut_short(self) -> Array:
        """Return the places of games that their moves do not bring to an end."""
        return np.flatnonzero(self.results[:, RESULT.fault] == CUT_SHORT)


def lengths(results: Array) -> Array:
    """Return how many nodes games have, from their results."""
    return results[:, RESULT.plies].astype(np.int64) + results[:, RESULT.chance_nodes]


def starts_of(counts: Array) -> Array:
    """Return where the nodes of each game start that has so many, and where those of the last one end."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def traced(  # noqa: PLR0913, PLR0917
    summit: Summit, games: Array, seeds: Array, moves: Array, starts: Array, layouts: Sequence[Layout] = ()
) -> Nodes:
    """Play games again from their moves, and return their nodes, observed by the `layouts` of both seats if given.

    Args:
        summit: the rules.
        games: (games, int64) the numbers of the games.
        seeds: (games, uint64).
        moves: (games × most, int16) by number, then -1; others than the open ones end a game.
        starts: (games + 1, int64) see `Nodes`.
        layouts: of the seats, or none.
    """
    count, compiled, words = int(starts[-1]), summit.compiled, -(-len(summit.rules.moves) // WORD_MOVES)
    places, seen_rows = places_of(layouts), count if layouts else 0
    results, rows = np.zeros((len(games), RESULT.width), RESULTS), np.empty((count, NODE.width), NODES)
    seen = np.zeros((seen_rows, places.size), STATE)
    opened = np.zeros((max(seen_rows, 1), words), np.uint64)
    trace_games(compiled.ints, compiled.words, seeds, moves, starts, rows, places, seen, opened, results)
    return Nodes(games, starts, results, rows, seen, opened)


def places_of(layouts: Sequence[Layout]) -> Array:
    """Return where in a state that lies which any of the layouts has, in ascending order."""
    return np.unique(np.concatenate([each.slots for each in layouts] or [np.zeros(0)])).astype(np.int64)
