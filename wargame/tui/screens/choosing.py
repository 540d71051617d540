"""Choosing a move: what it would do under the cursor, the draft of it, and the pages about it.

Nothing is played here: whoever sits at the table commits what was drafted.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from wargame.game.preview import preview_of
from wargame.pages.bars import bars_of
from wargame.pages.lanes import lanes_of
from wargame.pages.menu import Choice, consequences, show_why_closed
from wargame.pages.moves import Look, looked_at, show_look, show_move_now
from wargame.pages.stories import show_clause_closely
from wargame.tui.arrangement import BARS, CLAUSE
from wargame.tui.open_moves import OpenMoves
from wargame.tui.screens.board import Board
from wargame.tui.screens.page import PageScreen
from wargame.tui.widgets.bars import Bars
from wargame.tui.widgets.gap import GapBoard
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.widget import Widget

    from wargame.game.game import Game
    from wargame.game.view import View
    from wargame.pages.sheet import Sheet
    from wargame.scenario.rules import MoveRule


class Choosing(Board):
    """A board with the moves of the side to move; a subclass says when it is a person's turn, and commits."""

    COMMANDS: ClassVar[set[Any]] = {OpenMoves}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "commit", "Commit", tooltip="play the drafted move"),
        Binding("slash", "filter", "Filter", key_display="/", tooltip="type words of a move to find it"),
        Binding("w", "why", "Why", tooltip="the closed moves, each with its reason"),
        Binding("i", "card", "Card", show=False, tooltip="of the move under the cursor: its rule, with its sources"),
        Binding("h", "hint", "Hint", tooltip="what an AI would do here and why; it can be stopped"),
    ]

    drafted: str = ""  # id of a move
    _looks: Mapping[str, Look] = MappingProxyType({})  # at moves of the position that is shown, by id

    @property
    def is_choosing(self) -> bool:
        """Say whether it is a person's turn to choose."""
        raise NotImplementedError

    @property
    def reads_clause(self) -> bool:
        """Say whether a clause is read out: while nothing is looked at, what is new is."""
        return not self.is_choosing or self.query_one(Moves).options.highlighted is not None

    def action_commit(self) -> None:
        """Play the drafted move."""
        raise NotImplementedError

    def show_buttons(self) -> None:
        """Show the buttons of what can be done now."""
        raise NotImplementedError

    def show_news(self) -> None:
        """Show what is new since this seat's last turn."""
        raise NotImplementedError

    def controls(self) -> Iterator[Widget]:
        """Yield the moves."""
        yield Moves()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done while one chooses."""
        if action in {"filter", "why"}:
            return self.is_choosing
        if action == "card":
            return self.is_choosing and (self.query_one(Moves).under_cursor is not None or None)
        if action == "hint":
            return self.is_choosing and self.app.settings.hints
        if action == "commit":
            return self.is_choosing and (bool(self.drafted) or None)
        if action == "put_back":
            moves = self.query_one(Moves)
            is_there = moves.is_filtering or moves.options.highlighted is not None
            return self.is_choosing and (bool(self.drafted) or is_there)
        return super().check_action(action, parameters)

    def show(self) -> View:
        """Show the game as it stands, and forget what moves would have done before."""
        self._looks = {}
        return super().show()

    # -- under the cursor, and drafted

    @on(Moves.Shown)
    def _shown(self, event: Moves.Shown) -> None:
        if not self.is_choosing:
            return
        if self.drafted and (event.move is None or event.move.id != self.drafted):
            self._undraft()
        self._look_at(event.move, event.choice)
        self.refresh_bindings()  # a card is there for a move, not for a verb

    def _look_at(self, move: MoveRule | None, choice: Choice | None) -> None:
        """Show what a move would do; of a verb, what each of its moves would."""
        game = self.game
        if move is None:
            self._show_ghosts(None)
            self.detail.write(
                lambda sheet: _show_choice(sheet, game, choice), title="Enter opens it" if choice else " "
            )
            return
        look = self._looks.get(move.id) or looked_at(game, move)
        self._looks = {**self._looks, move.id: look}
        self._show_ghosts(look)
        title = self._title(move, is_closed=look.preview is None)
        self.detail.write(lambda sheet: self._show_look(sheet, look), title=title)

    def _show_ghosts(self, look: Look | None) -> None:
        """Show on the gap board and on the bars what a move would make of them; None takes that away."""
        rules, view, gap = self.rules, self._view, self.query_one(GapBoard)
        if view is None:
            return
        sure = {} if look is None else look.sure
        lanes = lanes_of(rules, view, {track: view.tracks[track] + by for track, by in sure.items()}) if sure else ()
        gap.point_at("" if look is None else look.move.issue, lanes)
        worths = () if look is None else look.worths
        self.query_one(Bars).show_ghosts(bars_of(rules, self.what_ifs, worths), rules.scenario.success)
        self.show_clause()

    def _show_look(self, sheet: Sheet, look: Look) -> None:
        show_look(sheet, self.game, look, points=not self.panels.shows(BARS))
        view, issue = self._view, look.move.issue
        if view is not None and issue and not self.panels.shows(CLAUSE):
            sheet.line()
            show_clause_closely(sheet, self.rules, view, issue, then=self.query_one(GapBoard).later(issue))

    def _title(self, move: MoveRule, *, is_closed: bool) -> tuple[str, ...]:
        """Return what stands above a move, the longest wording first: whether it is drafted, and what commits it."""
        if move.id == self.drafted:
            return f"◆ c commits, Esc puts back · {move.title}", f"◆ {move.title} · c commits", "◆ drafted · c commits"
        return (f"{move.title} · ✕ closed", f"✕ {move.title}") if is_closed else (move.title,)

    @on(Moves.Picked)
    def _picked(self, event: Moves.Picked) -> None:
        if not (self.is_choosing and self._is_under_cursor(event.move.id)):
            return
        if self.game.why_not(event.move.id) is not None:
            self._look_at(event.move, None)
        elif not self.may_draft(event.move.id):
            return
        elif self.drafted != event.move.id:  # struck or clicked again it stays drafted: another key commits
            self.drafted = event.move.id
            self.query_one(Moves).mark_drafted(self.drafted)
            self.detail.entitle(*self._title(event.move, is_closed=False))
            self.show_buttons()
            self.refresh_bindings()

    def may_draft(self, move: str) -> bool:
        """Say whether an open move may be drafted; a table lets everything be."""
        del move
        return True

    def _is_under_cursor(self, move: str) -> bool:
        """Say whether a move is what the cursor stands on: keys come faster than what they do is shown."""
        here = self.query_one(Moves).under_cursor
        return here is not None and here.id == move

    def _undraft(self) -> None:
        self.drafted = ""
        self.query_one(Moves).mark_drafted("")
        self.show_buttons()
        self.refresh_bindings()

    def action_put_back(self) -> None:
        """Close the filter, put the drafted move back, or leave the moves and look again at what is new."""
        moves = self.query_one(Moves)
        if moves.is_filtering:
            moves.stop_filter()
        elif self.drafted:
            self._undraft()
            self._look_at(moves.under_cursor, None)
        else:
            moves.options.highlighted = None
            self._show_ghosts(None)
            self.show_news()

    # -- pages about a move

    def action_filter(self) -> None:
        """Open the filter."""
        self.query_one(Moves).start_filter()

    def action_why(self) -> None:
        """Show the closed moves."""
        moves = self.query_one(Moves)
        moves.toggle_closed()
        moves.focus_list()

    def action_card(self) -> None:
        """Open the rule card of the move under the cursor."""
        game, move = self.game, self.query_one(Moves).under_cursor
        if move is not None:
            self.app.push_screen(PageScreen(move.title, lambda sheet: show_move_now(sheet, game, move)))

    def action_hint(self) -> None:
        """Ask an AI."""
        from wargame.tui.screens.hint import HintScreen

        self.app.push_screen(HintScreen(self.game, self.eyes), self.stand_on)

    def stand_on(self, move: str | None) -> None:
        """Bring the cursor to a move while one chooses; "" and None leave it where it is."""
        if move and self.is_choosing:
            self.query_one(Moves).stand_on(move)


def _show_choice(sheet: Sheet, game: Game, choice: Choice | None) -> None:
    """Write each move of a verb with its consequences."""
    if choice is None:
        return
    sheet.line(choice.title, tone="title")
    if game.why_not(choice.moves[0].id) is not None:
        show_why_closed(sheet, game, choice)
        return
    for move in choice.moves:
        words = consequences(game.summit.rules, preview_of(game.known_to(move.side), move), game.values(), move.side)
        sheet.line(f"{move.title}: {words}", indent=2)
