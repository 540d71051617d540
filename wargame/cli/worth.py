"""`wargame analyze worth`: what are vague wording, audience costs, sight, the first move and preparation worth?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.bounds import MOST_SEED
from wargame.cli.completing import mechanisms, players
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
from wargame.scenario.meanings import MECHANISMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from wargame.analysis.experiments.variation import Trial
    from wargame.analysis.experiments.worth import ContrastAccount, EffectAccount, WorthReport
    from wargame.analysis.learning.training import Training

PLAYER, GAMES, MOST_GAMES = "search:100", 400, 10**6
TEACHER = 200  # simulations a move of the search that teaches
LEAST_TRAINING, MOST_TRAINING = 30, 10**5
Of = Annotated[
    list[str] | None,
    typer.Option(
        metavar="WHAT",
        help=f"What is valued: {', '.join(MECHANISMS)}. Repeatable.  [default: all that the scenario has]",
        autocompletion=mechanisms,
    ),
]
Player = Annotated[
    str,
    typer.Option(metavar="PLAYER", help="Who plays both sides.", autocompletion=players),
]
Games = Annotated[int, typer.Option(min=3, max=MOST_GAMES, metavar="N", help="Games under each set of rules.")]
Trained = Annotated[
    int | None,
    typer.Option(
        min=LEAST_TRAINING,
        max=MOST_TRAINING,
        metavar="N",
        help="Let search players learn a policy anew under each set of rules, from N games of theirs; takes far longer."
        "  [default: they lean on the one that is found]",
    ),
]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="S", help="All games hang on it.")]
TableFile = Annotated[Path | None, table_option("a row for each comparison and figure")]
Html = Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page of HTML.")]
Schema = Annotated[bool, typer.Option("--schema", help="Describe the columns of these rows, and play nothing.")]


def worth(  # noqa: PLR0913  flags
    scenario: Scenario,
    *,
    of: Of = None,
    changes: Changes = None,
    player: Player = PLAYER,
    seat: SeatPlayers = None,
    games: Games = GAMES,
    trained: Trained = None,
    player_module: Modules = None,
    policy: Policy = None,
    seed: Seed = 0,
    workers: Workers = None,
    dask: Dask = None,
    shard: Shard = None,
    as_json: AsJson = False,
    plain: Plain = False,
    table: TableFile = None,
    html: Html = None,
    schema: Schema = False,
    force: Force = False,
) -> None:
    """Say what a mechanism of the rules is worth to whom.

    The same games are played with it and without, same seeds, same dice wherever the same rule rolls: without vague
    wording, without audience costs, seeing the other's mandate, moving first, without preparation. Told is how much
    each figure differs, with its 95 % interval, and the changes of the scenario that make the difference, as --set
    takes them. Ctrl-C stops; what was played whole by then is told.
    """
    from attrs import evolve

    from wargame.analysis.experiments.variation import Trial
    from wargame.analysis.experiments.worth import (
        TABLE,
        contrasts_of,
        learned_anew,
        rows_of,
        rule_sets,
        worth_report,
    )
    from wargame.errors import ScenarioError
    from wargame.game.summit import load
    from wargame.html.studies import WORTH, worth_page
    from wargame.system import cores

    if schema:
        check_dask(dask, shard, workers, here="--schema")
        print_schema(TABLE.fields, "The rows of what mechanisms are worth", as_json=as_json)
        return
    wanted = _wanted(of)
    add_modules(player_module)
    read = scenario_files(scenario, player_module, policy)
    to = table_destination(TABLE, table, read=read, force=force)
    page = None if html is None else destination(html, WORTH, read=read, force=force)
    base = load(scenario, changes or ())
    seats = seats_of(base, seat, [checked_player(player)] * 2)
    check_dask(dask, shard, workers, seats.values())
    policy_for(base, seats.values(), policy)
    trial = Trial(
        scenario=scenario,
        changes=tuple(changes or ()),
        player=player,
        seats=seats,
        games=games,
        seed=seed,
        workers=workers or cores(),
        choice=policy,
        base=base,
    )
    training = _training(trial, trained)
    contrasts, missing = contrasts_of(trial, wanted)
    if not contrasts:
        raise ScenarioError("; ".join(missing))
    with stopping() as stop:
        with played_by(dask, shard, workers, stop) as engine, progress(rule_sets(contrasts) * games) as advance:
            trial = evolve(trial, workers=engine)
            if training is not None:
                trial = evolve(trial, learn=learned_anew(training, engine, lambda _: not stop.is_set()))
            advance(None)
            report, stopped = worth_report(trial, contrasts, missing, watch(advance, stop))
        if as_json:
            print_json(report)
        else:
            _print(trial, report, plain=plain)
        if to is not None:
            TABLE.write(to, rows_of(report))
        if page is not None:
            worth_page(report).write(page)
    if stopped:
        told = f"stopped after {len(report['contrasts'])} of {len(contrasts)} comparisons; what was played is shown"
        print(f"wargame: {told}", file=sys.stderr)
        raise typer.Exit(stop.exit_code)


def _wanted(of: Sequence[str] | None) -> tuple[str, ...]:
    """Return the mechanisms that are asked for, each once.

    Raises:
        typer.BadParameter: there is none of that name.
    """
    from wargame.scenario.faults import nearest

    for each in of or ():
        if each not in MECHANISMS:
            message = f"expected one of {', '.join(MECHANISMS)}; found {each!r}{nearest(each, MECHANISMS)}"
            raise typer.BadParameter(message, param_hint="'--of'")
    return tuple(dict.fromkeys(of or MECHANISMS))


def _training(trial: Trial, games: int | None) -> Training | None:
    """Return how search players learn, None if they do not.

    Raises:
        typer.BadParameter: nobody who plays could learn, or a policy is named besides.
    """
    from wargame.analysis.learning.training import Training
    from wargame.players.roster import uses_policy

    if games is None:
        return None
    searching = [each for each in trial.players.values() if uses_policy(each)]
    if not searching or trial.choice is not None:
        wrong = "--policy names one that is learned already" if searching else "nobody who plays leans on a policy"
        raise typer.BadParameter(wrong, param_hint="'--trained'")
    return Training(player=f"search:{TEACHER}", rounds=1, games=games, seed=trial.seed)


# -- in words


def _print(trial: Trial, report: WorthReport, *, plain: bool) -> None:
    from wargame.cli.tables import console_for

    console = console_for(plain=plain)
    rules = trial.base.rules
    console.print(f"{rules.scenario.title} ({report['scenario']}), from seed {report['seed']}")
    players = " and ".join(f"{player} for {side}" for side, player in report["players"].items())
    console.print(f"{report['games']:,} games of {players} under each set of rules, paired by their seeds")
    console.print(report["leaning"], soft_wrap=True)
    for contrast in report["contrasts"]:
        _print_contrast(console, contrast)
    for each in report["missing"]:
        console.print(f"{each}.", soft_wrap=True)


def _print_contrast(console: Console, contrast: ContrastAccount) -> None:
    from wargame.cli.tables import table_of

    whose = f", for {contrast['whose']}" if contrast["whose"] else ""
    console.print(f"\n{MECHANISMS[contrast['of']]}{whose}")
    for heading, changes in (("with", contrast["has"]), ("without", contrast["lacks"])):
        for change in changes:
            console.print(f"  {heading}: --set '{change}'", soft_wrap=True)
    if contrast["refused"]:
        console.print(f"  Cannot be played: {contrast['refused']}", soft_wrap=True)
        return
    heads = ("with", "without", "worth", "95 % interval")
    table = table_of([("figure", "left"), *((head, "right") for head in heads)])
    for each in contrast["effects"]:
        table.add_row(each["figure"], *_numbers(each))
    console.print(table)


def _numbers(effect: EffectAccount) -> tuple[str, str, str, str]:
    unit = " %" if effect["unit"] == "%" else ""
    interval = f"[{effect['low']:+.2f}, {effect['high']:+.2f}]{unit}"
    return f"{effect['has']:.2f}{unit}", f"{effect['lacks']:.2f}{unit}", f"{effect['worth']:+.2f}{unit}", interval
