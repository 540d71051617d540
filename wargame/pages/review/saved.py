"""The review of a saved game: from its journal to all that the pages need, the game that it branches off included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import asdict

from wargame.analysis.review.retried import retried
from wargame.analysis.review.reviewed import Review, reviewing
from wargame.bounds import USUAL_REVIEW
from wargame.errors import JournalError
from wargame.journal.branches import parent_journal
from wargame.journal.replay import notes_of, replayed
from wargame.pages.review.told import Told
from wargame.players.learned import found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.analysis.review.retried import Retried
    from wargame.game.game import Game
    from wargame.game.summit import Summit
    from wargame.journal.reading import Journal


def review_saved(summit: Summit, journal: Journal, budget: int = USUAL_REVIEW) -> Iterator[float | Told]:
    """Review a saved game as far as it is whole; yields the share of the work done, and at last what pages need.

    Raises:
        JournalError: it cannot be replayed.
        PlayerError: the learned policy cannot be read.
    """
    game, review = replayed(summit, journal), None
    for step in reviewing(game, found(summit), budget):
        if isinstance(step, Review):
            review = step
        else:
            yield step
    assert review is not None, "it is the last of the steps"
    yield Told(
        game=game,
        review=review,
        file=journal.path.name,
        seats=journal.header.seats,
        notes=tuple(notes_of(journal)),
        retried=_beside_parent(game, journal, budget),
    )


def _beside_parent(game: Game, journal: Journal, budget: int) -> Retried | None:
    """Compare a branch with the game that it comes from; None of a game that is none, or whose parent is not there."""
    parent = parent_journal(journal)
    if parent is None:
        return None
    try:
        return beside(replayed(game.summit, parent), game, budget)
    except JournalError:  # its parent is damaged, which is not this game's fault
        return None


def beside(before: Game, now: Game, budget: int) -> Retried | None:
    """Compare a branch with the game that it comes from; None where no decision was taken otherwise.

    Raises:
        PlayerError: the learned policy cannot be read.
    """
    return retried(before, now, found(now.summit), budget)


def account_of(told: Told, journal: Journal) -> dict[str, Any]:
    """Return a review as plain data: the game, every figure, the notes; see docs/review.md."""
    scenario = journal.header.scenario
    return {
        "file": told.file,
        "problem": journal.problem,
        "scenario": {"id": scenario.id, "title": scenario.title, "sha256": scenario.sha256},
        "seats": dict(told.seats),
        "sides": list(told.rules.side_ids),
        "issues": [issue.id for issue in told.rules.issues],
        "review": told.review.account(),
        "retried": asdict(told.retried) if told.retried else None,
        "notes": [asdict(note) for note in told.notes],
    }
