"""`wargame debrief`: the games of a class or a tournament side by side, and what to talk about."""

from __future__ import annotations

import os
import sys
from pathlib import Path  # noqa: TC003  Typer reads the annotations
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from wargame.bounds import MOST_REVIEW, MOST_SEED
from wargame.cli.output import AsJson, Force, print_json
from wargame.cli.saves import rules_for
from wargame.cli.waiting import progress, share_done
from wargame.errors import JournalError, PlayerError, WargameError
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.analysis.debriefing import Group, Reference
    from wargame.game.game import Game
    from wargame.game.summit import Summit
    from wargame.html.document import Document
    from wargame.html.folder import Folder
    from wargame.journal.reading import Journal

GAMES, MOST_GAMES, SEED, PLAYER, BUDGET = 10_000, 10**7, 2018, "doctrine", 100

MOST_NAME = 200  # bytes of a saved game's name that its page takes over

_Finished: TypeAlias = "list[tuple[Journal, Game]]"
_Passed: TypeAlias = list[tuple[str, str]]


def debrief(  # noqa: PLR0913  flags
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder of saved games.")],
    *,
    html: Annotated[
        Path | None,
        typer.Option(metavar="OUT", help="Write a folder of pages: one for the class, and a review of each game."),
    ] = None,
    as_json: AsJson = False,
    games: Annotated[
        int, typer.Option(min=1, max=MOST_GAMES, metavar="N", help="How many games of the AI stand beside the class's.")
    ] = GAMES,
    player: Annotated[
        str, typer.Option(metavar="PLAYER", help="Who plays them, in both seats: doctrine, search:N, a level, …")
    ] = PLAYER,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, metavar="S", help="The seed of these games.")] = SEED,
    budget: Annotated[
        int,
        typer.Option(
            min=1, max=MOST_REVIEW, metavar="N", help="With --html: simulations of each move that a review compares."
        ),
    ] = BUDGET,
    force: Force = False,
) -> None:
    """Tell a class what its games came to, and what to discuss.

    All finished games of the folder are told, by the rules they were played by, beside games of the AI. Everything is
    told, hidden cards too. What is unfinished or damaged is named, and not counted.
    """
    if as_json and html is not None:
        message = "--json and --html exclude each other"
        raise typer.BadParameter(message)
    player = _checked(player)
    finished, passed = _read(folder)
    out = _folder(html, force=force)
    groups = list(_groups(finished, player, seed, games))
    if out is not None:
        count = out.write(_pages(groups, finished, passed, budget))
        print(f"Wrote {count} pages; begin with {legible(out.path / 'index.html')}")
        _warn(passed)
    elif as_json:
        not_counted = [{"file": name, "reason": why} for name, why in passed]
        print_json({"groups": [group.account() for group in groups], "not_counted": not_counted})
    else:
        _print(groups, passed)


def _checked(player: str) -> str:
    from wargame.players.roster import check_player

    try:
        return check_player(player)
    except PlayerError as error:
        raise typer.BadParameter(str(error), param_hint="'--player'") from error


def _folder(path: Path | None, *, force: bool) -> Folder | None:
    if path is None:
        return None
    from wargame.html import debrief as pages
    from wargame.html import review
    from wargame.html.folder import Folder

    folder = Folder(path=path, what=(pages.WHAT, review.WHAT), force=force)
    folder.prepare()
    return folder


def _read(folder: Path) -> tuple[_Finished, _Passed]:
    """Return the finished games of a folder, replayed, and the other files with why they are not counted.

    Raises:
        JournalError: the folder holds no saved game, or none that is finished, or cannot be read.
    """
    from wargame.journal.store import saves_in

    if not folder.is_dir():
        reason = "a file, not a folder of saved games" if folder.exists() else "no such folder"
        message = f"{folder}: {reason}"
        raise JournalError(message)
    paths = saves_in(folder)
    if not paths:
        message = f"{folder}: no saved games in this folder (files that end in .jsonl)"
        raise JournalError(message)
    finished: _Finished = []
    passed: _Passed = []
    for path in paths:
        try:
            finished.append(_replayed(path))
        except (WargameError, OSError) as error:
            why = error.summary if isinstance(error, WargameError) else str(error)
            passed.append((path.name, why.removeprefix(f"{path}").lstrip(":, ")))
    if not finished:
        name, why = passed[0]
        more = f", and {len(passed) - 1} more" if len(passed) > 1 else ""
        message = f"{folder}: no finished game in this folder; not counted: {name} ({why}){more}"
        raise JournalError(message)
    return finished, passed


def _replayed(path: Path) -> tuple[Journal, Game]:
    """Return a finished game.

    Raises:
        WargameError: it cannot be read or replayed, or is not over.
    """
    from wargame.journal.reading import read_journal
    from wargame.journal.replay import replayed

    journal = read_journal(path)
    game = replayed(rules_for(journal), journal)
    if not game.is_over:
        reason = f"{path}: {journal.problem or f'not over, {game.ply} decisions so far'}"
        raise JournalError(reason)
    return journal, game


def _groups(finished: _Finished, player: str, seed: int, games: int) -> Iterator[Group]:
    """Yield the games by their rules, the most played first, each group beside games of the AI."""
    from wargame.analysis.debriefing import group_of

    by_rules: dict[str, _Finished] = {}
    for journal, game in finished:
        by_rules.setdefault(game.summit.sha256, []).append((journal, game))
    for each in sorted(by_rules.values(), key=len, reverse=True):
        summit = each[0][1].summit
        reference = _reference(summit, player, seed, games)
        yield group_of(summit, [(journal.path.name, journal.header.seats, game) for journal, game in each], reference)


def _reference(summit: Summit, player: str, seed: int, games: int) -> Reference:
    from wargame.analysis.debriefing import Reference
    from wargame.runs.batch import Run
    from wargame.runs.counting import count_games
    from wargame.runs.tally import empty_tally
    from wargame.system import cores

    run = Run(summit=summit, seats=dict.fromkeys(summit.rules.side_ids, player), seed=seed)
    tally = empty_tally(summit.rules)
    with progress(games) as tell:
        for tally in count_games(run, range(games), cores(), None):
            tell(tally.games)
    return Reference(player=player, seed=seed, tally=tally)


def _print(groups: list[Group], passed: _Passed) -> None:
    from wargame.pages.debrief import rules_words, show_group, show_passed_over
    from wargame.plain.paper import Paper, terminal_width

    paper = Paper(sys.stdout, terminal_width())
    if len(groups) > 1:
        paper.line("The games were played by several rules, and are told apart by them.")
    for group in groups:
        paper.line()
        paper.line(rules_words(group), tone="title")
        show_group(paper, group)
    show_passed_over(paper, passed)


def _warn(passed: _Passed) -> None:
    for name, why in passed:
        print(legible(f"wargame: not counted: {name}: {why}"), file=sys.stderr)


def _pages(groups: list[Group], finished: _Finished, passed: _Passed, budget: int) -> Iterator[tuple[str, Document]]:
    """Yield the page of each game, and at last that of the class."""
    from wargame.html.blocks import Link
    from wargame.html.debrief import INDEX, class_page
    from wargame.html.folder import file_of
    from wargame.html.review import document_of
    from wargame.pages.review.saved import review_saved

    back = (Link("The class", file_of(INDEX)),)
    names = {journal.path.name: _page_name(journal.path, number) for number, (journal, _) in enumerate(finished)}
    with share_done("Reviewing") as tell:
        for number, (journal, game) in enumerate(finished):
            for step in review_saved(game.summit, journal, budget):
                if isinstance(step, float):
                    tell((number + step) / len(finished))
                else:
                    yield names[journal.path.name], document_of(step, back)
    yield INDEX, class_page(groups, passed, names)


def _page_name(path: Path, number: int) -> str:
    """Return the name of a game's page: as its file, or its number where that would be too long for a file system."""
    return f"game-{path.stem if len(os.fsencode(path.stem)) <= MOST_NAME else number}"
