"""Every page of one game, as it read when it was last looked at: whoever changes a word sees all that it changes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from examples import DRAFTED
from summits import positions
from transcripts import assert_as_kept

from wargame.analysis.bargaining.bargain import maps_of
from wargame.game.communique import communique
from wargame.game.standing import projected
from wargame.game.view import view_of
from wargame.pages.bargain import places_of, show_bargain, show_closing, show_place
from wargame.pages.bars import bars_of, goal_words
from wargame.pages.brief import show_brief, show_mandate_at_a_glance, show_risks
from wargame.pages.briefing import show_briefing
from wargame.pages.finale import show_finale
from wargame.pages.lanes import lanes_of
from wargame.pages.menu import open_menu, show_closed, show_menu, show_several
from wargame.pages.moves import looked_at, show_look, show_move_now
from wargame.pages.news import show_news
from wargame.pages.situation import show_actors, show_situation, show_worked_out
from wargame.pages.stories import show_clause_closely, show_draft, show_stories
from wargame.pages.telling import entry_words, show_cause, tell_game
from wargame.plain.paper import Paper

if TYPE_CHECKING:
    from wargame.game.game import Game

SEED = 11
LIKES = frozenset({"give", "ask", "hand-over", "accept", "claim", "blur", "sweeten", "table"})


def show_turn(sheet: Paper, game: Game, before: dict[str, int]) -> None:
    """Write all that the side to move could open at a decision."""
    rules, seat = game.summit.rules, game.turn
    view = view_of(game, seat)
    show_news(sheet, game, seat, since=max(game.ply - 1, 0))
    show_situation(sheet, rules, view, before)
    show_worked_out(sheet, rules, view)
    show_actors(sheet, rules)
    show_draft(sheet, rules, view)
    show_stories(sheet, rules, view)
    show_brief(sheet, game, view)
    show_mandate_at_a_glance(sheet, rules, view)
    show_risks(sheet, game, view)
    sheet.line(goal_words(rules, bars_of(rules, projected(game.known_to(seat)))))
    for lane in lanes_of(rules, view):
        sheet.line(str(lane))
    show_moves(sheet, game)
    *_, found = maps_of(game.known_to(seat))
    show_bargain(sheet, rules, found)
    for _, place in places_of(found)[:4]:
        show_place(sheet, rules, found, place)


def show_moves(sheet: Paper, game: Game) -> None:
    """Write every move, open and closed, in each of the ways in which it is shown."""
    rules, seat, menu = game.summit.rules, game.turn, open_menu(game)
    show_menu(sheet, game, menu)
    show_closed(sheet, game, menu)
    look = looked_at(game, menu.choices[0].moves[0])
    for choice in menu.choices:
        if len(choice.moves) > 1:
            show_several(sheet, game, choice)
        look = looked_at(game, choice.moves[0])
        show_look(sheet, game, look, points=True)
        show_move_now(sheet, game, choice.moves[0])
    then = {**game.values(), **{name: game.values()[name] + step for name, step in look.sure.items()}}
    for clause in communique(rules, then):
        show_clause_closely(sheet, rules, view_of(game, seat), clause.issue, then=clause)


def test_every_page_reads_as_it_did() -> None:
    sheet, before = Paper(io.StringIO(), 110), dict[str, int]()
    for game in positions(DRAFTED, 1, SEED, likes=LIKES):
        if game.ply == 0:
            show_briefing(sheet, game, game.turn)
        if not game.is_over and game.ply in {0, 5}:
            sheet.heading(f"DECISION {game.ply}")
            show_turn(sheet, game, before)
        before = game.values()
    sheet.heading("AFTERWARDS")
    rules, seat = game.summit.rules, game.summit.rules.side_ids[0]
    tell_game(sheet, game, "")
    for entry in view_of(game, seat).log:
        sheet.line(entry_words(rules, entry, seat))
        show_cause(sheet, rules, entry, seat)
    show_closing(sheet, game)
    show_finale(sheet, game, [seat])
    sheet.flush()
    text = sheet.stream.getvalue()  # type: ignore[attr-defined]
    assert_as_kept(Path(__file__).with_name("every_page.txt"), text)
