"""Lines of which each is turned from one choice to the next: settings, seats, the mark of a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import frozen
from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList

from wargame.tui.widgets.listing import Item, Listing, meant

if TYPE_CHECKING:
    from collections.abc import Sequence


@frozen
class Line:
    """A line: what it sets, and what it can be set to. Without choices, Enter does what it says."""

    id: str
    name: str
    choices: tuple[str, ...] = ()  # in words
    at: int = 0
    about: tuple[str, ...] = ()  # a word on each choice, or one on all
    values: tuple[str, ...] = ()  # what the choices stand for, if not for their words


class Choices(Listing):
    """The lines; Enter, a click or the arrow keys turn the one under the cursor."""

    DEFAULT_CSS = """
    Choices { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "select", "Choose", key_display="⏎"),
        Binding("right", "turn(1)", "Next choice", show=False),
        Binding("left", "turn(-1)", "Choice before", show=False),
    ]

    class Turned(Message):
        """A line was turned to another choice."""

        def __init__(self, line: Line, at: int) -> None:
            """Say which, and to which."""
            super().__init__()
            self.line, self.at, self.choice = line.id, at, (line.values or line.choices)[at]

    class Done(Message):
        """A line without choices was chosen."""

        def __init__(self, id_: str) -> None:
            """Say which."""
            super().__init__()
            self.line = id_

    def __init__(self, lines: Sequence[Line]) -> None:
        """Show lines."""
        super().__init__(id="choices")
        self._shown: list[Line] = []
        self.show(lines)

    def show(self, lines: Sequence[Line]) -> None:
        """Show lines in place of those that stood here; the cursor stays where it is."""
        at = self.highlighted or 0
        self._shown = list(lines)
        self.set_options(Item(_prompt(line), line) for line in self._shown)
        self.highlighted = min(at, len(self._shown) - 1) if self._shown else None

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if (line := meant(event)) is not None:
            self._turn(line, 1)

    def action_turn(self, step: int) -> None:
        """Turn the line under the cursor, or do what it says."""
        if self.highlighted is not None:
            self._turn(self._shown[self.highlighted], step)

    def _turn(self, line: Line, step: int) -> None:
        if line.choices:
            self.post_message(self.Turned(line, (line.at + step) % len(line.choices)))
        elif step > 0:
            self.post_message(self.Done(line.id))


def _prompt(line: Line) -> Content:
    if not line.choices:
        return Content.assemble((line.name, "bold"), ("  " + " ".join(line.about), "$foreground-muted"))
    about = line.about[line.at] if len(line.about) == len(line.choices) else " ".join(line.about)
    return Content.assemble(
        (f"{line.name:<16}", "bold"), f"‹ {line.choices[line.at]} ›", (f"  {about}", "$foreground-muted")
    )
