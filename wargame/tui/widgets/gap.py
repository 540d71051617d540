"""The gap board: every clause a lane of levels, on which text, claim at home and paper on the table stand apart.

It is always whole, one row a clause. What a move under the cursor would change stands there in brackets. Nothing hangs
on color: marks, the line between them and the shade beyond a red line are signs of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from wargame.pages.words import capital
from wargame.scenario.wording import minus
from wargame.tui.widgets.leaf import Panel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.geometry import Size

    from wargame.game.communique import Clause
    from wargame.pages.lanes import Lane
    from wargame.scenario.ruleset import Rules

TEXT, CLAIM, TABLED, DONE, VAGUE, LINE, SHADE = "●", "▲", "◇", "✓", "≈", "┃", "░"
LEGEND = f"{TEXT} text  {CLAIM} claim  {TABLED} tabled  {VAGUE} vague  {LINE}{SHADE} red line"
LEAST_SLOT, MOST_SLOT = 5, 11  # cells a level: room for three marks and two brackets
NAMED_FROM = 70  # columns, from which the parties are named
FRESH = " new"
FLAG = 3  # cells between title and lane: vague, and what would change of that
Styled = list[tuple[str, str]]  # a cell each: its sign and its style
MARKS = {
    TEXT: "bold $text-primary",
    CLAIM: "bold $text-error",
    TABLED: "bold $text-warning",
    DONE: "bold $text-success",
}


class GapBoard(Panel):
    """The lanes; the one under the cursor is pointed out, and read in words elsewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "point(-1)", "Clause above", show=False),
        Binding("down", "point(1)", "Clause below", show=False),
    ]

    class Pointed(Message):
        """The cursor has gone to a clause."""

        def __init__(self, issue: str) -> None:
            """Say which."""
            super().__init__()
            self.issue = issue

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(LEGEND, id="gap")
        self.rules: Rules | None = None
        self.lanes: Sequence[Lane] = ()
        self.then: Sequence[Lane] = ()  # as the move under the cursor would leave them; empty for none
        self.fresh: frozenset[str] = frozenset()  # clauses that have changed since the reader's last turn
        self.issue = ""  # under the cursor

    def show(self, rules: Rules, lanes: Sequence[Lane], fresh: Iterable[str]) -> None:
        """Show the clauses as they stand."""
        self.rules, self.lanes, self.then, self.fresh = rules, lanes, (), frozenset(fresh)
        if self.issue not in {each.issue for each in lanes}:
            self.issue = max(lanes, key=lambda lane: lane.clause.gap).issue if lanes else ""
        self.lay_out_again()

    def clear(self) -> None:
        """Show nothing."""
        self.rules, self.lanes, self.then, self.fresh, self.issue = None, (), (), frozenset(), ""
        self.lay_out_again()

    def point_at(self, issue: str, then: Sequence[Lane] = ()) -> None:
        """Point to a clause, and show beside all of them what a move would make of them."""
        changed = [later.issue for now, later in zip(self.lanes, then, strict=False) if now != later]
        about = issue or (changed[0] if changed else self.issue)
        if (about, then) != (self.issue, self.then):
            self.issue, self.then = about, then
            self.lay_out_again()

    def later(self, issue: str) -> Clause | None:
        """Return a clause as the move under the cursor would leave it, None where none is looked at."""
        return next((lane.clause for lane in self.then if lane.issue == issue), None)

    def action_point(self, step: int) -> None:
        """Go to the next clause."""
        issues = [each.issue for each in self.lanes]
        if issues:
            at = issues.index(self.issue) + step if self.issue in issues else 0
            self._go_to(issues[at % len(issues)])

    def on_click(self, event: events.Click) -> None:
        """Go to the clause under the pointer."""
        row = event.y - self.gutter.top + self.scroll_offset.y - 1  # below the line of the levels
        at = row // 2 if self._is_airy else row
        if 0 <= at < len(self.lanes):
            self._go_to(self.lanes[at].issue)

    def _go_to(self, issue: str) -> None:
        self.point_at(issue, self.then)
        self.post_message(self.Pointed(issue))

    @property
    def _is_airy(self) -> bool:
        """Say whether there is room for an empty line between clauses."""
        return self.content_size.height >= 2 * len(self.lanes)

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for another size: the height matters, too."""
        del event
        self.lay_out_again()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are at least."""
        del container, viewport, width
        return 1 + len(self.lanes)

    def lines(self, width: int) -> list[Content]:
        """Return a line for the levels, and one for each clause."""
        if self.rules is None or not self.lanes:
            return []
        shape = _Shape(self.rules, self.lanes, width - len(FRESH) if width >= NAMED_FROM else width)
        found = [shape.header()]
        for at, lane in enumerate(self.lanes):
            later = self.then[at] if self.then else lane
            is_first = at == 0 or self.lanes[at - 1].clause.conceded_by != lane.clause.conceded_by
            if at and self._is_airy:
                found.append(Content(""))
            line = shape.row(lane, later, is_first=is_first, pointed=lane.issue == self.issue)
            if lane.issue in self.fresh:
                line += Content.styled(FRESH, "bold $text-warning")
            found.append(line.truncate(width, ellipsis=True))
        return found


class _Shape:
    """How wide each column is."""

    def __init__(self, rules: Rules, lanes: Sequence[Lane], width: int) -> None:
        """Fit the columns: first the names of the parties go, then the worth of all levels but the next."""
        self._rules = rules
        self._most = max(each.levels for each in lanes)
        self._title = max(len(each.clause.title) for each in lanes)
        self._party = max(len(self._name(each)) for each in lanes) + 1 if width >= NAMED_FROM else 0
        self._figure = max((len(_figure(value)) for each in lanes for value in each.worth), default=0)
        rest = width - 2 - self._title - FLAG
        self._has_all = rest - self._party >= LEAST_SLOT * self._most + (self._figure + 1) * (self._most - 1)
        if not self._has_all and rest >= LEAST_SLOT * self._most + (self._figure + 1) * (self._most - 1):
            self._party, self._has_all = 0, True
        worth = (self._figure + 1) * (self._most - 1 if self._has_all else 1)
        cells = (rest - self._party - worth) // self._most
        if cells < LEAST_SLOT:  # no room for long titles
            self._title = max(8, self._title - (LEAST_SLOT - cells) * self._most)
            cells = max(3, (width - 2 - self._title - FLAG - self._party - worth) // self._most)
        self._slot = min(MOST_SLOT, cells)

    def _name(self, lane: Lane) -> str:
        return capital(self._rules.party(lane.clause.conceded_by))

    def header(self) -> Content:
        """Return the line of the levels."""
        lead = " " * (self._party + 1 + self._title + FLAG)
        levels = "".join(f"{level:<{self._slot}}" for level in range(self._most))
        concedes = f"{'Concedes':<{self._party}}"[: self._party] if self._party > len("Concedes") else ""
        lead = concedes + lead[len(concedes) :]
        return Content.styled(f"{lead}{levels} {'worth' if self._figure else ''}", "$foreground-muted")

    def row(self, lane: Lane, later: Lane, *, is_first: bool, pointed: bool) -> Content:
        """Return a clause as a line; `later` is what a move would make of it."""
        party = self._name(lane) if is_first and self._party else ""
        title = lane.clause.title
        if len(title) > self._title:
            title = f"{title[: self._title - 1]}…"
        style = "bold reverse" if pointed else "bold" if lane != later else ""
        return Content.assemble(
            (f"{party:<{self._party}}", "$text-secondary"),
            ("▶" if pointed else " ", "bold $text-warning"),
            (title, style),
            " " * (self._title - len(title)),
            (f"{_flag(lane, later):^{FLAG}}", "bold $text-warning"),
            *_cells(lane, later, self._slot),
            " " * (self._slot * (self._most - lane.levels) + 1),
            (self._worth(lane), "$foreground-muted"),
        )

    def _worth(self, lane: Lane) -> str:
        if not any(lane.worth):
            return ""
        if self._has_all:
            return " ".join(f"{_figure(value):>{self._figure}}" for value in lane.worth)
        return f"{_figure(lane.worth[min(lane.clause.level, len(lane.worth) - 1)]):>{self._figure}}"


def _figure(value: int) -> str:
    return minus(f"{value:+d}") if value else "0"


def _flag(lane: Lane, later: Lane) -> str:
    if later.clause.vague != lane.clause.vague:
        return f"[{VAGUE if later.clause.vague else '='}]"
    return VAGUE if lane.clause.vague else ""


def _cells(lane: Lane, later: Lane, slot: int) -> Styled:
    """Draw a lane: the line, what is forbidden of it, the gap, the red lines, and the marks above all."""
    cells: Styled = [("─", "$foreground-muted")] * (slot * lane.levels)
    for level in lane.forbidden:
        cells[level * slot : (level + 1) * slot] = [(SHADE, "$text-error")] * slot
    claim, text = lane.claim or 0, lane.clause.level
    if claim > text:
        sign = (VAGUE, "$text-warning") if lane.clause.vague else ("━", "bold $text-error")
        cells[text * slot : claim * slot] = [sign] * (slot * (claim - text))
    for level in range(1, lane.levels):
        if (level in lane.forbidden) != (level - 1 in lane.forbidden):
            at = level * slot - 1
            cells[at] = (LINE, "bold $text-error")
            if level not in lane.forbidden:  # which side is forbidden is seen though the gap lies over it
                cells[at - 2 : at] = [(SHADE, "$text-error")] * 2
    for level in range(lane.levels):
        marks = _marks(lane, later, level)
        cells[level * slot : level * slot + len(marks)] = marks[: (lane.levels - level) * slot]
    return cells


def _marks(lane: Lane, later: Lane, level: int) -> Styled:
    """Return what stands at a level, and in brackets what would come to stand there."""
    now, then = _places(lane), _places(later)
    here = [(sign, MARKS[sign]) for sign, at in now.items() if at == level]
    coming = [(sign, MARKS[sign]) for sign, at in then.items() if at == level and now.get(sign) != level]
    return [*here, ("[", "bold"), *coming, ("]", "bold")] if coming else here


def _places(lane: Lane) -> dict[str, int | None]:
    return {TEXT: lane.clause.level, CLAIM: lane.claim, TABLED: lane.tabled, DONE: lane.clause.done or None}
