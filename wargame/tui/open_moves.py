"""The open moves in the command palette: the cursor goes to the one that is picked, and nothing is played."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from textual.command import Hit, Provider

from wargame.pages.menu import open_menu

if TYPE_CHECKING:
    from textual.command import Hits

    from wargame.game.game import Game


class _Chooses(Protocol):
    """A screen on which moves are chosen."""

    game: Game

    @property
    def is_choosing(self) -> bool:
        """Say whether it is a person's turn to choose."""

    def stand_on(self, move: str) -> None:
        """Bring the cursor to a move."""


class OpenMoves(Provider):
    """What whoever chooses a move may play, by its words."""

    async def search(self, query: str) -> Hits:
        """Yield what matches."""
        screen = cast("_Chooses", self.screen)  # no other screen offers this
        if not screen.is_choosing:
            return
        matcher = self.matcher(query)
        for choice in open_menu(screen.game).choices:
            for move in choice.moves:
                score = matcher.match(move.title)
                if score > 0:
                    words = f"{move.group}: go to the move"
                    yield Hit(score, move.title, partial(screen.stand_on, move.id), help=words)
