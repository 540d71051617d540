"""`wargame run`: many games without anybody watching, and one of them told."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003  Typer reads annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wargame.errors import PlayerError, RunError, SeatError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from wargame.match.batch import Run
    from wargame.match.estimates import Estimate
    from wargame.match.one import OneGame
    from wargame.match.tally import Tally

__all__ = ["run_games"]

GAMES = 1000
MOST_GAMES, MOST_THREADS, MOST_SEED = 10**15, 1024, 2**64 - 1
INTERRUPTED = 130


def run_games(  # noqa: PLR0913  flags
    scenario: Annotated[str, typer.Argument(help="A bundled scenario, or the path of a scenario file.")],
    *,
    seat: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SIDE=PLAYER", help="Who plays a side: random or doctrine (the default). Once for each side."
        ),
    ] = None,
    games: Annotated[
        int | None, typer.Option(min=1, max=MOST_GAMES, metavar="N", help=f"How many games.  [default: {GAMES}]")
    ] = None,
    seed: Annotated[
        int,
        typer.Option(min=0, max=MOST_SEED, metavar="S", help="The run's seed; each game has its own, made from it."),
    ] = 0,
    threads: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_THREADS, metavar="T", help="How many threads.  [default: one for each core]"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write a row for each game; the name ends in .csv, .jsonl or .parquet. The rows stand in FILE.partial"
            " until all are written; only then is an older FILE replaced.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object. Only `timing` differs between runs.")
    ] = False,
    game: Annotated[
        int | None,
        typer.Option(
            min=0, max=MOST_GAMES, metavar="K", help="Play only game K (the first is 0), the same as in the run."
        ),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="With --game: tell it move by move.")] = False,
) -> None:
    """Play many games without anybody watching, and say how they end.

    Ctrl-C stops after the games in hand and shows what there is.

    Examples: wargame run trump-kim-2018 --games 100000 --out games.csv;
    wargame run trump-kim-2018 --game 17 --verbose
    """
    from wargame.game.summit import load
    from wargame.match.batch import Run, cores
    from wargame.match.seating import seated

    _check(games=games, out=out, game=game, verbose=verbose)
    summit = load(scenario)
    try:
        seats = seated(summit, seat or [], ["doctrine", "doctrine"])
    except (PlayerError, SeatError) as error:
        raise typer.BadParameter(str(error), param_hint="'--seat'") from error
    run = Run(summit=summit, seats=seats, seed=seed)
    if game is not None:
        _play_one(run, game, as_json=as_json, verbose=verbose)
    else:
        _play_many(run, games or GAMES, threads or cores(), out, as_json=as_json)


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


# -- many games


def _play_many(run: Run, games: int, threads: int, out: Path | None, *, as_json: bool) -> None:
    from wargame.match.rows import RowFile, columns_of
    from wargame.match.tally import count_games

    with _progress(games) as advance:
        run.play(0, 0)  # the kernel is loaded, at its first use compiled
        advance(None)
        file = RowFile(out, columns_of(run)) if out else None
        start = time.perf_counter()
        with _stopping() as stopped:

            def watch(done: int) -> bool:
                advance(done)
                return not stopped.is_set()

            tally = count_games(run, games, threads, file, watch)
        if file and tally.games == games:
            file.finish()
        elif file:
            file.leave()
        seconds = time.perf_counter() - start
    complete = tally.games == games
    report = _report(run, tally, seconds=seconds, threads=threads, complete=complete)
    if as_json:
        print(json.dumps(report, indent=2))
    elif tally.games:
        _print_tables(run, report, tally)
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


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Let the first Ctrl-C set an event, and leave the second to interrupt at once."""
    event = threading.Event()
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield event  # somebody else looks after it
        return

    def stop(*_: object) -> None:
        event.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield event
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(games: int) -> Iterator[Callable[[int | None], None]]:
    """Show how far a run is, on a terminal only; yields what to tell the number of games done (None: it starts)."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f} games, {task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Preparing", total=games, rate=0)
        start = time.perf_counter()

        def advance(done: int | None) -> None:
            nonlocal start
            if done is None:
                start = time.perf_counter()
                progress.reset(task, description="Playing", rate=0)
            else:
                progress.update(task, completed=done, rate=done / max(time.perf_counter() - start, 1e-9))

        yield advance


def _report(run: Run, tally: Tally, *, seconds: float, threads: int, complete: bool) -> dict[str, Any]:
    """Return what is printed as JSON; everything that depends on the clock is under `timing`."""
    from wargame.match.estimates import mean_score, share

    rules, ended = run.summit.rules, tally.ended
    endings = []
    for ending, count in zip(rules.endings, tally.endings.tolist(), strict=True):
        part = share(count, ended)
        endings.append(
            {
                "id": ending.id,
                "title": ending.title,
                "count": count,
                "share": part.value,
                "low": part.low,
                "high": part.high,
            }
        )
    scores = {}
    for side, histogram in zip(rules.side_ids, tally.scores, strict=True):
        mean, success = mean_score(histogram), share(int(histogram[rules.scenario.success :].sum()), ended)
        scores[side] = {
            **_named(mean, "mean", "low", "high"),
            **_named(success, "success", "success_low", "success_high"),
        }
    neither, one, both = (share(count, ended).value for count in tally.fate.tolist())
    nodes = tally.plies + tally.chance_nodes
    return {
        "scenario": run.summit.id,
        "scenario_sha256": run.summit.sha256,
        "seats": dict(run.seats),
        "games": tally.games,
        "complete": complete,
        "seed": str(run.seed),
        "endings": endings,
        "scores": scores,
        "fate": {"both": both, "one": one, "neither": neither},
        "plies_mean": tally.plies / max(ended, 1),
        "chance_nodes_mean": tally.chance_nodes / max(ended, 1),
        "faults": tally.faults,
        "over_ply_limit": tally.over_ply_limit,
        "timing": {
            "seconds": seconds,
            "threads": threads,
            "games_per_second": tally.games / seconds,
            "decisions_per_second": tally.plies / seconds,
            "nodes_per_second": nodes / seconds,
        },
    }


def _named(estimate: Estimate, value: str, low: str, high: str) -> dict[str, float]:
    return {value: estimate.value, low: estimate.low, high: estimate.high}


def _console() -> Console:
    from rich.console import Console

    width = None if sys.stdout.isatty() else 110
    return Console(width=width, markup=False, emoji=False, highlight=False)


def _print_tables(run: Run, report: dict[str, Any], tally: Tally) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    console, rules = _console(), run.summit.rules
    console.print(f"{rules.scenario.title} ({run.summit.id}): {tally.games:,} games from seed {run.seed}")
    if not tally.ended:
        return
    table = Table(box=SIMPLE_HEAD)
    for name, side in {
        "ending": "left",
        "": "left",
        "games": "right",
        "share": "right",
        "95 % interval": "right",
    }.items():
        table.add_column(name, justify=side)  # type: ignore[arg-type]
    for each in report["endings"]:
        table.add_row(
            each["id"], each["title"], f"{each['count']:,}", _percent(each["share"]), _range(each["low"], each["high"])
        )
    console.print(table)
    table = Table(box=SIMPLE_HEAD)
    success = f"score of {rules.scenario.success} or more"
    for name in ("side", "player", "mean score", "95 % interval", success, "95 % interval"):
        table.add_column(name, justify="left" if name in {"side", "player"} else "right")
    for side, each in report["scores"].items():
        mean = f"{each['low']:.2f} – {each['high']:.2f}"
        chance = _range(each["success_low"], each["success_high"])
        cells = (f"{each['mean']:.2f}", mean, _percent(each["success"]), chance)
        table.add_row(rules.side(side).name, run.seats[side], *cells)
    console.print(table)
    fate, timing = report["fate"], report["timing"]
    console.print(
        f"Both succeed in {_percent(fate['both'])} of games, one side in {_percent(fate['one'])},"
        f" neither in {_percent(fate['neither'])}."
    )
    console.print(
        f"A game takes {report['plies_mean']:.1f} decisions and {report['chance_nodes_mean']:.1f} rolls on average."
    )
    threads = "1 thread" if timing["threads"] == 1 else f"{timing['threads']} threads"
    console.print(f"{timing['seconds']:.2f} s on {threads}: {timing['games_per_second']:,.0f} games/s")


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _range(low: float, high: float) -> str:
    return f"{100 * low:.2f} – {100 * high:.2f} %"


# -- one game


def _play_one(run: Run, index: int, *, as_json: bool, verbose: bool) -> None:
    from wargame.match.one import FAULTS, play_one
    from wargame.match.rows import columns_of, rows_of

    one = play_one(run, index)
    row = rows_of(columns_of(run), one.chunk)[0]
    if as_json:
        report: dict[str, Any] = {
            "scenario": run.summit.id,
            "scenario_sha256": run.summit.sha256,
            "seats": dict(run.seats),
            "run_seed": str(run.seed),
            **row,
        }
        if verbose:
            report["log"] = _log(one)
        print(json.dumps(report, indent=2))
    else:
        _print_one(run, one, row, verbose=verbose)
    if one.fault:
        message = f"the rules of {run.summit.id} failed in game {index} (seed {one.game.seed}): {FAULTS[one.fault]}"
        raise RunError(message)


def _log(one: OneGame) -> list[dict[str, Any]]:
    from attrs import asdict

    from wargame.game.view import REFEREE, log_of

    entries = []
    for entry in log_of(one.game, REFEREE):
        made = asdict(entry)
        made["odds"] = [{"outcome": name, "odds": str(chance), "share": float(chance)} for name, chance in entry.odds]
        entries.append(made)
    return entries


def _print_one(run: Run, one: OneGame, row: dict[str, Any], *, verbose: bool) -> None:
    import textwrap

    from wargame.match.telling import scores_told, told

    rules, game = run.summit.rules, one.game
    print(f"{rules.scenario.title} ({run.summit.id}): game {one.index} of the run with seed {run.seed}")
    print(f"Its own seed: {row['seed']}")
    print(f"First to move: {rules.side(str(row['first'])).name}")
    for side in rules.sides:
        mandate = next(each for each in side.mandates if each.id == row[f"{side.id}.mandate"])
        print(f"{side.name}: played by {run.seats[side.id]}, secret mandate {mandate.title} ({mandate.id})")
    if verbose:
        print()
        for line in told(game):
            print(line)
        print()
    if game.ending is not None:
        print(f"Ending: {game.ending.title} ({game.ending.id})")
        if verbose:
            print(textwrap.fill(game.ending.text.strip(), 100, initial_indent="  ", subsequent_indent="  "))
            for line in scores_told(game):
                print(line)
        else:
            print("Scores: " + ", ".join(f"{rules.side(side).name} {score}" for side, score in game.scores.items()))
    print(f"Length: {row['plies']} decisions, {row['chance_nodes']} rolls")
