"""Merging: reports of parts of a run, added up to the report that one run of all games would have given.

The files may hold anything: a report is accepted only if its games can belong to one run with the others, and its
counts are consistent.
"""

from __future__ import annotations

import re
from functools import cache, reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from attrs import evolve, fields, frozen
from cattrs import Converter, transform_error
from cattrs.errors import BaseValidationError
from cattrs.v import format_exception

from wargame.errors import RunError
from wargame.files import read_regular
from wargame.legible import hidden_character, legible
from wargame.players.learned import PolicyUse
from wargame.runs.report import FATES, Part, RunIdentity, Titled, joined
from wargame.runs.tally import SCORES, Tally

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MOST_BYTES = 16 * 2**20
_MOST = 2**53  # of any count: readers of JSON may round what is larger


@frozen(kw_only=True)
class _Counted:
    """An ending in a report."""

    id: str
    title: str
    count: int


@frozen(kw_only=True)
class _Sums:
    scores: dict[str, list[int]]
    fate: dict[str, int]
    plies: int
    chance_nodes: int


@frozen(kw_only=True)
class _Timing:
    seconds: float
    threads: int


@frozen(kw_only=True)
class _Report:
    """The part of a report from which the rest follows."""

    version: str
    scenario: str
    scenario_sha256: str
    policy: dict[str, str]
    title: str
    success_line: int
    sides: tuple[Titled, ...]
    seats: dict[str, str]
    player_modules: dict[str, str]
    move_limit: float | None
    seed: str
    games: int
    asked: tuple[tuple[int, int], ...]
    played: tuple[tuple[int, int], ...]
    endings: tuple[_Counted, ...]
    faults: int
    over_ply_limit: int
    first_fault: int | None
    sums: _Sums
    timing: _Timing


def read_part(path: Path) -> Part:
    """Read the report of a run, as `run --json` or a merge has printed it.

    Raises:
        RunError: it is none, or its numbers do not agree with each other.
    """
    try:
        report = _converter().structure(_loaded(path), _Report)
    except BaseValidationError as error:
        told = transform_error(error, path="", format_exception=_told)
        first = legible(told[0].replace(" @ .", " at ").removesuffix(" @ "))
        message = f"{path}: not the report of a run: {first}; `wargame run … --json` prints one"
        raise RunError(message) from None
    if fault := _fault(report):
        message = f"{path}: the report does not agree with itself: {fault}"
        raise RunError(message)
    shared = {each.name: getattr(report, each.name) for each in fields(RunIdentity) if each.name != "endings"}
    endings = tuple(Titled(id=each.id, title=each.title) for each in report.endings)
    return Part(
        identity=RunIdentity(**shared, endings=endings),
        asked=report.asked,
        played=report.played,
        tally=_tally(report),
        seconds=report.timing.seconds,
        threads=report.timing.threads,
    )


def _loaded(path: Path) -> Any:  # noqa: ANN401  whatever the file holds
    try:
        data = read_regular(path, _MOST_BYTES)
    except OSError as error:
        message = f"{path}: cannot be read: {error.strerror or error}"
        raise RunError(message) from None
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        place = f"{path}, line {error.lineno}, column {error.colno}"
        message = f"{place}: this is no JSON ({error.msg}); `wargame run … --json` prints a report"
        raise RunError(message) from None


def _tally(report: _Report) -> Tally:
    return Tally(
        games=report.games,
        endings=np.array([each.count for each in report.endings], np.int64),
        scores=np.array([report.sums.scores[side.id] for side in report.sides], np.int64),
        fate=np.array([report.sums.fate[name] for name in FATES], np.int64),
        plies=report.sums.plies,
        chance_nodes=report.sums.chance_nodes,
        faults=report.faults,
        over_ply_limit=report.over_ply_limit,
        first_fault=report.first_fault,
    )


def _fault(report: _Report) -> str:
    """Return an inconsistency in a report, "" if there is none."""
    if {*report.policy} != {*PolicyUse().account}:
        return f"`policy` does not say {', '.join(PolicyUse().account)}"
    for name, spans in (("asked", report.asked), ("played", report.played)):
        if joined(spans) != spans or any(first >= last for first, last in spans):
            return f"`{name}` is not a list of ranges in order"
    if not _within(report.played, report.asked):
        return "games were played that were not asked for"
    if sum(last - first for first, last in report.played) != report.games:
        return f"`games` is {report.games:,}, and `played` has another number of them"
    return _fault_of_counts(report)


def _fault_of_counts(report: _Report) -> str:
    ended, sums, ids = report.games - report.faults, report.sums, [side.id for side in report.sides]
    if len(set(ids)) != 2 or {*ids} != {*report.seats} or {*ids} != {*sums.scores}:  # noqa: PLR2004  sides
        return "`sides`, `seats` and `sums.scores` do not name the same two sides"
    if {*sums.fate} != {*FATES}:
        return f"`sums.fate` does not count {', '.join(FATES)}"
    if any(len(counts) != SCORES for counts in sums.scores.values()):
        return f"a list in `sums.scores` has not the {SCORES} numbers of the scores from 0 to {SCORES - 1}"
    counts = {"endings": [each.count for each in report.endings], "sums.fate": list(sums.fate.values()), **sums.scores}
    for name, found in counts.items():
        if sum(found) != ended:
            return f"the counts of `{name}` come to {sum(found):,}, and {ended:,} games ended"
    if (report.first_fault is None) != (report.faults == 0) or report.over_ply_limit > report.faults:
        return "`faults`, `over_ply_limit` and `first_fault` exclude each other"
    return ""


def _within(inner: Sequence[tuple[int, int]], outer: Sequence[tuple[int, int]]) -> bool:
    return joined([*inner, *outer]) == joined(outer)


# -- adding up


def merged(paths: Sequence[Path]) -> Part:
    """Return the reports of several files as one.

    Raises:
        RunError: one cannot be read, or they are not of one run, or hold a game twice.
    """
    parts = [(path, read_part(path)) for path in paths]
    taken: list[tuple[int, int, Path]] = []
    first_path, first = parts[0]
    for path, part in parts:
        _compare(first_path, first.identity, path, part.identity)
        for start, stop in part.played:
            for other_start, other_stop, other in taken:
                if start < other_stop and other_start < stop:
                    message = f"{path} and {other} both hold game {max(start, other_start)}; no game may count twice"
                    raise RunError(message)
            taken.append((start, stop, path))
    return reduce(_both, (part for _, part in parts))


def _both(one: Part, other: Part) -> Part:
    return evolve(
        one,
        asked=joined([*one.asked, *other.asked]),
        played=joined([*one.played, *other.played]),
        tally=one.tally.plus(other.tally),
        seconds=one.seconds + other.seconds,
        threads=max(one.threads, other.threads),
    )


def _compare(path: Path, identity: RunIdentity, other_path: Path, others: RunIdentity) -> None:
    for each in fields(RunIdentity):
        mine, theirs = getattr(identity, each.name), getattr(others, each.name)
        if each.name == "policy":  # for whatever reason it is this one
            mine, theirs = mine["sha256"], theirs["sha256"]
        if mine != theirs:
            shown = (legible(value)[:200] for value in (theirs, mine))
            message = f"{other_path} is of another run than {path}: {each.name} is {' there, and '.join(shown)} here"
            raise RunError(message)


# -- types


@cache
def _converter() -> Converter:
    """Return the converter that structures a report; it coerces nothing."""
    converter = Converter()
    converter.register_structure_hook(int, lambda value, _: _count(value))
    converter.register_structure_hook(float, lambda value, _: _seconds(value))
    converter.register_structure_hook(str, lambda value, _: _text(value))
    converter.register_structure_hook_func(
        lambda kind: kind == (float | None), lambda value, _: None if value is None else _seconds(value)
    )
    converter.register_structure_hook_func(
        lambda kind: kind == (int | None), lambda value, _: None if value is None else _count(value)
    )
    return converter


class _UnexpectedError(ValueError):
    """A value of another kind; its text says which was expected."""


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
        message = "expected a whole number, not below 0"
        raise _UnexpectedError(message)
    return value


def _seconds(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < _MOST:
        message = "expected a number, not below 0"
        raise _UnexpectedError(message)
    return float(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or hidden_character(value) is not None:
        message = "expected a text of characters that can be shown"
        raise _UnexpectedError(message)
    return value


def _told(error: BaseException, kind: type | None) -> str:
    if isinstance(error, _UnexpectedError):
        return str(error)
    return re.sub(r"\s+", " ", format_exception(error, kind))
