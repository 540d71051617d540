"""A compiled scenario: the tables, and the names of everything in them."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from wargame.arrays import Array
from wargame.compiler.slots import Slots
from wargame.kernel.state import STATE
from wargame.kernel.trace import HAPPENINGS
from wargame.scenario.rules import Event, MoveRule, Outcome, Setup
from wargame.scenario.ruleset import Rules

if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen(kw_only=True, eq=False)
class Compiled:
    """A compiled scenario, immutable: what the kernel may run, with its names.

    Only `lowering.lower` makes one, from rules that were checked.
    """

    rules: Rules
    digest: str  # SHA-256 of the scenario's text, hexadecimal
    ints: Array = field(repr=False)
    words: Array = field(repr=False)
    slots: Slots = field(repr=False)
    every_rule: tuple[MoveRule | Event | Setup, ...] = field(repr=False)  # by rule index; moves come first
    outcomes: tuple[tuple[int, Outcome], ...] = field(repr=False)  # (rule, outcome) by outcome index

    @cached_property
    def move_index(self) -> Mapping[tuple[str, str], int]:
        """Return the index of each move by (side, id); it is the same in every state."""
        return MappingProxyType({(move.side, move.id): at for at, move in enumerate(self.rules.moves)})

    @cached_property
    def rule_index(self) -> Mapping[str, int]:
        """Return the index of each rule by its key."""
        return MappingProxyType({rule.key: at for at, rule in enumerate(self.every_rule)})

    @cached_property
    def most_happenings(self) -> int:
        """Return an upper bound of the happenings in one ply: a move and every event, each with an outcome."""
        return 2 + 2 * max(len(self.rules.events), len(self.rules.setup))

    def blank_happenings(self) -> tuple[Array, Array]:
        """Return room for all that may happen in one ply: happenings and the states after them (see kernel.trace)."""
        most = self.most_happenings
        return np.empty((most, HAPPENINGS.width), np.uint64), np.empty((most, self.slots.count), STATE)

    @cached_property
    def first_outcome(self) -> Mapping[int, int]:
        """Return the index of the first outcome of each rule, by the rule's index."""
        return MappingProxyType({rule: at for at, (rule, _) in reversed(list(enumerate(self.outcomes)))})
