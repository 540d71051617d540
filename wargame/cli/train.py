"""`wargame train`: learn a policy for a scenario, for the search to lean on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.flags import MOST_SEED, Scenario, Workers
from wargame.cli.waiting import preparing, progress, stopping
from wargame.errors import PlayerError, RunError

if TYPE_CHECKING:
    from wargame.analysis.lessons import Lesson, School
    from wargame.analysis.training import Quality

__all__ = ["train"]

GAMES, LEAST_GAMES, MOST_GAMES = 1000, 30, 10**5
PLAYER = "search:1000"
INTERRUPTED = 130

Teacher = Annotated[str, typer.Option("--player", metavar="PLAYER", help="Who is learned from: search:N.")]
Games = Annotated[int, typer.Option(min=LEAST_GAMES, max=MOST_GAMES, metavar="N", help="How many games to learn from.")]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="S", help="All games hang on it.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Where the policy goes.  [default: a folder of yours, where it is found]"),
]


def train(  # noqa: PLR0913  flags
    scenario: Scenario,
    *,
    player: Teacher = PLAYER,
    games: Games = GAMES,
    seed: Seed = 0,
    workers: Workers = None,
    out: Out = None,
) -> None:
    """Learn a policy for a scenario, for search:N to lean on.

    A search player plays against itself and against the leaders in character, and a few hundred numbers are fitted to
    what it thinks of every move. From then on every search:N leans on them in this scenario, until a letter of its file
    changes. Told is how well each side's policy foretells the search in games that it was not fitted to. Trained again,
    the search that is learned from leans on what was learned before. It takes minutes.
    """
    from wargame.analysis.lessons import School
    from wargame.analysis.training import learn
    from wargame.game.summit import load
    from wargame.match.batch import cores
    from wargame.players.policy import ENDING, policies_folder, write_policy

    _check_teacher(player)
    with preparing():
        school = School(summit=load(scenario), player=player, seed=seed)
    lessons, stopped = _lessons(school, games, workers or cores())
    if stopped:
        print("wargame: interrupted; nothing was learned", file=sys.stderr)
        raise typer.Exit(INTERRUPTED)
    try:
        policy, qualities = learn(school.summit, lessons, player, seed)
    except ValueError as error:
        message = f"{error} in {games:,} games; play more of them"
        raise RunError(message) from None
    _print(qualities)
    path = out or policies_folder() / f"{school.summit.id}{ENDING}"
    write_policy(path, policy)
    print(f"written: {path}")


def _check_teacher(player: str) -> None:
    from wargame.players.roster import check_player

    try:
        check_player(player)
        if not player.startswith("search:"):
            message = f"only a search can be learned from, such as {PLAYER}; found {player!r}"
            raise PlayerError(message)  # noqa: TRY301  told like the others
    except PlayerError as error:
        raise typer.BadParameter(str(error), param_hint="'--player'") from error


def _lessons(school: School, games: int, workers: int) -> tuple[list[Lesson], bool]:
    lessons: list[Lesson] = []
    with stopping() as stop, progress(games) as tell:
        tell(None)
        for done, found in enumerate(school.lessons(games, workers), 1):
            lessons += found
            tell(done)
            if stop.is_set():
                return lessons, True
    return lessons, False


def _print(qualities: list[Quality]) -> None:
    """Print how well each habit foretells the search."""
    from wargame.cli.tables import console_for, table_of

    table = table_of(
        [("phase", "left"), ("side", "left")]
        + [(name, "right") for name in ("decisions", "surprise", "if all moves were alike", "of the search itself")]
    )
    for each in qualities:
        figures = (f"{figure:.2f}" for figure in (each.fitted, each.even, each.least))
        table.add_row(each.phase, each.side, f"{each.lessons:,}", *figures)
    console_for().print(table)
    print("Surprise at what the search prefers, in nats, in games that nothing was fitted to: less is better.")
