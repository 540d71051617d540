"""Confinement: whether this process plays for a page in a browser, and so opens no file by name and runs no module.

`wargame serve` sets an environment variable for the processes that it starts, which their children inherit. The rooms
that would open a file by its name, or run one, ask here. Another one names the game that a reloaded page was at.
"""

from __future__ import annotations

import os
from pathlib import Path

CONFINED = "WARGAME_CONFINED"
WAS_AT = "WARGAME_WAS_AT"  # the saved game


def is_confined() -> bool:
    """Say whether only bundled scenarios, built-in players and the folder of saves may be used."""
    return bool(os.environ.get(CONFINED))


def page_was_at() -> Path | None:
    """Return the saved game that this page was at before it was loaded again; None without one, or without a page."""
    named = os.environ.get(WAS_AT) if is_confined() else None
    return Path(named) if named else None
