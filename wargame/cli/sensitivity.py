"""`wargame analyze sensitivity`: which single numbers of a scenario move which figure?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.bounds import MOST_SEED
from wargame.cli.completing import players
from wargame.cli.distributing import Dask, Shard, check_dask, played_by
from wargame.cli.flags import (
    Changes,
    Modules,
    Plain,
    Policy,
    Scenario,
    Workers,
    add_modules,
    checked_player,
    policy_for,
)
from wargame.cli.output import (
    AsJson,
    Force,
    print_json,
    print_schema,
    scenario_files,
    table_destination,
    table_option,
)
from wargame.cli.waiting import progress, stopping, watch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.analysis.experiments.sensitivity import ChangeAccount, EffectAccount, SensitivityReport
    from wargame.analysis.experiments.variation import Trial
    from wargame.authoring.numbers import Number

MOST_GAMES, MOST_NUMBERS = 10**6, 10_000
USUAL_NUMBERS = 24
_SHOWN = 3  # effects of a change in the printed table

Vary = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATH[=LOW,HIGH]",
        help="Vary this number, to these ends if they are given; of a table or list every number in it. Repeatable."
        "  [default: some rounds, starts, terms of scores, values and weights]",
    ),
]
Most = Annotated[int, typer.Option(min=1, max=MOST_NUMBERS, metavar="N", help="How many numbers are varied at most.")]
Player = Annotated[
    str,
    typer.Option(metavar="PLAYER", help="Who plays both sides; search:N takes far longer.", autocompletion=players),
]
Games = Annotated[int, typer.Option(min=3, max=MOST_GAMES, metavar="N", help="Games under each set of rules.")]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="S", help="All games hang on it.")]
TableFile = Annotated[Path | None, table_option("a row for each change and figure")]
Schema = Annotated[bool, typer.Option("--schema", help="Describe the columns of these rows, and play nothing.")]


def sensitivity(  # noqa: PLR0913  flags
    scenario: Scenario,
    *,
    changes: Changes = None,
    vary: Vary = None,
    most: Most = USUAL_NUMBERS,
    player: Player = "doctrine",
    games: Games = 1_000,
    player_module: Modules = None,
    policy: Policy = None,
    seed: Seed = 0,
    workers: Workers = None,
    dask: Dask = None,
    shard: Shard = None,
    as_json: AsJson = False,
    plain: Plain = False,
    table: TableFile = None,
    schema: Schema = False,
    force: Force = False,
) -> None:
    """Say which single numbers of a scenario move which figure.

    One number at a time is set lower and higher, by a quarter or to the ends that are given, and the same games are
    played again: same seeds, same dice wherever the same rule rolls. What is told is how much each figure differs, with
    its 95 % interval, the largest sure effect first. Ctrl-C stops; what was played whole by then is told.
    """
    from attrs import evolve

    from wargame.analysis.experiments.sensitivity import TABLE, rows_of, sensitivity_report
    from wargame.analysis.experiments.variation import Trial
    from wargame.system import cores

    check_dask(dask, shard, workers, [player], here="--schema" if schema else "")
    if schema:
        print_schema(TABLE.fields, "The rows of a sensitivity analysis", as_json=as_json)
        return
    add_modules(player_module)
    read = scenario_files(scenario, player_module, policy)
    to = table_destination(TABLE, table, read=read, force=force)
    numbers, left = _numbers(scenario, changes or (), vary, most)
    trial = Trial(
        scenario=scenario,
        changes=tuple(changes or ()),
        player=checked_player(player),
        games=games,
        seed=seed,
        workers=workers or cores(),
        choice=policy,
    )
    policy_for(trial.base, [player], policy)
    total = games * (1 + sum(len(each.ends) for each in numbers))
    with stopping() as stop:
        with played_by(dask, shard, workers, stop) as engine, progress(total) as advance:
            advance(None)
            report, stopped = sensitivity_report(evolve(trial, workers=engine), numbers, left, watch(advance, stop))
        if as_json:
            print_json(report)
        else:
            _print(trial, report, plain=plain)
        if to is not None:
            TABLE.write(to, rows_of(report))
    if stopped:
        told = f"stopped after {len(report['changes'])} of {total // games - 1} changes; what was played is shown"
        print(f"wargame: {told}", file=sys.stderr)
        raise typer.Exit(stop.exit_code)


def _numbers(scenario: str, changes: Sequence[str], vary: Sequence[str] | None, most: int) -> tuple[list[Number], int]:
    """Return the numbers that are turned, and how many were found besides.

    Raises:
        ScenarioError: a path leads nowhere, or to no number.
    """
    from wargame.authoring.catalog import find
    from wargame.authoring.numbers import named, usual
    from wargame.authoring.reading import parse_document

    found = find(scenario, changes)
    document = parse_document(found.text, found.name)
    numbers = named(document, vary) if vary else usual(document)
    return numbers[:most], max(0, len(numbers) - most)


def _print(trial: Trial, report: SensitivityReport, *, plain: bool) -> None:
    from wargame.cli.tables import console_for, table_of

    console = console_for(plain=plain)
    console.print(f"{trial.base.rules.scenario.title} ({report['scenario']}), from seed {report['seed']}")
    console.print(f"{report['games']:,} games of {report['player']} players under each set of rules")
    if trial.policy.is_used:
        console.print(trial.policy.words, soft_wrap=True)
    known = [(each["figure"], each["mean"], _unit(each["unit"])) for each in report["base"] if each["mean"] is not None]
    console.print(f"As it is: {'; '.join(f'{figure} {mean:.1f}{unit}' for figure, mean, unit in known)}")
    table = table_of([("number: from → to", "left"), ("what that moves most, and its 95 % interval", "left")])
    for column in table.columns:
        column.overflow = "fold"
    moved = [each for each in report["changes"] if _sure(each)]
    for change in moved:
        words = (_effect_words(each) for each in _sure(change)[:_SHOWN])
        path, _, value = change["change"].partition("=")
        table.add_row(f"{path}:\n  {change['now']} → {value}", "\n".join(words))
    if moved:
        console.print(table)
    if still := [each["change"] for each in report["changes"] if not each["refused"] and not _sure(each)]:
        console.print(f"No effect that {report['games']:,} games make sure ({len(still)}): {'; '.join(still)}")
    for refused in (each["refused"] for each in report["changes"] if each["refused"]):
        console.print(f"Cannot be played: {refused}")
    if report["left"]:
        console.print(f"Not varied: {report['left']} more numbers; --most takes more of them, --vary PATH names which.")


def _sure(change: ChangeAccount) -> list[EffectAccount]:
    """Return the effects whose interval leaves 0 out, the largest first."""
    return sorted((each for each in change["effects"] if each["least"]), key=lambda each: -each["least"])


def _effect_words(effect: EffectAccount) -> str:
    unit = _unit(effect["unit"])
    return f"{effect['figure']} {effect['difference']:+.1f}{unit} [{effect['low']:+.1f}, {effect['high']:+.1f}]"


def _unit(unit: str) -> str:
    return " %" if unit == "%" else ""
