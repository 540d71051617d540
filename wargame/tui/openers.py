"""Openers of the screens that need the engine: each works in the engine's thread, and returns what makes the screen.

Everything that loads the engine is imported here, when it runs, so that the menu does not wait for it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wargame.game.summit import Summit
    from wargame.journal.reading import Journal

Make = Callable[[], Screen[Any]]


def begin(scenario: str, seats: Mapping[str, str] | None, seed: int | None, saves: Path | None) -> Callable[[], Make]:
    """Open a new game; without seats the first side is a person's and the other in character."""

    def work() -> Make:
        from wargame.game.summit import load

        return again(load(scenario), seats, saves, seed)()

    return work


def again(
    summit: Summit, seats: Mapping[str, str] | None, saves: Path | None, seed: int | None = None
) -> Callable[[], Make]:
    """Open a new game by rules that are loaded already."""

    def work() -> Make:
        from wargame.session import opening
        from wargame.tui.screens.table import TableScreen

        return partial(TableScreen, opening.begin(summit, seats, saves, seed=seed))

    return work


def resume(path: Path) -> Callable[[], Make]:
    """Open a saved game where it stands."""

    def work() -> Make:
        from wargame.journal.reading import read_journal
        from wargame.session import opening
        from wargame.tui.screens.table import TableScreen

        journal = read_journal(path)
        return partial(TableScreen, opening.resume(_rules_of(journal), journal))

    return work


def back_to(path: Path) -> Callable[[], Make]:
    """Open a saved game at the table, or its replay if it is over."""

    def work() -> Make:
        from wargame.journal.account import is_unfinished
        from wargame.journal.reading import read_journal

        return (resume if is_unfinished(read_journal(path)) else view)(path)()

    return work


def branch(
    journal: Journal, ply: int, seats: Mapping[str, str], saves: Path | None, *, fresh: bool
) -> Callable[[], Make]:
    """Open a game that goes on from a moment of a saved one, in a new file; `fresh` gives it chance of its own."""

    def work() -> Make:
        from wargame.session import opening
        from wargame.tui.screens.table import TableScreen

        return partial(TableScreen, opening.branch(_rules_of(journal), journal, ply, seats, saves, fresh=fresh))

    return work


def view(path: Path) -> Callable[[], Make]:
    """Open the replay of a saved game."""

    def work() -> Make:
        from wargame.journal.reading import read_journal
        from wargame.journal.replay import replayed
        from wargame.tui.screens.replay import ReplayScreen

        journal = read_journal(path)
        return partial(ReplayScreen, replayed(_rules_of(journal), journal), journal)

    return work


def _rules_of(journal: Journal) -> Summit:
    from wargame.journal.store import rules_of

    return rules_of(journal.header.scenario, journal.path.parent)


def warm_up_engine() -> None:
    """Load and compile everything that a turn needs."""
    from wargame.authoring.catalog import USUAL
    from wargame.game.summit import load
    from wargame.session.opening import warm_up

    warm_up(load(USUAL), {})
    import wargame.tui.screens.table  # noqa: F401  what comes next

    gc.collect()
    gc.freeze()  # what is loaded stays: to look through it again for garbage would hold up a key for 0.1 s


def _play(saves: Path | None) -> Callable[[], Make]:
    def work() -> Make:
        from wargame.authoring.catalog import USUAL

        return begin(USUAL, None, None, saves)()

    return work


def _continue(saves: Path | None) -> Callable[[], Make]:
    def work() -> Make:
        from wargame.errors import JournalError
        from wargame.journal.store import saves_folder
        from wargame.pages.shelf import last_unfinished

        folder = saves_folder(saves)
        kept = last_unfinished(folder)
        if kept is None:
            message = f"there is no unfinished game in {folder}"
            raise JournalError(message)
        return resume(kept.path)()

    return work


def _new(saves: Path | None) -> Callable[[], Make]:
    del saves

    def work() -> Make:
        from wargame.tui.screens.new_game import NewGameScreen, offers

        return partial(NewGameScreen, offers())

    return work


def _kept(saves: Path | None, *, unfinished: bool) -> Callable[[], Make]:
    def work() -> Make:
        from wargame.journal.store import saves_folder
        from wargame.pages.shelf import kept_in
        from wargame.tui.screens.saves import SavesScreen

        folder = saves_folder(saves)
        return partial(SavesScreen, folder, kept_in(folder), unfinished=unfinished)

    return work


def _tutorial(saves: Path | None) -> Callable[[], Make]:
    del saves

    def work() -> Make:
        from wargame.tui.screens.tutorial import tutorial

        return tutorial()

    return work


def _rules(saves: Path | None) -> Callable[[], Make]:
    del saves

    def work() -> Make:
        from wargame.authoring.catalog import USUAL, known
        from wargame.tui.screens.rules import RulesScreen, rules_by_name

        return partial(RulesScreen, rules_by_name(sorted(known(), key=lambda name: name != USUAL)))

    return work


ENTRIES: dict[str, Callable[[Path | None], Callable[[], Make]]] = {
    "continue": _continue,
    "play": _play,
    "new": _new,
    "resume": partial(_kept, unfinished=True),
    "tutorial": _tutorial,
    "replays": partial(_kept, unfinished=False),
    "rules": _rules,
}
