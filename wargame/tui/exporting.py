"""A game's story written as a file of Markdown, and what there is to say of that."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from wargame.destination import Destination
from wargame.errors import RunError
from wargame.plain.export import STORY, export

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.game import Game
    from wargame.journal.reading import Journal
    from wargame.tui.host import Host


def export_story(app: Host, out: Path, game: Game, journal: Journal, seat: str) -> None:
    """Write the story of a game as a seat saw it, in the engine's thread, and say what came of it.

    The bargaining map at its end takes seconds to be worked out.
    """

    def work() -> None:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"{out.parent}: cannot be made: {error.strerror or error}"
            raise RunError(message) from error
        export(Destination(path=out, kind=STORY, read=(journal.path,), advice=""), game, journal, seat)

    app.say(f"Writing {out.name} …")
    app.engine.run(work, lambda _: app.say(f"Wrote {shlex.quote(str(out))}"), app.tell_failure)
