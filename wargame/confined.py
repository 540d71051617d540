"""Whether this process plays for a page in a browser, and so names no file and runs no program of anybody's.

`wargame serve` says so to the processes it starts by a variable, which whatever these start inherits. The rooms that
would open a file by its name, or run one, ask here.
"""

from __future__ import annotations

import os

CONFINED = "WARGAME_CONFINED"


def is_confined() -> bool:
    """Say whether only bundled scenarios, built-in players and the folder of saves may be used."""
    return bool(os.environ.get(CONFINED))
