"""A search with a book: it plays as a solved strategy has it where that knows the position, and searches elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wargame.game.move import Move
    from wargame.game.view import View
    from wargame.players.search import SearchPlayer
    from wargame.players.solved import SolvedPlayer

LEAST_VISITS = 100  # of samples behind an information set that the book is followed in


class BookPlayer:
    """A player that opens a book before it searches."""

    def __init__(self, book: SolvedPlayer, search: SearchPlayer) -> None:
        """Take a seat with a book and what plays where that says nothing."""
        self._book, self._search = book, search
        self.reasons = ""

    def decide(self, view: View) -> Move:
        """Return the move of the book, or else of the search; `reasons` says which, and why."""
        visits = self._book.visits(view)
        if self._follows(visits):
            move = self._book.decide(view)
            share = self._book.chances(view)[move.id]
            met = "" if visits is None else f", from {visits:,} samples"
            self.reasons = f"from the book, which plays it here with a chance of {share:.0%}{met}"
            return move
        known = f"knows this position from {visits:,} samples alone" if visits else "does not know this position"
        self.reasons = f"searched: the book {known}"
        return self._search.decide(view)

    def chances(self, view: View) -> dict[str, float] | None:
        """Return the probability of each move where the book is followed; None elsewhere."""
        return self._book.chances(view) if self._follows(self._book.visits(view)) else None

    @staticmethod
    def _follows(visits: int | None) -> bool:
        return visits is None or visits >= LEAST_VISITS
