"""Playing line by line: the paper that standard output is, and the keyboard that standard input is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from wargame.cli.streams import below

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.plain.keyboard import Keyboard
    from wargame.plain.paper import Paper


def at_desk(*, pause: bool = False) -> tuple[Paper, Keyboard]:
    """Return paper and keyboard; with `pause` Enter is waited for even if input is a pipe."""
    from wargame.plain.keyboard import Keyboard
    from wargame.plain.paper import Paper, terminal_width

    typed = sys.stdin.isatty()
    paper = Paper(sys.stdout, terminal_width(), terminal=below(sys.stdout))
    return paper, Keyboard(sys.stdin, paper, waits=typed or pause, echoes=not typed)


def open_lobby(saves: Path | None = None) -> None:
    """Open the menu, line by line."""
    from wargame.plain.lobby import Lobby

    paper, keyboard = at_desk()
    Lobby(paper, keyboard, saves).open()
