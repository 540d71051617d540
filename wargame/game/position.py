"""A position in names, to JSON and back: what a state holds, nothing of how it came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from cattrs.preconf.json import make_converter

from wargame.compiler.slots import SLOT_BY_NAME
from wargame.errors import WargameError
from wargame.kernel import state as slots_of

if TYPE_CHECKING:
    from wargame.arrays import Array
    from wargame.game.summit import Summit

_NAMES = SLOT_BY_NAME | {
    "turn": slots_of.TURN,
    "moved": slots_of.MOVED,
    "stage": slots_of.STAGE,
    "ending": slots_of.ENDING,
}
# Those that mean something at a decision, in the order in which journals write them.
_WRITTEN = ("phase", "round", "clock", "ply", "ending_class", "next_phase", "turn", "first", "moved", "stage", "ending")
_ENGINE = {name: _NAMES[name] for name in _WRITTEN}


@frozen
class Position:
    """A decision, or the end, of one scenario: all that the rest of the game depends on.

    `engine` and `tracks` name every slot but the derived ones, which are computed, and those that mean something only
    between two decisions.
    """

    scenario: str
    sha256: str
    engine: dict[str, int]
    tracks: dict[str, int]


_converter = make_converter(forbid_extra_keys=True)


def position_of(summit: Summit, state: Array) -> Position:
    """Return the position that a state holds."""
    of_name = summit.compiled.slots.of_name
    return Position(
        scenario=summit.id,
        sha256=summit.sha256,
        engine={name: int(state[slot]) for name, slot in _ENGINE.items()},
        tracks={track.id: int(state[of_name[track.id]]) for track in summit.rules.tracks},
    )


def state_of(summit: Summit, position: Position) -> Array:
    """Return the state that a position describes.

    Raises:
        WargameError: it belongs to another scenario, or a value is missing or out of bounds.
    """
    if position.sha256 != summit.sha256:
        message = f"the position belongs to another text of {position.scenario!r} (SHA-256 {position.sha256[:12]}…)"
        raise WargameError(message)
    tracks = {track.id: track for track in summit.rules.tracks}
    if position.tracks.keys() != tracks.keys() or position.engine.keys() != _ENGINE.keys():
        message = "the position does not name exactly the tracks of its scenario"
        raise WargameError(message)
    state = summit.blank_state()
    state[slots_of.RULE] = slots_of.NO_RULE
    for name, value in position.tracks.items():
        if not tracks[name].min <= value <= tracks[name].max:
            message = f"{name} is {value}, outside {tracks[name].min} to {tracks[name].max}"
            raise WargameError(message)
        state[summit.compiled.slots.of_name[name]] = value
    for name, value in position.engine.items():
        state[_ENGINE[name]] = value
    return state


def to_json(position: Position) -> str:
    """Write a position as JSON."""
    return _converter.dumps(position)


def from_json(text: str) -> Position:
    """Read a position from JSON.

    Raises:
        WargameError: it is no position.
    """
    try:
        return _converter.loads(text, Position)
    except Exception as error:
        message = "this is not a saved position"
        raise WargameError(message) from error
