"""`wargame review`: a saved game explained: every decision judged, luck, the bargain, the promises; and tried again."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path  # noqa: TC003  Typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.bounds import MOST_REVIEW, USUAL_REVIEW
from wargame.cli.completing import saved_games
from wargame.cli.output import AsJson, Force, destination, print_json
from wargame.cli.play import going_on, play_on_screen, sit_down
from wargame.cli.saves import FILE, MOST_DIGITS, Saves, open_save, rules_for, uninterrupted, warn
from wargame.cli.screen import has_screen
from wargame.cli.waiting import share_done
from wargame.errors import JournalError
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.destination import Destination
    from wargame.game.summit import Summit
    from wargame.journal.reading import Journal
    from wargame.pages.review.told import Told
    from wargame.session.sitting import Sitting


def review(  # noqa: PLR0913  flags
    file: Annotated[str, typer.Argument(metavar="FILE", help=FILE, autocompletion=saved_games)],
    *,
    budget: Annotated[
        int,
        typer.Option(
            min=1,
            max=MOST_REVIEW,
            metavar="N",
            help="Simulations of each move that is compared: more is slower, and surer.",
        ),
    ] = USUAL_REVIEW,
    as_json: AsJson = False,
    markdown: Annotated[
        Path | None, typer.Option(metavar="OUT.md", help="Write it as a Markdown file; an older one is replaced.")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="OUT.html", help="Write it as one HTML file with charts; an older one is replaced."),
    ] = None,
    retry: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=10**MOST_DIGITS,
            metavar="N",
            help="Try decision N again: play on from there, in a new file, and be told what became better.",
        ),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="With --retry: line by line; always so without a terminal.")
    ] = False,
    force: Force = False,
    saves: Saves = None,
) -> None:
    """Explain a saved game: decisions, luck, the bargain, promises.

    Everything is told, hidden cards too: it is for after the game. One that is not over is reviewed as far as it goes.
    """
    if sum((as_json, markdown is not None, html is not None, retry is not None)) > 1:
        message = "--json, --markdown, --html and --retry exclude each other"
        raise typer.BadParameter(message)
    if plain and retry is None:
        message = "goes with --retry"
        raise typer.BadParameter(message, param_hint="'--plain'")
    journal = open_save(file, saves)
    summit = rules_for(journal)
    if retry is not None:
        open_game = partial(_branch, summit, journal, retry, saves)
        if has_screen() and not plain:
            play_on_screen(open_game, saves)
        _try_again(journal, open_game(), budget)
        return
    write = _writer(journal, markdown, html, force=force)
    told = _reviewed(summit, journal, budget)
    if as_json:
        from wargame.pages.review.saved import account_of

        print_json(account_of(told, journal))
    elif write is not None:
        print(write(told))
    else:
        _print(told)


def _writer(journal: Journal, markdown: Path | None, html: Path | None, *, force: bool) -> Callable[[Told], str] | None:
    """Return what writes the review to a file, which is checked before the work begins, and says so; None: to none.

    Raises:
        RunError: nothing may be written there, or nothing can be.
    """
    if markdown is not None:
        from wargame.plain.export import REVIEW, export_review

        page = destination(markdown, REVIEW, read=[journal.path], force=force)
        return lambda told: _written(page, replaced=export_review(page, told))
    if html is not None:
        from wargame.html.review import KIND, document_of

        page = destination(html, KIND, read=[journal.path], force=force)
        return lambda told: _written(page, replaced=document_of(told).write(page))
    return None


def _written(page: Destination, *, replaced: bool) -> str:
    return f"{'Replaced' if replaced else 'Wrote'} {legible(page.path)}"


def _reviewed(summit: Summit, journal: Journal, budget: int) -> Told:
    from wargame.pages.review.saved import review_saved

    with share_done("Reviewing") as tell:
        for step in review_saved(summit, journal, budget):
            if not isinstance(step, float):
                return step
            tell(step)
    raise AssertionError


def _print(told: Told) -> None:
    from wargame.pages.review.whole import show_review
    from wargame.plain.paper import Paper, terminal_width

    paper = Paper(sys.stdout, terminal_width())
    paper.line(told.rules.scenario.title, tone="title")
    show_review(paper, told)


# -- a decision tried again


def _try_again(journal: Journal, sitting: Sitting, budget: int) -> None:
    """Play on line by line, and say what became better."""
    from wargame.journal.replay import replayed
    from wargame.pages.review.retried import show_retried
    from wargame.pages.review.saved import beside
    from wargame.plain.paper import Paper, terminal_width

    try:
        sit_down(sitting, "", knows_seed=False, pause=False)
    finally:
        sitting.saving.close()
    found = beside(replayed(sitting.game.summit, journal), sitting.game, budget)
    if found is None:
        warn("no decision was taken otherwise than before: there is nothing to compare")
    else:
        show_retried(Paper(sys.stdout, terminal_width()), sitting.rules, found)


def _branch(summit: Summit, journal: Journal, number: int, saves: Path | None) -> Sitting:
    """Open the game before a decision, a person in the place of whoever took it.

    Raises:
        JournalError: there is no such decision, or nothing can be written.
        PlayerError: one of the players cannot be loaded.
    """
    from wargame.journal.replay import standing
    from wargame.players.offered import HUMAN
    from wargame.session import opening

    decisions = standing(journal)
    if number > len(decisions):
        message = f"{journal.path.name} has no decision {number}; its last is {len(decisions)}"
        raise JournalError(message)
    seats = going_on(summit, journal, {decisions[number - 1].side: HUMAN}, [])
    return opening.branch(summit, journal, number - 1, seats, saves, terms=opening.Terms(shield=uninterrupted))
