"""Shell completion: names of scenarios, saved games, sides and players.

A shell asks at every press of Tab, so nothing here loads the rules engine. Where nothing fits, it offers files itself.
"""

from __future__ import annotations

import io
import os
import re
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import typer  # noqa: TC002  Typer reads the annotations

from wargame.errors import WargameError
from wargame.legible import hidden_character
from wargame.scenario.meanings import MECHANISMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WITHOUT_PEOPLE = {"run", "worth"}  # commands at which nobody sits
_SIGNS = ("=", ":", "@")  # at which bash splits words, too
_SPLIT = re.compile(f"\n?([{''.join(_SIGNS)}])\n?")


@contextmanager
def words_as_bash_has_them() -> Iterator[None]:
    """While bash is answered, rejoin words that it has split, and leave out the part of the last that it keeps."""
    if os.environ.get("_WARGAME_COMPLETE") != "complete_bash":
        yield
        return
    words = os.environ.get("COMP_WORDS", "").split("\n")
    place = int(os.environ.get("COMP_CWORD", "0"))
    typed = words[place] if place < len(words) else ""
    joined = _SPLIT.sub(r"\1", "\n".join([*words[:place], typed])).split("\n")
    kept = joined[-1] if typed in _SIGNS else joined[-1].removesuffix(typed)
    os.environ["COMP_WORDS"], os.environ["COMP_CWORD"] = "\n".join(joined), str(len(joined) - 1)
    answer = io.StringIO()
    try:
        with redirect_stdout(answer):
            yield
    finally:
        print("\n".join(line.removeprefix(kept) for line in answer.getvalue().splitlines()))


def _fitting(names: Iterable[str], incomplete: str) -> list[str]:
    """Return the names with this prefix; one with a hidden character is not offered."""
    return [name for name in names if name.startswith(incomplete) and hidden_character(name) is None]


def scenarios(incomplete: str) -> list[str]:
    """Offer the scenarios that have a name: the bundled ones, and the user's own."""
    from wargame.authoring.catalog import known

    return _fitting(known(), incomplete)


def saved_games(context: typer.Context, incomplete: str) -> list[str]:
    """Offer the saved games, the newest first, by the names that they have in their folder."""
    from wargame.journal.store import newest_first, saves_folder, saves_in

    chosen = context.params.get("saves")
    try:
        found = saves_in(saves_folder(Path(chosen) if chosen else None))
    except WargameError:
        return []
    return _fitting([path.stem for path in newest_first(found)], incomplete)


def games_or_scenarios(context: typer.Context, incomplete: str) -> list[str]:
    """Offer what can be played: scenarios, or with --resume saved games."""
    return saved_games(context, incomplete) if context.params.get("resume") else scenarios(incomplete)


def players(incomplete: str) -> list[str]:
    """Offer the players for the last place of a list."""
    from wargame.players.offered import ROSTER

    before, comma, _ = incomplete.rpartition(",")
    return _fitting([f"{before}{comma}{name}" for name in _written(ROSTER)], incomplete)


def clusters(incomplete: str) -> list[str]:
    """Offer where a Dask cluster may be: no address is known beforehand."""
    return _fitting(["local", "tcp://", "tls://"], incomplete)


def mechanisms(incomplete: str) -> list[str]:
    """Offer what `analyze worth` may be asked the value of."""
    return _fitting(list(MECHANISMS), incomplete)


def seats(context: typer.Context, incomplete: str) -> list[str]:
    """Offer each side of the scenario with each player."""
    from wargame.players.offered import HUMAN, ROSTER

    everybody = _written(ROSTER) if context.info_name in _WITHOUT_PEOPLE else [HUMAN, *_written(ROSTER)]
    named = context.params.get("scenario") or next(iter(context.args), None)  # not sorted out yet behind an open flag
    return _fitting([f"{side}={name}" for side in _sides(named) for name in everybody], incomplete)


def sides(context: typer.Context, incomplete: str) -> list[str]:
    """Offer each side of the scenario."""
    return _fitting(_sides(context.params.get("scenario") or next(iter(context.args), None)), incomplete)


def _written(names: Iterable[str]) -> list[str]:
    """Return players as one begins to write them: `name:` for those that need an argument."""
    from wargame.players.offered import ARGUMENTS

    return [f"{name}:" if name in ARGUMENTS else name for name in names]


def _sides(scenario: str | None) -> list[str]:
    """Return the ids of a scenario's sides; none if it cannot be read."""
    from wargame.authoring.catalog import USUAL, find
    from wargame.authoring.reading import parse_scenario

    try:
        found = find(scenario or USUAL)
        return [side.id for side in parse_scenario(found.text, str(found.path)).sides]
    except WargameError:
        return []
