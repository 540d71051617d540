"""Says that kernel functions are being compiled, in the log: whoever wants to be told need not load Numba to ask.

A record `COMPILING` when one is begun, `COMPILED` when it is done, those that it calls included. Nothing is said of
what comes out of the cache.
"""

from __future__ import annotations

import logging
from typing import Any

from numba.core import event

COMPILING, COMPILED = "compiling", "compiled"
_LOG = logging.getLogger(__name__)


class _Teller(event.Listener):  # type: ignore[misc]  # Numba has no types
    """Hears of each function; only one is compiled at a time, within it those that it calls."""

    def __init__(self) -> None:
        self._depth = 0

    def on_start(self, event: Any) -> None:  # noqa: ARG002  Numba's form
        """Note that one is begun."""
        self._depth += 1
        if self._depth == 1:
            _LOG.info(COMPILING)

    def on_end(self, event: Any) -> None:  # noqa: ARG002  Numba's form
        """Note that one is done."""
        self._depth -= 1
        if self._depth == 0:
            _LOG.info(COMPILED)


def tell_of_compiling() -> None:
    """Begin to say it."""
    event.register("numba:compile", _Teller())
