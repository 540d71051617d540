"""What a model is shown at a decision: the pages of its seat in plain text, and the numbered menu.

Pages ask a game. This one is made of a view and of the bounds that its seat can work out, and holds nothing else: where
a hidden track stands, the track's start stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from wargame.game.game import Game
from wargame.game.hidden import Known
from wargame.game.ranges import Interval
from wargame.kernel import state as slots_of
from wargame.pages.brief import show_brief, show_risks
from wargame.pages.menu import Menu, move_words, open_menu, show_menu
from wargame.pages.situation import show_actors, show_situation, show_worked_out
from wargame.pages.stories import show_draft, show_stories
from wargame.pages.telling import tell_entries
from wargame.plain.paper import Paper
from wargame.players.player import state_seen

if TYPE_CHECKING:
    from wargame.game.summit import Summit
    from wargame.game.view import View

_WIDTH = 100


@define(eq=False)
class _Seen(Game):
    """A game as one seat knows it, at one decision."""

    reach: Mapping[str, Interval] = field(factory=dict, kw_only=True)

    def known_to(self, seat: str) -> Known:
        """Return the position as the seat knows it."""
        return Known(self.summit, self.state, seat, self.reach)


def game_seen(summit: Summit, view: View, reach: Mapping[str, Interval]) -> Game:
    """Return a game that stands where a view does and knows no more; it is there to be looked at, not to be played."""
    game = _Seen(summit, 0, reach=reach)
    game.state = state_seen(summit, view)
    this_round = (view.tracks["phase"], view.tracks["round"])
    game.state[slots_of.MOVED] = len(
        {entry.ply for entry in view.log if entry.kind == "move" and (entry.phase, entry.round) == this_round}
    )
    return game


@frozen
class ModelPage:
    """A page, and the moves by what they are called on it."""

    text: str
    moves: Mapping[str, str]  # ids, by number


def page_of(summit: Summit, view: View, reach: Mapping[str, Interval]) -> ModelPage:
    """Return what a model is shown of a position."""
    game = game_seen(summit, view, reach)
    stream, menu = StringIO(), open_menu(game)
    _write(Paper(stream, _WIDTH), game, view, menu)
    return ModelPage(stream.getvalue(), _numbered(menu))


def _numbered(menu: Menu) -> dict[str, str]:
    """Return the open moves by number, `3`, or `3.2` where several share a line."""
    numbers = {}
    for number, choice in enumerate(menu.choices, 1):
        for at, move in enumerate(choice.moves, 1):
            numbers[f"{number}.{at}" if len(choice.moves) > 1 else f"{number}"] = move.id
    return numbers


def _write(paper: Paper, game: Game, view: View, menu: Menu) -> None:
    rules = game.summit.rules
    side, phase = rules.side(view.seat), rules.phases[view.tracks["phase"] - 1]
    paper.heading(rules.scenario.title)
    paper.text(rules.scenario.introduction)
    paper.heading(f"For {side.name} only: you are {side.name}")
    show_brief(paper, game, view)
    paper.heading("Log")
    tell_entries(paper, rules, view.log, view.seat)
    paper.heading("Situation")
    show_situation(paper, rules, view, {})
    show_worked_out(paper, rules, view)
    show_actors(paper, rules)
    paper.heading("Two public stories")
    show_stories(paper, rules, view)
    paper.heading("The draft communiqué")
    show_draft(paper, rules, view)
    paper.heading("At the end of this round, as things stand")
    show_risks(paper, game, view)
    paper.heading(f"{side.name} to move: {phase.title}, round {view.tracks['round']}")
    paper.line(f"Rounds left in this phase, this one included: {view.tracks['clock']}.")
    paper.heading("Your moves")
    show_menu(paper, game, menu)
    values = game.values()
    for number, choice in enumerate(menu.choices, 1):
        if len(choice.moves) > 1:
            paper.line()
            paper.line(f"{number}. {choice.title} is one of these", indent=2)
            for at, move in enumerate(choice.moves, 1):
                paper.line(f"{number}.{at} {move.title}: {move_words(game, move, values)}", indent=4)
