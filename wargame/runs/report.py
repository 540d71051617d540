"""Reports of a run, or of one game of it, as plain data that can be written as JSON.

The report of a run holds every count and sum that its figures are made of, so that reports of parts of a run add up to
the report of all of it (see `merging`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from attrs import frozen

from wargame.estimates import mean_score, share
from wargame.game.view import REFEREE
from wargame.journal.account import EntryAccount, entry_accounts
from wargame.runs.columns import columns_of, rows_of
from wargame.runs.provenance import Provenance, file_digests, provenance
from wargame.runs.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.estimates import Estimate
    from wargame.runs.batch import OneGame, Run

Span = tuple[int, int]  # of games: the first, and the one after the last
FATES = ("neither", "one", "both")


@frozen(kw_only=True)
class Titled:
    """An id, and how a person reads it."""

    id: str
    title: str


@frozen(kw_only=True)
class RunIdentity:
    """The identity of a run: all that must be equal for games to belong to the same one."""

    version: str
    scenario: str
    scenario_sha256: str
    policy: dict[str, str]  # that search players use, see `PolicyUse.account`
    title: str
    success_line: int  # the score from which on a side succeeds
    sides: tuple[Titled, ...]
    endings: tuple[Titled, ...]
    seats: dict[str, str]  # player by side
    player_modules: dict[str, str]  # SHA-256 of the file that a player comes from, by player
    move_limit: float | None
    seed: str


@frozen(kw_only=True, eq=False)
class Part:
    """A part of a run: the games that were asked for, those of them that were played, and their tally."""

    identity: RunIdentity
    asked: tuple[Span, ...]
    played: tuple[Span, ...]
    tally: Tally
    seconds: float
    threads: int


# -- as plain data


class TitledAccount(TypedDict):
    """An id, and how a person reads it."""

    id: str
    title: str


class EndingShare(TitledAccount):
    """The frequency of an ending, with a 95 % interval of its share."""

    count: int
    share: float
    low: float
    high: float


class ScoreMeans(TypedDict):
    """A side's mean score and rate of success, each with a 95 % interval."""

    mean: float
    low: float
    high: float
    success: float
    success_low: float
    success_high: float


class Sums(TypedDict):
    """The whole numbers that the means are made of."""

    scores: dict[str, list[int]]  # by side: games by score, from 0 to 100
    fate: dict[str, int]
    plies: int
    chance_nodes: int


class Timing(TypedDict):
    """What depends on the clock."""

    seconds: float
    threads: int
    games_per_second: float
    decisions_per_second: float
    nodes_per_second: float


class RunReport(Provenance):
    """The report of a part of a run."""

    title: str
    success_line: int
    sides: list[TitledAccount]
    seats: dict[str, str]
    player_modules: dict[str, str]
    move_limit: float | None
    seed: str
    games: int
    complete: bool
    asked: list[list[int]]
    played: list[list[int]]
    endings: list[EndingShare]
    scores: dict[str, ScoreMeans]
    fate: dict[str, float]
    plies_mean: float
    chance_nodes_mean: float
    faults: int
    over_ply_limit: int
    first_fault: int | None
    sums: Sums
    timing: Timing


def part_of(run: Run, asked: range, tally: Tally, *, seconds: float, threads: int) -> Part:
    """Return a part of a run: the tallied games were played, the first of those `asked` for."""
    rules = run.summit.rules
    players = tuple(run.seats.values())
    identity = RunIdentity(
        **provenance(run.summit, run.policy),
        title=rules.scenario.title,
        success_line=rules.scenario.success,
        sides=tuple(Titled(id=side.id, title=side.name) for side in rules.sides),
        endings=tuple(Titled(id=ending.id, title=ending.title) for ending in rules.endings),
        seats=dict(run.seats),
        player_modules=file_digests(players),
        move_limit=run.move_limit,
        seed=str(run.seed),
    )
    played = ((asked.start, asked.start + tally.games),) if tally.games else ()
    spans = {"asked": ((asked.start, asked.stop),), "played": played}
    return Part(identity=identity, **spans, tally=tally, seconds=seconds, threads=threads)


def run_report(part: Part) -> RunReport:
    """Return the report of a part of a run; everything that depends on the clock is under `timing`."""
    identity, tally = part.identity, part.tally
    ended = tally.ended
    return {
        "version": identity.version,
        "scenario": identity.scenario,
        "scenario_sha256": identity.scenario_sha256,
        "policy": identity.policy,
        "title": identity.title,
        "success_line": identity.success_line,
        "sides": [{"id": side.id, "title": side.title} for side in identity.sides],
        "seats": identity.seats,
        "player_modules": identity.player_modules,
        "move_limit": identity.move_limit,
        "seed": identity.seed,
        "games": tally.games,
        "complete": part.asked == part.played,
        "asked": [list(span) for span in part.asked],
        "played": [list(span) for span in part.played],
        "endings": _endings(identity, tally),
        "scores": _scores(identity, tally),
        "fate": {name: share(count, ended).value for name, count in reversed(_fates(tally))},
        "plies_mean": tally.plies / max(ended, 1),
        "chance_nodes_mean": tally.chance_nodes / max(ended, 1),
        "faults": tally.faults,
        "over_ply_limit": tally.over_ply_limit,
        "first_fault": tally.first_fault,
        "sums": {
            "scores": {
                side.id: histogram.tolist() for side, histogram in zip(identity.sides, tally.scores, strict=True)
            },
            "fate": dict(_fates(tally)),
            "plies": tally.plies,
            "chance_nodes": tally.chance_nodes,
        },
        "timing": _timing(part),
    }


def _fates(tally: Tally) -> list[tuple[str, int]]:
    return list(zip(FATES, tally.fate.tolist(), strict=True))


def _timing(part: Part) -> Timing:
    tally, seconds = part.tally, max(part.seconds, 1e-9)
    return {
        "seconds": part.seconds,
        "threads": part.threads,
        "games_per_second": tally.games / seconds,
        "decisions_per_second": tally.plies / seconds,
        "nodes_per_second": (tally.plies + tally.chance_nodes) / seconds,
    }


def _endings(identity: RunIdentity, tally: Tally) -> list[EndingShare]:
    counts = zip(identity.endings, tally.endings.tolist(), strict=True)
    return [_ending(ending, count, share(count, tally.ended)) for ending, count in counts]


def _ending(ending: Titled, count: int, part: Estimate) -> EndingShare:
    return {
        "id": ending.id,
        "title": ending.title,
        "count": count,
        "share": part.value,
        "low": part.low,
        "high": part.high,
    }


def _scores(identity: RunIdentity, tally: Tally) -> dict[str, ScoreMeans]:
    found: dict[str, ScoreMeans] = {}
    for side, histogram in zip(identity.sides, tally.scores, strict=True):
        mean = mean_score(histogram)
        success = share(int(histogram[identity.success_line :].sum()), tally.ended)
        found[side.id] = {
            "mean": mean.value,
            "low": mean.low,
            "high": mean.high,
            "success": success.value,
            "success_low": success.low,
            "success_high": success.high,
        }
    return found


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans of games in order, merged where they touch or overlap."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(last, found[-1][1])
        else:
            found.append((first, last))
    return tuple(found)


# -- one game


def one_report(run: Run, one: OneGame) -> dict[str, Any]:
    """Return the report of one game: the identity of its run, and its row by the names of the columns."""
    about = {**provenance(run.summit, run.policy), "seats": dict(run.seats), "run_seed": str(run.seed)}
    return {**about, **rows_of(columns_of(run), one.chunk)[0]}


def log_report(one: OneGame) -> list[EntryAccount]:
    """Return the referee's log of a game."""
    return entry_accounts(one.game, REFEREE)
