"""`wargame tournament`: every two players against each other, in both seats."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.flags import MOST_SEED, Modules, Policy, Scenario, Workers, add_modules, policy_for
from wargame.cli.waiting import preparing, progress, stopping
from wargame.errors import PlayerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.match.outcome import GameResult
    from wargame.match.tournament import Tournament

__all__ = ["tournament"]

GAMES = 200
MOST_GAMES, MOST_PLAYERS = 10**6, 32
INTERRUPTED = 130

Players = Annotated[
    str, typer.Option(metavar="LIST", help="Who plays, with commas between them, such as random,doctrine.")
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
Csv = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write a row for each game.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Selves = Annotated[bool, typer.Option("--selves", help="Let each player also play against itself.")]
MoveLimit = Annotated[
    float | None,
    typer.Option(
        min=0.01,
        max=86_400,
        metavar="SECONDS",
        help="Seat each player in a process of its own, and end it if a move takes longer: the game is forfeited.",
    ),
]
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
    players: Players,
    games: Games = GAMES,
    seed: Seed = 0,
    workers: Workers = None,
    out: Out = None,
    csv: Csv = None,
    as_json: AsJson = False,
    selves: Selves = False,
    player_module: Modules = None,
    move_limit: MoveLimit = None,
    policy: Policy = None,
    stop_at: StopAt = None,
) -> None:
    """Let players meet in both seats, and rate them.

    Every two of them play, and it is also told what the games pay. The two games of a pair have the same mandates and
    the same dice; the players change seats. A player that raises an error, prints, or returns what is no legal move
    forfeits the game, and the tournament goes on. Ctrl-C stops it; with --out, the same command goes on later.
    """
    from wargame.game.summit import load
    from wargame.match.fixtures import Schedule
    from wargame.match.tournament import Tournament

    add_modules(player_module)
    names = _players(players, selves=selves)
    if games % 2:
        message = f"{games} is odd: half of the games are played in each seat"
        raise typer.BadParameter(message, param_hint="'--games'")
    with preparing():
        summit = load(scenario)
        plan = Tournament(
            summit=summit,
            schedule=Schedule(players=names, pairs=games // 2, seed=seed, selves=selves),
            move_limit=move_limit,
            stopping="" if stop_at is None else f"at {stop_at:g} points",
            policy=policy_for(summit, names, policy),
            modules=tuple(_digest(name) for name in names if name.startswith("module:")),
        )
    results, stopped = _played(plan, workers, out, stop_at)
    _report(plan, results, csv, stop_at, as_json=as_json)
    if stopped:
        left = f"; the same command goes on from {out}" if out else ""
        print(f"wargame: interrupted after {len(results):,} of {plan.schedule.games:,} games{left}", file=sys.stderr)
        raise typer.Exit(INTERRUPTED)


def _players(text: str, *, selves: bool) -> tuple[str, ...]:
    """Return the players of a list.

    Raises:
        typer.BadParameter: there are too few or too many, one is named twice, or unknown.
    """
    from wargame.players.roster import check_player

    names = tuple(each.strip() for each in text.split(","))
    hint, least = "'--players'", 1 if selves else 2
    if not least <= len(names) <= MOST_PLAYERS:
        message = f"name {least} to {MOST_PLAYERS} players; found {len(names)}"
        raise typer.BadParameter(message, param_hint=hint)
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        message = f"the player {twice[0]!r} is named twice; --selves lets players meet themselves"
        raise typer.BadParameter(message, param_hint=hint)
    try:
        return tuple(check_player(name) for name in names)
    except PlayerError as error:
        raise typer.BadParameter(str(error), param_hint=hint) from error


def _digest(player: str) -> str:
    """Return the SHA-256 of a player module's file."""
    from hashlib import sha256

    return sha256(Path(player.partition(":")[2]).read_bytes()).hexdigest()


def _played(
    plan: Tournament, workers: int | None, out: Path | None, stop_at: float | None
) -> tuple[list[GameResult], bool]:
    """Play until all is played or somebody presses Ctrl-C; returns the results, and whether somebody did."""
    from wargame.analysis.standings import settles
    from wargame.match.batch import cores
    from wargame.match.ledger import Ledger
    from wargame.match.tournament import play_tournament

    ledger = Ledger(out, plan.header) if out else None
    settled = None if stop_at is None else settles(plan.summit, stop_at)
    try:
        with progress(plan.schedule.games) as advance, stopping() as stopped:
            advance(None)
            results = play_tournament(
                plan, workers or cores(), ledger=ledger, settled=settled, go_on=_watch(advance, stopped.is_set)
            )
            return results, stopped.is_set()
    finally:
        if ledger:
            ledger.close()


def _watch(advance: Callable[[int], None], stopped: Callable[[], bool]) -> Callable[[int], bool]:
    def go_on(done: int) -> bool:
        advance(done)
        return not stopped()

    return go_on


def _report(
    plan: Tournament, results: list[GameResult], csv: Path | None, stop_at: float | None, *, as_json: bool
) -> None:
    from wargame.analysis.standings import standings
    from wargame.analysis.table import write_csv

    if csv is not None:
        write_csv(csv, plan.summit, results)
    report = standings(plan, results, stop_at=stop_at)
    if as_json:
        print(json.dumps(report, indent=2))
    else:
        from wargame.cli.crosstable import print_standings

        print_standings(plan.summit.rules, report, plan.policy.words if plan.policy.leans else "")
