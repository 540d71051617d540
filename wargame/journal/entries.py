"""What the lines of a journal hold: a header, then one entry each, in words and never in indices.

A decision and all the chance that followed it are one entry, so that no kill can part them. cattrs reads and writes
these classes; the hooks coerce nothing.
"""

from __future__ import annotations

import re
from typing import Any

from attrs import frozen
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

import wargame
from wargame.bounds import MOST_SEED
from wargame.errors import JournalError
from wargame.game.position import Position
from wargame.legible import hidden_character

FORMAT = 1  # of this program's journals; an older one is migrated, a newer one refused
MARKS = ("!!", "!", "!?", "?!", "?", "??")
_MOST_TEXT = 2000  # characters of one text


@frozen
class ScenarioId:
    """Which rules were played."""

    id: str
    title: str
    sha256: str  # of the scenario's text
    variant: str = ""  # what was changed in that scenario, in words

    @property
    def name(self) -> str:
        """Return the id, with the changes of a variant."""
        return f"{self.id} with {self.variant}" if self.variant else self.id


@frozen
class Origin:
    """Where a branch comes from."""

    file: str  # name of the journal
    ply: int
    chain: str  # of its last entry at that ply, so that the origin can be told from another file of that name
    plies: int | None = None  # decisions of that game by then; older files do not say
    fresh: bool = False  # from that ply on chance is not that of the game it comes from


@frozen
class Chance:
    """A later seed: the ply from which on it draws all chance but the set-up's."""

    ply: int  # decisions before it
    seed: str


@frozen
class PolicyId:
    """The learned policy that the search players of a game use."""

    name: str  # of the scenario it was learned in, or none
    sha256: str  # of what it says, "" if there is none

    @classmethod
    def of(cls, identity: tuple[str, str] | None) -> PolicyId | None:
        """Return a policy's entry in the header from its name and digest, None for None."""
        return cls(*identity) if identity else None


@frozen(kw_only=True)
class Header:
    """The first line."""

    format: int
    program: str  # version that wrote it
    scenario: ScenarioId
    seats: dict[str, str]  # player by side
    seed: str  # decimal: 64 bits do not fit every reader's numbers
    created: str  # UTC, ISO 8601; given, never taken
    origin: Origin | None = None
    policy: PolicyId | None = None  # None: no player uses one, or the file is older than this line
    chance: tuple[Chance, ...] = ()  # in the order of plies


@frozen
class Drawn:
    """The outcome drawn of a rule."""

    rule: str  # key, such as event:spiral
    outcome: str


@frozen(kw_only=True)
class SetUp:
    """The draws before the first move."""

    drawn: tuple[Drawn, ...]
    state: str  # hash of the position after it
    position: Position


@frozen(kw_only=True)
class Decision:
    """A move, and all the chance up to the next one."""

    ply: int  # of this decision, from 1
    side: str
    move: str
    drawn: tuple[Drawn, ...]
    state: str
    position: Position | None = None  # at the end of a round, and of the game


@frozen(kw_only=True)
class TakeBack:
    """The last decision is taken back; its entry stays, since the journal is append-only."""

    ply: int  # decisions that stand
    state: str


@frozen(kw_only=True)
class Note:
    """A person's note on a ply; changes nothing in the game."""

    ply: int
    text: str
    mark: str = ""
    seat: str = ""  # with whose eyes it was written, and so knowing no more; "": the referee's


@frozen(kw_only=True)
class End:
    """The game is over."""

    ply: int
    ending: str
    scores: dict[str, int]
    state: str


Entry = SetUp | Decision | TakeBack | Note | End
_KINDS: dict[str, type[Any]] = {
    "set-up": SetUp,
    "decision": Decision,
    "take-back": TakeBack,
    "note": Note,
    "end": End,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def checked_text(value: Any) -> str:
    """Return a text that can be kept in a journal and shown as it is.

    Raises:
        TypeError: it is no text.
        ValueError: it is too long, or has a hidden character.
    """
    if type(value) is not str:
        message = f"expected text, found {value!r:.40}"
        raise TypeError(message)
    if value.isascii() and value.isprintable() and len(value) <= _MOST_TEXT:  # nearly always
        return value
    if len(value) > _MOST_TEXT:
        message = f"{len(value):,} characters of text; at most {_MOST_TEXT:,} are allowed"
        raise ValueError(message)
    if (found := hidden_character(value)) is not None:
        message = f"text with {found[1]}"
        raise ValueError(message)
    if "\n" in value or "\t" in value:
        message = "text of more than one line"
        raise ValueError(message)
    return value


def _integer(value: Any, _: Any) -> int:
    if type(value) is not int:
        message = f"expected a whole number, found {value!r:.40}"
        raise TypeError(message)
    return value


def _truth(value: Any, _: Any) -> bool:
    if type(value) is not bool:
        message = f"expected true or false, found {value!r:.40}"
        raise TypeError(message)
    return value


def _numbers(value: Any, _: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        message = "expected a table"
        raise TypeError(message)
    return {checked_text(name): _integer(number, int) for name, number in value.items()}


def _tuple(converter: Converter) -> Any:
    def structure(value: Any, kind: Any) -> Any:
        if not isinstance(value, list):
            message = "expected a list"
            raise TypeError(message)
        return tuple(converter.structure(each, kind.__args__[0]) for each in value)

    return structure


def _made() -> Converter:
    converter = Converter(detailed_validation=False, forbid_extra_keys=True)
    converter.register_structure_hook(int, _integer)
    converter.register_structure_hook(bool, _truth)
    converter.register_structure_hook(str, lambda value, _: checked_text(value))
    converter.register_structure_hook_func(lambda kind: kind == dict[str, int], _numbers)
    converter.register_structure_hook_func(lambda kind: getattr(kind, "__origin__", None) is tuple, _tuple(converter))
    for cls in (Position, ScenarioId, Origin, PolicyId, Chance, Drawn, Header, *_KINDS.values()):
        converter.register_structure_hook(cls, make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True))
        converter.register_unstructure_hook(cls, make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True))
    return converter


_converter = _made()


def plain(item: Header | Entry) -> dict[str, Any]:
    """Return a header or entry as plain data, as its line holds it."""
    kind = "journal" if isinstance(item, Header) else _NAMES[type(item)]
    return {"kind": kind, **_converter.unstructure(item)}


def header_of(raw: Any) -> Header:
    """Read the first line.

    Raises:
        JournalError: it is no header, or that of a newer program.
    """
    if not isinstance(raw, dict) or raw.get("kind") != "journal":
        message = "it does not begin like a saved game"
        raise JournalError(message)
    number = raw.get("format")
    if type(number) is int and number > FORMAT:
        message = (
            f"it was written in format {number} by wargame {raw.get('program')!a:.40};"
            f" this program, wargame {wargame.__version__}, reads up to format {FORMAT}"
        )
        raise JournalError(message)
    header: Header = _structured(raw, Header)
    reason = _nonsense(header)
    if reason:
        raise JournalError(reason)
    return header


def _nonsense(header: Header) -> str:
    """Return what is wrong with a header, "" if nothing; its hash becomes part of a file name."""
    if header.format < 1:
        return f"there never was a format {header.format}"
    hashes = [(header.scenario.sha256, 64), *([(header.origin.chain, 32)] if header.origin else [])]
    hashes += [(header.policy.sha256, 64)] if header.policy and header.policy.sha256 else []
    if not all(re.fullmatch(f"[0-9a-f]{{{digits}}}", text) for text, digits in hashes):
        return "a hash in it is none"
    for seed in (header.seed, *(each.seed for each in header.chance)):
        if not re.fullmatch("0|[1-9][0-9]{0,19}", seed) or int(seed) > MOST_SEED:
            return f"its seed {seed!r:.40} is no whole number of 64 bits"
    plies = [each.ply for each in header.chance]
    if plies != sorted(set(plies)) or (plies and plies[0] < 0):
        return "its seeds are not in the order of decisions"
    if header.origin and header.origin.fresh and header.origin.ply not in plies:
        return "it says that its chance is its own, and names no seed for it"
    return ""


def entry_of(raw: Any) -> Entry:
    """Read a further line.

    Raises:
        JournalError: it is no entry.
    """
    name = raw.get("kind") if isinstance(raw, dict) else None
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        message = "it is no entry of a saved game"
        raise JournalError(message)
    entry: Entry = _structured(raw, kind)
    if isinstance(entry, Note) and entry.mark not in ("", *MARKS):
        message = f"there is no mark {entry.mark!r:.40}; marks: {' '.join(MARKS)}"
        raise JournalError(message)
    return entry


def _structured(raw: dict[str, Any], kind: type[Any]) -> Any:
    body = {name: value for name, value in raw.items() if name != "kind"}
    try:
        return _converter.structure(body, kind)
    except Exception as error:
        reason = str(error)[:120]
        try:
            checked_text(reason)
        except ValueError:
            reason = ascii(reason)
        message = f"it does not read as {_NAMES.get(kind, 'header')} ({reason})"
        raise JournalError(message) from error
