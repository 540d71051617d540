"""The app driven from a test: keys and clicks with notifications and tooltips on, and everything that it shows as text.

Each run has settings and saved games in folders of its own.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import time
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from attrs import define
from examples import SMALL
from rich.console import Console
from textual.pilot import Pilot
from textual.widgets import OptionList
from textual.widgets._toast import Toast

from wargame.game.summit import load
from wargame.tui import openers
from wargame.tui.app import WargameApp
from wargame.tui.screens.finale import FinaleScreen
from wargame.tui.screens.loading import LoadingScreen
from wargame.tui.screens.stages import CHOOSE, OVER, THINK, TOLD, WATCH
from wargame.tui.screens.table import TableScreen
from wargame.tui.widgets.leaf import Panel
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping
    from pathlib import Path

    from textual.screen import Screen
    from textual.widget import Widget

    from wargame.game.summit import Summit
    from wargame.session.sitting import Sitting

NARROW, WIDE = (80, 24), (160, 50)
UNWRAPPED = 1000  # columns at which no line is broken
PATIENCE = 60.0  # seconds to wait for what has to happen, the first compile included


@define
class Driver:
    """A running app and the hand at its keys."""

    pilot: Pilot[int]
    app: WargameApp

    # -- looking

    @property
    def screen(self) -> Screen[Any]:
        """Return the screen on top."""
        return self.app.screen

    @property
    def on(self) -> str:
        """Return the name of the screen on top."""
        return type(self.app.screen).__name__

    @property
    def table(self) -> TableScreen:
        """Return the table, wherever it lies in the stack."""
        return next(each for each in reversed(self.app.screen_stack) if isinstance(each, TableScreen))

    @property
    def sitting(self) -> Sitting:
        """Return who sits at the table."""
        return self.table.sitting

    def text(self) -> str:
        """Return everything that is on the screen, line by line: dialogs, toasts and tooltips with it."""
        app = self.app
        width, height = app.size
        console = Console(
            width=width, height=height, file=io.StringIO(), force_terminal=True, record=True, legacy_windows=False
        )
        compositor = app.screen._compositor
        console.print(compositor.render_update(full=True, screen_stack=app._background_screens, simplify=True))
        return console.export_text()

    def words(self) -> str:
        """Return the same with every run of spaces and line breaks as one space."""
        return " ".join(self.text().split())

    def keys_shown(self) -> str:
        """Return the last line, which names the keys."""
        return self.text().rstrip("\n").split("\n")[-1].strip()

    def everything(self) -> str:
        """Return what any widget of any screen holds as text, shown or not."""
        found = []
        for screen in self.app.screen_stack:
            found += [_text_of(widget) for widget in (screen, *screen.query("*"))]
        found += [str(each.message) for each in self.app._notifications]
        return "\n".join(found)

    # -- acting

    async def press(self, *keys: str) -> None:
        """Press keys, one after another, and wait until the app has done what they ask for."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text."""
        names = {" ": "space", "/": "slash", ".": "full_stop", "-": "minus", "_": "underscore"}
        await self.pilot.press(*(names.get(each, each) for each in text))
        await self.settle()

    async def click(self, target: Any, **more: Any) -> None:
        """Click on something."""
        await self.pilot.click(target, **more)
        await self.settle()

    async def click_row(self, rows: OptionList, at: int) -> None:
        """Click on a line of a list, scrolled to if need be."""
        rows.scroll_to_highlight()
        line = next(y for y, (option, _) in enumerate(rows._lines) if option == at)
        rows.scroll_to(y=max(0, line - 1), animate=False, immediate=True)
        await self.pilot.pause()
        await self.click(rows, offset=(rows.gutter.left + 1, rows.gutter.top + line - rows.scroll_offset.y))

    async def click_words(self, words: str) -> None:
        """Click on the first place where the screen shows some words."""
        for y, line in enumerate(self.text().split("\n")):
            if words in line:
                await self.click(None, offset=(line.index(words) + len(words) // 2, y))
                return
        message = f"the screen does not show {words!r}:\n{self.text()}"
        raise AssertionError(message)

    async def settle(self, *, thinking: bool = True) -> None:
        """Wait until nothing is being prepared, and, unless told otherwise, until nobody thinks."""
        app = self.app
        for _ in waiting():
            await self.pilot.pause()
            if not app.is_running or app._exit:
                return
            busy = not app.engine.is_ready or app.engine.is_busy or not app.engine._jobs.empty()
            busy = busy or isinstance(app.screen, LoadingScreen)
            busy = busy or (thinking and any(not worker.is_finished for worker in app.workers))
            if not busy:
                await self.pilot.pause()
                if not isinstance(app.screen, LoadingScreen):
                    return
            await asyncio.sleep(0.01)
        message = f"it does not come to rest:\n{self.text()}\n{toasts(app)}"
        raise AssertionError(message)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds."""
        for _ in waiting():
            if condition():
                await self.pilot.pause()
                return
            await self.pilot.pause(0.01)
        message = f"it never happened:\n{self.text()}\n{toasts(self.app)}"
        raise AssertionError(message)

    # -- at the table

    async def to_choice(self, keys: str = "enter") -> bool:
        """Go on until a person chooses a move; says whether one does, for the game may be over."""
        for _ in waiting():
            await self.settle()
            if isinstance(self.screen, FinaleScreen):
                return False
            if self.on in {"MenuScreen", "SavesScreen"}:
                break
            if self.on == "PrivacyScreen":
                await self.press("y")
            elif isinstance(self.screen, TableScreen):
                stage = self.screen.stage
                if stage == CHOOSE:
                    return True
                if stage in {TOLD, OVER}:
                    await self.press(keys)
                elif stage in {THINK, WATCH}:
                    await self.pilot.pause(0.01)
        message = f"nobody ever chooses:\n{self.text()}\n{toasts(self.app)}"
        raise AssertionError(message)

    def row_of(self, move: str) -> int:
        """Return the line on which a move of the list stands, or the verb it is folded under."""
        moves = self.table.query_one(Moves)
        for at, row in enumerate(moves._rows):
            if row.move is not None and row.move.id == move:
                return at
        return next(
            at for at, row in enumerate(moves._rows) if row.choice and move in {each.id for each in row.choice.moves}
        )

    async def point_at(self, move: str) -> None:
        """Bring the cursor to a move with the arrow keys, opening its verb."""
        rows = self.table.query_one(Moves).options
        for _ in range(2):
            at = self.row_of(move)
            for _ in waiting():
                here = rows.highlighted
                if here == at:
                    break
                await self.pilot.press("down" if here is None or here < at else "up")
            if self.table.query_one(Moves).under_cursor is not None:
                break
            await self.press("right")
        await self.pilot.pause()

    async def choose_by_keys(self, move: str) -> None:
        """Draft a move and commit it, by keyboard alone."""
        await self.point_at(move)
        await self.press("enter", "c")

    async def choose_by_mouse(self, move: str) -> None:
        """Draft a move and commit it, by mouse alone."""
        moves = self.table.query_one(Moves)
        if moves._rows[self.row_of(move)].move is None:
            await self.click_row(moves.options, self.row_of(move))
        await self.click_row(moves.options, self.row_of(move))
        await self.click_words("Commit")


def waiting() -> Iterator[None]:
    """Go round until what has to happen should have happened."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        yield


def words_on(text: str) -> int:
    """Return how many words stand on a screen: what holds two letters between spaces; keys and figures are none."""
    return sum(sum(sign.isalpha() for sign in word) > 1 for word in text.split())


def toasts(app: WargameApp) -> list[str]:
    """Return the messages that are being shown."""
    return [str(toast._notification.message) for toast in app.screen.query(Toast)]


def _text_of(widget: Widget | Screen[Any]) -> str:
    parts = [str(widget.border_title or ""), str(widget.border_subtitle or ""), str(widget.tooltip or "")]
    parts.append(str(getattr(widget, "title", "") or ""))
    if isinstance(widget, OptionList):
        parts += [str(option.prompt) for option in widget.options]
    elif isinstance(widget, Panel):
        parts += [line.plain for line in widget.lines(UNWRAPPED)]
    elif not widget.children:
        parts.append(str(widget.render()))
    return "\n".join(parts)


COLORS = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}  # whatever terminal the tests are run in


def driven(
    steps: Callable[[Driver], Awaitable[None]],
    folder: Path,
    *,
    size: tuple[int, int] = NARROW,
    opener: Callable[[], Any] | None = None,
    variables: Mapping[str, str] | None = None,
    moves: bool = False,
) -> WargameApp:
    """Run an app in folders below `folder`, do `steps`, and return it once it has ended.

    Dice stand still unless `moves`, so that what is told is there at once. It does not load the usual scenario before
    anybody asks for it, which saves a second each time.
    """

    async def run() -> WargameApp:
        app = WargameApp(opener, folder / "saves")
        app.settings.motion = app.settings.motion and moves
        async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
            driver = Driver(pilot, app)
            await driver.until(lambda: app.engine.is_ready)
            await driver.settle()
            await steps(driver)
        return app

    named = {"WARGAME_CONFIG": str(folder / "config"), "WARGAME_SAVES": str(folder / "saves"), **COLORS}
    named |= variables or {}
    with patch.dict(os.environ, named), patch.object(openers, "warm_up_engine", _load_screens):
        return asyncio.run(run())


@cache
def summit_named(scenario: str) -> Summit:
    """Return a bundled scenario, the small one of the tests, or a file's, compiled once; its games can be saved."""
    return load(str(SMALL) if scenario == "small" else scenario)


def _load_screens() -> None:
    """Stand in for the warming up of the usual scenario; the table is loaded already."""


def piloted(
    scenario: str,
    seats: tuple[str, str],
    seed: int,
    steps: Callable[[Driver], Awaitable[None]],
    folder: Path,
    **more: Any,
) -> WargameApp:
    """Open a new game at once, and do `steps` at its table."""

    def opener() -> Callable[[], Screen[Any]]:
        summit = summit_named(scenario)
        return openers.again(summit, dict(zip(summit.rules.side_ids, seats, strict=True)), folder / "saves", seed)()

    return driven(steps, folder, opener=opener, **more)


def normalized(svg: str) -> str:
    """Return a picture without the numbers that differ from one run to the next."""
    return re.sub(r"terminal-\d+", "terminal", svg)
