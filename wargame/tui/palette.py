"""The command palette: every key of the screen by its name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.command import DiscoveryHit, Hit, Provider

from wargame.tui.keys import keys_of

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from textual.binding import Binding
    from textual.command import Hits


class Actions(Provider):
    """The commands of the present screen."""

    def _actions(self) -> Iterator[tuple[Binding, str]]:
        for binding, is_usable in keys_of(self.screen):
            if is_usable:
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
