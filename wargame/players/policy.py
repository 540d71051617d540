"""Learned policies: files of weights by name, from which search takes its priors and rollouts.

A policy refers to sides, phases, moves and tracks by name, and to nothing else; so it fits every scenario in which
these are the same, whatever else of the text differs. `learned` finds the one that plays; `wargame train` writes one
(see `analysis.learning.training`).
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from attrs import frozen
from cattrs import Converter, transform_error
from cattrs.cols import list_structure_factory
from cattrs.errors import BaseValidationError
from cattrs.v import format_exception

from wargame.destination import Destination, Kind
from wargame.errors import PlayerError
from wargame.files import read_regular
from wargame.kernel.policy import LEADS, LEANINGS, Lead, Leaning
from wargame.kernel.records import BySeat, Span, flat
from wargame.legible import hidden_character, legible
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wargame.arrays import Array
    from wargame.game.summit import Summit
    from wargame.scenario.model import Phase

FORMAT = 1
ENDING = ".policy.json"
_BEGIN = re.compile(rb'\s*\{\s*"format":\s*\d+,\s*"scenario":\s*"')
KIND = Kind("a learned policy", lambda head, _: _BEGIN.match(head) is not None and b'"made"' in head)
MOST_WEIGHT = 2**24  # doublings · 256 either way: beyond it, a sum might leave 32 bits
MOST_BYTES = 2**20
MOST_ENTRIES = 1000  # of one list or table
MOST_TEXT = 200  # characters of one text
DEPTH = 6  # file, habits, habit, moves, move, numbers
ENGINE = ("round", "clock")  # what of the engine a policy may look at
_MOST_TOLD = 300  # characters of what is wrong
_KINDS = {int: "a number", str: "a text", list: "a list"}


@frozen(kw_only=True)
class Made:
    """How a policy came about."""

    player: str
    rounds: int = 1
    games: int  # of a round
    decisions: int  # that the last round was fitted to
    seed: str  # decimal: 64 bits do not fit every reader's numbers


@frozen(kw_only=True)
class MoveHabit:
    """The weights of a move: what adds to its logit, in 1/256 of a doubling."""

    by_mandate: list[int]  # of the seat's own mandate, in the order of the scenario
    by_track: list[int]  # a step of each of the tracks


@frozen(kw_only=True)
class Habit:
    """The policy of a side in a phase."""

    side: str
    phase: str
    tracks: list[str]
    moves: dict[str, MoveHabit]  # none: it goes by the doctrine


@frozen(kw_only=True)
class Policy:
    """A learned policy, as its file says it."""

    format: int
    scenario: str  # that it was learned in
    sha256: str  # of that scenario's text then; another one may use it
    made: Made
    habits: list[Habit]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of all that play depends on: the habits, however the file is laid out."""
        habits = sorted(_CONVERTER.unstructure(self.habits), key=lambda habit: (habit["phase"], habit["side"]))
        return hashlib.sha256(orjson.dumps(habits, option=orjson.OPT_SORT_KEYS)).hexdigest()


def read_policy(path: Path) -> Policy:
    """Read a policy, for whatever scenario.

    Raises:
        PlayerError: it cannot be read, or is damaged; with the file, the place, and what to do.
    """
    try:
        return _read(path)
    except _DamagedError as error:
        remedy = f"make it again with wargame train, or play with another {ENDING} file or none (--policy)"
        message = f"{legible(path)}: {legible(error)[:_MOST_TOLD]}; {remedy}"
        raise PlayerError(message) from error


def misfit(policy: Policy, summit: Summit) -> str:
    """Return why a policy does not fit a scenario, "" if it does."""
    return legible(next(_misfits(policy, summit), ""))[:_MOST_TOLD]


def write_policy(destination: Destination, policy: Policy) -> None:
    """Write a policy, all of it or nothing, and come back once it is on the disk.

    Raises:
        RunError: it may not be written there, or cannot.
    """
    destination.write(policy_text(policy))


def policy_text(policy: Policy) -> str:
    """Serialize a policy as the text of its file."""
    lines = json.dumps(_CONVERTER.unstructure(policy), indent=1)
    return re.sub(r"\[[^][{}\"]*\]", lambda found: " ".join(found[0].split()), lines) + "\n"  # numbers in one line


def habits_of(summit: Summit, side: str, source: Policy | None, *, even: bool = False) -> list[Habit]:
    """Return the habits of one side: those of a policy; without one its doctrine's, or `even` ones, all moves alike."""
    if source is not None:
        return [habit for habit in source.habits if habit.side == side]
    found = []
    for phase in summit.rules.phases:
        moves = [summit.rules.moves[move].id for move in moves_of(summit, side, phase)] if even else []
        blank = [0] * len(summit.rules.side(side).mandates)
        told = {move: MoveHabit(by_mandate=blank, by_track=[]) for move in moves}
        found.append(Habit(side=side, phase=phase.id, tracks=[], moves=told))
    return found


def known_names(summit: Summit, side: str) -> tuple[str, ...]:
    """Return the features of a policy of a side: the tracks it sees, and derived tracks of these alone.

    Its own mandate is not among them: every move has a weight for each.
    """
    rules, slots = summit.rules, summit.compiled.slots
    seen = [track.id for track in rules.tracks if side in track.seen_by]
    mine = {*seen, *ENGINE, "phase", "first"}
    derived = [each.id for each in rules.derived if slots.behind((each.id,)) <= mine]
    return (*ENGINE, *(name for name in seen if name != rules.track_id(Role.MANDATE, side)), *derived)


# -- files


class _DamagedError(ValueError):
    """A fault of a policy's file, with its place."""


def _read(path: Path) -> Policy:
    try:
        raw = json.loads(read_regular(path, MOST_BYTES).decode(), object_pairs_hook=_table, parse_constant=_constant)
        _check_size(raw, "", DEPTH)
        if isinstance(raw, dict) and type(raw.get("format")) is int and raw["format"] != FORMAT:
            message = f"format {raw['format']} is not known here (known: {FORMAT})"
            raise _DamagedError(message)
        policy = _CONVERTER.structure(raw, Policy)
        for damage in _damages(policy):
            raise _DamagedError(damage)
    except OSError as error:
        raise _DamagedError(error.strerror or error) from error
    except json.JSONDecodeError as error:
        message = f"line {error.lineno}, column {error.colno}: this is no JSON ({error.msg})"
        raise _DamagedError(message) from error
    except UnicodeDecodeError as error:
        message = f"byte {error.start}: this is no UTF-8"
        raise _DamagedError(message) from error
    except BaseValidationError as error:
        first = transform_error(error, path="", format_exception=_told)[0].replace(" @ .", " at ").removesuffix(" @ ")
        raise _DamagedError(first) from error
    except RecursionError as error:
        message = "nested too deeply"
        raise _DamagedError(message) from error
    except ValueError as error:
        if isinstance(error, _DamagedError):
            raise
        message = "a number of so many digits"  # Python reads no more than 4,300
        raise _DamagedError(message) from error
    return policy


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        message = f"the key {next(name for name in names if names.count(name) > 1)!r:.40} stands twice in one table"
        raise _DamagedError(message)
    return found


def _constant(name: str) -> Any:  # noqa: ANN401  as json wants it
    message = f"expected a number, found {name}"
    raise _DamagedError(message)


def _check_size(raw: object, place: str, depth: int) -> None:
    """Check the size of a parsed file before it is structured."""
    if not isinstance(raw, list | dict):
        if not place:
            message = f"expected a table, found {raw!r:.40}"
            raise _DamagedError(message)
        return
    if not place and isinstance(raw, list):
        message = "expected a table, found a list"
        raise _DamagedError(message)
    if len(raw) > MOST_ENTRIES or not depth:
        found = f"{len(raw):,} entries, and at most {MOST_ENTRIES:,} may be there" if depth else "nested too deeply"
        message = f"{place or 'the file'}: {found}"
        raise _DamagedError(message)
    for name, each in raw.items() if isinstance(raw, dict) else enumerate(raw):
        inside = f"{place}.{name:.40}".lstrip(".") if isinstance(name, str) else f"{place}[{name}]"
        _check_size(each, inside, depth - 1)


def _damages(policy: Policy) -> Iterator[str]:
    """Yield what is wrong with a policy whatever the scenario."""
    if len({(each.side, each.phase) for each in policy.habits}) < len(policy.habits):
        yield "two habits are of the same side and phase"
    for number, habit in enumerate(policy.habits):
        if len(set(habit.tracks)) < len(habit.tracks):
            yield f"habits[{number}]: a track stands there twice"
        for move, each in habit.moves.items():
            place = f"habits[{number}].moves.{move}"
            if len(each.by_track) != len(habit.tracks):
                yield f"{place}: {len(each.by_track)} numbers by track, of {len(habit.tracks)} tracks"
            elif max(map(abs, (*each.by_mandate, *each.by_track)), default=0) > MOST_WEIGHT:
                yield f"{place}: a number is beyond {MOST_WEIGHT:,}"


# -- rules


def _misfits(policy: Policy, summit: Summit) -> Iterator[str]:
    """Yield the reasons why a policy does not fit a scenario."""
    rules = summit.rules
    phases = {phase.id: phase for phase in rules.phases}
    for number, habit in enumerate(policy.habits):
        place = f"habits[{number}]"
        if habit.side not in rules.side_ids or habit.phase not in phases:
            yield f"{place}: the scenario has no side {habit.side!r} with a phase {habit.phase!r}"
            continue
        if not habit.moves:
            continue
        strange = set(habit.tracks) - set(known_names(summit, habit.side))
        if strange:
            yield f"{place}: {habit.side} sees no track {min(strange)!r}"
        moves = {rules.moves[move].id for move in moves_of(summit, habit.side, phases[habit.phase])}
        if other := sorted(moves ^ set(habit.moves)):
            what = "a move that it does not know" if other[0] in moves else "no such move"
            yield f"{place}: {other[0]!r} of {habit.side} in {habit.phase}: the scenario has {what}"
        mandates = len(rules.side(habit.side).mandates)
        if any(len(each.by_mandate) != mandates for each in habit.moves.values()):
            yield f"{place}: {habit.side} has {mandates} mandates, and the policy is of another number"
    needed = {(side, phase) for side in rules.side_ids for phase in phases}
    for side, phase in sorted(needed - {(each.side, each.phase) for each in policy.habits}):
        yield f"it has no habit for {side} in {phase}"


def moves_of(summit: Summit, side: str, phase: Phase) -> list[int]:
    """Return the moves (indices) of a side in a phase, in the order of the kernel's bits."""
    number = 1 + summit.rules.phases.index(phase)
    return [at for at, move in enumerate(summit.rules.moves) if move.side == side and number in move.phases]


# -- for the kernel


def laid_out(policy: Policy, summit: Summit) -> Array:
    """Return a policy that fits a scenario in the layout of `kernel.policy`: an int32 array."""
    rules, slots = summit.rules, summit.compiled.slots
    habits = {(habit.phase, habit.side): habit for habit in policy.habits}
    plans = [(phase, side) for phase in rules.phases for side in rules.side_ids]
    head = flat(Lead(mandates=BySeat(*(slots.of_name[name] for name in rules.track_ids(Role.MANDATE)))))
    body: list[int] = []
    start = LEADS.width + LEANINGS.width * len(plans)
    for phase, side in plans:
        habit = habits[phase.id, side]
        if not habit.moves:
            head += [0] * LEANINGS.width
            continue
        derived = to_compute(summit, habit.tracks)
        first = start + len(body)
        last, rows = first + len(habit.tracks), first + len(habit.tracks) + len(derived)
        mandates = len(rules.side(side).mandates)
        head += flat(Leaning(tracks=Span(first, last), derived=Span(last, rows), rows=rows, mandates=mandates))
        body += [slots.of_name[name] for name in habit.tracks]
        body += derived
        for move in moves_of(summit, side, phase):
            each = habit.moves[rules.moves[move].id]
            body += [*each.by_mandate, *each.by_track]
    return np.array(head + body, np.int32)


def to_compute(summit: Summit, names: list[str]) -> list[int]:
    """Return the derived tracks to compute before these are read, in the order in which to compute them."""
    slots = summit.compiled.slots
    forms = [name for name in names if name in slots.derived]
    needed = slots.needed(forms) | set(forms)
    return [at for name, at in slots.derived.items() if name in needed]


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    for kind in (int, str):
        converter.register_structure_hook(kind, lambda value, kind=kind: _exactly(value, kind))
    converter.register_structure_hook_func(
        lambda kind: getattr(kind, "__origin__", None) is list,
        lambda value, kind: list_structure_factory(kind, converter)(_exactly(value, list), kind),
    )
    return converter


def _told(error: BaseException, kind: type | None) -> str:
    return str(error) if type(error) is ValueError else format_exception(error, kind)


def _exactly(value: object, kind: type) -> Any:  # noqa: ANN401  what a file holds may be anything
    if type(value) is not kind:
        message = f"expected {_KINDS[kind]}, found {value!r:.40}"
        raise ValueError(message)
    if isinstance(value, str) and (len(value) > MOST_TEXT or hidden_character(value)):
        message = f"expected a name, found {value!r:.40}"
        raise ValueError(message)
    return value


_CONVERTER = _converter()
