"""`wargame analyze balance`, beside `sensitivity`: is this scenario a game worth playing?"""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.bounds import MOST_SEED
from wargame.cli.bargain import bargain
from wargame.cli.behavior import behavior
from wargame.cli.calibrate import calibrate
from wargame.cli.completing import players
from wargame.cli.distributing import Dask, Shard, check_dask, played_by
from wargame.cli.exploit import exploit
from wargame.cli.flags import Changes, Modules, Plain, Policy, Scenario, Workers, add_modules, examples, policy_for
from wargame.cli.output import AsJson, Force, destination, print_json, scenario_files
from wargame.cli.sensitivity import sensitivity
from wargame.cli.sweep import sweep
from wargame.cli.waiting import progress, stopping, watch
from wargame.cli.worth import worth
from wargame.errors import PlayerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from wargame.analysis.balance.balance import BalanceReport, Sizes, Study
    from wargame.cli.waiting import Stop
    from wargame.destination import Destination

analyses = typer.Typer(help="Measure what many games mean.", no_args_is_help=True, rich_markup_mode=None)

analyses.command(
    "sensitivity",
    epilog=examples(
        "analyze sensitivity two-villages",
        "analyze sensitivity river-treaty --vary phases --games 5000",
        "analyze sensitivity two-villages --player search:100 --dask local",
    ),
)(sensitivity)

analyses.command(
    "worth",
    epilog=examples(
        "analyze worth two-villages",
        "analyze worth trump-kim-2018 --of vagueness --of seeing --games 1000",
        "analyze worth trump-kim-2018 --dask tcp://10.0.0.1:8786",
    ),
)(worth)

analyses.command(
    "bargain",
    epilog=examples(
        "analyze bargain trump-kim-2018",
        "analyze bargain --from game.jsonl@12 --as usa",
        "analyze bargain two-villages --export genius --out domains",
    ),
)(bargain)

analyses.command(
    "exploit",
    epilog=examples(
        "analyze exploit two-villages --player search:100",
        "analyze exploit trump-kim-2018 --player doctrine --seat usa",
        "analyze exploit trump-kim-2018 --player search:1000 --dask local",
    ),
)(exploit)

analyses.command(
    "sweep",
    epilog=examples(
        "analyze sweep trump-kim-2018 --vary tracks.tension.start=0..10",
        "analyze sweep two-villages --vary phases --html sweep.html",
        "analyze sweep two-villages --vary success=30..60 --out sweep.jsonl",
        "analyze sweep two-villages --vary phases --dask local",
    ),
)(sweep)

analyses.command(
    "calibrate",
    epilog=examples(
        "analyze calibrate trump-kim-2018 --games 2000",
        "analyze calibrate saves/samples --html calibration.html",
    ),
)(calibrate)

analyses.command(
    "behavior",
    epilog=examples(
        "analyze behavior study.jsonl",
        "analyze behavior saves --table behavior.csv",
        "analyze behavior --scenario two-villages --players doctrine,random",
    ),
)(behavior)

STRONG, LADDER = "search:1000", "search:200,search:1000,search:5000"
MOST_GAMES = 10**6

Strong = Annotated[str, typer.Option(metavar="PLAYER", help="Who plays strongly.", autocompletion=players)]
Ladder = Annotated[
    str,
    typer.Option(
        metavar="LIST", help='Players from weak to strong, each to be better than the one before; "" for none.'
    ),
]
Games = Annotated[
    int | None,
    typer.Option(
        min=2,
        max=MOST_GAMES,
        metavar="N",
        help="Games of the strong pool and of the mixed one; ten times as many in character.  [default: 200]",
    ),
]
SkillGames = Annotated[
    int | None,
    typer.Option(min=2, max=MOST_GAMES, metavar="N", help="Games of every two players of the ladder.  [default: 400]"),
]
Judged = Annotated[
    int | None,
    typer.Option(
        min=2,
        max=MOST_GAMES,
        metavar="N",
        help="How many games of each pool, and as many decisions, positions are judged in.  [default: 120]",
    ),
]
Quick = Annotated[bool, typer.Option("--quick", help="A first look: few games, wide intervals.")]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="S", help="All games and judgments hang on it.")]
Markdown = Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page of Markdown.")]


@analyses.command(
    "balance",
    epilog=examples(
        "analyze balance two-villages --quick",
        "analyze balance river-treaty --seed 1 --markdown page.md",
        "analyze balance trump-kim-2018 --dask tcp://10.0.0.1:8786",
    ),
)
def balance(  # noqa: PLR0913  flags
    scenario: Scenario,
    *,
    changes: Changes = None,
    strong: Strong = STRONG,
    ladder: Ladder = LADDER,
    games: Games = None,
    skill_games: SkillGames = None,
    judged: Judged = None,
    player_module: Modules = None,
    policy: Policy = None,
    quick: Quick = False,
    seed: Seed = 0,
    workers: Workers = None,
    dask: Dask = None,
    shard: Shard = None,
    as_json: AsJson = False,
    plain: Plain = False,
    markdown: Markdown = None,
    force: Force = False,
) -> None:
    """Measure whether a scenario is a game worth playing.

    Balance, endings, deals, war, luck, live moves, real decisions, drama, tension, room for a bargain: each figure with
    its 95 % interval, and whether it is what it ought to be. Three pools of games: strong against strong, in character,
    and one against the other. Which numbers of the rules move such figures, `wargame analyze sensitivity` says.
    """
    from attrs import evolve

    from wargame.analysis.balance.balance import Study
    from wargame.game.summit import load

    add_modules(player_module)
    strong, names = _checked(strong, ladder)
    check_dask(dask, shard, workers, (strong, *names))
    page = _page(markdown, scenario, player_module, force=force)
    summit = load(scenario, changes or ())
    study = Study(
        summit=summit,
        strong=strong,
        ladder=names,
        seed=seed,
        sizes=_sizes(games, skill_games, judged, quick=quick),
        policy=policy_for(summit, (strong, *names), policy),
    )
    with stopping() as stop:
        with played_by(dask, shard, workers, stop) as engine:
            report, stopped = _measured(evolve(study, workers=engine), stop)
        if as_json:
            print_json(report)
        else:
            _print(study, report, plain=plain)
        if page is not None:
            _write(page, report)
    if stopped:
        played, wanted = sum(pool["games"] for pool in report["pools"].values()), _games_of(study)
        told = f"stopped after {played:,} of {wanted:,} games; what was played until then is shown"
        print(f"wargame: {told}", file=sys.stderr)
        raise typer.Exit(stop.exit_code)


def _checked(strong: str, ladder: str) -> tuple[str, tuple[str, ...]]:
    """Return the strong player and those of the ladder.

    Raises:
        typer.BadParameter: a player is unknown, or alone on the ladder.
    """
    from wargame.players.roster import check_player

    names = tuple(each.strip() for each in ladder.split(",")) if ladder.strip() else ()
    hint = "'--strong'"
    try:
        strong, hint = check_player(strong), "'--ladder'"
        names = tuple(check_player(name) for name in names)
    except PlayerError as error:
        raise typer.BadParameter(str(error), param_hint=hint) from error
    if len(names) == 1 or len(set(names)) < len(names):
        message = f"name two players or more, each once; found {ladder!r}"
        raise typer.BadParameter(message, param_hint=hint)
    return strong, names


def _sizes(games: int | None, skill_games: int | None, judged: int | None, *, quick: bool) -> Sizes:
    """Return how many games are played and judged."""
    from attrs import evolve

    from wargame.analysis.balance.balance import QUICK, Sizes

    sizes = QUICK if quick else Sizes()
    if games is not None:
        sizes = evolve(sizes, games=2 * (games // 2))
    if skill_games is not None:
        sizes = evolve(sizes, skill_pairs=skill_games // 2)
    if judged is not None:
        sizes = evolve(sizes, judged_games=judged, judged_decisions=judged)
    return sizes


def _measured(study: Study, stop: Stop) -> tuple[BalanceReport, bool]:
    from wargame.analysis.balance.balance import balance_report

    with progress(_games_of(study)) as advance:
        advance(None)
        return balance_report(study, watch(advance, stop))


def _games_of(study: Study) -> int:
    return sum(schedule.games for schedule in study.tournaments.values())


def _page(path: Path | None, scenario: str, modules: list[Path] | None, *, force: bool) -> Destination | None:
    from wargame.analysis.balance.report import PAGE

    return None if path is None else destination(path, PAGE, read=scenario_files(scenario, modules), force=force)


def _write(page: Destination, report: BalanceReport) -> None:
    from wargame.analysis.balance.report import balance_markdown

    command = shlex.join(["wargame", *sys.argv[1:]])
    page.write(balance_markdown(report, command, f"{datetime.now(UTC):%Y-%m-%d}"))


def _print(study: Study, report: BalanceReport, *, plain: bool) -> None:
    from wargame.analysis.balance.aims import Verdict
    from wargame.analysis.balance.report import sections, summary_words
    from wargame.cli.tables import console_for

    console = console_for(plain=plain)
    title = study.summit.rules.scenario.title
    console.print(f"{title} ({report['scenario']}), from seed {report['seed']}")
    if study.policy.is_used:
        console.print(study.policy.words, soft_wrap=True)
    for name, pool in report["pools"].items():
        console.print(f"{name}: {pool['players']}, {pool['games']:,} games")
    console.print(f"positions judged by: {report['judge']}")
    for heading, tables in sections(report):
        console.print(f"\n{heading}")
        for heads, rows in tables:
            console.print(_table(heads, rows))
    for row in report["rows"]:
        if row["note"] and row["aim"] and row["verdict"] is not Verdict.MET:
            console.print(f"{row['measure']}, {row['what']}{', ' if row['pool'] else ''}{row['pool']}: {row['note']}")
    console.print(summary_words(report))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    from wargame.cli.tables import table_of

    table = table_of([(head, "left") for head in heads])
    for row in rows:
        table.add_row(*row)
    return table
