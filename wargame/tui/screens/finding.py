"""A dialog that finds something in a thread and shows it as it comes: how far it is, a list, and a page of the entry.

It comes in steps, each of which replaces the one before; the search can be stopped, and ends with the dialog.
"""

from __future__ import annotations

import threading
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from wargame.errors import WargameError
from wargame.tui.ink import meter_bar
from wargame.tui.screens.dialog import Dialog
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.leaf import Panel
from wargame.tui.widgets.listing import Item, Listing, meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.app import ComposeResult

    from wargame.pages.sheet import Sheet
    from wargame.tui.host import Host

Result = TypeVar("Result")
Step = TypeVar("Step")
_BAR = 24  # cells


class Finding(Dialog[Result], Generic[Result, Step]):
    """A dialog of this kind; each has its own `steps`, `show` and `write_page`."""

    HEADING: ClassVar[str]
    KEEPS_PLACE: ClassVar[bool] = False  # a page that is written anew stays where it was scrolled to
    app: Host

    def __init__(self) -> None:
        """Find nothing yet."""
        super().__init__()
        self.stop = threading.Event()

    @abstractmethod
    def steps(self) -> Iterator[Step]:
        """Yield what is found by now, again and again, in a thread; it is left behind a step once `stop` is set.

        Raises:
            WargameError: it cannot be found.
        """

    @abstractmethod
    def show(self, step: Step) -> None:
        """Show a step: how far it is, and the list."""

    @abstractmethod
    def write_page(self, sheet: Sheet) -> None:
        """Write the page of the entry under the cursor; nothing before there is one."""

    def compose(self) -> ComposeResult:
        """Show how far it is, the list, and what there is to say of the entry under the cursor."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(self.HEADING)
            yield Static("", id="thinking", markup=False)
            yield Listing(id="candidates")
            yield Panel("", id="page")
            yield KeyLine()

    def on_mount(self) -> None:
        """Begin once the frame is painted: the compiler leaves little time for it later."""
        self.query_one(Listing).focus()
        self.call_after_refresh(self.call_later, self._find)

    @work(thread=True, exclusive=True, group="finding")
    def _find(self) -> None:
        try:
            for step in self.steps():
                self.call_later(self._found, step)
                if self.stop.is_set():
                    return
        except WargameError as error:
            self.app.call_from_thread(self.failed, error)

    def _found(self, step: Step) -> None:
        if self.is_attached:
            self.show(step)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if meant(event) is not None:
            self.open_page()

    @property
    def entry(self) -> object:
        """Return what the entry under the cursor stands for, None if there is none."""
        option = self.query_one(Listing).highlighted_option
        return option.meaning if isinstance(option, Item) else None

    def failed(self, error: WargameError) -> None:
        """Tell that nothing can be found."""
        self.app.tell_failure(error)

    def tell(self, words: str, done: int = 0, whole: int = 0) -> None:
        """Say how far it is: in words, and by a bar where there is a whole."""
        bar = meter_bar(done, 0, whole, _BAR) + " " if whole else ""
        self.query_one("#thinking", Static).update(bar + words)

    def list_entries(self, entries: Iterable[Item], at: int | None) -> None:
        """Put entries on the list in place of those before, with the cursor on one of them, and open its page."""
        rows = self.query_one(Listing)
        rows.set_options(entries)
        rows.highlighted = at
        self.open_page()

    def open_page(self) -> None:
        """Write the page of the entry under the cursor."""
        self.query_one(Panel).write(self.write_page, keep=self.KEEPS_PLACE)

    def on_unmount(self) -> None:
        """Look no further."""
        self.stop.set()
