"""`wargame train`: learn a policy for a scenario, for the search to lean on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.bounds import MOST_SEED
from wargame.cli.distributing import Dask, Shard, check_dask, played_by
from wargame.cli.flags import Changes, Plain, Scenario, Workers  # noqa: TC001  typer reads them
from wargame.cli.output import Force, destination, scenario_files
from wargame.cli.waiting import progress, stopping
from wargame.errors import PlayerError, RunError
from wargame.legible import legible

if TYPE_CHECKING:
    from wargame.analysis.learning.training import Quality, Training
    from wargame.cli.waiting import Stop
    from wargame.destination import Destination
    from wargame.game.summit import Summit
    from wargame.players.policy import Policy
    from wargame.tournament.ledger import Ledger
    from wargame.workers.engine import Engine

ROUNDS, MOST_ROUNDS = 2, 100
GAMES, LEAST_GAMES, MOST_GAMES = 1000, 30, 10**5
PLAYER = "search:1000"

Teacher = Annotated[str, typer.Option("--player", metavar="PLAYER", help="Who is learned from: search:N.")]
Games = Annotated[
    int, typer.Option(min=LEAST_GAMES, max=MOST_GAMES, metavar="N", help="How many games to learn from, in each round.")
]
Rounds = Annotated[
    int,
    typer.Option(
        min=1, max=MOST_ROUNDS, metavar="R", help="How often to learn; each time the search leans on the last."
    ),
]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="S", help="All games hang on it.")]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Where the policy goes; --policy names it.  [default: a folder of yours, where it is found]",
    ),
]


def train(  # noqa: PLR0913  flags
    scenario: Scenario,
    *,
    changes: Changes = None,
    player: Teacher = PLAYER,
    rounds: Rounds = ROUNDS,
    games: Games = GAMES,
    seed: Seed = 0,
    workers: Workers = None,
    dask: Dask = None,
    shard: Shard = None,
    out: Out = None,
    force: Force = False,
    plain: Plain = False,
) -> None:
    """Learn a policy for a scenario, for search:N to lean on.

    A search player plays against itself and against the leaders in character, and a few hundred numbers are fitted to
    what it thinks of every move. The search leans on the doctrine in the first round, and in each further round on
    what was learned in the one before. From then on every search:N leans on the last, in every scenario of this id that
    has the same moves and tracks; so the same seed gives other games than before. Told is how well each side's policy
    foretells the search in games that it was not fitted to. It takes minutes. Ctrl-C, or a system that ends the
    program, stops it; the same command goes on later, as every game is kept in FILE.lessons until the policy is there.
    """
    from wargame.analysis.learning.training import Training
    from wargame.game.summit import load

    _check_teacher(player)
    check_dask(dask, shard, workers, [player])
    if changes and out is None:
        message = "a variant's policy would stand in the place of the scenario's own; say with --out where it goes"
        raise typer.BadParameter(message, param_hint="'--set'")
    summit = load(scenario, changes or ())
    to = _destination(out, summit, scenario, force=force)
    wanted = Training(player=player, rounds=rounds, games=games, seed=seed)
    with stopping() as stop:
        ledger = _ledger(to, wanted, summit)
        try:
            with played_by(dask, shard, workers, stop) as engine:
                played, learned = _learn(summit, wanted, ledger, engine, stop)
        finally:
            ledger.close()
        if learned is not None:
            policy, qualities = learned
            _print(qualities, plain=plain)
            _tell_left_out(policy)
            _write(to, policy)
            ledger.path.unlink(missing_ok=True)
    if learned is None:
        left = f"the same command goes on from {legible(ledger.path)}"
        print(f"wargame: stopped after {played:,} of {rounds * games:,} games; {left}", file=sys.stderr)
        raise typer.Exit(stop.exit_code)


def _ledger(to: Destination, wanted: Training, summit: Summit) -> Ledger:
    """Open the file in which games are kept until the policy is written.

    Raises:
        RunError: it cannot be opened, or is that of another training.
    """
    from wargame.analysis.learning.kept_lessons import ENDING, WHAT
    from wargame.tournament.ledger import Ledger

    return Ledger(to.beside(ENDING).path, wanted.header(summit), WHAT)


def _learn(
    summit: Summit, wanted: Training, ledger: Ledger, engine: Engine, stop: Stop
) -> tuple[int, tuple[Policy, list[Quality]] | None]:
    """Train until it is done or somebody stops it; returns how many games are played, and what was learned.

    Raises:
        RunError: a worker died, there was nothing to learn, or the file is damaged or cannot be written.
    """
    from wargame.analysis.learning import training
    from wargame.analysis.learning.kept_lessons import KeptLessons
    from wargame.workers.engine import WorkerDied

    played, learned = 0, None
    with progress(wanted.rounds * wanted.games) as tell:

        def go_on(done: int) -> bool:
            nonlocal played
            played = done
            tell(done)
            return not stop.is_set()

        tell(None)
        try:
            learned = training.train(summit, wanted, engine, go_on, KeptLessons(summit, ledger))
        except WorkerDied:  # a signal to all processes ends the workers too
            if not stop.is_set():
                raise
    return played, learned


def _tell_left_out(policy: Policy) -> None:
    from wargame.analysis.learning.training import LEAST_LESSONS

    for habit in policy.habits:
        if not habit.moves:
            few = f"fewer than {LEAST_LESSONS} decisions of {habit.side} in {habit.phase}"
            print(f"wargame: {few}: left to the doctrine; more --games may teach it", file=sys.stderr)


def _destination(out: Path | None, summit: Summit, scenario: str, *, force: bool) -> Destination:
    """Return where the policy goes; its folder is made.

    Raises:
        RunError: nothing may be written there, or nothing can be.
    """
    from wargame.players.learned import policies_folder
    from wargame.players.policy import ENDING, KIND
    from wargame.system import file_stem

    path = out or policies_folder() / f"{file_stem(summit.id)}{ENDING}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        message = f"cannot write {path}: {getattr(error, 'strerror', None) or error}; choose another place with --out"
        raise RunError(message) from error
    return destination(path, KIND, read=scenario_files(scenario), force=force)


def _write(to: Destination, policy: Policy) -> None:
    """Write the policy; if that cannot be done, write it elsewhere, since it took hours to learn.

    Raises:
        RunError: it was written elsewhere, or nowhere.
    """
    from tempfile import mkdtemp

    from attrs import evolve

    from wargame.players.learned import in_words
    from wargame.players.policy import write_policy

    try:
        write_policy(to, policy)
    except RunError as error:
        kept = evolve(to, path=Path(mkdtemp(prefix="wargame-")) / to.path.name)
        write_policy(kept, policy)
        message = f"{error}; the policy is kept in {kept.path}"
        raise RunError(message) from error
    print(f"policy: {in_words(policy.scenario, policy.digest)}")
    print(f"written: {legible(to.path)}")


def _check_teacher(player: str) -> None:
    from wargame.players.offered import BOOK
    from wargame.players.roster import check_player

    try:
        check_player(player)
        if not player.startswith("search:") or BOOK in player:
            message = f"only a search without a book can be learned from, such as {PLAYER}; found {player!r}"
            raise PlayerError(message)  # noqa: TRY301  told like the others
    except PlayerError as error:
        raise typer.BadParameter(str(error), param_hint="'--player'") from error


def _print(qualities: list[Quality], *, plain: bool) -> None:
    """Print how well each habit predicts the search."""
    from wargame.cli.tables import console_for, table_of

    table = table_of(
        [("phase", "left"), ("side", "left")]
        + [(name, "right") for name in ("decisions", "surprise", "if all moves were alike", "of the search itself")]
    )
    for each in qualities:
        figures = (f"{figure:.2f}" for figure in (each.fitted, each.even, each.least))
        table.add_row(each.phase, each.side, f"{each.lessons:,}", *figures)
    console_for(plain=plain).print(table)
    print("Surprise at what the search prefers, in nats, in games that nothing was fitted to: less is better.")
