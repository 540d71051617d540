"""Log records of compilation, so that an interface can show that it waits for Numba without loading Numba.

`COMPILING` is logged when a kernel function is begun, `COMPILED` when it is done, those that it calls included; nothing
for what comes out of the cache.
"""

from __future__ import annotations

import logging
from typing import Any

from numba.core import event

COMPILING, COMPILED = "compiling", "compiled"
_LOG = logging.getLogger(__name__)


class _CompilationLog(event.Listener):  # type: ignore[misc]  # Numba has no types
    """A listener to Numba's compilation events, which nest: a function is compiled within the one that calls it."""

    def __init__(self) -> None:
        self._depth = 0

    def on_start(self, event: Any) -> None:  # noqa: ARG002  Numba's form
        """Log the outermost function that is begun."""
        self._depth += 1
        if self._depth == 1:
            _LOG.info(COMPILING)

    def on_end(self, event: Any) -> None:  # noqa: ARG002  Numba's form
        """Log that the outermost function is done."""
        self._depth -= 1
        if self._depth == 0:
            _LOG.info(COMPILED)


def log_compilations() -> None:
    """Start to log compilations."""
    event.register("numba:compile", _CompilationLog())
