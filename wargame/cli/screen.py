"""The full screen: whether there is one, and opening it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from wargame.cli.waiting import tell_of_preparing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ESCAPE = "50"  # milliseconds after which an Esc is the key and not the beginning of another one


def has_screen() -> bool:
    """Say whether input and output are a terminal that can show a screen, or a browser that stands for one."""
    if os.environ.get("TEXTUAL_DRIVER"):  # served to a browser
        return True
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") not in {"", "dumb"}


def open_screen(opener: Callable[[], Any] | None = None, saves: Path | None = None) -> NoReturn:
    """Open the interface, with what `opener` prepares or with its menu; the process ends with it.

    Raises:
        WargameError: from `opener`.
    """
    os.environ.setdefault("ESCDELAY", ESCAPE)  # Textual reads it as it is imported
    tell_of_preparing(wanted=False)
    from wargame.tui.app import run

    run(opener, saves)
