"""`wargame play`: a game in the terminal, on a full screen or line by line, saved after every move."""

from __future__ import annotations

import shlex
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.flags import MOST_SEED, Modules, Policy, add_modules, policy_for, seats_of
from wargame.cli.saves import Saves, at_ply, newest_unfinished, opened, rules_for, uninterrupted, warn
from wargame.cli.screen import has_screen, open_screen
from wargame.cli.waiting import preparing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wargame.game.game import Game
    from wargame.match.saving import Saving
    from wargame.match.sitting import Sitting
    from wargame.plain.paper import Paper

__all__ = ["play"]

USUAL = "trump-kim-2018"


def play(  # noqa: PLR0913  flags
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]",
            help=f"A bundled scenario's name, or the path of a file; with --resume, a saved game.  [default: {USUAL}]",
            show_default=False,
        ),
    ] = None,
    *,
    plain: Annotated[
        bool, typer.Option("--plain", help="Line by line, for pipes and screen readers; always so without a terminal.")
    ] = False,
    seat: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SIDE=PLAYER",
            help="Who plays a side: human, doctrine, random, greedy, mixed, search:N, sampled:N, a level (novice,"
            " envoy, minister, chancellor, grandmaster) or module:FILE.py. Once for each side."
            "  [default: human, and doctrine on the other side]",
        ),
    ] = None,
    player_module: Modules = None,
    policy: Policy = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0, max=MOST_SEED, metavar="S", help="The seed of all chance; drawn if left out, and always shown."
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
    saves: Saves = None,
    pause: Annotated[
        bool, typer.Option("--pause", help="Wait for Enter between turns even if input is a pipe.")
    ] = False,
) -> None:
    """Play a game against a friend or an AI, or watch two AIs.

    Every move is saved as it is made.
    """
    _check(scenario, seat, seed, resume=resume, branch=branch)
    add_modules(player_module)

    def begin() -> Sitting:
        if resume:
            return _resumed(scenario, policy, saves)
        if branch is not None:
            return _branched(branch, seat, policy, saves)
        return _begun(scenario or USUAL, seat, policy, seed, saves)

    if has_screen() and not (plain or pause):
        _play_on_screen(begin, saves)
        return
    with preparing():
        sitting = begin()
    again = "" if resume or branch else _again(scenario or USUAL, sitting, policy)
    try:
        _sit_down(sitting, again, pause=pause)
    finally:
        sitting.saving.close()


def _check(scenario: str | None, seat: list[str] | None, seed: int | None, *, resume: bool, branch: str | None) -> None:
    """Refuse what says two things at once."""
    if resume and branch is not None:
        message = "give either --resume or --from"
        raise typer.BadParameter(message, param_hint="'--resume'")
    if branch is not None and scenario is not None:
        message = f"the game is named in --from; there is no place for {scenario!r}"
        raise typer.BadParameter(message, param_hint="'--from'")
    if (resume or branch is not None) and seed is not None:
        message = "a saved game has its seed"
        raise typer.BadParameter(message, param_hint="'--seed'")
    if resume and seat:
        message = "a game goes on with the players it has; --from FILE@PLY branches off with others"
        raise typer.BadParameter(message, param_hint="'--seat'")


def _again(scenario: str, sitting: Sitting, policy: str | None) -> str:
    chosen = "".join(f" --seat {side}={who}" for side, who in sitting.seats.items())
    chosen += f" --policy {shlex.quote(policy)}" if policy else ""
    return f"wargame play {shlex.quote(scenario)} --seed {sitting.game.seed}{chosen}"


# -- where the game comes from


def _begun(scenario: str, seat: list[str] | None, policy: str | None, seed: int | None, saves: Path | None) -> Sitting:
    from wargame.game.game import Game
    from wargame.game.summit import load  # Numba takes a second to load
    from wargame.journal.store import saves_folder
    from wargame.match.opening import begun, seed_of_our_own, warm_up
    from wargame.match.sitting import Sitting

    summit = load(scenario)
    seats = seats_of(summit, seat, ("human", "doctrine"), human=True)
    leaning = policy_for(summit, seats.values(), policy, quiet=True)
    warm_up(summit, seats)
    game = Game(summit, seed_of_our_own() if seed is None else seed)
    saving = begun(game, seats, saves_folder(saves), policy=leaning, shield=uninterrupted)
    return Sitting(saving, seats, leaning)


def _resumed(name: str | None, policy: str | None, saves: Path | None) -> Sitting:
    from wargame.match.opening import resumed, seats_of_save, warm_up
    from wargame.match.sitting import Sitting

    journal = opened(name or str(newest_unfinished(saves)), saves)
    summit = rules_for(journal)
    seats = seats_of_save(summit, journal.header.seats)
    leaning = policy_for(summit, seats.values(), policy, quiet=True)
    saving = resumed(summit, journal, shield=uninterrupted)
    warm_up(summit, seats)
    return Sitting(saving, seats, leaning)


def _branched(text: str, seat: list[str] | None, policy: str | None, saves: Path | None) -> Sitting:
    from wargame.journal.store import saves_folder
    from wargame.match.opening import branched, seats_of_save, warm_up
    from wargame.match.sitting import Sitting

    name, ply = at_ply(text, "--from")
    journal = opened(name, saves)
    summit = rules_for(journal)
    default = seats_of_save(summit, journal.header.seats) if not seat else journal.header.seats
    seats = seats_of(summit, seat, [default.get(side, "human") for side in summit.rules.side_ids], human=True)
    leaning = policy_for(summit, seats.values(), policy, quiet=True)
    saving = branched(summit, journal, ply, seats, saves_folder(saves), policy=leaning, shield=uninterrupted)
    warm_up(summit, seats)
    return Sitting(saving, seats, leaning)


# -- at the table


def _play_on_screen(begin: Callable[[], Sitting], saves: Path | None) -> None:
    def opener() -> object:
        from wargame.tui.screens.table import TableScreen

        return partial(TableScreen, begin())

    open_screen(opener, saves)


def _sit_down(sitting: Sitting, again: str, *, pause: bool) -> None:
    from wargame.plain.keyboard import InputEnded, Keyboard
    from wargame.plain.paper import Paper, terminal_width
    from wargame.plain.table import Table

    typed, saving = sys.stdin.isatty(), sitting.saving
    paper = Paper(sys.stdout, terminal_width())
    if sitting.policy_news:
        warn(sitting.policy_news)
    _welcome(paper, sitting)
    try:
        Table(sitting, paper, Keyboard(sys.stdin, paper, waits=typed or pause, echoes=not typed)).play()
    except (InputEnded, KeyboardInterrupt) as stop:
        _let_go(paper, saving)
        paper.line()
        if not saving.game.is_over:
            _farewell(paper, saving, again)
        paper.flush()
        if isinstance(stop, KeyboardInterrupt):
            raise
        return
    _let_go(paper, saving)
    paper.line()
    if saving.is_saved:
        paper.verbatim(f"Saved. To read it again: wargame replay {shlex.quote(str(saving.path))}")
    else:
        paper.verbatim(f"not saved: {saving.trouble}")


def _welcome(paper: Paper, sitting: Sitting) -> None:
    saving, game, rules = sitting.saving, sitting.game, sitting.rules
    paper.line(f"{rules.scenario.title}. {' '.join(rules.scenario.summary.split())}", hang=0)
    seats = "; ".join(f"{rules.side(side).name}: {player}" for side, player in sitting.seats.items())
    paper.line(f"{seats}. Seed {game.seed}.")
    if sitting.policy.leans:
        paper.verbatim(sitting.policy.words)
    if game.ply:
        paper.line(f"Going on after {_decisions(game)}.")
    if saving.keeper is None:
        paper.verbatim(f"not saved: {saving.trouble}; the game goes on")
    else:
        paper.verbatim(f"Saved after every move: {saving.path}")
    for caution in saving.cautions:
        paper.verbatim(caution)


def _let_go(paper: Paper, saving: Saving) -> None:
    """Close the file, and say what has become of it if it had to be written anew; what is not saved is said later."""
    saving.close()
    for news in saving.news():
        if not news.is_bad:
            paper.verbatim(news.text)


def _farewell(paper: Paper, saving: Saving, again: str) -> None:
    start = f" The same game from its start: {again}" if again else ""
    paper.line(f"Left after {_decisions(saving.game)}.{start}")
    if saving.is_saved:
        paper.verbatim(f"Saved. To go on: wargame play --resume {shlex.quote(str(saving.path))}")
    elif saving.path is None:
        paper.verbatim(f"not saved: {saving.trouble}")
    else:
        paper.verbatim(f"not saved: the last of them; {saving.trouble}")
        paper.verbatim(f"To go on from what is: wargame play --resume {shlex.quote(str(saving.path))}")


def _decisions(game: Game) -> str:
    return f"{game.ply} decision{'' if game.ply == 1 else 's'}"
