"""The guards of the moves of a seat in a phase → rows of move masks.

Each condition depends on a few tracks. Conditions are grouped so that few rows (of at most `MOST_TRACKS` tracks and
`MOST_ENTRIES` masks) cover nearly all; at play each row costs one lookup and one AND. What does not fit becomes a
check: a guard, and the moves it closes.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from wargame.compiler.grids import Grid, entries
from wargame.kernel.movesets import WORD_MOVES
from wargame.kernel.tables import PLACE_TRACKS
from wargame.scenario.language import Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.compiler.slots import Slots
    from wargame.scenario.rules import MoveRule

MOST_TRACKS = PLACE_TRACKS
MOST_ENTRIES = 256
MOST_SUPPORTS = 100  # sets of tracks, and
MOST_CONDITIONS = 1000  # conditions on them, that are laid out for one seat in one phase
_ALL = (1 << WORD_MOVES) - 1


@frozen
class Row:
    """Masks looked up by the values of some tracks; the last track varies fastest."""

    tracks: tuple[str, ...]
    masks: tuple[int, ...]


@frozen
class Plan:
    """All that decides legality for one seat in one phase."""

    moves: tuple[int, ...]  # by bit
    rows: tuple[Row, ...]
    checks: tuple[tuple[Condition, int], ...]  # where the condition fails, these bits are closed


def plan_of_moves(moves: Iterable[tuple[int, MoveRule]], slots: Slots) -> Plan:
    """Make the plan of (index, move) pairs of one seat in one phase; at most `WORD_MOVES` of them."""
    indices = []
    bits_of: dict[Condition, int] = defaultdict(int)
    for bit, (index, move) in enumerate(moves):
        indices.append(index)
        for each in slots.conditions(move.when):
            bits_of[each] |= 1 << bit
    tabled: dict[frozenset[str], list[tuple[Condition, int]]] = defaultdict(list)
    checks = []
    for at, (condition, bits) in enumerate(bits_of.items()):
        support = slots.support(condition)
        crowded = at >= MOST_CONDITIONS or (support not in tabled and len(tabled) >= MOST_SUPPORTS)
        if crowded or not _fits(support, slots):
            checks.append((condition, bits))
        else:
            tabled[support].append((condition, bits))
    groups = _grouped(tabled, slots)
    open_bits = (1 << len(indices)) - 1
    rows = [_row(tracks, conditions, open_bits, slots) for tracks, conditions in groups]
    if not rows:
        rows = [Row((), (open_bits,))]
    return Plan(tuple(indices), tuple(rows), tuple(checks))


def _fits(support: frozenset[str], slots: Slots) -> bool:
    """Say whether a row over these tracks is small enough."""
    if support & slots.derived.keys() or len(support) > MOST_TRACKS:
        return False
    return entries(support, slots) <= MOST_ENTRIES


def _grouped(
    tabled: dict[frozenset[str], list[tuple[Condition, int]]], slots: Slots
) -> list[tuple[frozenset[str], list[tuple[Condition, int]]]]:
    """Merge supports while the merged row stays small: first those that share tracks, then the smallest."""
    groups = dict(enumerate((support, list(conditions)) for support, conditions in tabled.items()))

    def costs(j: int) -> Iterator[tuple[int, int, int, int]]:
        b = groups[j][0]
        for i, (a, _) in groups.items():
            union = a | b
            if i < j and _fits(union, slots):
                yield len(union) - max(len(a), len(b)), entries(union, slots), i, j

    pairs = [cost for j in groups for cost in costs(j)]
    heapify(pairs)
    while pairs:
        *_, i, j = heappop(pairs)
        if i in groups and j in groups:
            (a, first), (b, second) = groups.pop(i), groups.pop(j)
            merged = 1 + max(groups.keys() | {i, j})
            groups[merged] = a | b, first + second
            for cost in costs(merged):
                heappush(pairs, cost)
    return list(groups.values())


def _row(tracks: frozenset[str], conditions: list[tuple[Condition, int]], open_bits: int, slots: Slots) -> Row:
    """Evaluate conditions over every combination of their tracks' values at once."""
    grid = Grid.over(tracks, slots)
    masks: Any = np.uint64(open_bits)
    for condition, bits in conditions:
        masks = masks & np.where(grid.condition(condition), np.uint64(_ALL), np.uint64(_ALL & ~bits))
    return Row(grid.tracks, tuple(int(mask) for mask in grid.full(masks)))
