"""Confinement: whether this process plays for a page in a browser, and so opens no file by name and runs no module.

`wargame serve` sets an environment variable for the processes that it starts, which their children inherit. The rooms
that would open a file by its name, or run one, ask here.
"""

from __future__ import annotations

import os

CONFINED = "WARGAME_CONFINED"


def is_confined() -> bool:
    """Say whether only bundled scenarios, built-in players and the folder of saves may be used."""
    return bool(os.environ.get(CONFINED))
