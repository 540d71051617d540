"""`wargame tournament`: every two players against each other, in both seats."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.bounds import MOST_SEED
from wargame.cli.completing import players as offered_players
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
    Workers,
    add_modules,
    offer_models,
    policy_for,
)
from wargame.cli.output import (
    AsJson,
    Force,
    destination,
    print_json,
    print_schema,
    scenario_files,
    table_destination,
    table_option,
)
from wargame.cli.waiting import progress, stopping, watch
from wargame.errors import PlayerError, RunError
from wargame.legible import legible
from wargame.players.offered import players_in_words

if TYPE_CHECKING:
    from wargame.cli.waiting import Stop
    from wargame.destination import Destination
    from wargame.game.summit import Summit
    from wargame.tournament.result import GameResult
    from wargame.tournament.tournament import Tournament
    from wargame.workers.engine import Engine

GAMES = 200
MOST_GAMES, MOST_PLAYERS = 10**6, 32

Players = Annotated[
    str | None,
    typer.Option(
        metavar="LIST",
        help=f"Who plays, with commas between them, such as random,doctrine: {players_in_words()}.",
        autocompletion=offered_players,
    ),
]
Games = Annotated[
    int, typer.Option(min=2, max=MOST_GAMES, metavar="N", help="Games of every two players, half of them in each seat.")
]
Seed = Annotated[
    int, typer.Option(min=0, max=MOST_SEED, metavar="S", help="The tournament's seed; each pair of games has its own.")
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write each game into this file as it ends. If it is there already and of the same tournament, go on"
        " behind its last game.",
    ),
]
TableFile = Annotated[Path | None, table_option("a row for each game")]
Nfg = Annotated[
    Path | None,
    typer.Option(
        "--nfg",
        metavar="FILE",
        help="Write the mean scores of every seating as a normal-form game, which Gambit reads: the meta-game whose"
        " strategies are the players. It needs --selves.",
    ),
]
Schema = Annotated[
    bool, typer.Option("--schema", help="Play nothing: say what each column of --table is, by name, type and meaning.")
]
Selves = Annotated[bool, typer.Option("--selves", help="Let each player also play against itself.")]
StopAt = Annotated[
    float | None,
    typer.Option(
        min=0.1,
        max=50,
        metavar="POINTS",
        help="End a pairing early once it is clear that one is better by so many points a game, or neither is.",
    ),
]


def tournament(  # noqa: PLR0913  flags
    scenario: Scenario,
    *,
    changes: Changes = None,
    players: Players = None,
    games: Games = GAMES,
    seed: Seed = 0,
    workers: Workers = None,
    dask: Dask = None,
    shard: Shard = None,
    out: Out = None,
    table: TableFile = None,
    nfg: Nfg = None,
    force: Force = False,
    as_json: AsJson = False,
    plain: Plain = False,
    selves: Selves = False,
    player_module: Modules = None,
    llm_url: LlmUrl = None,
    llm: Llm = None,
    move_limit: MoveLimit = None,
    policy: Policy = None,
    stop_at: StopAt = None,
    schema: Schema = False,
) -> None:
    """Let players meet in both seats, and rate them.

    Every two of them play, and it is also told what the games pay. The two games of a pair have the same mandates and
    the same dice; the players change seats. A player that raises an error, prints, or returns what is no legal move
    forfeits the game, and the tournament goes on. Ctrl-C, or a system that ends the program, stops it; with --out, the
    same command goes on later.
    """
    from wargame.analysis.standings.games_table import games_table
    from wargame.game.summit import load
    from wargame.players.roster import is_model
    from wargame.runs.provenance import file_digests
    from wargame.tournament.schedule import Schedule
    from wargame.tournament.tournament import Tournament

    if schema:
        check_dask(dask, shard, workers, here="--schema")
        _describe(load(scenario, changes or ()), as_json=as_json)
        return
    add_modules(player_module)
    models = offer_models(llm_url, llm)
    names = _players(players, selves=selves)
    if nfg and not selves:
        message = "the table has a cell for each player against itself: add --selves"
        raise typer.BadParameter(message, param_hint="'--nfg'")
    if games % 2:
        message = f"{games} is odd: half of the games are played in each seat"
        raise typer.BadParameter(message, param_hint="'--games'")
    check_dask(dask, shard, workers, names, move_limit=move_limit)
    summit = load(scenario, changes or ())
    plan = Tournament(
        summit=summit,
        schedule=Schedule(players=names, pairs=games // 2, seed=seed, selves=selves),
        move_limit=move_limit,
        stopping="" if stop_at is None else f"at {stop_at:g} points",
        policy=policy_for(summit, names, policy),
        modules=tuple(file_digests(names).values()),
        asked=models.settings.account if any(map(is_model, names)) else None,
    )
    read = [*scenario_files(scenario, player_module, policy), out]
    rows = table_destination(games_table(summit), table, read=[*read, nfg], force=force)
    game = _meta_game(nfg, [*read, table], force=force)
    results: list[GameResult] = []
    with stopping() as stop:
        with played_by(dask, shard, workers, stop) as engine:
            failure = _play(plan, results, engine, out, stop_at, stop)
        _report(plan, results, stop_at, as_json=as_json, plain=plain)
        failure = _write(plan, results, rows, None if failure or stop.is_set() else game) or failure
    if failure:
        raise failure
    if stop.is_set():
        left = f"; the same command goes on from {legible(out)}" if out else ""
        left += f"; {legible(nfg)} was not written" if nfg else ""
        print(f"wargame: stopped after {len(results):,} of {plan.schedule.games:,} games{left}", file=sys.stderr)
        raise typer.Exit(stop.exit_code)


def _describe(summit: Summit, *, as_json: bool) -> None:
    from wargame.analysis.standings.games_table import games_table

    print_schema(games_table(summit).fields, f"The rows of a tournament of {summit.name}", as_json=as_json)


def _meta_game(nfg: Path | None, read: list[Path | None], *, force: bool) -> Destination | None:
    from wargame.analysis.standings.meta_game import NFG

    return None if nfg is None else destination(nfg, NFG, read=read, force=force)


def _players(text: str | None, *, selves: bool) -> tuple[str, ...]:
    """Parse a list of players.

    Raises:
        typer.BadParameter: there are too few or too many, one is named twice, or unknown.
    """
    from wargame.players.roster import check_player

    hint, least = "'--players'", 1 if selves else 2
    if text is None:
        message = "say who plays, such as random,doctrine"
        raise typer.BadParameter(message, param_hint=hint)
    names = tuple(each.strip() for each in text.split(","))
    if not least <= len(names) <= MOST_PLAYERS:
        message = f"name {least} to {MOST_PLAYERS} players; found {len(names)}"
        raise typer.BadParameter(message, param_hint=hint)
    try:
        found = tuple(check_player(name) for name in names)
    except PlayerError as error:
        raise typer.BadParameter(str(error), param_hint=hint) from error
    twice = [player for player in found if found.count(player) > 1]
    if twice:
        message = f"the player {twice[0]!r} is named twice; --selves lets players meet themselves"
        raise typer.BadParameter(message, param_hint=hint)
    return found


def _play(  # noqa: PLR0913, PLR0917  what is played, where it goes, and who stops it
    plan: Tournament,
    results: list[GameResult],
    engine: Engine,
    out: Path | None,
    stop_at: float | None,
    stop: Stop,
) -> RunError | None:
    """Play until all is played, somebody stops it or something fails; fills `results`, and returns the error.

    Raises:
        RunError: the file is not of this tournament, or cannot be opened.
    """
    from wargame.analysis.standings.standings import settles
    from wargame.tournament.ledger import Ledger
    from wargame.tournament.tournament import play_tournament
    from wargame.workers.engine import WorkerDied

    ledger = Ledger(out, plan.header) if out else None
    settled = None if stop_at is None else settles(plan.summit, stop_at)
    try:
        with progress(plan.schedule.games) as advance:
            advance(None)
            go_on = watch(advance, stop)
            play_tournament(plan, engine, ledger=ledger, settled=settled, go_on=go_on, results=results)
    except WorkerDied as error:  # a signal to all processes ends the workers too
        return None if stop.is_set() else error
    except RunError as error:
        if not results:
            raise
        return error
    finally:
        if ledger:
            ledger.close()
    return None


def _report(plan: Tournament, results: list[GameResult], stop_at: float | None, *, as_json: bool, plain: bool) -> None:
    """Print the report of the games."""
    from wargame.analysis.standings.standings import standings

    report = standings(plan, results, stop_at=stop_at)
    if as_json:
        print_json(report)
    else:
        from wargame.cli.crosstable import print_standings

        leaning = plan.policy.words if plan.policy.is_used else ""
        print_standings(plan.summit.rules, report, leaning, plain=plain)


def _write(
    plan: Tournament, results: list[GameResult], table: Destination | None, game: Destination | None
) -> RunError | None:
    """Write the files that were asked for, each whatever becomes of the other; returns the first error."""
    from wargame.analysis.standings.games_table import games_table, rows_of
    from wargame.analysis.standings.meta_game import write_nfg

    failures = []
    try:
        if table is not None:
            games_table(plan.summit).write(table, rows_of(plan.summit, results))
    except RunError as error:
        failures.append(error)
    try:
        if game is not None:
            write_nfg(game, plan, results)
    except RunError as error:
        failures.append(error)
    return failures[0] if failures else None
