"""The moves: grouped, a verb first and a clause second, filtered by typing, closed ones with them.

Nothing is chosen here: a move is shown under the cursor, and picked; what becomes of it is the table's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen
from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList

from wargame.pages.menu import Choice, Menu, closed_kinds, tail
from wargame.scenario.rules import MoveRule
from wargame.tui.widgets.listing import Item, Listing, meant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult
    from textual.geometry import Size


@frozen
class Row:
    """A line of the list."""

    text: str
    kind: str  # group, verb, move, fold; closed: a move, shut: several of a verb
    move: MoveRule | None = None
    choice: Choice | None = None
    indent: int = 1


class Moves(Vertical):
    """The list of moves and the line that filters it."""

    DEFAULT_CSS = """
    Moves {
        border-top: solid $panel-lighten-2;
        border-title-color: $foreground-muted;
        border-title-style: bold;
        &:focus-within { border-top: heavy $primary; border-title-color: $text-primary; }
        & Listing { height: 1fr; }
        & Input { border: none; height: 1; padding: 0 1; display: none; background: $boost; }
        &.-filtering Input { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "unfold", "Open a verb", show=False),
        Binding("left", "fold", "Close a verb", show=False),
    ]

    class Shown(Message):
        """The cursor stands on a move, or on None."""

        def __init__(self, move: MoveRule | None, choice: Choice | None) -> None:
            """Say what it stands on; `choice` is a verb that is several moves."""
            super().__init__()
            self.move, self.choice = move, choice

    class Picked(Message):
        """A move was picked, open or closed."""

        def __init__(self, move: MoveRule) -> None:
            """Say which."""
            super().__init__()
            self.move = move

    def __init__(self) -> None:
        """Begin without moves."""
        super().__init__(id="moves")
        self.border_title = Content("Moves")
        self._menu = Menu((), ())
        self._drafted = ""
        self._suggested: set[str] = set()
        self._unfolded: set[str] = set()
        self._shows_closed = False
        self._rows: list[Row] = []

    def compose(self) -> ComposeResult:
        """Show the filter above the list."""
        yield Input(placeholder="filter: words of a move", compact=True, id="filter")
        yield Listing(id="list")

    @property
    def options(self) -> Listing:
        """Return the list itself."""
        return self.query_one(Listing)

    @property
    def is_filtering(self) -> bool:
        """Say whether the filter is open."""
        return self.has_class("-filtering")

    @property
    def under_cursor(self) -> MoveRule | None:
        """Return the move under the cursor, None if none is."""
        at = self.options.highlighted
        return self._rows[at].move if at is not None and at < len(self._rows) else None

    def show(self, menu: Menu) -> None:
        """Show a turn's moves, the cursor on none: a key that is held down since before drafts nothing."""
        self._menu, self._drafted, self._unfolded, self._shows_closed = menu, "", set(), False
        self.remove_class("-filtering")
        self.query_one(Input).value = ""
        self._fill_rows()

    def hide(self) -> None:
        """Show no move: it is nobody's turn."""
        self._menu, self._drafted, self._rows = Menu((), ()), "", []
        self.remove_class("-filtering")
        self.query_one(Input).value = ""
        self.options.clear_options()
        self.border_title = Content("Moves")

    def suggest(self, verbs: Sequence[str]) -> None:
        """Put a star before the open moves of some verbs."""
        if set(verbs) != self._suggested:
            self._suggested = set(verbs)
            at = self.options.highlighted
            self._fill_rows()
            self.options.highlighted = at

    def mark_drafted(self, move: str) -> None:
        """Mark a move as drafted, "" for none."""
        at = self.options.highlighted
        self._drafted = move
        self._fill_rows()
        self.options.highlighted = at

    def focus_list(self) -> None:
        """Give the list the keyboard."""
        self.options.focus()

    def stand_on(self, move: str) -> None:
        """Bring the cursor to a move, its verb opened and the filter closed."""
        if self.is_filtering:
            self.stop_filter()
        for choice in (*self._menu.choices, *closed_kinds(self._menu)):
            if len(choice.moves) > 1 and move in {each.id for each in choice.moves}:
                self._unfolded.add(choice.moves[0].id)
        if move in {each.id for each in self._menu.closed}:
            self._shows_closed = True
        self._fill(move)
        self.focus_list()

    def start_filter(self) -> None:
        """Open the filter."""
        self.add_class("-filtering")
        self.query_one(Input).focus()

    def stop_filter(self) -> None:
        """Close the filter and show everything again; the cursor stays on its move."""
        kept = self.under_cursor
        self.remove_class("-filtering")
        self.query_one(Input).value = ""
        self._fill("" if kept is None else kept.id)
        self.focus_list()

    def toggle_closed(self) -> None:
        """Show the closed moves, or hide them again."""
        self._shows_closed = not self._shows_closed
        kinds = closed_kinds(self._menu) if self._shows_closed else ()
        first = kinds[0].moves[0].id if kinds else ""
        self._fill(f"verb:{first}" if kinds and len(kinds[0].moves) > 1 else first)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are."""
        del container, viewport, width
        return max(1, len(self._rows)) + int(self.is_filtering)

    # -- rows

    def _fill(self, cursor: str) -> None:
        """Build the list again with the cursor on a move or verb."""
        self._fill_rows()
        wanted = [at for at, row in enumerate(self._rows) if cursor and cursor in _ids(row)]
        usable = [at for at, row in enumerate(self._rows) if row.kind != "group"]
        self.options.highlighted = None
        self.options.highlighted = wanted[-1] if wanted else usable[0] if usable else None

    def _fill_rows(self) -> None:
        self.options.wanted = self.query_one(Input).value
        words = self.options.wanted.casefold().split()
        self._rows = list(self._matching(words) if words else self._whole())
        self.options.set_options(Item(self._prompt(row), row, disabled=row.kind == "group") for row in self._rows)
        open_ = sum(len(choice.moves) for choice in self._menu.choices)
        self.border_title = Content(f"Moves · {open_} open" if open_ else "Moves")

    def _whole(self) -> Iterator[Row]:
        group = ""
        for choice in self._menu.choices:
            if choice.group != group:
                group = choice.group
                yield Row(group, "group", indent=0)
            if len(choice.moves) == 1:
                yield Row(choice.moves[0].title, "move", choice.moves[0])
                continue
            yield Row(choice.title, "verb", choice=choice)
            if choice.moves[0].id in self._unfolded:
                yield from (Row(tail(move), "move", move, indent=4) for move in choice.moves)
        if self._menu.closed:
            yield Row("", "group", indent=0)
            yield Row(f"{len(self._menu.closed)} closed", "fold")
            if self._shows_closed:
                yield from self._closed_rows()

    def _closed_rows(self) -> Iterator[Row]:
        """Yield a line for each kind of closed move, opened into its members."""
        for choice in closed_kinds(self._menu):
            if len(choice.moves) == 1:
                yield Row(choice.moves[0].title, "closed", choice.moves[0], indent=3)
                continue
            yield Row(choice.title, "shut", choice=choice, indent=1)
            if choice.moves[0].id in self._unfolded:
                yield from (Row(tail(move), "closed", move, indent=5) for move in choice.moves)

    def _matching(self, words: list[str]) -> Iterator[Row]:
        def fits(move: MoveRule) -> bool:
            text = f"{move.title} {move.group} {move.id}".casefold()
            return all(word in text for word in words)

        yield from (
            Row(each.title, "move", each) for choice in self._menu.choices for each in choice.moves if fits(each)
        )
        yield from (Row(each.title, "closed", each) for each in self._menu.closed if fits(each))

    def _prompt(self, row: Row) -> Content:
        if row.kind == "group":
            return Content.styled(row.text, "bold $foreground-muted")
        turned = "▾ " if row.choice and row.choice.moves[0].id in self._unfolded else "▸ "
        sign = {"verb": turned, "closed": "✕ ", "shut": f"{turned}✕ "}
        if row.kind == "fold":
            sign["fold"] = "▾ " if self._shows_closed else "▸ "
        drafted = row.move is not None and row.move.id == self._drafted
        verb = row.move.verb if row.move else row.choice.moves[0].verb if row.choice else ""
        starred = verb in self._suggested and row.kind not in {"closed", "shut"}
        mark = "◆ " if drafted else ("★ " if starred else "") + sign.get(row.kind, "" if starred else "  ")
        dimmed = row.kind in {"closed", "shut", "fold"} or (self._suggested and not starred)
        style = "bold" if drafted else "$foreground-muted" if dimmed else "bold $text-warning" if starred else ""
        return Content.styled(f"{' ' * row.indent}{mark}{row.text}", style)

    # -- keys and clicks

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if (row := meant(event)) is not None:
            self.post_message(self.Shown(row.move, row.choice))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        row = meant(event)
        if row is None:
            return
        if row.move is not None:
            self.post_message(self.Picked(row.move))
        elif row.kind == "fold":
            self.toggle_closed()
        else:
            self._turn(row, unfold=None)

    def action_unfold(self) -> None:
        """Show the clauses of the verb under the cursor."""
        self._turn_here(unfold=True)

    def action_fold(self) -> None:
        """Hide the clauses of the verb under the cursor, or of the clause there."""
        self._turn_here(unfold=False)

    def _turn_here(self, *, unfold: bool) -> None:
        at = self.options.highlighted
        if at is None or at >= len(self._rows):
            return
        row = self._rows[at]
        if row.choice is None and row.move is not None and not unfold:
            kinds = (*self._menu.choices, *closed_kinds(self._menu))
            owner = next((each for each in kinds if row.move in each.moves and len(each.moves) > 1), None)
            row = Row("", "verb", choice=owner) if owner else row
        self._turn(row, unfold=unfold)

    def _turn(self, row: Row, *, unfold: bool | None) -> None:
        if row.choice is None:
            return
        key = row.choice.moves[0].id
        unfold = key not in self._unfolded if unfold is None else unfold
        (self._unfolded.add if unfold else self._unfolded.discard)(key)
        self._fill(f"verb:{key}")

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_filtering:
            self._fill("")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_list()


def _ids(row: Row) -> set[str]:
    found = {row.move.id} if row.move else set()
    return found | ({f"verb:{row.choice.moves[0].id}"} if row.choice else set())
