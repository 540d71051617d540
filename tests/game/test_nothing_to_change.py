"""Nothing that is handed to a player, and that others are handed as well, can be changed by it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pytest
from examples import BUNDLED
from summits import summit_of

from wargame.game.game import Game

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHANGEABLE = (list, dict, set, bytearray)
PLAIN = (int, str, bytes, float, type(None), type)


def within(thing: Any, path: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    """Walk all that a thing leads to; yields each once, with the way there."""
    if id(thing) in seen or isinstance(thing, PLAIN):
        return
    seen.add(id(thing))
    yield path, thing
    if isinstance(thing, (dict, MappingProxyType)):
        parts = {f"[{key!r}]": part for key, part in thing.items()}
    elif isinstance(thing, (list, tuple, set, frozenset)):
        parts = {f"[{at}]": part for at, part in enumerate(thing)}
    else:
        names = {*getattr(thing, "__dict__", ())}
        names |= {name for cls in type(thing).__mro__ for name in getattr(cls, "__slots__", ())}
        parts = {f".{name}": getattr(thing, name, None) for name in names if not name.startswith("__")}
    for name, part in parts.items():
        yield from within(part, path + name, seen)


def is_changeable(thing: Any) -> bool:
    if isinstance(thing, np.ndarray):
        return bool(thing.flags.writeable)
    if attrs.has(type(thing)):
        name = attrs.fields(type(thing))[0].name
        try:
            setattr(thing, name, getattr(thing, name))
        except attrs.exceptions.FrozenInstanceError:
            return False
        return True
    return isinstance(thing, CHANGEABLE)


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_nothing_in_the_rules_can_be_changed(path: Path) -> None:
    game = Game(summit_of(path), 3)
    game.play(game.legal_moves[0])
    summit = game.summit
    assert summit.move_ids
    assert summit.compiled.move_index
    assert summit.compiled.first_outcome is not None
    assert summit.rules.track_by_id
    assert [way for way, thing in within(summit, "summit", set()) if is_changeable(thing)] == []


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_nothing_changeable_in_a_view_belongs_to_anything_else(path: Path) -> None:
    game = Game(summit_of(path), 3)
    for _ in range(2):
        game.play(game.legal_moves[0])
    view, again = game.view(game.turn), game.view(game.turn)
    shared = {id(thing) for whole in (game, again) for _, thing in within(whole, "", set())}
    changeable = [(way, thing) for way, thing in within(view, "view", set()) if is_changeable(thing)]
    assert [way for way, thing in changeable if id(thing) in shared] == []
    assert {way for way, _ in changeable} == {"view.tracks", "view.scores"}  # its own


def test_a_table_of_the_rules_cannot_be_made_writable() -> None:
    compiled = summit_of(BUNDLED[0]).compiled
    for table in (compiled.ints, compiled.words):
        with pytest.raises(ValueError, match="read-only"):
            table[0] = 100
        with pytest.raises(ValueError, match="WRITEABLE"):
            table.flags.writeable = True
