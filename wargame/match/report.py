"""What a run, or one game of it, came to, as plain data that can be written as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wargame import __version__
from wargame.game.view import REFEREE
from wargame.journal.account import entry_accounts
from wargame.match.estimates import mean_score, share
from wargame.match.rows import columns_of, rows_of

if TYPE_CHECKING:
    from wargame.match.batch import Run
    from wargame.match.estimates import Estimate
    from wargame.match.one import OneGame
    from wargame.match.tally import Tally

__all__ = ["log_report", "one_report", "run_report"]

Report = dict[str, Any]


def run_report(run: Run, tally: Tally, *, seconds: float, threads: int, complete: bool) -> Report:
    """Return what a run came to; everything that depends on the clock is under `timing`."""
    ended = tally.ended
    neither, one, both = (share(count, ended).value for count in tally.fate.tolist())
    return {
        **_played(run),
        "games": tally.games,
        "complete": complete,
        "seed": str(run.seed),
        "endings": _endings(run, tally),
        "scores": _scores(run, tally),
        "fate": {"both": both, "one": one, "neither": neither},
        "plies_mean": tally.plies / max(ended, 1),
        "chance_nodes_mean": tally.chance_nodes / max(ended, 1),
        "faults": tally.faults,
        "over_ply_limit": tally.over_ply_limit,
        "timing": {
            "seconds": seconds,
            "threads": threads,
            "games_per_second": tally.games / seconds,
            "decisions_per_second": tally.plies / seconds,
            "nodes_per_second": (tally.plies + tally.chance_nodes) / seconds,
        },
    }


def _played(run: Run) -> Report:
    return {
        "version": __version__,
        "scenario": run.summit.id,
        "scenario_sha256": run.summit.sha256,
        "policy": run.policy.account,
        "seats": dict(run.seats),
    }


def _endings(run: Run, tally: Tally) -> list[Report]:
    return [
        {
            "id": ending.id,
            "title": ending.title,
            "count": count,
            **_named(share(count, tally.ended), "share", "low", "high"),
        }
        for ending, count in zip(run.summit.rules.endings, tally.endings.tolist(), strict=True)
    ]


def _scores(run: Run, tally: Tally) -> Report:
    rules, found = run.summit.rules, {}
    for side, histogram in zip(rules.side_ids, tally.scores, strict=True):
        success = share(int(histogram[rules.scenario.success :].sum()), tally.ended)
        found[side] = {
            **_named(mean_score(histogram), "mean", "low", "high"),
            **_named(success, "success", "success_low", "success_high"),
        }
    return found


def _named(estimate: Estimate, value: str, low: str, high: str) -> dict[str, float]:
    return {value: estimate.value, low: estimate.low, high: estimate.high}


def one_report(run: Run, one: OneGame) -> Report:
    """Return what one game of a run came to: what is so of the run, and the game's row."""
    return {**_played(run), "run_seed": str(run.seed), **rows_of(columns_of(run), one.chunk)[0]}


def log_report(one: OneGame) -> list[Report]:
    """Return all that happened in a game, as the referee saw it."""
    return entry_accounts(one.game, REFEREE)
