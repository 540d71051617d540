"""Learned policies: what a strong player tends to do, as a file of weights by names, for the search to lean on.

A policy belongs to one scenario, letter for letter: it is found by the SHA-256 of the scenario's text, so that the same
rules have the same policy wherever they are played, resumed or replayed. `wargame train` writes one (see
`analysis.training`); a scenario without one is searched with its doctrine.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from attrs import frozen
from cattrs import Converter, transform_error
from cattrs.errors import BaseValidationError
from cattrs.v import format_exception
from platformdirs import user_data_path

from wargame.errors import PlayerError
from wargame.kernel.policy import HEAD, PLAN, UNLEARNED
from wargame.scenario.catalog import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.summit import Summit
    from wargame.scenario.model import Phase

__all__ = [
    "ENDING",
    "FORMAT",
    "Habit",
    "Made",
    "MoveHabit",
    "Policy",
    "as_table",
    "digest_of",
    "known_names",
    "laid_out",
    "moves_of",
    "policies_folder",
    "policy_of",
    "read_policy",
    "write_policy",
]

FORMAT = 1
ENDING = ".policy.json"
MOST_WEIGHT = 2**24  # doublings · 256 either way: beyond it, a sum might leave 32 bits
MOST_BYTES = 4 * 2**20
ENGINE = ("round", "clock")  # what of the engine a policy may look at

Array = np.ndarray[Any, Any]
_TABLES: dict[str, Array] = {}  # by the scenario's SHA-256


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
    """What makes a move likely, in 1/256 of a doubling."""

    by_mandate: list[int]  # of the seat's own mandate, in the order of the scenario
    by_track: list[int]  # a step of each of the tracks


@frozen(kw_only=True)
class Habit:
    """The policy of a side in a phase."""

    side: str
    phase: str
    tracks: list[str]
    moves: dict[str, MoveHabit]


@frozen(kw_only=True)
class Policy:
    """A learned policy, as its file says it."""

    format: int
    scenario: str
    sha256: str  # of the scenario's text
    made: Made
    habits: list[Habit]


def policies_folder() -> Path:
    """Return where `wargame train` puts policies if it is not told otherwise: WARGAME_POLICIES, or the user's data."""
    if named := os.environ.get("WARGAME_POLICIES"):
        return Path(named)
    return user_data_path("wargame", appauthor=False) / "policies"


def policy_of(summit: Summit) -> Policy | None:
    """Return the policy that was learned for a scenario, None if there is none.

    Raises:
        PlayerError: its file cannot be read, or does not fit the scenario.
    """
    path = _path(summit)
    return read_policy(path, summit) if path else None


def as_table(summit: Summit) -> Array:
    """Return the policy of a scenario as the kernel reads it: int32, see `kernel.policy`; read once a process.

    Raises:
        PlayerError: its file cannot be read, or does not fit the scenario.
    """
    if summit.sha256 not in _TABLES:
        policy = policy_of(summit)
        _TABLES[summit.sha256] = UNLEARNED if policy is None else laid_out(policy, summit)
    return _TABLES[summit.sha256]


def digest_of(summit: Summit) -> str:
    """Return a SHA-256 of the numbers of a scenario's policy, "" if it has none: searches hang on them.

    Raises:
        PlayerError: its file cannot be read, or does not fit the scenario.
    """
    table = as_table(summit)
    return "" if table is UNLEARNED else hashlib.sha256(table.astype("<i4").tobytes()).hexdigest()


def read_policy(path: Path, summit: Summit) -> Policy:
    """Read a policy and see whether it fits the scenario.

    Raises:
        PlayerError: it does not; with the file, the place, and what to do.
    """
    policy = _read(path)
    for fault in _faults(policy, summit):
        message = f"{path}: {fault}; delete the file, then make it again with: wargame train {summit.id} --out {path}"
        raise PlayerError(message)
    return policy


def write_policy(path: Path, policy: Policy) -> None:
    """Write a policy, all of it or nothing.

    Raises:
        PlayerError: nothing can be written there.
    """
    lines = json.dumps(_CONVERTER.unstructure(policy), indent=1)
    text = re.sub(r"\[[^][{}\"]*\]", lambda found: " ".join(found[0].split()), lines)  # numbers in one line
    partial = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(f"{text}\n", encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        message = f"{path}: {error.strerror}; choose another place with --out"
        raise PlayerError(message) from error


def known_names(summit: Summit, side: str) -> tuple[str, ...]:
    """Return what a policy of a side may look at: the tracks it sees, and what follows from these alone.

    Its own mandate is not among them: every move has a number for each.
    """
    rules, slots = summit.rules, summit.compiled.slots
    seen = [track.id for track in rules.tracks if side in track.seen_by]
    mine = {*seen, *ENGINE, "phase", "first"}
    derived = [each.id for each in rules.derived if slots.behind((each.id,)) <= mine]
    return (*ENGINE, *(name for name in seen if name != f"{side}.mandate"), *derived)


# -- files


def _folders() -> Iterator[Path]:
    yield policies_folder()
    yield from {path.parent for path in bundled().values()}


def _path(summit: Summit) -> Path | None:
    """Return the file of the policy of a scenario; the user's own come first.

    Raises:
        PlayerError: a file that cannot be read bears the scenario's name, or may have been the one, as there is none.
    """
    unread: list[PlayerError] = []
    for folder in _folders():
        for path in sorted(folder.glob(f"*{ENDING}")):
            try:
                if _read(path).sha256 == summit.sha256:
                    return path
            except PlayerError as error:
                if path.name == f"{summit.id}{ENDING}":
                    raise
                unread.append(error)
    if unread:
        raise unread[0]
    return None


@cache
def _read(path: Path) -> Policy:
    try:
        text = path.read_bytes()
        if len(text) > MOST_BYTES:
            message = f"{path}: {len(text):,} bytes are too many for a policy; delete the file"
            raise PlayerError(message)
        policy = _CONVERTER.structure(orjson.loads(text), Policy)
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise PlayerError(message) from error
    except orjson.JSONDecodeError as error:
        message = f"{path}, line {error.lineno}, column {error.colno}: this is no JSON ({error.msg}); delete the file"
        raise PlayerError(message) from error
    except BaseValidationError as error:
        first = transform_error(error, path="", format_exception=_told)[0].replace(" @ .", " at ").removesuffix(" @ ")
        message = f"{path}: {first}; delete the file"
        raise PlayerError(message) from error
    if policy.format != FORMAT:
        message = f"{path}: format {policy.format} is not known here (known: {FORMAT}); update wargame"
        raise PlayerError(message)
    return policy


def _faults(policy: Policy, summit: Summit) -> Iterator[str]:
    """Say what keeps a policy from being that of a scenario."""
    rules = summit.rules
    phases = {phase.id: phase for phase in rules.phases}
    for number, habit in enumerate(policy.habits):
        place = f"habits[{number}]"
        if habit.side not in rules.side_ids or habit.phase not in phases:
            yield f"{place}: the scenario has no side {habit.side!r} with a phase {habit.phase!r}"
            continue
        strange = set(habit.tracks) - set(known_names(summit, habit.side))
        if strange:
            yield f"{place}: {habit.side} sees no track {min(strange)!r}"
        mandates = len(rules.side(habit.side).mandates)
        if set(habit.moves) != {rules.moves[move].id for move in moves_of(summit, habit.side, phases[habit.phase])}:
            yield f"{place}: these are not the moves of {habit.side} in {habit.phase}"
        for move, each in habit.moves.items():
            if len(each.by_mandate) != mandates or len(each.by_track) != len(habit.tracks):
                yield f"{place}.moves.{move}: a number is missing, or one is too many"
            elif max(map(abs, (*each.by_mandate, *each.by_track)), default=0) > MOST_WEIGHT:
                yield f"{place}.moves.{move}: a number is beyond {MOST_WEIGHT:,}"
    if len(policy.habits) != 2 * len(rules.phases) or len({(each.side, each.phase) for each in policy.habits}) != len(
        policy.habits
    ):
        yield "it has not one habit for each side and phase"


def moves_of(summit: Summit, side: str, phase: Phase) -> list[int]:
    """Return the moves of a plan, by index, in the order of the kernel's bits."""
    number = 1 + summit.rules.phases.index(phase)
    return [at for at, move in enumerate(summit.rules.moves) if move.side == side and number in move.phases]


# -- for the kernel


def laid_out(policy: Policy, summit: Summit) -> Array:
    """Return a policy that fits a scenario as the kernel reads it: int32, see `kernel.policy`."""
    rules, slots = summit.rules, summit.compiled.slots
    habits = {(habit.phase, habit.side): habit for habit in policy.habits}
    plans = [(phase, side) for phase in rules.phases for side in rules.side_ids]
    head = [slots.of_name[f"{side}.mandate"] for side in rules.side_ids]
    body: list[int] = []
    start = HEAD + PLAN * len(plans)
    for phase, side in plans:
        habit = habits[phase.id, side]
        derived = _to_compute(summit, habit.tracks)
        first = start + len(body)
        last, rows = first + len(habit.tracks), first + len(habit.tracks) + len(derived)
        head += [first, last, last, rows, rows, len(rules.side(side).mandates)]
        body += [slots.of_name[name] for name in habit.tracks]
        body += derived
        for move in moves_of(summit, side, phase):
            each = habit.moves[rules.moves[move].id]
            body += [*each.by_mandate, *each.by_track]
    return np.array(head + body, np.int32)


def _to_compute(summit: Summit, names: list[str]) -> list[int]:
    """Return the derived tracks to compute before these are read, in the order in which to compute them."""
    slots = summit.compiled.slots
    forms = [name for name in names if name in slots.derived]
    needed = slots.needed(forms) | set(forms)
    return [at for name, at in slots.derived.items() if name in needed]


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    for kind in (int, str):
        converter.register_structure_hook(kind, lambda value, kind=kind: _exactly(value, kind))
    return converter


def _told(error: BaseException, kind: type | None) -> str:
    return str(error) if type(error) is ValueError else format_exception(error, kind)


def _exactly(value: object, kind: type) -> Any:  # noqa: ANN401  what a file holds may be anything
    if type(value) is not kind:
        message = f"expected {'a number' if kind is int else 'a text'}, found {value!r:.40}"
        raise ValueError(message)
    return value


_CONVERTER = _converter()
