"""The command palette: every key of the screen by its name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.command import DiscoveryHit, Hit, Provider

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from textual.binding import Binding
    from textual.command import Hits

__all__ = ["Actions"]


class Actions(Provider):
    """What can be done on this screen now."""

    def _actions(self) -> Iterator[tuple[Binding, str]]:
        seen = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if active.enabled and not binding.system and binding.description and binding.action not in seen:
                seen.add(binding.action)
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
