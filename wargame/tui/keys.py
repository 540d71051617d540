"""The key bindings of a screen, as help, footer and palette list them.

The keys by which every list and panel scrolls are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.binding import Binding
    from textual.dom import DOMNode
    from textual.screen import Screen

OURS = "wargame."


def keys_of(screen: Screen[Any]) -> Iterator[tuple[Binding, bool]]:
    """Yield each binding of a screen's own that has a name, and whether it can be used now; each action once."""
    seen = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.description and not binding.system and binding.action not in seen and _is_own(active.node, binding):
            seen.add(binding.action)
            yield binding, active.enabled


def _is_own(node: DOMNode, binding: Binding) -> bool:
    kinds = [kind for kind in type(node).__mro__ if kind.__module__.startswith(OURS)]
    return any(each.action == binding.action for kind in kinds for each in vars(kind).get("BINDINGS", ()))
