"""`wargame run --game K`: one game of a run by itself, as an account or move by move."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from wargame.cli.output import print_json
from wargame.errors import RunError

if TYPE_CHECKING:
    from wargame.plain.paper import Paper
    from wargame.runs.batch import OneGame, Run


def show_one(run: Run, index: int, *, as_json: bool, verbose: bool) -> OneGame:
    """Play one game of a run, print it and return it; `verbose` tells it move by move.

    Raises:
        RunError: the rules failed in it.
    """
    from wargame.game.situation import FAULTS
    from wargame.plain.paper import Paper, terminal_width
    from wargame.runs.report import log_report, one_report

    one = run.play_one(index)
    if as_json:
        log = {"log": log_report(one)} if verbose else {}
        print_json({**one_report(run, one), **log})
    else:
        _tell(Paper(sys.stdout, terminal_width()), run, one, verbose=verbose)
    if one.fault:
        message = f"the rules of {run.summit.id} failed in game {index} (seed {one.game.seed}): {FAULTS[one.fault]}"
        raise RunError(message)
    return one


def _tell(paper: Paper, run: Run, one: OneGame, *, verbose: bool) -> None:
    from wargame.game.view import REFEREE
    from wargame.pages.finale import show_finale
    from wargame.pages.telling import tell_game
    from wargame.runs.report import one_report

    rules, game, report = run.summit.rules, one.game, one_report(run, one)
    paper.line(f"{rules.scenario.title} ({run.summit.name}): game {one.index} of the run with seed {run.seed}")
    paper.line(f"Its own seed: {game.seed}")
    paper.line(f"First to move: {rules.side(report['first']).name}")
    for side in rules.sides:
        mandate = next(each for each in side.mandates if each.id == report[f"{side.id}.mandate"])
        paper.line(f"{side.name}: played by {run.seats[side.id]}, secret mandate {mandate.title} ({mandate.id})")
    if run.policy.is_used:
        paper.verbatim(run.policy.words)
    if verbose:
        tell_game(paper, game, REFEREE)
    if game.ending is not None and verbose:
        show_finale(paper, game, humans=())
    elif game.ending is not None:
        paper.line(f"Ending: {game.ending.title} ({game.ending.id})")
        paper.line("Scores: " + ", ".join(f"{rules.side(side).name} {score}" for side, score in game.scores.items()))
    paper.line(f"Length: {report['plies']} decisions, {report['chance_nodes']} rolls")
