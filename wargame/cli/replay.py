"""`wargame replay`: a saved game told as a story, as data, or checked by playing it again."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.completing import saved_games
from wargame.cli.output import AsJson, Force, destination, print_json
from wargame.cli.saves import FILE, Saves, kinship, open_save, rules_for
from wargame.cli.screen import has_screen, open_screen
from wargame.cli.trajectories import is_named_so, verified_trajectories
from wargame.errors import JournalError, WargameError
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.destination import Destination
    from wargame.game.game import Game
    from wargame.game.summit import Summit
    from wargame.journal.reading import Journal

REFEREE_NAME = "referee"

As = Annotated[
    str,
    typer.Option("--as", metavar="SIDE", help="Whose eyes to see it with: a side's, or the referee's, who sees all."),
]


def replay(  # noqa: PLR0913  flags
    file: Annotated[str, typer.Argument(metavar="FILE", help=FILE, autocompletion=saved_games)],
    *,
    seat: As = REFEREE_NAME,
    first: Annotated[int | None, typer.Option("--from", min=0, metavar="PLY", help="Begin with this decision.")] = None,
    last: Annotated[
        int | None, typer.Option("--to", min=0, metavar="PLY", help="Stop after this decision, before the end.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Tell it in lines, as without a terminal.")] = False,
    as_json: AsJson = False,
    markdown: Annotated[
        Path | None, typer.Option(metavar="OUT.md", help="Write it as a Markdown file; an older one is replaced.")
    ] = None,
    force: Force = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Tell nothing: play it again, and compare every state and every roll.")
    ] = False,
    saves: Saves = None,
) -> None:
    """Look at a saved game again.

    On a terminal step by step, with anybody's eyes; anywhere else it is told as a story.

    What could be read of a damaged file is told, with a warning.
    """
    if sum((text, as_json, markdown is not None, verify)) > 1:
        message = "--text, --json, --markdown and --verify exclude each other"
        raise typer.BadParameter(message)
    if first is not None and last is not None and first > last:
        message = f"{first} comes after --to {last}"
        raise typer.BadParameter(message, param_hint="'--from'")
    if verify:
        verify_all([file], saves)
        return
    plainly = text or as_json or markdown is not None
    journal = open_save(file, saves)
    summit = rules_for(journal)
    side = seat_named(summit, seat)
    page = _page(markdown, journal, force=force)
    game = _stretch(summit, journal, first, last)
    if has_screen() and not plainly:
        _view(game, journal, side, first, saves)
        return
    if as_json:
        from wargame.journal.account import account

        print_json(account(game, journal, side, first=first or 0, reveals=last is None))
    else:
        _tell(game, journal, side, page, first=first or 0, reveals=last is None)


def _page(path: Path | None, journal: Journal, *, force: bool) -> Destination | None:
    if path is None:
        return None
    from wargame.plain.export import STORY

    return destination(path, STORY, read=[journal.path], force=force)


def _view(game: Game, journal: Journal, seat: str, first: int | None, saves: Path | None) -> None:
    def opener() -> object:
        from wargame.tui.screens.replay import ReplayScreen

        return partial(ReplayScreen, game, journal, seat, first)

    open_screen(opener, saves)


def seat_named(summit: Summit, name: str) -> str:
    """Return the seat of a name, "" for the referee.

    Raises:
        typer.BadParameter: there is no such side.
    """
    from wargame.scenario.faults import nearest

    if name == REFEREE_NAME:
        return ""
    sides = summit.rules.side_ids
    if name not in sides:
        known = (*sides, REFEREE_NAME)
        message = f"no side {name!r}{nearest(name, known)}; there are {', '.join(known)}"
        raise typer.BadParameter(message, param_hint="'--as'")
    return name


def _stretch(summit: Summit, journal: Journal, first: int | None, last: int | None) -> Game:
    """Return the game replayed up to the last decision that is told.

    Raises:
        JournalError: it has no such decision, or differs from its replay.
    """
    from wargame.journal.replay import replayed

    game = replayed(summit, journal, last)
    if first is not None and first > game.ply:
        message = f"{journal.path.name} has no ply {first}; its last is {game.ply}"
        raise JournalError(message)
    return game


def _tell(  # noqa: PLR0913
    game: Game, journal: Journal, seat: str, out: Destination | None, *, first: int, reveals: bool
) -> None:
    from wargame.pages.retelling import retell
    from wargame.pages.words import local_time
    from wargame.plain.export import export
    from wargame.plain.paper import Paper, terminal_width

    if out is None:
        paper, begun = Paper(sys.stdout, terminal_width()), local_time(journal.header.created)
        retell(paper, game, journal, seat, first=first, reveals=reveals, begun=begun)
        return
    replaced = export(out, game, journal, seat, first=first, reveals=reveals)
    print(f"{'Replaced' if replaced else 'Wrote'} {legible(out.path)}")


# -- checked


def verify_all(names: Sequence[str], saves: Path | None) -> None:
    """Play saved games again, or all of a folder, and print a line about each; with one at fault, exit 1.

    Raises:
        JournalError: a folder holds no saved game, or cannot be read.
        typer.Exit: a game is not whole, or differs from its replay.
    """
    good = True
    every = [each for name in names for each in _files(name)]
    for name in every:
        try:
            told = _verified(name, saves)
        except WargameError as error:
            good = False
            print(legible(f"wargame: {error}"), file=sys.stderr)
        else:
            for words in told:
                print(legible(f"{name}: {words}" if len(every) > 1 else words))
    if not good:
        raise typer.Exit(1)


def _files(name: str) -> list[str]:
    from wargame.journal.store import saves_in

    if not os.path.isdir(name):  # noqa: PTH112  says no where pathlib raises
        return [name]
    found = saves_in(Path(name))
    if not found:
        message = f"{name}: no saved games in this folder"
        raise JournalError(message)
    return [str(path) for path in found]


def _verified(name: str, saves: Path | None) -> list[str]:
    """Verify a game; return lines on what was verified, what cannot be, and its branches.

    Raises:
        WargameError: it is not whole, or differs from its replay.
    """
    from wargame.journal.replay import verified
    from wargame.pages.retelling import verified_words

    if is_named_so(name):
        return [verified_trajectories(name)]
    journal = open_save(name, saves, quiet=True)
    try:
        summit = rules_for(journal)
    except WargameError as error:
        message = f"{journal.path}: {error.summary}"
        raise JournalError(message) from error
    if wrong := verified(summit, journal) or journal.problem:
        message = f"{journal.path}, {wrong}"
        raise JournalError(message)
    return [f"verified: {verified_words(journal)}", *kinship(journal)]
