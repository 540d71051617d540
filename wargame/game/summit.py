"""A scenario ready to be played: read, checked and compiled."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import numpy as np
from attrs import field, frozen

from wargame.authoring.catalog import Found, bundled, find
from wargame.authoring.loading import rules_of
from wargame.compiler.lowering import lower
from wargame.compiler.program import Compiled
from wargame.errors import MalformedMove, ScenarioError, SeatError
from wargame.game.move import Move
from wargame.game.observation import Layout, fixed, layout_of
from wargame.kernel import trace
from wargame.kernel.state import STATE
from wargame.scenario.faults import nearest
from wargame.scenario.rules import CONTROLS, ENGINE_TRACKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wargame.arrays import Array
    from wargame.scenario.rules import MoveRule
    from wargame.scenario.ruleset import Rules


@frozen(eq=False)
class Summit:
    """The rules of one scenario and the tables that play them."""

    compiled: Compiled
    text: str = field(repr=False)  # of the scenario file
    path: Path | None = None  # of that file, if it is known
    changes: tuple[str, ...] = ()  # of that file, which make this variant of it

    def __reduce__(self) -> tuple[object, ...]:
        """Return what `pickle` keeps: the name of the file, its changes and the SHA-256; the text if it has none.

        Read again in the same process, it is this very summit.
        """
        _LOADED[self.sha256] = self
        return _loaded_again, (self.sha256, *self._reference)

    @cached_property
    def _reference(self) -> tuple[str, tuple[str, ...], str]:
        """Return the name and changes with which the same text is found again, or ("", (), its text)."""
        if self.path is not None:
            is_bundled = bundled().get(self.path.stem) == self.path
            name = self.path.stem if is_bundled else str(self.path.absolute())
            with suppress(ScenarioError):
                if find(name, self.changes).sha256 == self.sha256:
                    return name, self.changes, ""
        return "", (), self.text

    @property
    def rules(self) -> Rules:
        """Return the rules in names."""
        return self.compiled.rules

    @property
    def id(self) -> str:
        """Return the scenario's id."""
        return self.rules.scenario.id

    @property
    def name(self) -> str:
        """Return the id, with the changes that make a variant of it."""
        return self.rules.scenario.name

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the scenario's text."""
        return self.compiled.digest

    @cached_property
    def move_ids(self) -> tuple[str, ...]:
        """Return the id of each move by its index."""
        return tuple(move.id for move in self.rules.moves)

    def seat(self, side: str) -> int:
        """Return the seat (0 or 1) of a side.

        Raises:
            SeatError: there is no such side.
        """
        sides = self.rules.side_ids
        if side not in sides:
            message = f"no side {side!r} in {self.id}{nearest(side, sides)}; its sides are {' and '.join(sides)}"
            raise SeatError(message)
        return sides.index(side)

    def rule_of(self, move: Move) -> MoveRule:
        """Return the rule behind a move.

        Raises:
            MalformedMove: this side has no such move.
        """
        self.seat(move.side)
        rule = self.rules.move_by_id.get((move.side, move.id))
        if rule is None:
            valid = [each.id for each in self.rules.moves if each.side == move.side]
            message = f"{move.side} has no move {move.id!r}{nearest(move.id, valid)}"
            raise MalformedMove(message)
        return rule

    # -- numbers, the same in every state

    def action(self, move: Move) -> int:
        """Return the number of a move: its place among the moves of both sides, in the order of the scenario.

        Raises:
            MalformedMove: this side has no such move.
            SeatError: there is no such side.
        """
        self.rule_of(move)
        return self.compiled.move_index[move.side, move.id]

    def move(self, action: int) -> Move:
        """Return the move with that number; `move_ids` are the ids of all.

        Raises:
            MalformedMove: there is none.
        """
        moves = self.rules.moves
        if not 0 <= action < len(moves):
            message = f"{self.id} has no move number {action}; its moves are numbered from 0 to {len(moves) - 1}"
            raise MalformedMove(message)
        return Move(moves[action].side, moves[action].id)

    def layout(self, seat: str = "") -> Layout:
        """Return what the entries of an observation are: of a side's, or ("") of what both sides see.

        Raises:
            SeatError: there is no such side.
        """
        if seat:
            self.seat(seat)
        return self._layouts[seat]

    @cached_property
    def _layouts(self) -> Mapping[str, Layout]:
        slots = self.compiled.slots
        return MappingProxyType({seat: layout_of(self.rules, slots, seat) for seat in ("", *self.rules.side_ids)})

    # -- states

    def values(self, state: Array, seat: str = "") -> dict[str, int]:
        """Return every track, derived track and engine track of a state by name; of a side, those that it sees."""
        copy = state.copy()
        trace.refresh_all(self.compiled.ints, self.compiled.words, copy)
        names, places = self._told_slots[seat]
        return dict(zip(names, copy[places].tolist(), strict=True))

    @cached_property
    def _told_slots(self) -> Mapping[str, tuple[tuple[str, ...], Array]]:
        """Return by seat the names of all that it sees (no control, nothing of the compiler's own), and their slots."""
        slots, seers = self.compiled.slots, {each.id: each.seen_by for each in self.rules.every_track}
        named = {
            name: at for name, at in slots.of_name.items() if name not in CONTROLS and name not in slots.alternatives
        }
        found = {}
        for seat in ("", *self.rules.side_ids):
            seen = [name for name in named if not seat or seat in seers.get(name, ()) or name in ENGINE_TRACKS]
            found[seat] = tuple(seen), fixed(np.array([named[name] for name in seen], np.intp))
        return MappingProxyType(found)

    def blank_state(self) -> Array:
        """Return an empty state (slots, int16)."""
        return np.zeros(self.compiled.slots.count, STATE)


def load(name: str, changes: Sequence[str] = ()) -> Summit:
    """Load a scenario by its name or the path of its file; `changes`, each `path=value`, make a variant of it.

    Raises:
        ScenarioError: with every fault found.
    """
    return compile_found(find(name, changes))


def compile_found(found: Found) -> Summit:
    """Read, check and compile a scenario that was found in the catalog or as a file, its meaning checked as well.

    Raises:
        ScenarioError: with every fault found.
    """
    rules = rules_of(found.text, found.name, strict=True, origin=found.origin())
    return _compiled(rules, found.text, found.sha256, found.path, found.changes)


def compile_text(text: str, name: str = "scenario.toml", digest: str | None = None, path: Path | None = None) -> Summit:
    """Read, check and compile a scenario's text; `name` stands for the file in messages.

    Checked is what play needs. What can be played and no author can have meant (such as the citation of a paragraph
    that does not exist) passes, since a saved game carries the rules it was played by. `digest` is the SHA-256 of the
    text, if it is known already.

    Raises:
        ScenarioError: with every fault found.
    """
    rules = rules_of(text, name, strict=False)
    return _compiled(rules, text, sha256(text.encode()).hexdigest() if digest is None else digest, path)


def _compiled(rules: Rules, text: str, digest: str, path: Path | None, changes: tuple[str, ...] = ()) -> Summit:
    return Summit(lower(rules, digest), text, path, changes)


# -- read again from a pickle

_LOADED: WeakValueDictionary[str, Summit] = WeakValueDictionary()  # by SHA-256


def with_its_text(summit: Summit) -> tuple[object, ...]:
    """Return what `pickle` is to keep of a summit that goes to another machine: its text, whatever file it has here."""
    return _loaded_again, (summit.sha256, "", (), summit.text)


def _loaded_again(digest: str, name: str, changes: tuple[str, ...], text: str) -> Summit:
    """Return the summit that was pickled: the one that is there, or loaded anew.

    Raises:
        ScenarioError: its file is not there, or says something else than it did.
    """
    if digest in _LOADED:
        return _LOADED[digest]
    summit = load(name, changes) if name else compile_text(text, digest=digest)
    if summit.sha256 != digest:
        message = f"{name}: the pickled game was played by another text of it (SHA-256 {digest[:12]}…)"
        raise ScenarioError(message)
    _LOADED[digest] = summit
    return summit
