"""`wargame run`: many games without anybody watching, and one of them told."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.flags import MOST_SEED, Modules, Policy, Scenario, add_modules, policy_for, seats_of
from wargame.cli.waiting import progress, stopping
from wargame.errors import RunError

if TYPE_CHECKING:
    from wargame.match.batch import Run
    from wargame.match.one import OneGame
    from wargame.match.rows import RowFile
    from wargame.match.tally import Tally
    from wargame.plain.paper import Paper

__all__ = ["run_games"]

GAMES = 1000
MOST_GAMES, MOST_THREADS, MOST_SAVED = 10**15, 1024, 10_000
INTERRUPTED = 130

# -- flags

Seats = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SIDE=PLAYER",
        help="Who plays a side: doctrine (the default), random, greedy, mixed, search:N, sampled:N, a level such as"
        " minister, or module:FILE.py. Once for each side.",
    ),
]
MoveLimit = Annotated[
    float | None,
    typer.Option(
        min=0.01,
        max=3600,
        metavar="SECONDS",
        help="How long a player module may think about a move; it then runs in a process of its own.",
    ),
]
Games = Annotated[
    int | None, typer.Option(min=1, max=MOST_GAMES, metavar="N", help=f"How many games.  [default: {GAMES}]")
]
Seed = Annotated[
    int,
    typer.Option(min=0, max=MOST_SEED, metavar="S", help="The run's seed; each game has its own, made from it."),
]
Threads = Annotated[
    int | None,
    typer.Option(min=1, max=MOST_THREADS, metavar="T", help="How many threads.  [default: one for each core]"),
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write a row for each game; the name ends in .csv, .jsonl or .parquet. The rows stand in FILE.partial"
        " until all are written; only then is an older FILE replaced.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object. Only `timing` differs between runs.")]
Save = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Save games in this folder, to replay, to branch off, or to check later."),
]
Keep = Annotated[
    str | None,
    typer.Option(
        metavar="WHICH",
        help="With --save: all, first:N, or endings (the first game of each ending).  [default: all]",
    ),
]
GameIndex = Annotated[
    int | None,
    typer.Option(min=0, max=MOST_GAMES, metavar="K", help="Play only game K (the first is 0), the same as in the run."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="With --game: tell it move by move.")]


def run_games(  # noqa: PLR0913  flags
    scenario: Scenario,
    *,
    seat: Seats = None,
    player_module: Modules = None,
    move_limit: MoveLimit = None,
    policy: Policy = None,
    games: Games = None,
    seed: Seed = 0,
    threads: Threads = None,
    out: Out = None,
    save: Save = None,
    keep: Keep = None,
    as_json: AsJson = False,
    game: GameIndex = None,
    verbose: Verbose = False,
) -> None:
    """Play many games without anybody watching, and say how they end.

    Ctrl-C stops after the games in hand and shows what there is.
    """
    from wargame.game.summit import load
    from wargame.match.batch import Run, cores

    _check(games=games, out=out, game=game, verbose=verbose)
    wanted = _wanted(save, keep, games or GAMES, game)
    add_modules(player_module)
    summit = load(scenario)
    seats = seats_of(summit, seat, ("doctrine", "doctrine"))
    leaning = policy_for(summit, seats.values(), policy)
    run = Run(summit=summit, seats=seats, seed=seed, move_limit=move_limit, policy=leaning)
    if game is not None:
        _play_one(run, game, as_json=as_json, verbose=verbose)
    else:
        _play_many(run, games or GAMES, threads or cores(), out, as_json=as_json)
    if save is not None:
        _save(run, wanted, save, games or GAMES, threads or cores())


def _check(*, games: int | None, out: Path | None, game: int | None, verbose: bool) -> None:
    if verbose and game is None:
        message = "needs --game: it tells one game"
        raise typer.BadParameter(message, param_hint="'--verbose'")
    if game is not None and out is not None:
        message = "writes the rows of a whole run; --game plays one game"
        raise typer.BadParameter(message, param_hint="'--out'")
    if game is not None and games is not None and game >= games:
        message = f"{game} is not in the run: its games are 0 to {games - 1}"
        raise typer.BadParameter(message, param_hint="'--game'")
    if out is not None:
        from wargame.match.rows import FORMATS

        if out.suffix.lower() not in FORMATS:
            *some, last = FORMATS
            message = f"the name of FILE ends in {', '.join(some)} or {last}; found {str(out)!r}"
            raise typer.BadParameter(message, param_hint="'--out'")


def _wanted(save: Path | None, keep: str | None, games: int, game: int | None) -> range | None:
    """Return which games of a run are to be saved, None for the first of each ending.

    Raises:
        typer.BadParameter: that cannot be said, or is too many.
    """
    hint = "'--keep'"
    if keep is not None and (save is None or game is not None):
        message = "goes with --save, which says where" if save is None else "chooses among games; --game names one"
        raise typer.BadParameter(message, param_hint=hint)
    if game is not None:
        return range(game, game + 1)
    kind, _, number = (keep or "all").partition(":")
    if keep == "endings":
        return None
    if kind == "first" and number.isascii() and number.isdecimal() and 0 < int(number[:20]) <= MOST_SAVED:
        return range(min(games, int(number)))
    if kind == "first" or keep not in {None, "all"}:
        message = f"write all, endings, or first:N with N from 1 to {MOST_SAVED:,}; found {keep!r}"
        raise typer.BadParameter(message, param_hint=hint)
    if save is not None and games > MOST_SAVED:
        message = f"{games:,} files are too many; write first:N with N up to {MOST_SAVED:,}, or endings"
        raise typer.BadParameter(message, param_hint=hint)
    return range(games)


def _save(run: Run, wanted: range | None, folder: Path, games: int, threads: int) -> None:
    """Play the games that are wanted once more, one by one, and save them."""
    from wargame.match.kept import first_of_each_ending, save_game

    chosen = wanted if wanted is not None else first_of_each_ending(run, games, threads)
    saved = sum(save_game(run, index, folder) is not None for index in chosen)
    print(f"Saved {saved:,} game{'' if saved == 1 else 's'} in {folder}", file=sys.stderr)


# -- many games


def _play_many(run: Run, games: int, threads: int, out: Path | None, *, as_json: bool) -> None:
    from wargame.match.report import run_report

    tally, seconds, file = _counted(run, games, threads, out)
    complete = tally.games == games
    report = run_report(run, tally, seconds=seconds, threads=threads, complete=complete)
    if as_json:
        print(json.dumps(report, indent=2))
    elif tally.games:
        from wargame.cli.tables import print_tables

        print_tables(run.summit.rules, report, run.policy.words if run.policy.leans else "")
    if not complete:
        left = f"; the rows so far are in {file.partial}" if file else ""
        print(f"wargame: interrupted after {tally.games:,} of {games:,} games{left}", file=sys.stderr)
        raise typer.Exit(INTERRUPTED)
    if tally.first_fault is not None:
        message = (
            f"the rules of {run.summit.id} failed in {tally.faults:,} of {games:,} games,"
            f" first in game {tally.first_fault} (seed {run.seed_of(tally.first_fault)})"
        )
        raise RunError(message)


def _counted(run: Run, games: int, threads: int, out: Path | None) -> tuple[Tally, float, RowFile | None]:
    """Play until all games are played or somebody presses Ctrl-C; returns how long it took, too."""
    from wargame.match.rows import RowFile, about, columns_of
    from wargame.match.tally import count_games
    from wargame.players.roster import warm_up

    with progress(games) as advance:
        run.play(0, 0)  # the kernel is loaded, at its first use compiled
        warm_up(run.summit, run.seats)
        advance(None)
        file = RowFile(out, columns_of(run), about(run)) if out else None
        start = time.perf_counter()
        with stopping() as stopped:

            def watch(done: int) -> bool:
                advance(done)
                return not stopped.is_set()

            tally = count_games(run, games, threads, file, watch)
        if file and tally.games == games:
            file.finish()
        elif file:
            file.leave()
        return tally, time.perf_counter() - start, file


# -- one game


def _play_one(run: Run, index: int, *, as_json: bool, verbose: bool) -> None:
    from wargame.game.game import FAULTS
    from wargame.match.one import play_one
    from wargame.match.report import log_report, one_report
    from wargame.plain.paper import Paper, terminal_width

    one = play_one(run, index)
    if as_json:
        log = {"log": log_report(one)} if verbose else {}
        print(json.dumps({**one_report(run, one), **log}, indent=2))
    else:
        _show_one(Paper(sys.stdout, terminal_width()), run, one, verbose=verbose)
    if one.fault:
        message = f"the rules of {run.summit.id} failed in game {index} (seed {one.game.seed}): {FAULTS[one.fault]}"
        raise RunError(message)


def _show_one(paper: Paper, run: Run, one: OneGame, *, verbose: bool) -> None:
    from wargame.game.view import REFEREE
    from wargame.match.report import one_report
    from wargame.pages.finale import show_finale
    from wargame.pages.telling import tell_game

    rules, game, report = run.summit.rules, one.game, one_report(run, one)
    paper.line(f"{rules.scenario.title} ({run.summit.id}): game {one.index} of the run with seed {run.seed}")
    paper.line(f"Its own seed: {game.seed}")
    paper.line(f"First to move: {rules.side(report['first']).name}")
    for side in rules.sides:
        mandate = next(each for each in side.mandates if each.id == report[f"{side.id}.mandate"])
        paper.line(f"{side.name}: played by {run.seats[side.id]}, secret mandate {mandate.title} ({mandate.id})")
    if run.policy.leans:
        paper.verbatim(run.policy.words)
    if verbose:
        tell_game(paper, game, REFEREE)
    if game.ending is not None and verbose:
        show_finale(paper, game, humans=())
    elif game.ending is not None:
        paper.line(f"Ending: {game.ending.title} ({game.ending.id})")
        paper.line("Scores: " + ", ".join(f"{rules.side(side).name} {score}" for side, score in game.scores.items()))
    paper.line(f"Length: {report['plies']} decisions, {report['chance_nodes']} rolls")
