"""What `wargame solve` tells: what was solved, by what, and how far the strategies are from an equilibrium."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from attrs import evolve

from wargame.analysis.solving.best_response import SEARCH, Question, best_response
from wargame.analysis.solving.exploitability import exploit_report
from wargame.analysis.solving.sampling import EXTERNAL
from wargame.players.learned import found
from wargame.players.roster import policy_of
from wargame.players.solved import ENDING, strategy_text
from wargame.system import cores

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.analysis.solving.exploitability import ExploitReport
    from wargame.analysis.solving.sampling import Sampler
    from wargame.analysis.solving.solving import Solution, Solver
    from wargame.game.summit import Summit
    from wargame.players.solved import Strategy

SIMULATIONS, LEARNING = 1000, 100  # of a response that is learned: for each of its moves; games of each round


class SampledReport(TypedDict):
    """How strategies were sampled."""

    seed: str
    abstraction: bool  # whether that tells information sets apart, and not all that was seen
    trying: float  # share of a learner's decisions at which all moves were tried
    memory: int  # bytes of what is kept
    averaged: int  # information sets with an average strategy: the learner's opponent was met there
    unkept: int  # decisions met for whose information set there was no room


class BoundReport(TypedDict):
    """By which games the gains of a response were measured."""

    games: int
    low: float  # ends of the 95 % interval of both gains together
    high: float


class SolveReport(TypedDict):
    """What was solved, and how well."""

    scenario: str
    sha256: str
    method: str
    iterations: int
    complete: bool
    nodes: int | None  # of the whole tree; None if it is too large to be held
    information_sets: dict[str, int]  # by side: of the whole tree, else those that were met
    actions: int
    values: dict[str, float]  # expected scores when both play the strategies, by side; none if not known
    gains: dict[str, float]  # of a best response, by side; none if not known
    nash_conv: float | None
    exact: bool  # the gains are a best response's; else a learned response's, and a best one's may be larger
    sampled: SampledReport | None  # None where every node was visited
    bound: BoundReport | None  # where they are not exact


def whole_report(summit: Summit, solver: Solver, solution: Solution, *, complete: bool) -> SolveReport:
    """Return what came of solving a whole tree."""
    sides, tree = summit.rules.side_ids, solver.tree
    return {
        "scenario": summit.id,
        "sha256": summit.sha256,
        "method": solver.method,
        "iterations": solution.iterations,
        "complete": complete,
        "nodes": len(tree.nodes),
        "information_sets": dict(zip(sides, tree.sets, strict=True)),
        "actions": tree.actions,
        "values": dict(zip(sides, solution.values, strict=True)),
        "gains": dict(zip(sides, solution.gains, strict=True)),
        "nash_conv": solution.nash_conv,
        "exact": True,
        "sampled": None,
        "bound": None,
    }


def sampled_report(sampler: Sampler, *, complete: bool) -> SolveReport:
    """Return what is known of sampled strategies before anybody has responded to them."""
    summit = sampler.summit
    return {
        "scenario": summit.id,
        "sha256": summit.sha256,
        "method": EXTERNAL,
        "iterations": sampler.iterations,
        "complete": complete,
        "nodes": None,
        "information_sets": dict(zip(summit.rules.side_ids, sampler.sets, strict=True)),
        "actions": sampler.actions,
        "values": {},
        "gains": {},
        "nash_conv": None,
        "exact": False,
        "sampled": {
            "seed": str(sampler.seed),
            "abstraction": sampler.abstraction is not None,
            "trying": sampler.trying,
            "memory": sampler.taken,
            "averaged": sampler.averaged,
            "unkept": sampler.unkept,
        },
        "bound": None,
    }


def note_exact(report: SolveReport, summit: Summit, nodes: int, solution: Solution) -> None:
    """Write into a report what a best response over the whole tree gains."""
    sides = summit.rules.side_ids
    report["nodes"], report["exact"] = nodes, True
    report["values"] = dict(zip(sides, solution.values, strict=True))
    report["gains"] = dict(zip(sides, solution.gains, strict=True))
    report["nash_conv"] = solution.nash_conv


def note_bound(report: SolveReport, measured: ExploitReport) -> None:
    """Write into a report what a learned response gains."""
    whole = measured["sum"]
    assert whole is not None, "both seats were asked for"
    report["values"] = {each["side"]: each["own"] for each in measured["seats"]}
    report["gains"] = {each["side"]: each["gain"] for each in measured["seats"]}
    report["nash_conv"] = whole["gain"]
    report["bound"] = {"games": measured["games"], "low": whole["low"], "high": whole["high"]}


def with_measures(strategy: Strategy, report: SolveReport) -> Strategy:
    """Return a strategy that says of itself what its report says."""
    return evolve(strategy, values=report["values"], gains=report["gains"], exact=report["exact"])


def response_to_strategy(
    summit: Summit, strategy: Strategy, games: int, seed: int, go_on: Callable[[int], bool]
) -> ExploitReport | None:
    """Learn a response to a strategy, and play it against it; None if that was stopped while it was learned."""
    with tempfile.TemporaryDirectory(prefix="wargame-") as folder:  # a player reads its strategy from a file
        path = Path(folder) / f"solved{ENDING}"
        path.write_text(strategy_text(strategy), encoding="utf-8")
        player = f"solved:{path}"
        question = Question(
            summit=summit,
            player=player,
            policy=policy_of(summit, [player]),
            prior=found(summit).policy,
            seats=summit.rules.side_ids,
            games=games,
            simulations=SIMULATIONS,
            learning=LEARNING,
            keys=1,
            seed=seed,
            workers=cores(),
        )
        response = best_response(question, SEARCH, go_on)
        if response is None:
            return None
        learned = LEARNING * (1 + len(question.seats))
        return exploit_report(question, response, lambda done: go_on(learned + done))
