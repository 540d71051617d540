"""The command palette: every key of the screen by its name, the saved games, and the colors, tried on as one passes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen
from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Provider
from textual.content import Content
from textual.markup import escape

from wargame.errors import WargameError
from wargame.legible import legible
from wargame.tui.host import Host
from wargame.tui.keys import keys_of
from wargame.tui.settings import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from textual.binding import Binding
    from textual.command import Hits
    from textual.events import Click
    from textual.screen import Screen
    from textual.style import Style
    from textual.timer import Timer

    from wargame.pages.shelf import Kept

MOST_OFFERED, MOST_FOUND = 5, 50  # saved games: before anything is typed, and among which is searched


class Actions(Provider):
    """The commands of the present screen."""

    def _actions(self) -> Iterator[tuple[Binding, str]]:
        """Yield what can be done now, each once; leaving comes last, for the palette's cursor begins on the first."""
        usable: dict[str, Binding] = {}
        for binding, is_usable in keys_of(self.screen):
            if is_usable:
                usable.setdefault(binding.action.removeprefix("app."), binding)
        for binding in sorted(usable.values(), key=lambda each: each.action.endswith("leave")):
            yield binding, f"{binding.description}  ({self.app.get_key_display(binding)})"

    async def discover(self) -> Hits:
        """Yield everything."""
        for binding, name in self._actions():
            yield DiscoveryHit(name, self._run(binding), help=binding.tooltip or None)

    async def search(self, query: str) -> Hits:
        """Yield what matches."""
        matcher = self.matcher(query)
        for binding, name in self._actions():
            score = matcher.match(f"{name} {binding.tooltip}")
            if score > 0:
                yield Hit(score, name, self._run(binding), help=binding.tooltip or None)

    def _run(self, binding: Binding) -> partial[Coroutine[Any, Any, None]]:
        return partial(self._act, binding.action)

    async def _act(self, action: str) -> None:
        await self.screen.run_action(action)


class Games(Provider):
    """The saved games: to be gone on with, and those that are over to be looked at."""

    _kept: tuple[Kept, ...] = ()

    @property
    def _host(self) -> Host:
        return cast("Host", self.app)

    async def startup(self) -> None:
        """Read the list, once the engine is there to read it."""
        if self._host.engine.is_ready:
            self._kept = await asyncio.to_thread(self._read)

    def _read(self) -> tuple[Kept, ...]:
        from wargame.journal.store import saves_folder
        from wargame.pages.shelf import kept_in

        try:
            return tuple(kept_in(saves_folder(self._host.saves), MOST_FOUND))
        except WargameError:
            return ()

    def _games(self) -> Iterator[tuple[str, Callable[[], None], str]]:
        for each in self._kept:
            if each.players:
                act, verb = (self._host.resume, "Go on") if each.can_go_on else (self._host.view, "Replay")
                yield legible(f"{verb}: {each.title}, {each.told}"), partial(act, each.path), legible(each.players)

    async def discover(self) -> Hits:
        """Yield the newest."""
        for name, act, about in list(self._games())[:MOST_OFFERED]:
            yield DiscoveryHit(Content(name), act, text=name, help=escape(about))

    async def search(self, query: str) -> Hits:
        """Yield what matches."""
        matcher = self.matcher(query)
        for name, act, about in self._games():
            score = matcher.match(f"{name} {about}")
            if score > 0:
                yield Hit(score, Content(name), act, text=name, help=escape(about))


@frozen
class Wear:
    """Wear colors from now on; the app tries them on while the palette's cursor stands on this."""

    host: Host
    theme: str

    def __call__(self) -> None:
        """Set them, and keep that."""
        self.host.settings.theme = self.theme
        self.host.apply_theme()
        if trouble := self.host.settings.save():
            self.host.say(trouble, is_error=True)


class Colors(Provider):
    """The colors that can be set."""

    def _colors(self) -> Iterator[tuple[str, Wear]]:
        for theme, name in THEMES.items():
            yield f"Colors: {name}", Wear(cast("Host", self.app), theme)

    async def discover(self) -> Hits:
        """Yield all."""
        for name, wear in self._colors():
            yield DiscoveryHit(name, wear, help="shown while the cursor stands here; Enter keeps them")

    async def search(self, query: str) -> Hits:
        """Yield what matches."""
        matcher = self.matcher(query)
        for name, wear in self._colors():
            score = matcher.match(f"{name} theme")
            if score > 0:
                yield Hit(score, name, wear, help="shown while the cursor stands here; Enter keeps them")


class Commands(CommandPalette):
    """Textual's palette, which expects neither a second Enter, nor a click beside what is painted, nor a late find."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave it, and nothing below it; Textual runs the command that was chosen after each call, here only once."""
        if self.app.screen is self:
            return super().dismiss(result)
        if self._selected_command is not None:
            self._selected_command = replace(self._selected_command, command=_nothing)
        return AwaitComplete()

    def _on_click(self, event: Click) -> None:  # type: ignore[override]
        """Overlook a click where nothing is any more, as after the terminal became smaller."""
        if not self.region.contains(event.screen_x, event.screen_y):
            event.prevent_default()

    def set_timer(
        self, delay: float, callback: Callable[[], Any] | None = None, *, name: str | None = None, pause: bool = False
    ) -> Timer:
        """Set a timer that does nothing once there is nothing left to show in."""

        def unless_gone() -> object:
            return callback() if callback is not None and self._has_parts else None

        return super().set_timer(delay, unless_gone, name=name, pause=pause)

    def _watch__list_visible(self) -> None:
        if self._has_parts:
            super()._watch__list_visible()

    async def _watch__show_busy(self) -> None:
        if self._has_parts:
            await super()._watch__show_busy()

    @property
    def _has_parts(self) -> bool:
        """Say whether there is still something to show in: its search goes on for a moment after it was left."""
        return bool(self.query(CommandList))


def _nothing() -> None:
    pass


class Palette(Provider):
    """All of it, in this order: Textual tells what its providers find in no order of its own."""

    PARTS = (Actions, Games, Colors)

    def __init__(self, screen: Screen[Any], match_style: Style | None = None) -> None:
        """Prepare for a screen."""
        super().__init__(screen, match_style)
        self._parts = [part(screen, match_style) for part in self.PARTS]

    async def startup(self) -> None:
        """Prepare each."""
        for part in self._parts:
            await part.startup()

    async def discover(self) -> Hits:
        """Yield everything."""
        for part in self._parts:
            async for hit in part.discover():
                yield hit

    async def search(self, query: str) -> Hits:
        """Yield what matches."""
        for part in self._parts:
            async for hit in part.search(query):
                yield hit
