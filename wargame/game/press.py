"""The newspapers, and what history did: texts that are a function of the state and never of chance.

A page with a `when` is printed once, after the first decision at which that holds; the others once the game is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.game.texts import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.game.game import Game
    from wargame.scenario import rules


@frozen
class FrontPage:
    """A front page as it was printed."""

    party: str  # a side or an actor
    paper: str
    headline: str
    lines: tuple[str, ...]


def last_pages(game: Game) -> tuple[FrontPage, ...]:
    """Return the front pages of the end, none while the game goes on."""
    pages = game.summit.rules.front_pages
    if not game.is_over or not pages:
        return ()
    values = game.summit.values(game.state)
    return tuple(_printed(page, values, game.seed) for page in pages if page.when is None)


def early_pages(game: Game) -> Mapping[int, tuple[FrontPage, ...]]:
    """Return the front pages printed during the game, by the ply after which they were (0: the set-up)."""
    waiting = [page for page in game.summit.rules.front_pages if page.when is not None]
    found: dict[int, tuple[FrontPage, ...]] = {}
    for number, record in enumerate((game.setup, *game.records)):
        if not waiting:
            break
        values = game.summit.values(record.states[-1] if len(record.states) else record.before)
        due = [page for page in waiting if page.when is not None and page.when.holds(values)]
        if due:
            found[number] = tuple(_printed(page, values, game.seed) for page in due)
            waiting = [page for page in waiting if page not in due]
    return found


def told_history(game: Game) -> tuple[str, tuple[str, ...]] | None:
    """Return what is told of history after the end, under which title; None where there is nothing to tell."""
    history = game.summit.rules.history
    if history is None or not game.is_over:
        return None
    values = game.summit.values(game.state)
    lines = (_chosen("history", pieces, values, game.seed) for pieces in history.lines)
    return history.title, tuple(line for line in lines if line)


def _printed(page: rules.FrontPage, values: Mapping[str, int], seed: int) -> FrontPage:
    headline, *lines = (_chosen(page.party, pieces, values, seed) for pieces in (page.headlines, *page.lines))
    return FrontPage(page.party, page.paper, headline, tuple(line for line in lines if line))


def _chosen(party: str, pieces: tuple[rules.Piece, ...], values: Mapping[str, int], seed: int) -> str:
    """Return the text of the first piece whose guard holds, "" if none does."""
    piece = next((piece for piece in pieces if piece.when.holds(values)), None)
    return told(piece.text, seed, f"{party} {piece.key}", 0) if piece is not None else ""
