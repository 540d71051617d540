"""`wargame play`: a game in the terminal, line by line."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.flags import MOST_SEED, seats_of
from wargame.cli.waiting import preparing

if TYPE_CHECKING:
    from wargame.game.game import Game
    from wargame.game.summit import Summit

__all__ = ["play"]

SEEDS_OF_OUR_OWN = 1_000_000  # short enough to be typed again


def play(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="A bundled scenario's name, or the path of a file.")
    ] = "trump-kim-2018",
    *,
    plain: Annotated[
        bool, typer.Option("--plain", help="Line by line, for pipes and screen readers (so far the only way).")
    ] = False,
    seat: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SIDE=PLAYER",
            help="Who plays a side: human, doctrine or random. Once for each side."
            "  [default: human, and doctrine on the other side]",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0, max=MOST_SEED, metavar="S", help="The seed of all chance; drawn if left out, and always shown."
        ),
    ] = None,
    pause: Annotated[
        bool, typer.Option("--pause", help="Wait for Enter between turns even if input is a pipe.")
    ] = False,
) -> None:
    """Play a game against a friend or an AI, or watch two AIs."""
    del plain  # there is no other way yet
    with preparing():
        from wargame.game.summit import load  # Numba takes a second to load

        summit = load(scenario)
        seats = seats_of(summit, seat, ("human", "doctrine"), human=True)
        game = _warm_game(summit, secrets.randbelow(SEEDS_OF_OUR_OWN) if seed is None else seed)
    _sit_down(game, scenario, seats, pause=pause)


def _warm_game(summit: Summit, seed: int) -> Game:
    """Return a new game, once everything that a turn needs has been compiled."""
    from wargame.game.game import Game
    from wargame.game.preview import preview_of, risks_at_round_end
    from wargame.game.standing import projected
    from wargame.game.view import view_of
    from wargame.players.roster import make_player

    trial = Game(summit, 0)
    side = trial.turn
    for move in trial.legal_moves:
        preview_of(summit, trial.state, summit.rules.move_by_id[side, move])
    risks_at_round_end(summit, trial.state, side)
    projected(summit, trial.state, side)
    trial.play(make_player(summit, "doctrine", 0).decide(view_of(trial, side)))
    return Game(summit, seed)


def _sit_down(game: Game, scenario: str, seats: dict[str, str], *, pause: bool) -> None:
    from wargame.plain.keyboard import InputEnded, Keyboard
    from wargame.plain.paper import Paper, terminal_width
    from wargame.plain.table import Table

    typed = sys.stdin.isatty()
    paper = Paper(sys.stdout, terminal_width())
    rules = game.summit.rules
    paper.line(f"{rules.scenario.title}. {' '.join(rules.scenario.summary.split())}", hang=0)
    paper.line(
        f"{'; '.join(f'{rules.side(side).name}: {player}' for side, player in seats.items())}. Seed {game.seed}."
    )
    again = f"wargame play {scenario} --seed {game.seed}" + "".join(
        f" --seat {side}={who}" for side, who in seats.items()
    )
    try:
        Table(game, seats, paper, Keyboard(sys.stdin, paper, waits=typed or pause, echoes=not typed)).play()
    except (InputEnded, KeyboardInterrupt) as stop:
        paper.line()
        paper.line(
            f"Left after {game.ply} decision{'' if game.ply == 1 else 's'}. The same game from its start: {again}"
        )
        paper.flush()
        if isinstance(stop, KeyboardInterrupt):
            raise
