"""The guards of the moves of a seat in a phase → rows of move masks.

Each condition depends on a few tracks. Conditions are grouped so that few rows (of at most `MOST_TRACKS` tracks and
`MOST_ENTRIES` masks) cover nearly all; at play each row costs one lookup and one AND. What does not fit becomes a
check: a guard, and the moves it closes.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from wargame.scenario.language import Condition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wargame.compiler.slots import Slots
    from wargame.scenario.rules import Move

__all__ = ["MOST_BITS", "Plan", "Row", "plan_of_moves"]

MOST_BITS = 64  # moves of one seat in one phase
MOST_TRACKS = 2
MOST_ENTRIES = 128
_ALL = (1 << MOST_BITS) - 1


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


def plan_of_moves(moves: Iterable[tuple[int, Move]], slots: Slots) -> Plan:
    """Make the plan of (index, move) pairs of one seat in one phase; at most `MOST_BITS` of them."""
    indices = []
    bits_of: dict[Condition, int] = defaultdict(int)
    for bit, (index, move) in enumerate(moves):
        indices.append(index)
        for each in move.when.conditions:
            bits_of[slots.reduced(each)] |= 1 << bit
    tabled: dict[frozenset[str], list[tuple[Condition, int]]] = defaultdict(list)
    checks = []
    for condition, bits in bits_of.items():
        support = frozenset(condition.form.names())
        if support & slots.derived.keys() or len(support) > MOST_TRACKS or _entries(support, slots) > MOST_ENTRIES:
            checks.append((condition, bits))
        else:
            tabled[support].append((condition, bits))
    groups = _grouped(tabled, slots)
    open_bits = (1 << len(indices)) - 1
    rows = [_row(tracks, conditions, open_bits, slots) for tracks, conditions in groups]
    if not rows:
        rows = [Row((), (open_bits,))]
    return Plan(tuple(indices), tuple(rows), tuple(checks))


def _entries(tracks: Iterable[str], slots: Slots) -> int:
    count = 1
    for name in tracks:
        low, high = slots.limits[name]
        count *= high - low + 1
    return count


def _grouped(
    tabled: dict[frozenset[str], list[tuple[Condition, int]]], slots: Slots
) -> list[tuple[frozenset[str], list[tuple[Condition, int]]]]:
    """Merge the supports, the cheapest pair first, while the merged row stays small."""
    groups = [(support, list(conditions)) for support, conditions in tabled.items()]

    @cache
    def cost(union: frozenset[str]) -> int:
        return _entries(union, slots) if len(union) <= MOST_TRACKS else MOST_ENTRIES + 1

    while True:
        pairs = ((cost(a[0] | b[0]), i, j) for j, b in enumerate(groups) for i, a in enumerate(groups[:j]))
        best, i, j = min(pairs, default=(MOST_ENTRIES + 1, 0, 0))
        if best > MOST_ENTRIES:
            return groups
        merged = (groups[i][0] | groups[j][0], groups[i][1] + groups[j][1])
        groups = [group for at, group in enumerate(groups) if at not in {i, j}] + [merged]


def _row(tracks: frozenset[str], conditions: list[tuple[Condition, int]], open_bits: int, slots: Slots) -> Row:
    """Evaluate conditions over every combination of their tracks' values at once."""
    names = tuple(sorted(tracks, key=slots.of_name.__getitem__))
    spans = [np.arange(slots.limits[name][0], slots.limits[name][1] + 1) for name in names]
    grid = dict(zip(names, np.meshgrid(*spans, indexing="ij"), strict=True))
    masks = np.full([len(span) for span in spans], open_bits, dtype=np.uint64)
    tests: dict[str, Callable[[Any], Any]] = {">=": lambda v: v >= 0, "==": lambda v: v == 0, "!=": lambda v: v != 0}
    for condition, bits in conditions:
        form = condition.form
        value = form.constant + sum(coefficient * grid[name] for coefficient, name in form.terms)
        masks &= np.where(tests[condition.op](value), np.uint64(_ALL), np.uint64(_ALL & ~bits))
    return Row(names, tuple(int(mask) for mask in masks.ravel()))
