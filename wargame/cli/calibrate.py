"""`wargame analyze calibrate`: is what is said beforehand what then happens?"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.bounds import MOST_SEED
from wargame.cli.completing import games_or_scenarios, players
from wargame.cli.flags import (
    Changes,
    Modules,
    Plain,
    Policy,
    SeatPlayers,
    add_modules,
    checked_player,
    policy_for,
    seats_of,
)
from wargame.cli.output import AsJson, Force, destination, print_json, scenario_files
from wargame.cli.saves import Saves, gathered
from wargame.cli.waiting import progress, stopping, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wargame.analysis.calibration.calibration import Calibration, CalibrationReport
    from wargame.analysis.gathering import Gathered
    from wargame.destination import Destination

MOST_GAMES, MOST_JUDGED = 10**6, 10**5
USUAL_GAMES = 1_000
_ENDING = ".jsonl"

What = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO|FILE...",
        help="A scenario, of which games are played; or saved games, folders of them, files of tournaments: all by the"
        " same rules.",
        autocompletion=games_or_scenarios,
    ),
]
Games = Annotated[
    int | None,
    typer.Option(min=1, max=MOST_GAMES, metavar="N", help=f"How many games of a scenario.  [default: {USUAL_GAMES}]"),
]
Player = Annotated[str, typer.Option(metavar="PLAYER", help="Who plays both sides.", autocompletion=players)]
JudgeGames = Annotated[
    int, typer.Option(min=1, max=MOST_JUDGED, metavar="N", help="How many games the judge plays on from a position.")
]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="S", help="All games and judgments hang on it.")]
Html = Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page with charts.")]


def calibrate(  # noqa: PLR0913  flags
    what: What,
    *,
    changes: Changes = None,
    games: Games = None,
    player: Player = "doctrine",
    seat: SeatPlayers = None,
    player_module: Modules = None,
    policy: Policy = None,
    judge_games: JudgeGames = 200,
    seed: Seed = 0,
    html: Html = None,
    as_json: AsJson = False,
    plain: Plain = False,
    force: Force = False,
    saves: Saves = None,
) -> None:
    """Say whether what is foretold is what then happens.

    Every roll of many games beside the odds that were stated for it, rule by rule; and at one decision of each game the
    scores that a judge expects beside those that were reached. Ctrl-C stops; what was played by then is told.
    """
    from wargame.analysis.calibration.calibration import Calibration, calibration_report
    from wargame.game.summit import load
    from wargame.runs.batch import Run

    saved = _saved_games(what, saves)
    page = _page(html, saved.files if saved else scenario_files(what[0], player_module, policy), force=force)
    with stopping() as stop:
        if saved:
            _check_no_play(games, changes, seat)
            summit = saved.summit
            found, leaning = Calibration(summit, seed, judge_games), policy_for(summit, (), None)
            with progress(len(saved.games)) as advance:
                complete = _count_saved(found, saved, watch(advance, stop))
        else:
            add_modules(player_module)
            summit, usual = load(what[0], changes or ()), checked_player(player)
            seats = seats_of(summit, seat, (usual, usual))
            leaning, number = policy_for(summit, seats.values(), policy), games or USUAL_GAMES
            run = Run(summit=summit, seats=seats, seed=seed, policy=leaning)
            found = Calibration(summit, seed, judge_games)
            with progress(number) as advance:
                advance(None)
                complete = found.add_run(run, number, watch(advance, stop))
        report = calibration_report(found, leaning, complete=complete)
        _tell(report, summit.rules.scenario.title, page, as_json=as_json, plain=plain)
    if not complete:
        print(f"wargame: stopped after {found.games:,} games; what was counted is shown", file=sys.stderr)
        raise typer.Exit(stop.exit_code)


def _tell(report: CalibrationReport, title: str, page: Destination | None, *, as_json: bool, plain: bool) -> None:
    if as_json:
        print_json(report)
    else:
        from wargame.cli.calibration_tables import print_calibration

        print_calibration(report, title, plain=plain)
    if page is not None:
        from wargame.html.calibration import calibration_document

        calibration_document(report, title).write(page)


def _page(path: Path | None, read: Sequence[Path], *, force: bool) -> Destination | None:
    if path is None:
        return None
    from wargame.html.calibration import KIND

    return destination(path, KIND, read=read, force=force)


def _saved_games(names: Sequence[str], saves: Path | None) -> Gathered | None:
    """Return the games that are named, all by the same rules; None if a scenario is.

    Raises:
        JournalError: there is no such game, or nothing of it can be read.
        RunError: a file or a folder holds no games, or files are of several rules.
        typer.BadParameter: a scenario is named beside something else.
    """
    are_saved = [name.endswith(_ENDING) or os.path.isdir(name) for name in names]  # noqa: PTH112  says no where pathlib raises
    if not any(are_saved) and len(names) == 1:
        return None
    if not all(are_saved):
        message = f"name one scenario, or saved games and folders of them; found {' '.join(names)}"
        raise typer.BadParameter(message, param_hint="'SCENARIO|FILE...'")
    return gathered(names, saves)


def _check_no_play(games: int | None, changes: list[str] | None, seat: list[str] | None) -> None:
    """Refuse flags of games that are to be played.

    Raises:
        typer.BadParameter: one is given.
    """
    for flag, given in (("--games", games), ("--set", changes), ("--seat", seat)):
        if given:
            message = "is for games that are played; saved ones are as they are"
            raise typer.BadParameter(message, param_hint=f"'{flag}'")


def _count_saved(found: Calibration, saved: Gathered, go_on: Callable[[int], bool]) -> bool:
    for past in saved.games:
        if not go_on(found.games):
            return False
        found.add_game(past.played().game)
    return go_on(found.games)
