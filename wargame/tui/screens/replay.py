"""A saved game looked at again: step by step, with the eyes of either side or the referee, with notes, and branches.

While a side looks on, nothing is shown that it could not know at that moment; the end reveals what lay hidden.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from wargame.errors import JournalError, WargameError
from wargame.game.swings import course_of
from wargame.game.view import REFEREE
from wargame.journal.noting import note_on, own_copy
from wargame.journal.reading import read_journal
from wargame.journal.replay import notes_of, verified
from wargame.journal.store import is_sample, saves_folder
from wargame.pages.arrival import left_out_words
from wargame.pages.finale import show_finale
from wargame.pages.retelling import note_words, verified_words
from wargame.pages.situation import declared
from wargame.pages.telling import tell_game
from wargame.session.opening import seats_of_save
from wargame.tui.exporting import export_story
from wargame.tui.screens.board import Board
from wargame.tui.screens.branch import BranchScreen
from wargame.tui.screens.note import NoteScreen
from wargame.tui.widgets.listing import Item, Listing, meant
from wargame.tui.widgets.sparks import Spark, Sparks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.timer import Timer
    from textual.widget import Widget

    from wargame.game.game import Game
    from wargame.journal.entries import Note
    from wargame.journal.reading import Journal
    from wargame.journal.replay import Difference
    from wargame.pages.sheet import Sheet

MOST_POINTS = 100
STEP = Binding.Group("Step", compact=True)  # two keys under one word: the line of keys fits 80 columns


class Timeline(Listing):
    """The decisions, a line each."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "screen.step(-1)", "Back", key_display="←", group=STEP),
        Binding("right", "screen.step(1)", "Forward", key_display="→", group=STEP),
        Binding("pagedown", "screen.round(1)", "Next round", show=False),
        Binding("pageup", "screen.round(-1)", "Round before", show=False),
    ]

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="timeline")


class ReplayScreen(Board):
    """One saved game."""

    HELP = (
        "A saved game, decision by decision. The arrow keys step; the panels show the game as it stood then, and what"
        " came of the last decision.\n\nWith e you change whose eyes you look with: a side sees only what it could know"
        " at that moment, the referee sees all. The lines at the bottom are the tension and what each side would have"
        " scored had the game stopped there; click into them to go there.\n\nWith m you see"
        " which texts could have been signed at that moment, as these eyes know it; with n you write a note on it,"
        " with g you take the game over from there, in a new file. With w you read why it came so."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown,right_square_bracket", "round(1)", "Next round", show=False),
        Binding("pageup,left_square_bracket", "round(-1)", "Round before", show=False),
        Binding("home", "go(0)", "Start", show=False),
        Binding("end", "go(-1)", "End", show=False),
        Binding("space", "play", "Play", tooltip="by itself, at the pace that is set; again stops"),
        Binding("plus,equals_sign", "pace(-1)", "Faster", show=False, key_display="+"),
        Binding("minus", "pace(1)", "Slower", show=False, key_display="−"),
        Binding("e", "eyes", "Eyes", tooltip="whose eyes to look with: the referee's, or a side's"),
        Binding("n", "note", "Note", tooltip="write a note on this moment, with a mark as in chess"),
        Binding("g", "branch", "Go on", tooltip="take the game over from this moment, in a new file"),
        Binding("w", "review", "Review", show=False, tooltip="every decision judged, luck, what was missed"),
        Binding("x", "export", "Export", show=False, tooltip="the story as a Markdown file, as these eyes saw it"),
        Binding("v", "verify", "Verify", show=False, tooltip="play it again and compare every state and every roll"),
        Binding("escape,q", "back", "Close", key_display="Esc", show=False),
    ]

    def __init__(self, game: Game, journal: Journal, seat: str = REFEREE, ply: int | None = None) -> None:
        """Open a game that was played again, at a decision; None is its start."""
        super().__init__()
        self._whole = game
        self._journal = journal
        self._notes = notes_of(journal)
        self._ply = min(ply or 0, game.ply)
        self._timer: Timer | None = None
        self._rows: list[int] = []  # decision of each row, −1 for a heading
        self.eyes = seat
        self.game = game.at(self._ply)

    # -- what a board asks

    def controls(self) -> Iterator[Widget]:
        """Yield the decisions."""
        yield Timeline()

    def below(self) -> Iterator[Widget]:
        """Yield the sparklines."""
        yield Sparks()

    def before(self) -> Mapping[str, int]:
        """Return the values before the last decision."""
        records = self.game.records
        return self.game.summit.values(records[-1].before) if records else {}

    def status(self) -> Content:
        """Return which moment this is, and whose eyes look at it."""
        values = self.game.values()
        phase = self.rules.phases[values["phase"] - 1].title
        playing = f" · ▶ playing, {self.app.pace_words}" if self._timer is not None else ""
        damaged = f" · {self._journal.problem}" if self._journal.problem else ""
        return Content.assemble(
            (f" Decision {self._ply} of {self._whole.ply}", "bold"),
            f" · {phase}, round {values['round']} · {self._eyes_words}{playing}",
            (damaged, "bold $text-error"),
        )

    @property
    def _eyes_words(self) -> str:
        return "the referee's eyes" if self.eyes == REFEREE else f"{self.rules.side(self.eyes).name}'s eyes"

    # -- moments

    def on_mount(self) -> None:
        """Show the moment asked for."""
        self._fill_timeline()
        self._compute_sparks()
        self.query_one("#timeline").focus()
        self._show_moment()

    def _fill_timeline(self) -> None:
        rules, slots = self.rules, self._whole.summit.compiled.slots.of_name
        options, self._rows, told = [self._option(0, "Before the first move")], [0], (0, 0)
        for ply, record in enumerate(self._whole.records, 1):
            now = int(record.before[slots["phase"]]), int(record.before[slots["round"]])
            if now != told:
                told = now
                heading = f"Round {now[1]}, {rules.phases[now[0] - 1].title}"
                options.append(Item(Content.styled(heading, "bold $foreground-muted"), None, disabled=True))
                self._rows.append(-1)
            assert record.move is not None
            shown = self._whole.summit.rule_of(record.move)
            if shown.shown_as and self.eyes not in {REFEREE, record.move.side}:
                shown = rules.move_by_id[record.move.side, shown.shown_as]
            options.append(self._option(ply, f"{rules.side(record.move.side).name}: {shown.title}"))
            self._rows.append(ply)
        self.query_one("#timeline", OptionList).set_options(options)

    def _option(self, ply: int, words: str) -> Item:
        marks = " ".join(note.mark or "◇" for note in self._notes if note.ply == ply and self._reads(note))
        return Item(
            Content.assemble(
                (f"{ply:>3} ", "bold $text-primary"), words, (f"  {marks}" if marks else "", "bold $text-warning")
            ),
            ply,
        )

    def _reads(self, note: Note) -> bool:
        """Notes may say anything, so a side reads those of other eyes only once the game is over."""
        return self.eyes in {REFEREE, note.seat} or self.game.is_over

    def _show_moment(self) -> None:
        self.game = self._whole.at(self._ply)
        self.show()
        self.query_one(Sparks).point_at(self._ply)
        timeline = self.query_one("#timeline", OptionList)
        timeline.highlighted = self._rows.index(self._ply)
        timeline.border_title = Content("Decisions")
        self.detail.write(self._what_happened, title="What happened")

    def _what_happened(self, sheet: Sheet) -> None:
        for note in self._notes:
            if note.ply == self._ply and self._reads(note):
                sheet.line(f"◇ {note_words(note)}", tone="secret")
        tell_game(sheet, self.game, self.eyes, since=len(self.game.records))
        if self.game.is_over:
            show_finale(sheet, self.game, [] if self.eyes == REFEREE else [self.eyes])

    def _go(self, ply: int) -> None:
        ply = max(0, min(self._whole.ply, ply))
        if ply != self._ply:
            self._ply = ply
            self._show_moment()

    @on(OptionList.OptionHighlighted, "#timeline")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if (ply := meant(event)) is not None:
            self._go(ply)

    @on(Sparks.Clicked)
    def _clicked(self, event: Sparks.Clicked) -> None:
        self._go(event.ply)

    def action_step(self, by: int) -> None:
        """Step one decision."""
        self._go(self._ply + by)

    def action_go(self, ply: int) -> None:
        """Go to a decision; −1 is the last."""
        self._go(self._whole.ply if ply < 0 else ply)

    def action_round(self, by: int) -> None:
        """Go to the beginning of the next round, or of the one before."""
        starts = [self._rows[at + 1] for at, ply in enumerate(self._rows[:-1]) if ply < 0]
        later, earlier = [each for each in starts if each > self._ply], [each for each in starts if each < self._ply]
        if by > 0:
            self._go(later[0] if later else self._whole.ply)
        else:
            self._go(earlier[-1] if earlier else 0)

    # -- by itself

    def action_play(self) -> None:
        """Play by itself, or stop."""
        if self._timer is not None:
            self._stop()
        elif self._ply < self._whole.ply:
            self._timer = self.set_interval(max(0.1, self.app.settings.pace), self._tick)
        self.show()

    def _tick(self) -> None:
        if self._ply >= self._whole.ply:
            self._stop()
            self.show()
        elif self.app.screen is self:
            self._go(self._ply + 1)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def action_pace(self, by: int) -> None:
        """Play faster or slower."""
        self.app.change_pace(by)
        if self._timer is not None:
            self._stop()
            self.action_play()

    # -- eyes

    def action_eyes(self) -> None:
        """Look with the next pair of eyes."""
        everybody = (REFEREE, *self.rules.side_ids)
        self.eyes = everybody[(everybody.index(self.eyes) + 1) % len(everybody)]
        self._fill_timeline()
        self._compute_sparks()
        self._show_moment()

    def _compute_sparks(self) -> None:
        whole, eyes = self._whole, self.eyes
        self.app.engine.run(partial(sparks_of, whole, eyes), partial(self._show_sparks, eyes), self.app.tell_failure)

    def _show_sparks(self, eyes: str, sparks: list[Spark]) -> None:
        if self.is_attached and eyes == self.eyes:
            self.query_one(Sparks).show(sparks)

    def action_map(self) -> None:
        """Open the bargaining map of this moment, as these eyes know it; at the end, of where the game was decided."""
        from wargame.tui.screens.bargain import MapScreen, closing_map

        self._stop()
        if self.game.is_over:
            self.app.push_screen(closing_map(self.game))
        else:
            self.app.push_screen(MapScreen(self.game.known_to(self.eyes), whose=self._eyes_words))

    # -- notes, branches, verification

    def action_note(self) -> None:
        """Write a note on this moment."""

        def write(note: tuple[str, str] | None) -> None:
            if note is None:
                return
            try:
                self._journal = own_copy(self._journal, saves_folder(self.app.saves))
                note_on(self._journal, self._ply, *note, seat=self.eyes)
                self._journal = read_journal(self._journal.path)
            except JournalError as error:
                self.app.say(str(error), is_error=True)
                return
            self._notes = notes_of(self._journal)
            self._fill_timeline()
            self._show_moment()
            self.app.say(f"Noted at {self._ply} in {self._journal.path.name}")

        self.app.push_screen(NoteScreen(self._ply), write)

    def action_branch(self) -> None:
        """Take the game over from this moment."""
        if self.game.is_over:
            self.app.say("The game is over here; step back to go on from an earlier moment.", is_error=True)
            return
        try:
            seats = seats_of_save(self.game.summit, self._journal.header.seats)
        except (WargameError, ValueError) as error:
            self.app.say(str(error), is_error=True)
            return
        self._stop()
        for words in left_out_words(self.rules, self._journal.header.seats, seats):
            self.app.say(words)
        self.app.push_screen(BranchScreen(self._journal, self._ply, self.rules, seats))

    def action_review(self) -> None:
        """Open the review of the game, in which nothing is hidden."""
        from wargame.tui.screens.review import ReviewScreen

        self._stop()
        self.app.push_screen(ReviewScreen(self._whole.summit, self._journal))

    def action_export(self) -> None:
        """Write the story as Markdown: beside the save, of a sample among one's own."""
        path = self._journal.path
        folder = saves_folder(self.app.saves) if is_sample(path) else path.parent
        export_story(self.app, folder / f"{path.stem}.md", self._whole, self._journal, self.eyes)

    def action_verify(self) -> None:
        """Play it again and compare."""

        def told(difference: Difference | None) -> None:
            if wrong := difference or self._journal.problem:
                self.app.say(str(wrong), is_error=True)
            else:
                self.app.say(f"Verified: {verified_words(self._journal)}")

        summit, journal = self._whole.summit, self._journal
        self.app.engine.run(lambda: verified(summit, journal), told, self.app.tell_failure)

    def action_back(self) -> None:
        """Close the replay."""
        self._stop()
        self.dismiss()


def sparks_of(game: Game, eyes: str) -> list[Spark]:
    """Return the course of a game as somebody may know it: the first meter of the world, and scores had it stopped."""
    rules, summit = game.summit.rules, game.summit
    states = [*(record.before for record in game.records), game.state]
    everyone = set(rules.side_ids)
    common = (each for each in declared(rules) if not each.owner and set(each.seen_by) == everyone)
    world = next((each for each in common if each.bands), None)
    found = []
    if world is not None:
        slot = summit.compiled.slots.of_name[world.id]
        found.append(Spark(world.title, tuple(int(state[slot]) for state in states), world.min, world.max))
    for side in rules.side_ids if eyes == REFEREE else (eyes,):
        middle = tuple((low + high) // 2 for low, high in course_of(game, side, viewer=eyes))
        found.append(Spark(rules.side(side).name, middle, 0, MOST_POINTS))
    return found
