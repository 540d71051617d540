"""A game's story written as a file of Markdown, and what there is to say of that."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, TypedDict

from wargame.destination import Destination
from wargame.errors import WargameError
from wargame.plain.export import STORY, export

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.game import Game
    from wargame.journal.reading import Journal


class Said(TypedDict):
    """What `Host.say` is told."""

    message: str
    is_error: bool


def export_story(out: Path, game: Game, journal: Journal, seat: str) -> Said:
    """Write the story of a game as a seat saw it; returns what came of it, in words."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        export(Destination(path=out, kind=STORY, read=(journal.path,), advice=""), game, journal, seat)
    except OSError as error:
        return {"message": f"{out.parent}: cannot be made: {error.strerror or error}", "is_error": True}
    except WargameError as error:
        return {"message": str(error), "is_error": True}
    return {"message": f"Wrote {shlex.quote(str(out))}", "is_error": False}
