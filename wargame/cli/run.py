"""`wargame run`: many games without anybody watching, and one of them told."""

from __future__ import annotations

import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.bounds import MOST_SEED
from wargame.cli.completing import seats
from wargame.cli.distributing import Dask, Shard, check_dask, played_by
from wargame.cli.flags import (
    Changes,
    Llm,
    LlmUrl,
    Modules,
    MoveLimit,
    Plain,
    Policy,
    Scenario,
    add_modules,
    offer_models,
    policy_for,
    seats_of,
)
from wargame.cli.one_game import show_one
from wargame.cli.output import Force, print_json, print_schemas, scenario_files
from wargame.cli.run_files import (
    Observations,
    Out,
    Trajectories,
    check_files,
    close_files,
    destinations,
    left_in,
    open_files,
)
from wargame.cli.waiting import progress, stopping, watch
from wargame.errors import Forfeit, JournalError, RunError, WargameError
from wargame.legible import legible
from wargame.players.offered import players_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wargame.cli.waiting import Stop
    from wargame.runs.batch import Run
    from wargame.runs.kept import Keeping
    from wargame.runs.report import Part
    from wargame.runs.rows import RowFiles
    from wargame.runs.tally import Tally
    from wargame.workers.engine import Engine

GAMES = 1000
MOST_GAMES, MOST_THREADS, MOST_SAVED = 10**15, 1024, 10_000

# -- flags

Seats = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SIDE=PLAYER",
        autocompletion=seats,
        help=f"Who plays a side: {players_in_words()}. Once for each side.  [default: doctrine]",
    ),
]
Games = Annotated[
    int | None, typer.Option(min=1, max=MOST_GAMES, metavar="N", help=f"How many games.  [default: {GAMES}]")
]
First = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=MOST_GAMES,
        metavar="K",
        help="Begin with game K of the run: its reports and those of the other games add up with `wargame merge`."
        "  [default: 0]",
    ),
]
Seed = Annotated[
    int,
    typer.Option(min=0, max=MOST_SEED, metavar="S", help="The run's seed; each game has its own, made from it."),
]
Threads = Annotated[
    int | None,
    typer.Option(min=1, max=MOST_THREADS, metavar="T", help="How many threads.  [default: one for each core]"),
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
Schema = Annotated[
    bool,
    typer.Option(
        "--schema", help="Play nothing: say what each column of --out and --trajectories is, by name, type and meaning."
    ),
]


def run_games(  # noqa: PLR0913  flags
    scenario: Scenario,
    *,
    changes: Changes = None,
    seat: Seats = None,
    player_module: Modules = None,
    llm_url: LlmUrl = None,
    llm: Llm = None,
    move_limit: MoveLimit = None,
    policy: Policy = None,
    games: Games = None,
    first: First = None,
    seed: Seed = 0,
    threads: Threads = None,
    dask: Dask = None,
    shard: Shard = None,
    out: Out = None,
    trajectories: Trajectories = None,
    observations: Observations = False,
    force: Force = False,
    save: Save = None,
    keep: Keep = None,
    as_json: AsJson = False,
    plain: Plain = False,
    game: GameIndex = None,
    verbose: Verbose = False,
    schema: Schema = False,
) -> None:
    """Play many games by themselves, and say how they end.

    Ctrl-C, and a system that ends the program, stop it after the games in hand; what there is is shown.
    """
    from wargame.game.summit import load
    from wargame.runs.batch import Run
    from wargame.system import cores

    span = range(first or 0, (first or 0) + (games or GAMES))
    _check(games=games, span=span, game=game, verbose=verbose)
    if game is not None and (out, trajectories) != (None, None):
        message = "writes the rows of a whole run; --game plays one game"
        raise typer.BadParameter(message, param_hint="'--out'" if out else "'--trajectories'")
    check_files(out, trajectories, observations=observations, dask=dask)
    if schema and (out, trajectories, save, game) != (None, None, None, None):
        message = "plays nothing, so --out, --trajectories, --save and --game do not go with it"
        raise typer.BadParameter(message, param_hint="'--schema'")
    wanted = _wanted(save, keep, span, game)
    add_modules(player_module)
    offer_models(llm_url, llm)
    summit = load(scenario, changes or ())
    seats = seats_of(summit, seat, ("doctrine", "doctrine"))
    here = "--schema" if schema else "--game" if game is not None else ""
    check_dask(dask, shard, threads, seats.values(), move_limit=move_limit, flag="--threads", here=here)
    if save is not None and dask is not None:
        _check_can_be_played_again(seats.values())
    leaning = policy_for(summit, seats.values(), policy)
    run = Run(summit=summit, seats=seats, seed=seed, move_limit=move_limit, policy=leaning)
    if schema:
        _describe(run, as_json=as_json)
        return
    if save is not None:
        _check_folder(save)
    keeping = None if save is None else _keeping(run, wanted, save)
    if game is not None:
        one = show_one(run, game, as_json=as_json, verbose=verbose)
        if keeping:
            keeping.keep(one)
            _tell_saved(keeping)
        return
    read = scenario_files(scenario, player_module, policy)
    rows, nodes = destinations(out, trajectories, read, force=force)
    begin = partial(open_files, run, rows, nodes, observations=observations)
    as_played = None if run.in_kernel or dask is not None else keeping
    try:
        with stopping() as stop, played_by(dask, shard, threads, stop) as engine:
            _play_many(run, span, engine, begin, as_played, stop, as_json=as_json, plain=plain)
        if keeping and not as_played:
            _play_again(keeping, span, threads or cores())
    finally:
        if keeping and (as_played or keeping.saved):
            _tell_saved(keeping)


def _check(*, games: int | None, span: range, game: int | None, verbose: bool) -> None:
    if verbose and game is None:
        message = "needs --game: it tells one game"
        raise typer.BadParameter(message, param_hint="'--verbose'")
    if game is not None and (game < span.start or (games is not None and game >= span.stop)):
        to = f"{span.start} to {span.stop - 1}" if games is not None else f"from {span.start} on"
        message = f"{game} is not in the run: its games are {to}"
        raise typer.BadParameter(message, param_hint="'--game'")
    if span.stop > MOST_GAMES:
        message = f"a run has at most {MOST_GAMES:,} games; asked for is game {span.stop - 1:,}"
        raise typer.BadParameter(message, param_hint="'--first'")


def _describe(run: Run, *, as_json: bool) -> None:
    from wargame.runs.columns import columns_of
    from wargame.runs.trajectories.columns import columns_of as trajectory_columns

    rows = [column.field for column in columns_of(run)]
    nodes = [column.field for column in trajectory_columns(run, observations=True)]
    print_schemas(
        {
            "columns": (f"The rows of a run of {run.summit.name}", rows),
            "trajectories": ("The rows of its trajectories, from seen: on with --observations", nodes),
        },
        as_json=as_json,
    )


def _check_can_be_played_again(players: Iterable[str]) -> None:
    """Refuse to save games of a cluster, which are played once more here, that may then be others.

    Raises:
        typer.BadParameter: a player is a program of somebody's.
    """
    from wargame.players.roster import is_reproducible

    for player in players:
        if not is_reproducible(player):
            message = f"games of {legible(player)} are saved as they are played: here, without --dask"
            raise typer.BadParameter(message, param_hint="'--save'")


def _check_folder(folder: Path) -> None:
    """Make the folder of saved games, and check that a file can be created in it.

    Raises:
        RunError: it cannot.
    """
    from tempfile import TemporaryFile

    from wargame.journal.disk import Disk

    try:
        Disk().make_folder(folder)
        TemporaryFile(dir=folder).close()
    except (OSError, ValueError) as error:
        message = f"{folder}: a game cannot be saved there: {getattr(error, 'strerror', None) or error}"
        raise RunError(message) from error


def _wanted(save: Path | None, keep: str | None, span: range, game: int | None) -> range | None:
    """Return which games of a run are to be saved, None for the first of each ending.

    Raises:
        typer.BadParameter: `keep` is malformed, or means too many.
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
        return span[: int(number)]
    if kind == "first" or keep not in {None, "all"}:
        message = f"write all, endings, or first:N with N from 1 to {MOST_SAVED:,}; found {keep!r}"
        raise typer.BadParameter(message, param_hint=hint)
    if save is not None and len(span) > MOST_SAVED:
        message = f"{len(span):,} files are too many; write first:N with N up to {MOST_SAVED:,}, or endings"
        raise typer.BadParameter(message, param_hint=hint)
    return span


def _keeping(run: Run, wanted: range | None, folder: Path) -> Keeping:
    from wargame.runs.kept import Keeping

    return Keeping(run, folder, wanted)


def _play_again(keeping: Keeping, span: range, threads: int) -> None:
    """Play the games that are wanted once more, one by one, and save them."""
    from wargame.runs.kept import first_of_each_ending

    wanted = keeping.wanted
    for index in first_of_each_ending(keeping.run, span, threads) if wanted is None else wanted:
        keeping.keep(keeping.run.play_one(index))


def _tell_saved(keeping: Keeping) -> None:
    saved = keeping.finish()
    print(f"Saved {saved:,} game{'' if saved == 1 else 's'} in {legible(keeping.folder)}", file=sys.stderr)


# -- many games


def _play_many(  # noqa: PLR0913, PLR0917  flags
    run: Run,
    span: range,
    engine: Engine,
    begin: Callable[[], RowFiles | None],
    keeping: Keeping | None,
    stop: Stop,
    *,
    as_json: bool,
    plain: bool,
) -> None:
    from wargame.runs.report import part_of

    with progress(len(span)) as advance:
        _warm_up(run, engine)
        files = begin()
        advance(None)
        start = time.perf_counter()
        tally, failure = _counted(run, span, engine, files, keeping, watch(advance, stop))
        failure = close_files(files, failure, whole=tally.games == len(span))
        seconds = time.perf_counter() - start
    part = part_of(run, span, tally, seconds=seconds, threads=engine.workers)
    _show(part, as_json=as_json, plain=plain)
    if failure:
        raise failure
    if tally.games < len(span):
        print(f"wargame: stopped after {tally.games:,} of {len(span):,} games{left_in(files)}", file=sys.stderr)
        raise typer.Exit(stop.exit_code)
    if tally.first_fault is not None:
        message = (
            f"the rules of {run.summit.id} failed in {tally.faults:,} of {len(span):,} games,"
            f" first in game {tally.first_fault} (seed {run.seed_of(tally.first_fault)})"
        )
        raise RunError(message)


def _warm_up(run: Run, engine: Engine) -> None:
    from wargame.players.roster import warm_up
    from wargame.runs.shard import Counting
    from wargame.workers.cluster import Cluster

    run.play(0, 0)  # the kernel is loaded, at its first use compiled
    warm_up(run.summit, run.seats)
    if isinstance(engine, Cluster):
        engine.warm_up(Counting(run), range(1))


def _counted(  # noqa: PLR0913, PLR0917  all that it is made of
    run: Run,
    span: range,
    engine: Engine,
    files: RowFiles | None,
    keeping: Keeping | None,
    go_on: Callable[[int], bool],
) -> tuple[Tally, WargameError | None]:
    """Play until all is played, somebody stops it, or something fails; returns the tally, and the error if any."""
    from wargame.runs.counting import count_games
    from wargame.runs.tally import empty_tally
    from wargame.workers.engine import Stopped

    tally = empty_tally(run.summit.rules)
    with closing(count_games(run, span, engine, files, keeping)) as counted:
        try:
            for tally in counted:
                if not go_on(tally.games):
                    break
        except Forfeit as error:  # a signal to all processes ends a player's too
            return tally, error if go_on(tally.games) else None
        except Stopped:
            pass
        except (RunError, JournalError) as error:
            return tally, error
    return tally, None


def _show(part: Part, *, as_json: bool, plain: bool) -> None:
    from wargame.runs.report import run_report

    report = run_report(part)
    if as_json:
        print_json(report)
    elif report["games"]:
        from wargame.cli.tables import print_tables

        print_tables(report, plain=plain)
