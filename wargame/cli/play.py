"""`wargame play`: a game in the terminal, on a full screen or line by line, saved after every move."""

from __future__ import annotations

import shlex
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.authoring.catalog import USUAL
from wargame.bounds import MOST_SEED
from wargame.cli.completing import games_or_scenarios, seats
from wargame.cli.desk import at_desk
from wargame.cli.flags import (
    Changes,
    Llm,
    LlmUrl,
    Modules,
    MoveLimit,
    Policy,
    add_modules,
    offer_models,
    policy_for,
    seats_of,
)
from wargame.cli.saves import Saves, at_ply, newest_unfinished, open_save, rules_for, uninterrupted, warn
from wargame.cli.screen import has_screen, open_screen
from wargame.players.offered import players_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from wargame.game.summit import Summit
    from wargame.journal.reading import Journal
    from wargame.session.opening import Terms
    from wargame.session.sitting import Sitting

    How = Callable[[Summit, Mapping[str, str]], Terms]


def play(  # noqa: PLR0913  flags
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]",
            help=f"A scenario's name, or the path of a file; with --resume, a saved game.  [default: {USUAL}]",
            show_default=False,
            autocompletion=games_or_scenarios,
        ),
    ] = None,
    *,
    changes: Changes = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Line by line, for pipes and screen readers; always so without a terminal.")
    ] = False,
    seat: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SIDE=PLAYER",
            autocompletion=seats,
            help=f"Who plays a side: {players_in_words(human=True)}. Once for each side."
            " With --resume, names the module again that plays a side."
            "  [default: human, and doctrine on the other side]",
        ),
    ] = None,
    player_module: Modules = None,
    llm_url: LlmUrl = None,
    llm: Llm = None,
    move_limit: MoveLimit = None,
    policy: Policy = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=MOST_SEED,
            metavar="S",
            help="The seed of all chance. If left out one is drawn, and told when the game is over.",
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with a saved game: --resume FILE, or without FILE the one played last."),
    ] = False,
    branch: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FILE@PLY", help="Go on from any moment of a saved game, in a new file; see --seat."
        ),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh",
            help="With --from: draw another chance from there on, that of --seed if it is given; else the branch shows"
            " what the game it comes from will draw.",
        ),
    ] = False,
    saves: Saves = None,
    pause: Annotated[
        bool, typer.Option("--pause", help="Wait for Enter between turns even if input is a pipe.")
    ] = False,
) -> None:
    """Play a game against a friend or an AI, or watch two AIs.

    Every move is saved as it is made.
    """
    _check(scenario, seat, seed, resume=resume, branch=branch, fresh=fresh)
    if changes and (resume or branch is not None):
        message = "a saved game goes on by its own rules; --set goes with a new one"
        raise typer.BadParameter(message, param_hint="'--set'")
    add_modules(player_module)
    offer_models(llm_url, llm)
    modules = [f"module:{path}" for path in player_module or ()]

    def open_game() -> Sitting:
        how = partial(_terms, policy, move_limit)
        if resume:
            return _resume(scenario, seat, modules, saves, how)
        if branch is not None:
            return _branch(branch, seat, modules, saves, how, seed=seed, fresh=fresh)
        return _begin(scenario or USUAL, changes or (), seat, saves, how, seed=seed)

    if has_screen() and not (plain or pause):
        play_on_screen(open_game, saves)
        return
    sitting = open_game()
    again = "" if resume or branch else _again(scenario or USUAL, changes or (), sitting, policy)
    try:
        sit_down(sitting, again, knows_seed=seed is not None, pause=pause)
    finally:
        sitting.saving.close()


def _check(  # noqa: PLR0913  flags
    scenario: str | None, seat: list[str] | None, seed: int | None, *, resume: bool, branch: str | None, fresh: bool
) -> None:
    """Refuse options that contradict each other."""
    if resume and branch is not None:
        message = "give either --resume or --from"
        raise typer.BadParameter(message, param_hint="'--resume'")
    if branch is not None and scenario is not None:
        message = f"the game is named in --from; there is no place for {scenario!r}"
        raise typer.BadParameter(message, param_hint="'--from'")
    if resume and not all(text.partition("=")[2].startswith("module:") for text in seat or ()):
        message = (
            "a game goes on with the players it has; only a module is named again, SIDE=module:FILE.py, and"
            " --from FILE@PLY branches off with others"
        )
        raise typer.BadParameter(message, param_hint="'--seat'")
    if fresh and branch is None:
        message = "goes with --from, which says from where on"
        raise typer.BadParameter(message, param_hint="'--fresh'")
    if (resume or branch is not None) and seed is not None and not fresh:
        message = "a saved game has its seed; --from FILE@PLY --fresh goes on with another"
        raise typer.BadParameter(message, param_hint="'--seed'")


def _again(scenario: str, changes: Sequence[str], sitting: Sitting, policy: str | None) -> str:
    """Return the command that plays the same game from its start."""
    varied = "".join(f" --set {shlex.quote(change)}" for change in changes)
    chosen = "".join(f" --seat {side}={who}" for side, who in sitting.seats.items())
    chosen += f" --policy {shlex.quote(policy)}" if policy else ""
    return f"wargame play {shlex.quote(scenario)}{varied} --seed {sitting.game.seed}{chosen}"


# -- where the game comes from


def _terms(policy: str | None, move_limit: float | None, summit: Summit, seats: Mapping[str, str]) -> Terms:
    from wargame.session.opening import Terms

    leaning = policy_for(summit, seats.values(), policy, quiet=True)
    return Terms(policy=leaning, move_limit=move_limit, shield=uninterrupted)


def _begin(  # noqa: PLR0913  flags
    scenario: str, changes: Sequence[str], seat: list[str] | None, saves: Path | None, how: How, *, seed: int | None
) -> Sitting:
    from wargame.game.summit import load  # Numba takes a second to load
    from wargame.session import opening

    summit = load(scenario, changes)
    seats = seats_of(summit, seat, opening.USUAL_SEATS, human=True)
    return opening.begin(summit, seats, saves, seed=seed, terms=how(summit, seats))


def _resume(name: str | None, seat: list[str] | None, modules: list[str], saves: Path | None, how: How) -> Sitting:
    from wargame.session import opening

    journal = open_save(name or str(newest_unfinished(saves)), saves)
    summit = rules_for(journal)
    named = _named(summit, seat)
    for side, player in named.items():
        _check_same_module(side, player, journal.header.seats.get(side, ""))
    seats = going_on(summit, journal, named, modules)
    return opening.resume(summit, journal, seats, terms=how(summit, seats))


def _branch(  # noqa: PLR0913  flags
    text: str,
    seat: list[str] | None,
    modules: list[str],
    saves: Path | None,
    how: How,
    *,
    seed: int | None,
    fresh: bool,
) -> Sitting:
    from wargame.session import opening

    name, ply = at_ply(text, "--from")
    journal = open_save(name, saves)
    summit = rules_for(journal)
    seats = going_on(summit, journal, _named(summit, seat), modules)
    return opening.branch(summit, journal, ply, seats, saves, fresh=fresh, seed=seed, terms=how(summit, seats))


def _named(summit: Summit, seat: Sequence[str] | None) -> dict[str, str]:
    """Return the players that `--seat` names, by side."""
    chosen = seats_of(summit, seat, ("", ""), human=True)
    return {side: player for side, player in chosen.items() if player}


def _check_same_module(side: str, player: str, saved: str) -> None:
    """Refuse another module in a game that goes on.

    Raises:
        typer.BadParameter: the game does not name it for this side.
    """
    from wargame.players.roster import module_file

    if module_file(player) != module_file(saved):
        message = f"in this game {saved!r} plays {side}; --from FILE@PLY branches off with other players"
        raise typer.BadParameter(message, param_hint="'--seat'")


def going_on(summit: Summit, journal: Journal, named: Mapping[str, str], modules: list[str]) -> dict[str, str]:
    """Return who goes on with a saved game; a module only if this command line names it, by --seat or as a module."""
    from wargame.players.modules import is_module
    from wargame.players.offered import HUMAN
    from wargame.session.opening import seats_of_save

    anew = [*modules, *filter(is_module, named.values())]
    stand_in = HUMAN if sys.stdin.isatty() or has_screen() else "doctrine"
    return seats_of_save(summit, {**journal.header.seats, **named}, anew=anew, stand_in=stand_in)


# -- at the table


def play_on_screen(open_game: Callable[[], Sitting], saves: Path | None) -> None:
    """Open the screen at the table of a game; the process ends with it."""

    def opener() -> object:
        from wargame.tui.screens.table import TableScreen

        return partial(TableScreen, open_game())

    open_screen(opener, saves)


def sit_down(sitting: Sitting, again: str, *, knows_seed: bool, pause: bool) -> None:
    """Play line by line."""
    from wargame.plain.whole_game import WholeGame

    if sitting.policy_news:
        warn(sitting.policy_news)
    paper, keyboard = at_desk(pause=pause)
    WholeGame(sitting, paper, keyboard, again, knows_seed=knows_seed).play()
