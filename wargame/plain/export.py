"""A game's whole story, or its review, as a file of Markdown."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from wargame.destination import Kind
from wargame.pages.retelling import retell
from wargame.pages.review.whole import show_review
from wargame.plain.markdown import MarkdownPaper

if TYPE_CHECKING:
    from wargame.destination import Destination
    from wargame.game.game import Game
    from wargame.journal.reading import Journal
    from wargame.pages.review.told import Told

_BEGIN = re.compile(rb"# .+\n\n.+\n\n.+ Begun .+ As .+ saw it\\?\.\n")
STORY = Kind("a game told in Markdown", lambda head, _: _BEGIN.match(head) is not None, is_private=True)
_REVIEWED = re.compile(rb"# Review: .+\n\n.+\n")
REVIEW = Kind("a review in Markdown", lambda head, _: _REVIEWED.match(head) is not None, is_private=True)


def export(  # noqa: PLR0913  what is told, and to whom
    out: Destination, game: Game, journal: Journal, seat: str, *, first: int = 0, reveals: bool = True
) -> bool:
    """Write a game as `retell` tells it; returns whether an older file was replaced.

    Raises:
        RunError: it cannot be written.
    """
    text = io.StringIO()
    page = MarkdownPaper(text)
    page.title(game.summit.rules.scenario.title)
    retell(page, game, journal, seat, first=first, reveals=reveals)
    return out.write(text.getvalue())


def export_review(out: Destination, told: Told) -> bool:
    """Write the review of a game; returns whether an older file was replaced.

    Raises:
        RunError: it cannot be written.
    """
    text = io.StringIO()
    page = MarkdownPaper(text)
    page.title(f"Review: {told.rules.scenario.title}")
    show_review(page, told)
    return out.write(text.getvalue())
