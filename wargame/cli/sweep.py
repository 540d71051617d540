"""`wargame analyze sweep`: what if some numbers of a scenario were otherwise?"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from attrs import evolve

from wargame.bounds import MOST_SEED
from wargame.cli.completing import players
from wargame.cli.distributing import Dask, Shard, check_dask, played_by
from wargame.cli.flags import (
    Changes,
    Modules,
    Plain,
    Policy,
    Scenario,
    SeatPlayers,
    Workers,
    add_modules,
    checked_player,
    policy_for,
    seats_of,
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
from wargame.errors import Forfeit, RunError
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wargame.analysis.experiments.sweep import Sweep, Swept
    from wargame.analysis.experiments.sweep_report import SweepReport
    from wargame.analysis.tidy import Table
    from wargame.authoring.factors import Factor
    from wargame.cli.waiting import Stop
    from wargame.destination import Destination
    from wargame.errors import WargameError

    _Files = Mapping[str, Destination]  # by flag

MOST_GAMES, MOST_POINTS = 10**7, 10**5


class Design(StrEnum):
    """At which settings games are played."""

    ONE = "one"
    GRID = "grid"
    LATIN = "latin"
    SOBOL = "sobol"


Vary = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATH[=RANGE]",
        help="Vary what stands at this path: LOW..HIGH every whole number from one to the other, A,B,C these values;"
        " without a range every number there, by a quarter. PATH#2 is the second number of a text. Repeatable.",
    ),
]
Designed = Annotated[
    Design,
    typer.Option(
        help="one: one number at a time; grid: every combination; latin: a Latin hypercube; sobol: how much of the"
        " variance each explains (needs wargame[study], as latin does).",
    ),
]
Points = Annotated[
    int | None,
    typer.Option(
        min=2,
        max=MOST_POINTS,
        metavar="N",
        help="Values of each number at most (one: 5, grid: 3), settings (latin: 32), or samples (sobol: 64; each takes"
        " a setting for every number and two more).",
    ),
]
Player = Annotated[str, typer.Option(metavar="PLAYER", help="Who plays both sides.", autocompletion=players)]
Games = Annotated[int, typer.Option(min=3, max=MOST_GAMES, metavar="N", help="Games of each setting.")]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="S", help="All games and samples hang on it.")]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write what each setting came to into this file. If it is there already and of the same sweep, go on"
        " behind its last setting.",
    ),
]
TableFile = Annotated[Path | None, table_option("a row for each setting and figure")]
Parquet = Annotated[Path | None, typer.Option(metavar="FILE", help="The same as Parquet; needs wargame[parquet].")]
Html = Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page with charts.")]
Schema = Annotated[bool, typer.Option("--schema", help="Describe the columns of these rows, and play nothing.")]


def sweep(  # noqa: PLR0913  flags
    scenario: Scenario,
    *,
    vary: Vary = None,
    changes: Changes = None,
    design: Designed = Design.ONE,
    points: Points = None,
    games: Games = 1_000,
    player: Player = "doctrine",
    seat: SeatPlayers = None,
    player_module: Modules = None,
    policy: Policy = None,
    seed: Seed = 0,
    workers: Workers = None,
    dask: Dask = None,
    shard: Shard = None,
    out: Out = None,
    table: TableFile = None,
    parquet: Parquet = None,
    html: Html = None,
    schema: Schema = False,
    as_json: AsJson = False,
    plain: Plain = False,
    force: Force = False,
) -> None:
    """Say what becomes of games if some numbers were otherwise.

    The same games are played at each setting of a design: same seeds, same dice wherever the same rule rolls. Paths are
    those of --set, and lead to doctrines as to rules. Ctrl-C stops; what was played whole by then is told, and with
    --out the same command goes on later.
    """
    from wargame.analysis.experiments.designs import USUAL_POINTS, settings_of
    from wargame.analysis.experiments.sweep import Sweep, check_bounds
    from wargame.analysis.experiments.sweep_report import sweep_report, sweep_table
    from wargame.analysis.experiments.variation import Trial
    from wargame.system import cores

    factors = _factors(scenario, changes or (), vary)
    form = sweep_table(factors)
    if schema:
        check_dask(dask, shard, workers, here="--schema")
        print_schema(form.fields, "The rows of a sweep", as_json=as_json)
        return
    add_modules(player_module)
    settings = settings_of(design, factors, points or USUAL_POINTS[design], seed)
    asked = {"table": table, "parquet": parquet, "html": html}
    files = _destinations(form, asked, [*scenario_files(scenario, player_module, policy), out], force=force)
    trial = Trial(
        scenario=scenario,
        changes=tuple(changes or ()),
        player=checked_player(player),
        games=games,
        seed=seed,
        workers=workers or cores(),
        choice=policy,
    )
    trial = evolve(trial, seats=seats_of(trial.base, seat, (trial.player, trial.player)), base=trial.base)
    check_dask(dask, shard, workers, trial.players.values())
    policy_for(trial.base, trial.players.values(), policy)
    plan = Sweep(trial=trial, factors=factors, design=design.value, settings=tuple(settings))
    check_bounds(plan)
    with stopping() as stop:
        with played_by(dask, shard, workers, stop) as engine:
            swept, failure = _play(evolve(plan, trial=evolve(trial, workers=engine)), out, stop)
        report, title = sweep_report(swept), trial.base.rules.scenario.title
        if as_json:
            print_json(report)
        else:
            from wargame.cli.sweep_tables import print_sweep

            print_sweep(report, title, plain=plain)
        _write(files, form, report, title)
    if failure:
        raise failure
    if not swept.is_whole:
        left = f"; the same command goes on from {legible(out)}" if out else "; with --out FILE it could go on later"
        print(f"wargame: stopped after {len(swept.outcomes)} of {len(plan.variants)} settings{left}", file=sys.stderr)
        raise typer.Exit(stop.exit_code)


def _factors(scenario: str, changes: Sequence[str], vary: Sequence[str] | None) -> tuple[Factor, ...]:
    """Return what is varied.

    Raises:
        typer.BadParameter: nothing is named.
        ScenarioError: a path leads nowhere, or a range is malformed.
    """
    from wargame.authoring.catalog import find
    from wargame.authoring.factors import factors_of
    from wargame.authoring.reading import parse_document

    if not vary:
        message = "say what is varied, such as tracks.tension.start=0..6; `wargame analyze sensitivity` picks by itself"
        raise typer.BadParameter(message, param_hint="'--vary'")
    found = find(scenario, changes)
    return tuple(factors_of(parse_document(found.text, found.name), vary))


def _play(plan: Sweep, out: Path | None, stop: Stop) -> tuple[Swept, WargameError | None]:
    """Play until all is played, somebody stops it or something fails; returns what was played, and the error.

    Raises:
        RunError: the file is not of this sweep, is damaged, or cannot be opened.
    """
    from wargame.analysis.experiments.sweep import FIRST_KEY, WHAT, Swept, play_sweep
    from wargame.tournament.ledger import Ledger

    ledger = Ledger(out, plan.header, WHAT, first_key=FIRST_KEY) if out else None
    swept = Swept(plan)
    try:
        with progress(len(plan.variants) * plan.trial.games) as advance:
            advance(None)
            play_sweep(swept, ledger, watch(advance, stop))
    except (RunError, Forfeit) as error:
        if not swept.outcomes:
            raise
        return swept, error
    finally:
        if ledger:
            ledger.close()
    return swept, None


def _destinations(form: Table, asked: Mapping[str, Path | None], read: Sequence[Path | None], *, force: bool) -> _Files:
    """Return the files that are asked for by their flags, checked before the work begins.

    Raises:
        ExtraError: one is to be Parquet, and pyarrow is not installed.
        RunError: one may not be written there, or cannot.
    """
    from wargame.analysis.tidy import PARQUET
    from wargame.html.sweep import KIND
    from wargame.runs.parquet import loaded_pyarrow

    found = {}
    for flag, path in asked.items():
        others = [*read, *(each for other, each in asked.items() if other != flag)]
        if flag == "table" and (to := table_destination(form, path, read=others, force=force)):
            found[flag] = to
        elif flag != "table" and path is not None:
            if flag == "parquet":
                loaded_pyarrow()
            found[flag] = destination(path, KIND if flag == "html" else form.kind(PARQUET), read=others, force=force)
    return found


def _write(files: _Files, form: Table, report: SweepReport, title: str) -> None:
    """Write the files that are asked for.

    Raises:
        RunError: one cannot be written.
    """
    from wargame.analysis.experiments.sweep_report import sweep_rows
    from wargame.analysis.tidy import PARQUET

    rows = sweep_rows(report)
    for flag, ending in (("table", None), ("parquet", PARQUET)):
        if (to := files.get(flag)) is not None:
            form.write(to, rows, ending)
    if (html := files.get("html")) is not None:
        from wargame.html.sweep import sweep_document

        sweep_document(report, title).write(html)
