"""The bargaining map over the screen below: the texts that could be signed, drawn while they are found."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static

from wargame.analysis.bargaining.bargain import maps_of
from wargame.analysis.bargaining.closing import closing_of
from wargame.pages.bargain import NO_MAP, label_of, places_of, show_place, state_words
from wargame.scenario.wording import minus
from wargame.tui.screens.dialog import Dialog
from wargame.tui.widgets.keyline import KeyLine
from wargame.tui.widgets.leaf import Panel
from wargame.tui.widgets.listing import Item, Listing, meant
from wargame.tui.widgets.plot import Mark, Plot, Plotted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult

    from wargame.analysis.bargaining.bargain import BargainingMap, Place
    from wargame.analysis.bargaining.deals import Text
    from wargame.game.game import Game
    from wargame.game.hidden import Known

LABEL = 22  # columns of a place's name in the list
STYLES = {
    "draft": "bold $text-warning",
    "signed": "bold $text-warning",
    "paper": "bold $text-accent",
    "nothing": "bold $text-error",
    "fair": "bold $text-success",
    "clause": "bold $text-secondary",
}
HERE = "bold reverse"


class Found(Message):
    """More texts were found, or that there is no map."""

    def __init__(self, map_: BargainingMap | None) -> None:
        """Carry the map."""
        super().__init__()
        self.map = map_


class MapScreen(Dialog[None]):
    """The map, what has a name on it, and the one of these under the cursor in words."""

    HELP = (
        "Every text that could be signed is a point: to the right it is worth more to you, upwards more to the other"
        " side, as far as you can tell. What you cannot see is weighed by how likely it is, so the height is an"
        " estimate.\n\n◆ is the draft, or what was signed, ◇ the paper on the table, ✕ no text; right of and above ✕"
        " both gain by a text. ○"
        " is the frontier: no text is better for both. ★ is the fairest text there, by the product of what both gain."
        " The letters are the draft with one clause moved.\n\nA text is taken as kept by both, and everything else as"
        " it stands now. ▴ and ▸ mark success."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,m,q", "close", "Close", key_display="Esc"),
    ]

    def __init__(
        self,
        known: Known,
        beliefs: Mapping[str, float] | None = None,
        signed: Text | None = None,
        *,
        whose: str = "",
    ) -> None:
        """Draw a position as one seat knows it; `beliefs`, `signed`: see `maps_of`; `whose`: what the title adds."""
        super().__init__()
        self._known, self._beliefs, self._signed = known, beliefs, signed
        self._title = f"The bargaining map{whose and ', '}{whose}"
        self._rules = known.summit.rules
        self._map: BargainingMap | None = None
        self._stop = threading.Event()

    def compose(self) -> ComposeResult:
        """Show the plot, the list, and what there is to say."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(self._title)
            yield Static("Looking for the texts that could be signed …", id="texts", markup=False)
            with Horizontal(id="map"):
                yield Plot(id="plot")
                with Vertical(id="places"):
                    yield Static("", id="places-heading", markup=False)
                    yield Listing(id="entries")
            yield Panel("", id="page")
            yield KeyLine()

    def on_mount(self) -> None:
        """Begin once the frame is painted."""
        self.query_one(Listing).focus()
        self.call_after_refresh(self.call_later, self._find)

    @work(thread=True, exclusive=True, group="map")
    def _find(self) -> None:
        found = None
        for found in maps_of(self._known, self._beliefs, self._signed):
            if self._stop.is_set():
                return
            self.post_message(Found(found))
        if found is None:
            self.post_message(Found(None))

    @on(Found)
    def _found(self, event: Found) -> None:
        if not self.is_attached:
            return
        if event.map is None:
            self.query_one("#texts", Static).update(NO_MAP)
            return
        self._map = event.map
        self.query_one("#texts", Static).update(state_words(event.map))
        names = [self._short(event.map.own), self._short(event.map.other)] if event.map.is_referee else ["you", "they"]
        heading = f"{'':<{LABEL + 2}} {names[0]:>4.4} {names[1]:>4.4}"
        self.query_one("#places-heading", Static).update(Content.styled(heading, "$foreground-muted"))
        rows = self.query_one(Listing)
        at = rows.highlighted or 0
        places = places_of(event.map)
        rows.set_options(Item(self._prompt(event.map, sign, place), place) for sign, place in places)
        rows.highlighted = min(at, len(places) - 1)
        self._show()

    def _short(self, side: str) -> str:
        return self._rules.side(side).name

    def _prompt(self, found: BargainingMap, sign: str, place: Place) -> Content:
        """Return a line of the list: points, of a clause what it would change."""
        label = label_of(self._rules, found, place)
        values = [round(place.own.mean), round(place.other.mean)]
        figures = [f"{each}" for each in values]
        if place.kind == "clause":
            draft = (found.draft.own.mean, found.draft.other.mean)
            changes = [each - round(now) for each, now in zip(values, draft, strict=True)]
            figures = [minus(f"{each:+d}") if each else "0" for each in changes]
        name = Content(f" {label}").truncate(LABEL + 1, ellipsis=True, pad=True)
        return Content.assemble((sign, STYLES.get(place.kind, "")), name, "".join(f" {each:>4}" for each in figures))

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if meant(event) is not None:
            self._show()

    def _show(self) -> None:
        """Draw the map with the place under the cursor, and say what it is."""
        found, option = self._map, self.query_one(Listing).highlighted_option
        if found is None or not isinstance(option, Item):
            return
        here: Place = option.meaning  # type: ignore[assignment]  # no other line stands in this list
        self.query_one(Plot).show(self._plotted(found, here))
        self.query_one(Panel).write(lambda sheet: show_place(sheet, self._rules, found, here))

    def _plotted(self, found: BargainingMap, here: Place) -> Plotted:
        frontier = [Mark(x, y, "○", "$text-success") for x, y in found.points[[*found.frontier]].tolist()]
        places = [(sign, each) for sign, each in places_of(found) if each.kind not in {"own", "other"}]
        named = [Mark(each.own.mean, each.other.mean, sign, STYLES[each.kind]) for sign, each in reversed(places)]
        sign = next(sign for sign, each in places_of(found) if each == here)
        other = self._short(found.other)
        return Plotted(
            points=[(own, theirs) for own, theirs in found.points.tolist()],
            marks=[*frontier, *named, Mark(here.own.mean, here.other.mean, sign, HERE)],
            corner=(found.nothing.own.mean, found.nothing.other.mean),
            x_name=self._short(found.own) if found.is_referee else "you",
            y_name=other if found.is_exact else f"{other}, by your estimate",
            ticks=(self._rules.scenario.success,),
        )

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()

    def on_unmount(self) -> None:
        """Look no further."""
        self._stop.set()


def closing_map(game: Game) -> MapScreen:
    """Return the map of where a game that is over was decided: nothing is hidden any more."""
    closing = closing_of(game)
    moment = "as the text was signed" if closing.signed is not None else "before the last move"
    return MapScreen(closing.known, signed=closing.signed, whose=moment)
