"""What several commands have in common: flags, seats, player modules, and examples below a help text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.completing import scenarios, seats
from wargame.errors import PlayerError, ScenarioError, SeatError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wargame.game.summit import Summit
    from wargame.llm.offering import Offered
    from wargame.players.learned import PolicyUse

MOST_WORKERS = 256


def _checked_changes(changes: list[str] | None) -> list[str] | None:
    """Check the form of changes, each `path=value`; whether a path exists, only the scenario tells."""
    from wargame.authoring.variants import parted

    for change in changes or ():
        try:
            parted(change)
        except ScenarioError as error:
            raise typer.BadParameter(str(error)) from error
    return changes


Scenario = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A scenario's name, or the path of a file.", autocompletion=scenarios),
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        callback=_checked_changes,
        help="Play a variant: put a value in a place of the scenario, such as tracks.tension.start=3. Repeatable.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        min=1, max=MOST_WORKERS, metavar="W", help="How many play at once; changes no result.  [default: one a core]"
    ),
]

Plain = Annotated[
    bool,
    typer.Option("--plain", help="Tables without rules and colors, as they are where there is no terminal."),
]

Modules = Annotated[
    list[Path] | None,
    typer.Option(
        "--player-module",
        metavar="FILE.py",
        help="A player of your own, a class with decide(view): --seat may name it by its file's name without .py.",
    ),
]

SeatPlayers = Annotated[
    list[str] | None,
    typer.Option("--seat", metavar="SIDE=PLAYER", autocompletion=seats, help="Who plays a side instead. Once a side."),
]

MoveLimit = Annotated[
    float | None,
    typer.Option(
        min=0.01,
        max=86_400,
        metavar="SECONDS",
        help="How long a player may think about a move. It then plays in a process of its own (but for those of the"
        " kernel, who take no time); one that takes longer forfeits.",
    ),
]

Policy = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|none",
        help="What search:N leans on: a file that wargame train wrote, or none.  [default: the scenario's own]",
    ),
]


LlmUrl = Annotated[
    str | None,
    typer.Option(
        "--llm-url",
        metavar="URL",
        help="Where language models (llm:MODEL) answer: an API as OpenAI has it. Its key is that of WARGAME_LLM_KEY in"
        " the environment.  [default: http://127.0.0.1:11434/v1]",
    ),
]

Llm = Annotated[
    list[str] | None,
    typer.Option(
        "--llm",
        metavar="NAME=VALUE",
        help="How language models are asked, and what they may use up: temperature=T, prompt=FILE, timeout=SECONDS,"
        " tokens=N, seconds=S, money=M, prices=IN/OUT (of a million tokens). Repeatable.",
    ),
]


def examples(*commands: str) -> str:
    """Return the examples at the end of a help text: commands to copy, each in a line of its own."""
    heading = "Example:" if len(commands) == 1 else "Examples:"
    return "\b\n" + "\n".join([heading, *(f"  wargame {command}" for command in commands)])


def add_modules(paths: Sequence[Path] | None) -> None:
    """Add the player modules of `--player-module` to the roster.

    Raises:
        typer.BadParameter: there is no such file, or its name will not do.
    """
    from wargame.players.roster import add_module

    for path in paths or ():
        try:
            add_module(str(path))
        except PlayerError as error:
            raise typer.BadParameter(str(error), param_hint="'--player-module'") from error


def checked_player(player: str, flag: str = "--player") -> str:
    """Return the player that a flag names.

    Raises:
        typer.BadParameter: there is none of that name.
    """
    from wargame.players.roster import check_player

    try:
        return check_player(player)
    except PlayerError as error:
        raise typer.BadParameter(str(error), param_hint=f"'{flag}'") from error


def offer_models(url: str | None, options: Sequence[str] | None) -> Offered:
    """Let language models be seated, as `--llm-url` and `--llm` say.

    Raises:
        typer.BadParameter: one of these is malformed.
    """
    from wargame.llm.offering import offer

    try:
        return offer(url, options or ())
    except PlayerError as error:
        raise typer.BadParameter(str(error), param_hint="'--llm-url' / '--llm'") from error


def seats_of(
    summit: Summit, texts: Sequence[str] | None, default: Sequence[str], *, human: bool = False
) -> dict[str, str]:
    """Return the player of each side, as `--seat` says.

    Raises:
        typer.BadParameter: a text is malformed, or names a side or a player that does not exist.
    """
    from wargame.players.seating import seated

    try:
        return seated(summit, texts or (), default, human=human)
    except (PlayerError, SeatError) as error:
        raise typer.BadParameter(str(error), param_hint="'--seat'") from error


def policy_for(summit: Summit, players: Iterable[str], choice: str | None, *, quiet: bool = False) -> PolicyUse:
    """Return the policy that these players use, as `--policy` says; warn of one that is there and does not fit.

    Raises:
        typer.BadParameter: a file is named, and no player uses one.
        PlayerError: it cannot be read, or does not fit the scenario.
    """
    from wargame.players.learned import NONE
    from wargame.players.roster import policy_of

    policy = policy_of(summit, players, choice)
    if choice not in {None, NONE} and not policy.is_used:
        message = f"nobody who plays leans on a policy, as search:N does; found {choice!r}"
        raise typer.BadParameter(message, param_hint="'--policy'")
    if policy.warning and not quiet:
        print(f"wargame: {policy.warning}", file=sys.stderr)
    return policy
