"""A model is shown the pages of its seat, and nothing that its view and its log do not hold."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pytest
from examples import BUNDLED
from summits import summit_of

from wargame.game.game import Game
from wargame.game.view import view_of
from wargame.llm.page import _write, page_of
from wargame.pages.menu import open_menu
from wargame.plain.paper import Paper
from wargame.players.roster import make_player

if TYPE_CHECKING:
    from pathlib import Path

EVERY = 11  # plies between two looks


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_a_page_made_of_a_view_alone_is_that_of_the_game(path: Path) -> None:
    game = Game(summit_of(path), 3)
    while not game.is_over:
        view = view_of(game, game.turn)
        if game.ply % EVERY == 0:
            stream = StringIO()
            _write(Paper(stream, 100), game, view, open_menu(game))
            shown = page_of(game.summit, view, game.known_to(view.seat).reach)
            assert shown.text == stream.getvalue()
            assert sorted(shown.moves.values()) == sorted(view.legal)
        game.play(make_player(game.summit, "doctrine", game.player_key(game.turn)).decide(view))
