"""The table: one sitting on the screen, decision by decision.

A turn has stages. Before the first one stands a briefing. A person chooses a move (see `choosing`), with what is new
beside the moves. What came of it is told before anyone answers, so that it can be taken back where that is free.
Between two people stands a screen that covers everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content

from wargame.errors import RulesError
from wargame.game.view import REFEREE
from wargame.pages.arrival import arrival_words
from wargame.pages.bars import bars_of, goal_words
from wargame.pages.menu import open_menu
from wargame.session.saving import Unsaved
from wargame.tui.heat import gauge
from wargame.tui.ink import fitted
from wargame.tui.screens.privacy import PrivacyScreen
from wargame.tui.screens.stages import CHOOSE, OVER, THINK, TOLD, WATCH
from wargame.tui.screens.telling import YOUR_MOVE, Telling
from wargame.tui.thinking import Decided, Progress, think
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.timer import Timer

    from wargame.game.game import Game
    from wargame.session.sitting import Sitting
    from wargame.tui.screens.finale import FinaleScreen


class TableScreen(Telling):
    """A game being played."""

    HELP = (
        "The table. The first line says where the game stands, what you have to reach and how tense it is.\n\nThe gap"
        " board has a row for each clause: ● what the text gives, ▲ what was claimed at home, ◇ what the paper on the"
        " table would give, ≈ vague words. The line between ● and ▲ is the gap that breaks deals. ┃ is a red line of"
        " yours, and ░ lies beyond it. On the right, what each level is worth to you. Tab goes there: the clause under"
        " the cursor is read out in both stories.\n\nThe bars say what you would have, from 0 to 100; ┃ is success.\n\n"
        "Move the cursor through the moves: what each would change stands in [brackets] on the board and as ├◆┤ on the"
        " bars: ◆ on average, ├ and ┤ at worst and at best. Enter drafts a move, c commits it, Esc puts it back or"
        " shows again what is new. ✕ marks a closed move; its reason stands beside it. A move can be taken back until"
        " chance or the other side has acted."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "go_on", "Go on", key_display="⏎"),
        Binding("escape", "put_back", "Put back", show=False, tooltip="the drafted move back, or the filter closed"),
        Binding("escape", "stop", "Stop him", show=False, tooltip="who thinks plays his best so far"),
        Binding("u", "take_back", "Undo", tooltip="until the other side or chance has acted"),
        Binding("p", "pause", "Pause", show=False, tooltip="while two AIs play: stop, and go on"),
        Binding("n", "step", "One move", show=False, tooltip="while two AIs play: the next move"),
        Binding("plus,equals_sign", "faster", "Faster", show=False, key_display="+"),
        Binding("minus", "slower", "Slower", show=False, key_display="−"),
        Binding("q", "to_menu", "Menu", tooltip="leave the table; the game is saved and can be resumed"),
    ]

    def __init__(self, sitting: Sitting) -> None:
        """Sit down."""
        super().__init__(sitting)
        self.paused = False
        self._untold = arrival_words(sitting)
        self._seated = ""  # the person who looks on, where people share the keyboard
        self._timer: Timer | None = None
        self._is_left = False

    # -- what a board asks

    @property
    def game(self) -> Game:  # type: ignore[override]
        """Return the game at the table."""
        return self.sitting.game

    def before(self) -> Mapping[str, int]:
        """Return the values at the last turn of whoever looks."""
        if self.eyes != REFEREE:
            return self.sitting.last_turn(self.eyes)
        records = self.game.records
        return self.game.summit.values(records[-1].before) if records else {}

    def status(self) -> Content:
        """Return where the game stands, whose turn it is, what to reach, how tense it is, and whether it is saved."""
        rules, values = self.rules, self.game.values()
        phase, left = rules.phases[values["phase"] - 1].title, values["clock"]
        rounds = "last round" if left == 1 else f"{left} rounds left"
        over = self.game.is_over
        where = [f"{phase}, round {values['round']}" + ("" if over else f" ({rounds})"), f"{phase}, {rounds}"]
        whose = ["the game is over"]
        if not over:
            name, mine = rules.side(self.game.turn).name, self.game.turn == self.eyes
            whose = [f"You: {name}", name, ""] if mine else [f"{name} to move", name, ""]
        meter = None if self._view is None else self.tension(self._view)
        goal = "" if over or self.eyes == REFEREE else goal_words(rules, bars_of(rules, self.what_ifs))
        parts: list[tuple[int, Sequence[str | Content]]] = [
            (2, [Content.styled(each, "bold") for each in where]),
            (3, whose),
            (0, [Content.styled(goal, "bold $text-secondary")]),
            (1, [gauge(meter), gauge(meter, cells=0), ""] if meter else [""]),
            (0, [self.saved()]),
            (0, [self._watching()]),
        ]
        return Content(" ") + fitted(parts, self.app.size.width - 2)

    def _watching(self) -> Content:
        """Return how fast two AIs are watched, or that they wait."""
        if self.stage != WATCH:
            return Content("")
        if self.paused:
            return Content.styled("‖ paused, p goes on", "bold $text-warning")
        return Content(f"▶ {self.app.pace_words}")

    def saved(self) -> Content:
        """Return whether everything that was played is on disk."""
        if self.sitting.saving.is_saved:
            return Content.styled("✓ saved", "$text-success")
        return Content.styled("✕ not saved", "bold $text-error")

    def warn_if_unsaved(self) -> None:
        """Say so at once where nothing can be saved."""
        saving = self.sitting.saving
        if saving.trouble:
            self.app.tell_saving(Unsaved(saving.trouble))
        for caution in saving.cautions:
            self.app.tell_saving(caution)

    # -- the course of a sitting

    def on_mount(self) -> None:
        """Begin, or go on."""
        self.eyes = self.sitting.watcher
        self.app.sit_at(self.sitting.saving)
        self.warn_if_unsaved()
        if news := self.sitting.policy_news:
            self.app.say(news)
        if not self.sitting.humans:
            self.tell(REFEREE, "Before the first move")
            self._tell_arrival()
        self.go_on()

    def go_on(self) -> None:
        """Find out who is next, and let him act."""
        self.stop_roll()
        try:
            if not self.game.is_over:
                self.game.check_rules()
        except RulesError as error:
            self.app.say(str(error), is_error=True)
            self.app.to_menu()
            return
        side = self.game.turn
        if self.game.is_over:
            self._end()
        elif side not in self.sitting.humans:
            self._let_think()
        elif self.sitting.is_hot_seat and self.app.settings.privacy and not self._is_at_table(side):
            self._cover_table(side)
        else:
            self._begin_turn(side)

    def _is_at_table(self, side: str) -> bool:
        """Say whether this person sits there and looks on already."""
        return self._seated == side and not self.covered

    def _cover_table(self, side: str) -> None:
        self.covered = self.app.secret = True
        self.app.clear_notifications()
        self.eyes = side
        self.blank()
        self.query_one(Moves).hide()
        self.enter_stage("")
        self.app.push_screen(PrivacyScreen(self.rules.side(side).name), lambda _: self._uncover_table(side))

    def _uncover_table(self, side: str) -> None:
        self.covered = self.app.secret = False
        self._begin_turn(side)

    def _tell_arrival(self) -> None:
        """Say once, and to who looks on, what there is to know of a saved game that goes on."""
        while self._untold:
            self.app.say(self._untold.pop(0))

    def _begin_turn(self, side: str) -> None:
        self._tell_arrival()
        self.eyes = self._seated = side
        self.drafted = ""
        if not self.sitting.told[side]:
            self.brief(side)
            return
        is_news = self.sitting.told[side] <= len(self.game.records)
        if is_news:
            self._since[side] = self.sitting.tell(side)
        self.app.bell()
        self.show()
        moves = self.query_one(Moves)
        moves.show(open_menu(self.game))
        self.enter_stage(CHOOSE)
        self.show_banners(side, moving=is_news)
        if is_news:
            self.show_news()
        else:  # it has just been read; Esc brings it back
            self.detail.write(None, title=YOUR_MOVE)
        moves.focus_list()

    # -- a move

    def action_commit(self) -> None:
        """Play the drafted move."""
        if not (self.is_choosing and self.drafted and self._is_under_cursor(self.drafted)):
            return
        side = self.game.turn
        self._play(self.drafted)
        self.drafted = ""
        self.query_one(Moves).hide()
        self.show()
        self.enter_stage(TOLD)
        self.tell(side, "What came of it", roll=True)

    def _play(self, move: str) -> None:
        try:
            self.sitting.play(move)
        except RulesError as error:
            self.app.say(str(error), is_error=True)
        self._tell_saving()

    def _tell_saving(self) -> None:
        for news in self.sitting.saving.take_news():
            self.app.tell_saving(news)

    # -- another's move

    def _let_think(self) -> None:
        self.query_one(Moves).hide()
        self.show()
        watching = not self.sitting.humans
        self.enter_stage(WATCH if watching else THINK)
        if not watching:
            name = self.rules.side(self.game.turn).name
            self.detail.entitle(f"{name} is thinking …")
        self.sitting.stop.clear()
        self._think()

    @work(thread=True, exclusive=True, group="ai")
    def _think(self) -> None:
        think(self, self.sitting)

    @on(Progress)
    def _progressed(self, event: Progress) -> None:
        if self.stage == THINK and not self._is_left:
            name = self.rules.side(self.game.turn).name
            self.detail.entitle(f"{name} is thinking · Esc stops · {event.words}", f"{name} is thinking · Esc stops")

    @on(Decided)
    def _decided(self, event: Decided) -> None:
        if self._is_left or event.ply != self.game.ply or self.game.is_over:
            return
        if event.error:
            self.app.say(event.error, is_error=True)
            self.app.to_menu()
            return
        self._play(event.move)
        self.show()
        mover = self.rules.side(event.side).name
        if self.sitting.humans and not self.game.is_over:
            self.go_on()  # it is told beside the moves
        elif self.sitting.humans:
            self.enter_stage(TOLD)
            self.tell(self.sitting.watcher, f"{mover} has moved")
        else:
            self.enter_stage(WATCH)
            self.tell(REFEREE, f"{mover} has moved")
            self._wait()

    # -- watching

    def _wait(self) -> None:
        """Go on after a while, unless somebody has stopped it."""
        self._stop_timer()
        if not self.paused:
            self._timer = self.set_timer(max(0.01, self.app.settings.pace), self.go_on)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def action_pause(self) -> None:
        """Stop watching, or go on."""
        self.paused = not self.paused
        self.enter_stage(WATCH)
        self.show_status()
        if self.paused:
            self._stop_timer()
        else:
            self.go_on()

    def action_step(self) -> None:
        """Watch one more move."""
        self.paused = True
        self._stop_timer()
        self.go_on()

    def action_faster(self) -> None:
        """Wait less between moves."""
        self.app.change_pace(-1)
        self.show_status()

    def action_slower(self) -> None:
        """Wait longer between moves."""
        self.app.change_pace(1)
        self.show_status()

    # -- keys

    def action_go_on(self) -> None:
        """Go on after something was told, whether the dice have come to rest or not."""
        if self.stage in {TOLD, OVER}:
            self.go_on()

    def action_stop(self) -> None:
        """Have the one who thinks play his best so far."""
        self.sitting.stop.set()

    def may_take_back(self) -> bool:
        """Say whether the last move can be taken back."""
        return self.sitting.may_take_back()

    def why_not_back(self) -> str:
        """Return why the last move cannot be taken back."""
        if not any(each.move and each.move.side in self.sitting.humans for each in self.game.records):
            return "There is nothing to take back yet."
        if self.stage in {TOLD, CHOOSE}:
            return "Your last move stands: chance or the other side has acted since."
        return "A move is taken back once it is told, and before the other side has acted."

    def action_take_back(self) -> None:
        """Take the last move back."""
        if self.sitting.may_take_back():
            taken = self.sitting.take_back()
            self._tell_saving()
            self.app.say(f"Taken back: {taken}")
            self.go_on()

    def action_to_menu(self) -> None:
        """Leave the table."""
        self._leave()
        self.app.to_menu()
        self._tell_saving()
        if not self.game.is_over and self.sitting.saving.is_saved:
            self.app.say("The game is saved; Resume goes on with it.")

    def on_unmount(self) -> None:
        """Leave the table, however it came about."""
        self._leave()

    def _leave(self) -> None:
        """Let the file go."""
        self._is_left = True
        self.sitting.stop.set()
        self.sitting.saving.close()

    # -- the end

    def _end(self) -> None:
        if self.stage != OVER:
            self.eyes = REFEREE
            self.query_one(Moves).hide()
            self.show()
            self.enter_stage(OVER)
        self.app.switch_screen(self.finale())

    def finale(self) -> FinaleScreen:
        """Return what comes after the end."""
        from wargame.tui.screens.finale import FinaleScreen

        return FinaleScreen(self.sitting)
