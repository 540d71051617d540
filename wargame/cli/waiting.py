"""Telling a person what he is waiting for."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["preparing"]

PATIENCE = 2.0  # seconds


@contextmanager
def preparing() -> Iterator[None]:
    """Say so on standard error if loading the rules engine takes longer than one would expect."""
    words = "preparing the rules engine (first start only) …"
    timer = Timer(PATIENCE, lambda: print(words, file=sys.stderr, flush=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
