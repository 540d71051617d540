"""`wargame analyze behavior`: how players behave, measured alike for models, people and doctrines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.bounds import MOST_SEED
from wargame.cli.completing import players as offered_players
from wargame.cli.completing import saved_games, scenarios
from wargame.cli.distributing import Dask, Shard, check_dask, played_by
from wargame.cli.flags import Changes, Llm, LlmUrl, Workers, offer_models
from wargame.cli.output import AsJson, Force, print_json, print_schema, table_destination, table_option
from wargame.cli.saves import gathered, warn
from wargame.cli.waiting import progress, stopping, watch
from wargame.errors import PlayerError
from wargame.legible import legible

if TYPE_CHECKING:
    from wargame.analysis.behavior.measures import Measure
    from wargame.cli.waiting import Stop
    from wargame.game.summit import Summit
    from wargame.tournament.result import GameResult
    from wargame.tournament.tournament import Tournament
    from wargame.workers.engine import Engine

GAMES, MOST_GAMES = 40, 10_000

Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE]...",
        help="Saved games, folders of them, and files of wargame tournament --out.",
        autocompletion=saved_games,
    ),
]
Scenario = Annotated[
    str | None,
    typer.Option("--scenario", metavar="SCENARIO", help="Play fresh games of this one.", autocompletion=scenarios),
]
Players = Annotated[
    str | None,
    typer.Option(metavar="LIST", help="Who plays them: two or more, with commas.", autocompletion=offered_players),
]
Games = Annotated[int, typer.Option(min=2, max=MOST_GAMES, metavar="N", help="Games of every two players.")]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="S", help="The seed of fresh games.")]
TableFile = Annotated[Path | None, table_option("a row for each measure")]
Schema = Annotated[bool, typer.Option("--schema", help="Describe the columns of these rows, and measure nothing.")]


def behavior(  # noqa: PLR0913  flags
    files: Files = None,
    *,
    scenario: Scenario = None,
    changes: Changes = None,
    players: Players = None,
    games: Games = GAMES,
    seed: Seed = 0,
    workers: Workers = None,
    dask: Dask = None,
    shard: Shard = None,
    llm_url: LlmUrl = None,
    llm: Llm = None,
    table: TableFile = None,
    schema: Schema = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Measure how players behave, and how far in character.

    Escalation, honesty, claims against needs, agreement found where there was room, score and distance from the
    doctrine, in games that were played before (FILE) or in fresh ones (--scenario and --players). Each figure is a mean
    over the seats of a player, with its 95 % interval. Ctrl-C stops fresh games; what was played by then is measured.
    """
    from wargame.analysis.behavior.measures import TABLE, rows_of
    from wargame.analysis.behavior.measures import behavior as measured
    from wargame.analysis.played import Played
    from wargame.game.summit import load

    if schema:
        print_schema(TABLE.fields, "The rows of an analysis of behavior", as_json=as_json)
        return
    if bool(files) == (scenario is not None):
        message = "name files of games, or --scenario and --players for fresh ones"
        raise typer.BadParameter(message, param_hint="'FILE' / '--scenario'")
    if scenario is None and changes:
        message = "games of files keep the rules that they were played under; it goes with --scenario"
        raise typer.BadParameter(message, param_hint="'--set'")
    if scenario is None and workers is not None:
        message = "games of files are played already; it goes with --scenario"
        raise typer.BadParameter(message, param_hint="'--workers'")
    left, exit_code = 0, 0
    if scenario is None:
        check_dask(dask, shard, workers, here="a FILE")
        past = gathered(files or (), None)
        to = table_destination(TABLE, table, read=past.files, force=force)
        summit, found = past.summit, past.finished()
        if unfinished := len(past.games) - len(found):
            warn(f"left out {unfinished} games without an ending")
    else:
        to = table_destination(TABLE, table, force=force)
        offer_models(llm_url, llm)
        summit = load(scenario, changes or ())
        plan = _plan(summit, players, games, seed)
        check_dask(dask, shard, workers, plan.schedule.players)
        with stopping() as stop, played_by(dask, shard, workers, stop) as engine:
            results = _play(plan, engine, stop)
        found = [Played.of(summit, each) for each in results if each.ending]
        left, exit_code = plan.schedule.games - len(results), stop.exit_code
    rows = measured(summit, found)
    if as_json:
        print_json({"scenario": summit.name, "scenario_sha256": summit.sha256, "games": len(found), "measures": rows})
    else:
        _print(summit, len(found), rows)
    if to is not None:
        TABLE.write(to, rows_of(rows))
    if left:
        warn(f"stopped, {left:,} games before the end; what was played is measured")
        raise typer.Exit(exit_code)


def _plan(summit: Summit, players: str | None, games: int, seed: int) -> Tournament:
    """Return a tournament of every two players.

    Raises:
        typer.BadParameter: there are too few of them, or one is unknown.
    """
    from wargame.players.roster import check_player
    from wargame.tournament.schedule import Schedule
    from wargame.tournament.tournament import Tournament

    try:
        names = tuple(check_player(each.strip()) for each in (players or "").split(","))
    except PlayerError as error:
        raise typer.BadParameter(str(error), param_hint="'--players'") from error
    if len(set(names)) != len(names) or len(names) < 2:  # noqa: PLR2004  who meet
        message = f"name two or more different players; found {legible(players or 'none')!r}"
        raise typer.BadParameter(message, param_hint="'--players'")
    schedule = Schedule(players=names, pairs=(games + 1) // 2, seed=seed, selves=False)
    return Tournament(summit=summit, schedule=schedule)


def _play(plan: Tournament, engine: Engine, stop: Stop) -> list[GameResult]:
    from wargame.tournament.tournament import play_tournament
    from wargame.workers.engine import WorkerDied

    results: list[GameResult] = []
    with progress(plan.schedule.games) as advance:
        advance(None)
        try:
            play_tournament(plan, engine, go_on=watch(advance, stop), results=results)
        except WorkerDied:  # a signal to all processes ends the workers too
            if not stop.is_set():
                raise
    return results


def _print(summit: Summit, games: int, rows: list[Measure]) -> None:
    from wargame.analysis.behavior.measures import MEASURES

    print(f"Behavior in {games} games of {summit.name}; means over seats, with 95 % intervals")
    for name, meaning in MEASURES.items():
        print(f"\n{name} ({meaning.unit}): {meaning.words}")
        for row in (each for each in rows if each["measure"] == name):
            who = f"    {row['issue']}" if row["issue"] else f"  {legible(row['player'])}"
            print(f"{who:<34}{_figure(row)}")


def _figure(row: Measure) -> str:
    if row["value"] is None:
        return "nothing to measure"
    low, high = ("anywhere" if end is None else f"{end:.3f}" for end in (row["low"], row["high"]))
    return f"{row['value']:8.3f}  ({low} to {high}; {row['games']} seats)"
